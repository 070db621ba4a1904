// One chat: kept live, answered, handed on; the parts are in files of their own.
import { box, keepDraft, recallDraft, showMissing } from "./box.js";
import { openCanned } from "./canned.js";
import { beep, call, listening, live, showWaiting, typing } from "./desk.js";
import { readFacts } from "./facts.js";
import { handButtons, open, openAsked, snoozeOrWake, take, takeNext } from "./hands.js";
import { hideLook, lookButtons, looking } from "./look.js";
import { readLedger } from "./promises.js";
import { correctNewest } from "./readings.js";
import { afterTrouble, send, sent } from "./sending.js";
import { editSuggestion, sendSuggestion, showSuggestion, suggestionButtons } from "./suggestion.js";
import {
  add,
  atEnd,
  firstNotes,
  lastId,
  moreBelow,
  noteSeen,
  showDays,
  showFeet,
  showNotes,
  showUnread,
  toEnd,
  transcript,
} from "./transcript.js";

const chat = document.querySelector("#chat");
const form = document.querySelector("#answer");
const types = document.querySelector("#types");
const address = `/api/chats/${chat.dataset.ticket}`;
// Ids are given out in order but may become visible a little out of order: read that far back.
const lookBack = 50;
const typingEveryMs = 3000;

function show(state) {
  const before = chat.dataset.state;
  chat.dataset.state = state.state;
  chat.dataset.kept = state.assigned_to ?? "";
  chat.dataset.snoozed = state.snoozed_until ?? "";
  for (const holder of document.querySelectorAll(".holder")) holder.textContent = state.agent;
  const snooze = document.querySelector("#snooze");
  if (snooze) snooze.firstChild.textContent = state.snoozed_until ? "不等了 " : "稍后 ";
  const current = document.querySelector("#current");
  current.hidden = !state.current_ticket_id;
  if (state.current_ticket_id) current.href = `/chats/${state.current_ticket_id}`;
  if ("types" in state) showTyping(state.types);
  if (before !== "mine" && state.state === "mine") box?.focus();
}

let typingEnds;
function showTyping(name) {
  clearTimeout(typingEnds);
  types.hidden = !name;
  if (!name) return;
  types.textContent = `${name} 正在输入…`;
  typingEnds = setTimeout(read, typingEveryMs * 2);
}

// What an action of mine changed is not undone by a reading that was on its way before it.
let acted = 0;
function showActed(state) {
  acted += 1;
  show(state);
}

let reading = Promise.resolve();
function read() {
  reading = reading.then(readOnce, readOnce).catch(() => {});
  return reading;
}

async function readOnce() {
  const before = acted;
  const response = await call(`${address}/messages?after=${Math.max(0, lastId() - lookBack)}`);
  const { messages, feet, notes, suggestion, chat: state } = await response.json();
  const stay = !atEnd();
  const waited = transcript.querySelectorAll(".unsent").length;
  const fresh = messages.filter(add);
  if (transcript.querySelectorAll(".unsent").length < waited) sent.textContent = "已保存";
  showFeet(feet);
  showNotes(notes);
  if (fresh.length) showDays();
  showSuggestion(suggestion);
  if (before === acted) show(state);
  if (stay && fresh.length) moreBelow();
  else if (!stay) toEnd();
  noteSeen();
  if (document.hidden && fresh.some((message) => message.sender === "buyer")) beep();
}

let typedAt = 0;
function tellTyping() {
  const now = Date.now();
  if (!box.value || now - typedAt < typingEveryMs || chat.dataset.state !== "mine") return;
  typedAt = now;
  call(`${address}/typing`, {}).catch(() => {});
}

// Keys that work in the box too.
function withControl(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return false;
  if (event.target.closest("dialog[open]")) return false;
  const act = { j: sendSuggestion, k: editSuggestion }[event.key.toLowerCase()];
  if (act && !document.querySelector("#suggestion").hidden) act();
  return Boolean(act);
}

listening();
firstNotes();
showDays();
toEnd();
showUnread();
noteSeen();
handButtons(showActed, read);
suggestionButtons(read);
afterTrouble(read);

if (form) {
  recallDraft();
  showMissing();
  box.addEventListener("input", () => {
    keepDraft();
    hideLook();
    showMissing();
    tellTyping();
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
  openAsked();
  // Who a chat is kept for accepts it by opening it.
  if (chat.dataset.state === "waiting" && chat.dataset.kept === chat.dataset.login) take();
}

const keys = {
  mine: {
    "/": () => box.focus(),
    ";": openCanned,
    "；": openCanned,
    g: () => open("giving"),
    o: () => open("handing"),
    s: snoozeOrWake,
    a: () => open("assigning"),
    n: takeNext,
    r: correctNewest,
  },
  waiting: { t: take, a: () => open("assigning"), n: takeNext, r: correctNewest },
  other: { a: () => open("assigning"), n: takeNext, r: correctNewest },
  closed: { n: takeNext, r: correctNewest },
};

document.addEventListener("keydown", (event) => {
  if (form && withControl(event)) return event.preventDefault();
  // Esc closes an open dialog wherever the focus is, and leaves no page behind it.
  if (typing(event) || document.querySelector("dialog[open]")) return;
  const act = form && keys[chat.dataset.state][event.key.toLowerCase()];
  if (act) act();
  else if (event.key === "?" || event.key === "？") open("keys");
  else if (event.key === "Escape") location.assign("/");
  else return;
  event.preventDefault();
});

if (matchMedia("(max-width: 800px)").matches) document.querySelector("#known").open = false;
showWaiting(Number(chat.dataset.waiting));
document.addEventListener("visibilitychange", noteSeen);
live((change) => {
  if (change && !change.conversations.includes(chat.dataset.conversation)) return;
  read();
  readLedger();
  readFacts();
});
