// The buyer's ledger beside the chat: recording a promise, deciding on a price, withdrawing.
import { because, call, toast, typing } from "./desk.js";

const chat = document.querySelector("#chat");
const box = document.querySelector("#text");
const recording = document.querySelector("#recording");
const form = document.querySelector("#promise");
const problem = document.querySelector("#promise-problem");
const approve = document.querySelector("#approve");
const address = `/api/chats/${chat.dataset.ticket}/promises`;

function showLedger(html) {
  const part = document.createElement("template");
  part.innerHTML = html.trim();
  const before = document.querySelector("#ledger");
  const after = part.content.firstElementChild;
  const past = after.querySelector("details");
  if (past) past.open = Boolean(before.querySelector("details")?.open);
  before.replaceWith(after);
}

// Puts the words into the answer box behind what is in it; the agent reads and sends them.
function draft(line) {
  if (!line) return;
  box.value = box.value ? `${box.value}\n${line}` : line;
  box.dispatchEvent(new Event("input"));
  if (recording.contains(document.activeElement) || matchMedia("(hover: hover)").matches) box.focus();
}

// What the bot or a colleague promised or took back meanwhile.
export async function readLedger() {
  try {
    const response = await call(address);
    showLedger((await response.json()).html);
  } catch {
    // It is read again with the next change.
  }
}

// Opens the form with this price; what it was found in stays in the answer box.
export function recordPrice(amount) {
  document.querySelector("#known").open = true;
  recording.open = true;
  form.kind.value = "price";
  form.total.value = amount;
  document.querySelector("#tell").checked = false;
  showFields();
  form.total.focus();
}

function showFields() {
  const kind = form.kind.value;
  for (const field of form.querySelectorAll("[data-for]")) {
    field.hidden = !field.dataset.for.split(" ").includes(kind);
  }
}

async function record(promise, { tell }) {
  const response = await call(address, promise);
  const { html, line } = await response.json();
  showLedger(html);
  if (tell) draft(line);
}

async function submitPromise(event) {
  event.preventDefault();
  problem.hidden = true;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const promise = Object.fromEntries(
      [...new FormData(form)].filter(([name]) => !form.elements[name].closest("[hidden]")),
    );
    await record(promise, { tell: document.querySelector("#tell").checked });
    form.reset();
    recording.open = false;
    showFields();
    if (!box.value) document.querySelector("#recording summary").focus();
    else box.focus();
  } catch (error) {
    problem.textContent = because(error);
    problem.hidden = false;
  } finally {
    button.disabled = false;
  }
}

async function approvePrice(event) {
  event.preventDefault();
  const total = document.querySelector("#approved").value;
  const valid_until = form.valid_until.value;
  await trying(() =>
    record({ kind: "price", ...approve.dataset, total, valid_until }, { tell: true }),
  );
}

async function declinePrice() {
  await trying(async () => {
    const response = await call(`${address}/decline`, { ...approve.dataset });
    draft((await response.json()).line);
  });
}

async function withdraw(button) {
  const id = button.dataset.withdraw;
  if (!confirm(`${button.getAttribute("aria-label")}？撤回后小二不再按这条答复。`)) return;
  await trying(async () => {
    const response = await call(`${address}/${id}/withdraw`, {});
    showLedger((await response.json()).html);
  });
}

// One decision at a time: its buttons rest until the desk has answered.
async function trying(act) {
  const buttons = [...document.querySelectorAll("#approve button, [data-withdraw]")];
  if (buttons.some((button) => button.dataset.busy)) return;
  for (const button of buttons) {
    button.dataset.busy = "1";
    button.disabled = true;
  }
  try {
    await act();
  } catch (error) {
    toast(because(error));
  } finally {
    for (const button of buttons) {
      delete button.dataset.busy;
      button.disabled = false;
    }
  }
}

document.querySelector(".known").addEventListener("click", (event) => {
  const button = event.target.closest("[data-withdraw]");
  if (button) withdraw(button);
});
approve?.addEventListener("submit", approvePrice);
document.querySelector("#decline")?.addEventListener("click", declinePrice);
if (form) {
  form.kind.addEventListener("change", showFields);
  form.addEventListener("submit", submitPromise);
  showFields();
  document.addEventListener("keydown", (event) => {
    if (typing(event) || event.key.toLowerCase() !== "p" || chat.dataset.state !== "mine") return;
    document.querySelector("#known").open = true;
    recording.open = true;
    form.kind.focus();
    event.preventDefault();
  });
}
