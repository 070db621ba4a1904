// What is known of the buyer, beside the chat: kept fresh, each value a click away from the answer.
import { box, write } from "./box.js";
import { call, toast } from "./desk.js";

const known = document.querySelector(".known");
const address = `/api/chats/${document.querySelector("#chat").dataset.ticket}/facts`;
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
  } catch {
    // It is read again with the next change.
  }
}

known.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-put]");
  if (!button) return;
  if (box && document.querySelector("#chat").dataset.state === "mine") return write(button.dataset.put);
  await navigator.clipboard?.writeText(button.dataset.put);
  toast("已复制。");
});
