/* The chat page: wires the connection, the outbox, the transcript, the shelf and the writing line. */

import { CookieBuyer, TokenBuyer } from "./buyer.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { byId, el } from "./dom.js";
import { icon } from "./drawings.js";
import { Frame, FRAMED } from "./frame.js";
import { newId, Outbox } from "./outbox.js";
import { Presence } from "./presence.js";
import { Scroller } from "./scroller.js";
import { Shelf } from "./shelf.js";
import { Transcript } from "./transcript.js";
import { Unread } from "./unread.js";

const OPENERS = ["有什么活动", "什么时候发货", "帮我推荐一款"];
const PICTURE_TEXT = "〔图片〕";
const HOVERS = window.matchMedia("(hover: hover)").matches;
const CONNECTION_WORDS = {
  connecting: "",
  open: "",
  waiting: "网络不太稳，正在重新连接…",
  elsewhere: "聊天已在别的窗口打开。",
  blocked: "这个页面不能连接客服，请从店铺里打开。",
};

let title = document.title;
let asked = ""; // the product that the page around the frame named last
let isShown = !FRAMED; // a frame is loaded before the page shows it

const buyer = FRAMED ? new TokenBuyer() : new CookieBuyer();
const frame = new Frame({
  onHost: ({ seen }) => unread.start(seen),
  onProduct: showProduct,
  onShown: shown,
  onHidden: () => (isShown = false),
});
const unread = new Unread({ isWatched: () => isShown && !document.hidden, onChange: showUnread });
const presence = new Presence({ ask: () => buyer.get("waiting") });
const scroller = new Scroller({ scroll: byId("scroll"), button: byId("to-newest") });
const shelf = new Shelf({
  inView: new URLSearchParams(location.search).get("product") ?? "",
  onView: () => composer.focus(),
  onChange: showAddress,
});
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
  url: buyer.socketUrl,
  hello: () => [
    ...buyer.introduction(),
    { type: "hello", product: shelf.inView, after: transcript.newestId },
  ],
  identify,
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
  frame.talked();
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
  status: (status) => presence.show(status),
};

function received(frame) {
  RECEIVERS[frame.type]?.(frame);
}

function show(message, { isNews }) {
  byId("welcome").hidden = true;
  if (message.sender === "buyer" && message.external_id) outbox.confirm(message.external_id);
  scroller.keeping(() => transcript.add(message), { isNews });
  unread.add(message);
}

function showUnread({ count, seen }) {
  showTitle(count);
  frame.unread({ count, seen });
}

function showTitle(count) {
  document.title = count ? `(${count}) ${title}` : title;
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

/** The page's address names the product in view; a frame's is nobody's business. */
function showAddress(productId) {
  if (FRAMED) return;
  const address = new URL(location.href);
  if (productId) address.searchParams.set("product", productId);
  else address.searchParams.delete("product");
  history.replaceState(null, "", address);
}

/** The page around the frame shows another product; it may call it by a SKU or an id of its own. */
async function showProduct(named) {
  asked = named;
  const known = !named || shelf.has(named);
  const found = known ? { id: named } : await buyer.get(`product/${encodeURIComponent(named)}`);
  if (asked === named) shelf.put(found?.id ?? "");
}

function shown({ focus }) {
  isShown = true;
  if (frame.host) unread.noticed();
  if (focus && HOVERS) composer.focus();
}

async function identify() {
  await buyer.identify();
  await loadShop();
}

async function loadShop() {
  const shop = await buyer.get("shop");
  if (!shop) return;
  title = `${shop.shop_name} · 在线客服`;
  showTitle(unread.count);
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
  const history = await buyer.get("history");
  const log = byId("log").parentElement;
  log.setAttribute("aria-busy", "true");
  for (const message of history?.messages ?? []) show(message, { isNews: false });
  for (const message of outbox.all()) transcript.addOwn(message);
  log.removeAttribute("aria-busy");
  byId("welcome").hidden = !transcript.isEmpty;
  scroller.toNewest({ smooth: false });
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
  unread.noticed();
  loadShop(); // prices may have changed while nobody looked
});
if (FRAMED) {
  document.documentElement.classList.add("framed");
  const close = byId("chat-close");
  close.append(icon("fold"));
  close.hidden = false;
  close.addEventListener("click", () => frame.close());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) frame.close();
  });
}

await identify();
await loadHistory();
if (FRAMED) frame.listen(buyer.origins);
else unread.start();
connection.open();
if (!FRAMED && HOVERS) composer.focus();
