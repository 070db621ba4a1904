// One list for many choices: typed to narrow it, arrows and Enter to choose, all from the keyboard.
const dialog = document.querySelector("#picker");
const title = document.querySelector("#picker-title");
const find = document.querySelector("#picker-find");
const list = document.querySelector("#picker-list");
let options = [];
let chosen = () => {};
let at = 0;
let coming = false; // the options are on their way
let wanted = false; // Enter was pressed before they came

// Opens the list at once, so that what is typed meanwhile narrows it; `given` are the options or a
// promise of them. Each has `value`, `words`, and what else is to be shown: `keys` that are typed
// for it, `more` below it, `marked`. `choose(option)` is called once, after the list closed.
export async function pick(heading, given, choose, { placeholder = "" } = {}) {
  [options, chosen] = [[], choose];
  [coming, wanted] = [true, false];
  title.textContent = heading;
  find.value = "";
  find.placeholder = placeholder;
  draw();
  dialog.showModal();
  find.focus();
  try {
    options = await given;
  } catch (error) {
    dialog.close();
    throw error;
  } finally {
    coming = false;
  }
  draw();
  if (wanted && dialog.open) choosePlace(0);
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
  list.setAttribute("aria-busy", String(coming));
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
  item.addEventListener("click", () => choosePlace(place));
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
  item.textContent = coming ? "稍等…" : "没有合适的";
  return item;
}

function mark() {
  for (const [place, item] of [...list.children].entries()) {
    item.setAttribute("aria-selected", String(place === at));
    if (place === at) item.scrollIntoView({ block: "nearest" });
  }
  find.setAttribute("aria-activedescendant", `picker-${at}`);
}

function choosePlace(place) {
  wanted = coming;
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
  else if (event.key === "Enter") choosePlace(at);
  else return;
  event.preventDefault();
  mark();
});
// A click beside the list closes it.
dialog?.addEventListener("click", (event) => event.target === dialog && dialog.close());
