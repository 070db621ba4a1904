// Answers on their way: one after the other, each logged once however often it is sent.
import { box, emptied, putBack, selectMissing, showMissing } from "./box.js";
import { because, call, toast } from "./desk.js";
import { hideLook, showLook } from "./look.js";
import { add, forgetUnread, toEnd, transcript } from "./transcript.js";

const chat = document.querySelector("#chat");
export const sent = document.querySelector("#sent");
const address = `/api/chats/${chat.dataset.ticket}/messages`;
let readAgain = () => {};
let sending = Promise.resolve();

export function afterTrouble(read) {
  readAgain = read;
}

// Settles when everything on its way has arrived or failed.
export const allSent = () => sending;

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function send(anyway = false) {
  if (showMissing()) {
    selectMissing();
    return;
  }
  const text = emptied();
  if (!text) return;
  hideLook();
  forgetUnread();
  const id = newId();
  const row = unsentRow(text, id);
  transcript.append(row);
  toEnd();
  deliverNext(text, id, row, anyway);
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

function deliverNext(text, id, row, anyway) {
  sent.textContent = "发送中…";
  sending = sending.then(() => deliver(text, id, row, anyway));
}

async function deliver(text, id, row, anyway) {
  try {
    const response = await call(address, { text, client_id: id, anyway });
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
      putBack(text);
      if (doubts) showLook(doubts);
    } else {
      // It may have arrived: it is sent again under the same id, which the desk logs once.
      offerAgain(text, id, row, anyway);
    }
    readAgain();
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
    box.focus();
  });
  row.append(again);
}
