/* The chat page: wires the connection, the outbox, the transcript, the shelf and the writing line. */

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { byId, el } from "./dom.js";
import { icon } from "./drawings.js";
import { newId, Outbox } from "./outbox.js";
import { Scroller } from "./scroller.js";
import { Shelf } from "./shelf.js";
import { Transcript } from "./transcript.js";

const OPENERS = ["有什么活动", "什么时候发货", "帮我推荐一款"];
const PICTURE_TEXT = "〔图片〕";
const CONNECTION_WORDS = {
  connecting: "",
  open: "",
  waiting: "网络不太稳，正在重新连接…",
  elsewhere: "聊天已在别的窗口打开。",
  blocked: "这个页面不能连接客服，请从店铺里打开。",
};

let title = document.title;
let unread = 0;

const scroller = new Scroller({ scroll: byId("scroll"), button: byId("to-newest") });
const shelf = new Shelf({ onView: () => composer.focus() });
const composer = new Composer({
  say,
  sayPicture: () => say(PICTURE_TEXT, { picture: true }),
  typing: () => connection.send({ type: "typing" }),
});
const transcript = new Transcript(byId("log"), {
  choose: tap,
  view: (productId) => shelf.view(productId),
  resend: (id) => outbox.attempt(id),
});
const connection = new Connection({
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/chat/socket`,
  hello: () => ({ type: "hello", product: shelf.inView, after: transcript.newestId }),
  identify: loadShop,
  onFrame: received,
  onState: showConnection,
});
const outbox = new Outbox({
  send: (frame) => connection.send(frame),
  onState: (id, state, why) => transcript.setState(id, state, why),
});

function say(text, { picture = false, tapped = false } = {}) {
  const at = new Date().toISOString();
  const message = { id: newId(), text, picture, tapped, product: shelf.inView, at };
  transcript.addOwn(message);
  outbox.put(message);
  byId("welcome").hidden = true;
  scroller.toNewest({ smooth: false });
}

/** Say what stands on a button: nothing more of it is to come. */
function tap(text) {
  say(text, { tapped: true });
}

const RECEIVERS = {
  hello: () => outbox.attemptAll(),
  ack: ({ id, message_id: messageId, text }) => {
    outbox.confirm(id);
    transcript.confirm(id, messageId, text);
  },
  refused: ({ id, text }) => outbox.refuse(id, text),
  message: ({ message }) => show(message, { isNews: true }),
  typing: ({ on }) => scroller.keeping(() => (byId("typing").hidden = !on)),
  status: showStatus,
};

function received(frame) {
  RECEIVERS[frame.type]?.(frame);
}

function show(message, { isNews }) {
  byId("welcome").hidden = true;
  if (message.sender === "buyer" && message.external_id) outbox.confirm(message.external_id);
  const isNew = scroller.keeping(() => transcript.add(message), { isNews });
  if (isNew && isNews && document.hidden && message.sender !== "buyer") {
    unread += 1;
    showTitle();
  }
}

function showTitle() {
  document.title = unread ? `(${unread}) ${title}` : title;
}

function showStatus({ with_person: withPerson, agent }) {
  const waiting = withPerson && !agent;
  byId("presence").textContent = waiting
    ? "已转人工，客服马上就来，您可以接着说"
    : withPerson
      ? `人工客服 ${agent} 正在为您服务`
      : "在线，随时问我";
  byId("presence").dataset.with = withPerson ? "person" : "bot";
  byId("ask-person").hidden = withPerson;
}

function showConnection(state) {
  const place = byId("connection");
  place.replaceChildren(CONNECTION_WORDS[state]);
  place.dataset.state = state;
  if (state === "waiting") {
    outbox.pause();
    byId("typing").hidden = true;
  }
  if (state === "elsewhere") {
    place.append(
      el("button", { class: "resend", type: "button", onclick: () => connection.open() }, "在这里继续"),
    );
  }
}

async function loadShop() {
  const shop = await fetched("/chat/shop");
  if (!shop) return;
  title = `${shop.shop_name} · 在线客服`;
  showTitle();
  byId("shelf-shop").textContent = shop.shop_name;
  byId("shelf-slogan").textContent = shop.slogan;
  byId("assistant-name").textContent = shop.assistant_name;
  composer.limit(shop.max_chars);
  shelf.fill(shop.products);
  welcome(shop);
}

function welcome(shop) {
  const opener = (text) =>
    el("button", { class: "offer", type: "button", onclick: () => tap(text) }, text);
  byId("welcome").replaceChildren(
    el("p", { class: "shop-name" }, shop.shop_name),
    el("p", { class: "slogan" }, shop.slogan),
    el("div", { class: "offers", role: "group", "aria-label": "可以这样问" }, ...OPENERS.map(opener)),
  );
  byId("welcome").hidden = !transcript.isEmpty;
}

async function loadHistory() {
  const history = await fetched("/chat/history");
  const log = byId("log");
  log.setAttribute("aria-busy", "true");
  for (const message of history?.messages ?? []) show(message, { isNews: false });
  for (const message of outbox.all()) transcript.addOwn(message);
  log.removeAttribute("aria-busy");
  byId("welcome").hidden = !transcript.isEmpty;
  scroller.toNewest({ smooth: false });
}

async function fetched(address) {
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    return response.ok ? await response.json() : null;
  } catch (error) {
    if (error instanceof TypeError) return null; // offline; the socket goes on trying
    throw error;
  }
}

byId("assistant-avatar").append(icon("leaf"));
byId("to-newest").append(icon("down"));
byId("ask-person").addEventListener("click", () => {
  tap("转人工");
  composer.focus();
});
byId("ask-person").disabled = false; // until now a tap would have been lost
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unread = 0;
  showTitle();
  loadShop(); // prices may have changed while nobody looked
});

await loadShop();
await loadHistory();
connection.open();
if (window.matchMedia("(hover: hover)").matches) composer.focus();
