// What is known of the buyer, beside the chat: kept fresh, each value a click away from the answer.
import { box, write } from "./box.js";
import { because, call, toast } from "./desk.js";

const known = document.querySelector(".known");
const chat = `/api/chats/${document.querySelector("#chat").dataset.ticket}`;
const address = `${chat}/facts`;
const restMs = 700;
let waits;

// Several changes in a row are read as one.
export function readFacts() {
  clearTimeout(waits);
  waits = setTimeout(readOnce, restMs);
}

async function readOnce() {
  try {
    const { html } = await (await call(address)).json();
    show(html);
  } catch {
    // It is read again with the next change.
  }
}

function show(html) {
  const part = document.createElement("template");
  part.innerHTML = html.trim();
  const before = document.querySelector("#facts");
  const after = part.content.firstElementChild;
  if (before.innerHTML === after.innerHTML) return;
  const past = after.querySelector(".past");
  if (past) past.open = Boolean(before.querySelector(".past")?.open);
  const focused = before.contains(document.activeElement) && document.activeElement.dataset.put;
  before.replaceWith(after);
  if (focused) after.querySelector(`[data-put="${CSS.escape(focused)}"]`)?.focus();
}

// What a person does about an unpaid order: no more reminders, or why it is not paid.
async function change(what, body, done) {
  try {
    const { html } = await (await call(`${chat}/unpaid/${what}`, body)).json();
    show(html);
    toast(done);
  } catch (error) {
    toast(because(error));
  }
}

known.addEventListener("change", (event) => {
  const { unpaid } = event.target.dataset;
  if (!unpaid || !event.target.value) return;
  change("reason", { order_id: unpaid, reason: event.target.value }, "记下了。");
});

known.addEventListener("click", async (event) => {
  const { unremind } = event.target.dataset;
  if (unremind) return change("stop", { order_id: unremind }, "不再催这笔了。");
  const button = event.target.closest("[data-put]");
  if (!button) return;
  if (box && document.querySelector("#chat").dataset.state === "mine") return write(button.dataset.put);
  await navigator.clipboard?.writeText(button.dataset.put);
  toast("已复制。");
});
