// One chat: the transcript kept live, answering, taking and giving back.
import { because, beep, call, listening, live, showWaiting, toast, typing } from "./desk.js";
import { hideLook, lookButtons, looking, showLook } from "./look.js";
import { readLedger } from "./promises.js";

const chat = document.querySelector("#chat");
const transcript = document.querySelector("#transcript");
const newest = document.querySelector("#newest");
const form = document.querySelector("#answer");
const box = document.querySelector("#text");
const sent = document.querySelector("#sent");
const giving = document.querySelector("#giving");
const left = document.querySelector("#left");
const address = `/api/chats/${chat.dataset.ticket}`;
const draftKey = `desk-draft-${chat.dataset.ticket}`;
// Ids are given out in order but may become visible a little out of order: read that far back.
const lookBack = 50;

const atEnd = () =>
  transcript.scrollHeight - transcript.scrollTop - transcript.clientHeight < 80;
function toEnd() {
  transcript.scrollTop = transcript.scrollHeight;
  newest.hidden = true;
}

function lastId() {
  const ids = [...transcript.querySelectorAll("[data-id]")].map((row) => Number(row.dataset.id));
  return Math.max(0, ...ids);
}

function rowFrom(html) {
  const part = document.createElement("template");
  part.innerHTML = html.trim();
  return part.content.firstElementChild;
}

// Puts a message in its place; false if it is there already.
function add(message) {
  if (document.querySelector(`#m${message.id}`)) return false;
  const unsent = message.client_id && transcript.querySelector(`#sent-${message.client_id}`);
  if (unsent) {
    unsent.remove();
    sent.textContent = "已保存";
  }
  const later = [...transcript.querySelectorAll("[data-id], .unsent")].find(
    (row) => !row.dataset.id || Number(row.dataset.id) > message.id,
  );
  transcript.insertBefore(rowFrom(message.html), later ?? null);
  return true;
}

function show(state) {
  const before = chat.dataset.state;
  chat.dataset.state = state.state;
  for (const holder of document.querySelectorAll(".holder")) holder.textContent = state.agent;
  const current = document.querySelector("#current");
  current.hidden = !state.current_ticket_id;
  if (state.current_ticket_id) current.href = `/chats/${state.current_ticket_id}`;
  if (before !== "mine" && state.state === "mine") box?.focus();
}

let reading = Promise.resolve();
function read() {
  reading = reading.then(readOnce, readOnce).catch(() => {});
  return reading;
}

async function readOnce() {
  const response = await call(`${address}/messages?after=${Math.max(0, lastId() - lookBack)}`);
  const { messages, chat: state } = await response.json();
  const stay = !atEnd();
  const fresh = messages.filter(add);
  show(state);
  if (!fresh.length) return;
  if (stay) newest.hidden = false;
  else toEnd();
  if (document.hidden && fresh.some((message) => message.sender === "buyer")) beep();
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function unsentRow(text, id) {
  const row = document.createElement("li");
  row.className = "message agent unsent";
  row.id = `sent-${id}`;
  const words = document.createElement("p");
  words.className = "text";
  words.textContent = text;
  row.append(words);
  return row;
}

function send(anyway = false) {
  const text = box.value.trim();
  if (!text) return;
  hideLook();
  box.value = "";
  sessionStorage.removeItem(draftKey);
  const id = newId();
  const row = unsentRow(text, id);
  transcript.append(row);
  toEnd();
  deliverNext(text, id, row, anyway);
}

let sending = Promise.resolve();
function deliverNext(text, id, row, anyway) {
  sent.textContent = "发送中…";
  sending = sending.then(() => deliver(text, id, row, anyway));
}

async function deliver(text, id, row, anyway) {
  try {
    const response = await call(`${address}/messages`, { text, client_id: id, anyway });
    const { message, pushed } = await response.json();
    add(message);
    toEnd();
    sent.textContent = pushed ? "已发出" : "已保存，顾客那边稍后显示";
  } catch (error) {
    const doubts = error.told?.doubts;
    sent.textContent = doubts ? "先看一眼" : "没有发出";
    if (!doubts) toast(because(error));
    if (error.status >= 400 && error.status < 500) {
      row.remove();
      box.value = box.value ? `${text}\n${box.value}` : text;
      sessionStorage.setItem(draftKey, box.value);
      if (doubts) showLook(doubts);
    } else {
      // It may have arrived: it is sent again under the same id, which the desk logs once.
      offerAgain(text, id, row, anyway);
    }
    read();
  }
}

function offerAgain(text, id, row, anyway) {
  const again = document.createElement("button");
  again.type = "button";
  again.className = "again";
  again.textContent = "没有发出，点这里重发";
  again.addEventListener("click", () => {
    again.remove();
    deliverNext(text, id, row, anyway);
  });
  row.append(again);
}

async function take() {
  try {
    const response = await call(`${address}/take`, {});
    show((await response.json()).chat);
  } catch (error) {
    toast(because(error));
    read();
  }
}

async function giveBack() {
  try {
    await sending;
    await call(`${address}/give-back`, { note: left.value });
    sessionStorage.setItem("desk-told", "已交还小二。");
    location.assign("/");
  } catch (error) {
    toast(because(error));
    read();
  }
}

listening();
newest.addEventListener("click", toEnd);
transcript.addEventListener("scroll", () => atEnd() && (newest.hidden = true));
document.querySelector("#take")?.addEventListener("click", take);
document.querySelector("#give")?.addEventListener("click", () => giving.showModal());
document.querySelector("#give-no")?.addEventListener("click", () => giving.close());
document.querySelector("#give-form")?.addEventListener("submit", giveBack);

if (form) {
  box.value = sessionStorage.getItem(draftKey) ?? "";
  box.addEventListener("input", () => {
    sessionStorage.setItem(draftKey, box.value);
    hideLook();
  });
  lookButtons(() => send(true), box);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  box.addEventListener("keydown", (event) => {
    // 229: a key that an input method is still using, in browsers that do not say isComposing.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send(event.ctrlKey && looking());
    } else if (event.key === "Escape" && looking()) {
      hideLook();
    } else if (event.key === "Escape") {
      box.blur();
    }
  });
  if (chat.dataset.state === "mine" && matchMedia("(hover: hover)").matches) box.focus();
}

document.addEventListener("keydown", (event) => {
  if (typing(event)) return;
  const state = chat.dataset.state;
  if (event.key === "/" && state === "mine" && box) box.focus();
  else if (event.key.toLowerCase() === "t" && state === "waiting" && form) take();
  else if (event.key.toLowerCase() === "g" && state === "mine" && giving) giving.showModal();
  else if (event.key === "Escape") location.assign("/");
  else return;
  event.preventDefault();
});

if (matchMedia("(max-width: 800px)").matches) document.querySelector("#known").open = false;
showWaiting(Number(chat.dataset.waiting));
toEnd();
live((change) => {
  if (change && !change.conversations.includes(chat.dataset.conversation)) return;
  read();
  readLedger();
});
