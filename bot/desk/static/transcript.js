// The transcript: messages in order, days and notes between them, what is new since the last visit.
const chat = document.querySelector("#chat");
export const transcript = document.querySelector("#transcript");
const newest = document.querySelector("#newest");
const seenKey = `desk-seen-${chat.dataset.conversation}`;

export const atEnd = () =>
  transcript.scrollHeight - transcript.scrollTop - transcript.clientHeight < 80;

export function toEnd() {
  transcript.scrollTop = transcript.scrollHeight;
  newest.hidden = true;
}

export function moreBelow() {
  newest.hidden = false;
}

const rows = () => [...transcript.querySelectorAll("[data-id]")];

export function lastId() {
  return Math.max(0, ...rows().map((row) => Number(row.dataset.id)));
}

export function rowFrom(html) {
  const part = document.createElement("template");
  part.innerHTML = html.trim();
  return part.content.firstElementChild;
}

// Puts a message in its place; false if it is there already.
export function add(message) {
  if (document.querySelector(`#m${message.id}`)) return false;
  if (message.client_id) document.getElementById(`sent-${message.client_id}`)?.remove();
  const later = [...transcript.querySelectorAll("[data-id], .unsent")].find(
    (row) => !row.dataset.id || Number(row.dataset.id) > message.id,
  );
  transcript.insertBefore(rowFrom(message.html), later ?? null);
  return true;
}

// What stands below messages; left alone where it is the same, so that nothing is lost under a click.
const shownFeet = new Map();
export function showFeet(feet) {
  for (const [id, html] of Object.entries(feet)) {
    const below = transcript.querySelector(`[data-below="${id}"]`);
    if (!below || shownFeet.get(id) === html) continue;
    shownFeet.set(id, html);
    const fresh = rowFrom(html);
    if (fresh.innerHTML === below.innerHTML) continue;
    const focused = below.contains(document.activeElement);
    below.replaceWith(fresh);
    if (focused) fresh.querySelector("button")?.focus();
  }
}

// The lines between messages that only colleagues read, each before the first message after it.
export function showNotes(notes) {
  for (const note of notes) place(note.key, note.at, () => rowFrom(note.html));
}

export function firstNotes() {
  const given = document.querySelector("#notes").content.querySelectorAll("[data-note]");
  for (const row of given) place(row.dataset.note, row.dataset.at, () => row.cloneNode(true));
}

function place(key, at, make) {
  if (transcript.querySelector(`[data-note="${CSS.escape(key)}"]`)) return;
  const later = rows().find((row) => new Date(row.dataset.at) > new Date(at));
  transcript.insertBefore(make(), later ?? null);
}

export function showDays() {
  for (const old of transcript.querySelectorAll(".day")) old.remove();
  let day = "";
  for (const row of rows()) {
    if (row.dataset.day === day) continue;
    day = row.dataset.day;
    transcript.insertBefore(between("day", day), row);
  }
}

// A line where the last visit to this chat ended; at none where there is nothing new of the buyer.
export function showUnread() {
  const seen = Number(localStorage.getItem(seenKey) ?? 0);
  const first = rows().find((row) => Number(row.dataset.id) > seen);
  if (!seen || !first || !rows().some((r) => isNew(r, seen))) return false;
  const line = between("unread", "以下是新消息");
  transcript.insertBefore(line, first);
  line.scrollIntoView({ block: "center" });
  return true;
}

const isNew = (row, seen) => Number(row.dataset.id) > seen && row.classList.contains("buyer");

export function noteSeen() {
  if (!document.hidden) localStorage.setItem(seenKey, String(lastId()));
}

export function forgetUnread() {
  transcript.querySelector(".unread")?.remove();
}

function between(kind, words) {
  const line = document.createElement("li");
  line.className = kind;
  line.textContent = words;
  return line;
}

newest.addEventListener("click", toEnd);
let ended = true;
transcript.addEventListener("scroll", () => {
  ended = atEnd();
  if (ended) newest.hidden = true;
});
// A suggestion, a warning or a smaller window takes room: who reads the end goes on reading it.
new ResizeObserver(() => ended && toEnd()).observe(transcript);
