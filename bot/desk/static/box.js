// The answer box: what is being written is kept in this browser until it is sent.
const chat = document.querySelector("#chat");
export const box = document.querySelector("#text");
const unfilled = document.querySelector("#unfilled");
const draftKey = `desk-draft-${chat.dataset.login}-${chat.dataset.ticket}`;
const placeholder = /\{[\u4e00-\u9fff]+\}/g;

export function keepDraft() {
  if (box.value) localStorage.setItem(draftKey, box.value);
  else localStorage.removeItem(draftKey);
}

export function recallDraft() {
  box.value = localStorage.getItem(draftKey) ?? "";
}

// What the box holds goes out: it is empty for the next answer.
export function emptied() {
  const text = box.value.trim();
  box.value = "";
  changed();
  return text;
}

// Puts back what could not be sent, before what was written since.
export function putBack(text) {
  box.value = box.value ? `${text}\n${box.value}` : text;
  changed();
}

// Writes at the caret, or over what is selected there.
export function write(text) {
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  changed();
  box.focus();
}

// Below what is in the box already.
export function writeBelow(text) {
  box.value = box.value ? `${box.value}\n${text}` : text;
  changed();
}

function changed() {
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// The placeholders that nothing filled: they are said, and keep the answer from being sent.
export function missing() {
  return [...new Set(box.value.match(placeholder) ?? [])];
}

export function showMissing() {
  const names = missing();
  unfilled.hidden = !names.length;
  if (names.length) unfilled.textContent = `还没填：${names.join("、")}，填好或删掉再发`;
  return names.length > 0;
}

// Marks the first placeholder that is left, to be typed over.
export function selectMissing() {
  const [first] = missing();
  if (!first) return;
  const at = box.value.indexOf(first);
  box.focus();
  box.setSelectionRange(at, at + first.length);
}
