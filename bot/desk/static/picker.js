// One list for many choices: typed to narrow it, arrows and Enter to choose, all from the keyboard.
const dialog = document.querySelector("#picker");
const title = document.querySelector("#picker-title");
const find = document.querySelector("#picker-find");
const list = document.querySelector("#picker-list");
let options = [];
let chosen = () => {};
let at = 0;

// Opens the list. Each option has `value`, `words`, and what else is to be shown: `keys` that are
// typed for it, `more` below it, `marked`. `choose(option)` is called once, after the list closed.
export function pick(heading, given, choose, { placeholder = "" } = {}) {
  [options, chosen] = [given, choose];
  title.textContent = heading;
  find.value = "";
  find.placeholder = placeholder;
  draw();
  dialog.showModal();
  find.focus();
}

function fitting() {
  const typed = find.value.trim().toLowerCase();
  if (!typed) return options;
  const exact = options.filter((option) => option.keys === typed);
  const rest = options.filter(
    (option) =>
      option.keys !== typed &&
      (option.keys?.startsWith(typed) || option.words.toLowerCase().includes(typed) ||
        option.more?.toLowerCase().includes(typed)),
  );
  return [...exact, ...rest];
}

function draw() {
  at = 0;
  const shown = fitting();
  list.replaceChildren(...shown.map(row));
  if (!shown.length) list.append(empty());
  mark();
}

function row(option, place) {
  const item = document.createElement("li");
  item.id = `picker-${place}`;
  item.setAttribute("role", "option");
  const words = document.createElement("b");
  words.textContent = option.words;
  item.append(words);
  if (option.keys) {
    const keys = document.createElement("kbd");
    keys.textContent = `;${option.keys}`;
    item.prepend(keys, " ");
  }
  if (option.marked) item.append(note(option.marked, "marked"));
  if (option.more) item.append(note(option.more, "more"));
  item.addEventListener("click", () => choose(place));
  return item;
}

function note(text, kind) {
  const line = document.createElement("span");
  line.className = kind;
  line.textContent = text;
  return line;
}

function empty() {
  const item = document.createElement("li");
  item.className = "soft";
  item.setAttribute("role", "option");
  item.setAttribute("aria-disabled", "true");
  item.textContent = "没有合适的";
  return item;
}

function mark() {
  for (const [place, item] of [...list.children].entries()) {
    item.setAttribute("aria-selected", String(place === at));
    if (place === at) item.scrollIntoView({ block: "nearest" });
  }
  find.setAttribute("aria-activedescendant", `picker-${at}`);
}

function choose(place) {
  const option = fitting()[place];
  if (!option) return;
  dialog.close();
  chosen(option);
}

find?.addEventListener("input", draw);
find?.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const last = list.children.length - 1;
  if (event.key === "ArrowDown") at = Math.min(last, at + 1);
  else if (event.key === "ArrowUp") at = Math.max(0, at - 1);
  else if (event.key === "Enter") choose(at);
  else return;
  event.preventDefault();
  mark();
});
// A click beside the list closes it.
dialog?.addEventListener("click", (event) => event.target === dialog && dialog.close());
