// What the bot would say: one key sends it as it is, another puts it into the box to be changed.
import { box, write } from "./box.js";
import { because, call, toast } from "./desk.js";
import { take } from "./hands.js";
import { newId, sent } from "./sending.js";
import { forgetUnread } from "./transcript.js";

const chat = document.querySelector("#chat");
const part = document.querySelector("#suggestion");
const shown = document.querySelector("#suggested");
const address = `/api/chats/${chat.dataset.ticket}/suggestion`;
const current = () => shown?.querySelector(".suggested");
let busy = false;
let tries = ""; // the id under which this suggestion is sent, the same however often it is tried
let read = () => {};

export function showSuggestion(suggestion) {
  if (!part) return;
  const before = current();
  part.hidden = !suggestion;
  if (!suggestion) {
    before?.remove();
    return;
  }
  const same =
    before?.dataset.message === String(suggestion.message_id) &&
    before.dataset.version === suggestion.version;
  if (same) return;
  tries = "";
  shown.innerHTML = suggestion.html;
}

const words = () =>
  [...current().querySelectorAll(".lines > p:not(.goods)")].map((line) => line.textContent).join("\n");

async function mine() {
  return chat.dataset.state === "mine" || (chat.dataset.state === "waiting" && (await take()));
}

export async function editSuggestion() {
  if (!current() || !(await mine())) return;
  if (box.value.trim()) box.setSelectionRange(box.value.length, box.value.length);
  write(box.value.trim() ? `\n${words()}` : words());
}

export async function sendSuggestion() {
  if (busy || !current()) return;
  busy = true;
  part.classList.add("busy");
  try {
    if (!(await mine()) || !current()) return;
    const { message, version } = current().dataset;
    tries ||= newId();
    sent.textContent = "发送中…";
    const response = await call(address, { message_id: Number(message), version, client_id: tries });
    const told = await response.json();
    if (told.sent) {
      sent.textContent = "已发出";
      forgetUnread();
      showSuggestion(null);
    } else {
      sent.textContent = "没有发出";
      toast("情况变了，小二换了说法，请再看一眼。");
      changedTo(told.suggestion);
    }
  } catch (error) {
    sent.textContent = "没有发出";
    toast(because(error));
  } finally {
    busy = false;
    part.classList.remove("busy");
    read();
  }
}

function changedTo(suggestion) {
  tries = "";
  shown.innerHTML = suggestion.html;
  part.hidden = false;
  current().classList.add("changed");
}

// `reading` reads the chat again.
export function suggestionButtons(reading) {
  read = reading;
  document.querySelector("#suggestion-send")?.addEventListener("click", () => sendSuggestion());
  document.querySelector("#suggestion-edit")?.addEventListener("click", () => editSuggestion());
}
