/* One message as it looks: bubble, card, quick replies, who said it, whether it arrived. */

import { el } from "./dom.js";
import { icon, productPicture } from "./drawings.js";

const STATES = {
  sending: "发送中…",
  waiting: "等待网络，恢复后自动发送",
  sent: "已送达",
  failed: "没有发出去",
};

/**
 * The elements of a message. `message` is the server's, or {sender: "buyer", text} of our own;
 * `choose(text)` is called once when a quick reply is tapped, `view(productId)` when a card is.
 */
export function bubble(message, { choose, view }) {
  if (message.sender === "system") {
    return el("p", { class: "notice" }, message.text);
  }
  const mine = message.sender === "buyer";
  const said = el("div", { class: "said" });
  if (message.sender === "agent") {
    said.append(el("p", { class: "who" }, el("b", {}, message.agent || "客服"), " 人工客服"));
  } else {
    said.append(el("p", { class: "unseen" }, mine ? "我说：" : "小店助手说："));
  }
  if (message.text) said.append(el("p", { class: "text" }, message.text));
  const payload = message.payload ?? {};
  if (payload.card) said.append(card(payload.card, view));
  if (payload.quick_replies?.length) said.append(quickReplies(payload.quick_replies, choose));
  const row = el("div", { class: `row ${mine ? "mine" : "theirs"} from-${message.sender}` });
  if (!mine) row.append(face(message));
  row.append(said);
  return row;
}

function face(message) {
  const isPerson = message.sender === "agent";
  const mark = isPerson && message.agent ? [...message.agent].at(-1) : icon(isPerson ? "person" : "leaf");
  return el("span", { class: `avatar small ${isPerson ? "of-person" : ""}`, "aria-hidden": "true" }, mark);
}

function card({ product_id: id, title, price, colours = [], sizes = [], stock_note: note, image }, view) {
  const details = [
    [colours.join(" / "), "颜色"],
    [sizes.join(" / "), "尺码"],
  ].filter(([value]) => value);
  return el(
    "button",
    { class: "card", type: "button", onclick: () => view(id), "aria-label": `看看${title}` },
    productPicture({ id, image: image ?? "", colours }),
    el(
      "span",
      { class: "card-words" },
      el("span", { class: "card-title" }, title),
      el("span", { class: "price" }, price ?? ""),
      ...details.map(([value, name]) => el("span", { class: "card-detail" }, `${name} ${value}`)),
      note ? el("span", { class: "card-note" }, note) : null,
    ),
  );
}

function quickReplies(offers, choose) {
  const list = el("div", { class: "offers", role: "group", "aria-label": "快捷回复" });
  for (const { title, text } of offers) {
    const tapped = () => {
      if (!list.isConnected) return;
      list.remove();
      choose(text ?? title);
    };
    list.append(el("button", { class: "offer", type: "button", onclick: tapped }, title));
  }
  return list;
}

/** Shows how far an own message got; `resend()` is offered where it failed. */
export function markDelivery(item, state, why, resend) {
  item.querySelector(".delivery")?.remove();
  if (!state) return;
  const line = el("p", { class: `delivery is-${state}` }, why || STATES[state]);
  if (state === "failed") {
    line.append(el("button", { class: "resend", type: "button", onclick: resend }, "重发"));
  }
  item.querySelector(".said").append(line);
}
