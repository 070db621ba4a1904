// The queue: kept fresh, its waiting times ticking, worked with the keyboard.
import { call as alarm, tick } from "./clock.js";
import { because, call, listening, live, showWaiting, toast, typing } from "./desk.js";

const queue = document.querySelector("#queue");
const longestPressMs = 10_000;
let selected = null;
let pressed; // settles when what is pressed in the list has been let go and clicked
let ahead = 0; // the server's clock minus this browser's, in milliseconds

const entries = () => [...queue.querySelectorAll(".entry")];
const entryOf = (ticket) => entries().find((entry) => entry.dataset.ticket === ticket);

function select(ticket, { show = true } = {}) {
  selected = ticket;
  for (const entry of entries()) entry.classList.toggle("selected", entry.dataset.ticket === ticket);
  if (show) entryOf(ticket)?.scrollIntoView({ block: "nearest" });
}

function move(by) {
  const all = entries();
  if (!all.length) return;
  const at = all.findIndex((entry) => entry.dataset.ticket === selected);
  const next = at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by));
  select(all[next].dataset.ticket);
  all[next].querySelector(".open").focus({ preventScroll: true });
}

function setClock() {
  const parts = document.querySelector("#parts");
  ahead = Number(parts.dataset.now) - Date.now();
  showWaiting(Number(parts.dataset.waiting));
}

// Of others' chats nobody is reminded here.
function remind(time) {
  const entry = time.closest(".entry");
  if (entry.dataset.kind === "others" || entry.dataset.kind === "snoozed") return;
  const buyer = entry.querySelector(".open").textContent;
  toast(`${buyer} 快到时限了。`);
  alarm(buyer);
}

function tickAll() {
  tick(queue, Date.now() + ahead, (time) => time.closest(".entry"), remind);
}

async function refresh() {
  const response = await call(`/queue${location.search}`);
  const part = document.createElement("template");
  part.innerHTML = await response.text();
  listening(part.content);
  await pressed; // a list replaced between press and release swallows the click
  const focused = document.activeElement?.closest(".entry")?.dataset.ticket;
  queue.replaceChildren(part.content);
  setClock();
  tickAll();
  select(selected, { show: false });
  if (focused) entryOf(focused)?.querySelector(".open").focus({ preventScroll: true });
}

// One after the other: of two at once, the older list could arrive last and stay.
let asked = false;
let refreshing = Promise.resolve();
function refreshSoon() {
  if (asked) return;
  asked = true;
  setTimeout(() => {
    refreshing = refreshing.then(() => {
      asked = false;
      return refresh().catch(() => {});
    });
  }, 150);
}

async function take(ticket) {
  try {
    await call(`/api/chats/${ticket}/take`, {});
    location.assign(`/chats/${ticket}`);
  } catch (error) {
    toast(because(error));
    refreshSoon();
  }
}

async function takeNext() {
  try {
    const response = await call("/api/take-next", {});
    location.assign(`/chats/${(await response.json()).ticket_id}`);
  } catch (error) {
    toast(because(error));
    refreshSoon();
  }
}

async function wake(ticket) {
  try {
    await call(`/api/chats/${ticket}/wake`, {});
  } catch (error) {
    toast(because(error));
  }
  refreshSoon();
}

const nextButton = document.querySelector("#next");
const search = document.querySelector("#search");
nextButton?.addEventListener("click", takeNext);
queue.addEventListener("click", ({ target }) => {
  if (target.dataset.take) take(target.dataset.take);
  if (target.dataset.wake) wake(target.dataset.wake);
});
let letGo = () => {};
queue.addEventListener("pointerdown", () => {
  letGo();
  pressed = new Promise((done) => (letGo = done));
  setTimeout(letGo, longestPressMs);
});
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => setTimeout(letGo)); // the click comes right after
}
queue.addEventListener("focusin", ({ target }) => {
  const entry = target.closest(".entry");
  if (entry) select(entry.dataset.ticket, { show: false });
});

// What is done in a chat's own page, which opens with it.
const inTheChat = { s: "snoozing", o: "handing", a: "assigning" };
function mayThere(key, { kind, kept }) {
  if (key === "a") return "owner" in queue.dataset;
  return kind === "mine" && kept === undefined;
}

document.addEventListener("keydown", (event) => {
  if (typing(event)) return;
  const key = event.key.toLowerCase();
  const entry = selected && entryOf(selected);
  if (key === "j" || key === "arrowdown") move(1);
  else if (key === "k" || key === "arrowup") move(-1);
  else if (key === "t" && entry?.querySelector("[data-take]")) take(selected);
  else if (key === "n" && nextButton) takeNext();
  else if (key === "s" && entry?.querySelector("[data-wake]")) wake(selected);
  else if (entry && inTheChat[key] && mayThere(key, entry.dataset)) {
    location.assign(`/chats/${selected}#${inTheChat[key]}`);
  }
  else if (key === "/") search.select();
  else if (key === "enter" && entry && event.target === document.body) {
    location.assign(`/chats/${selected}`);
  } else return;
  event.preventDefault();
});

search.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) search.blur();
});

listening();

// A page kept by the back button shows what was, not what is.
addEventListener("pageshow", (event) => event.persisted && refreshSoon());

const told = sessionStorage.getItem("desk-told");
if (told) {
  sessionStorage.removeItem("desk-told");
  toast(told);
}
setClock();
tickAll();
setInterval(tickAll, 1000);
live(refreshSoon);
