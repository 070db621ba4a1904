// What needs more than one key: another meaning, several meanings, a better wording, deleting.
import { pick } from "./picker.js";

const rewording = document.querySelector("#rewording");
const words = document.querySelector("#rewording-text");
const meaning = document.querySelector("#rewording-meant");
const deleting = document.querySelector("#deleting");
const keys = document.querySelector("#keys");
const names = new Map([...(meaning?.options ?? [])].map((each) => [each.value, each.textContent]));
let reworded = () => {};
let deleted = () => {};

// Asks which meaning the item has, the likely ones first.
export function pickMeaning(item, choose) {
  pick("是什么意思？", options(item, []), ({ value }) => choose(value), {
    placeholder: "打几个字来找，例如 发货",
  });
}

// Asks for one meaning after the other, until it is said that these are all.
export function pickSeveral(item, choose, chosen = []) {
  const named = chosen.map((code) => names.get(code)).join(" + ");
  const enough = { value: "", words: `就这些：${named}` };
  const asked = [...(chosen.length > 1 ? [enough] : []), ...options(item, chosen)];
  const title = chosen.length ? `${named}，还有？` : "问了几件事？先选第一件";
  pick(
    title,
    asked,
    ({ value }) => {
      if (!value || chosen.length === 3) choose([...chosen, ...(value ? [value] : [])].join("+"));
      else pickSeveral(item, choose, [...chosen, value]);
    },
    { placeholder: "打几个字来找，例如 发货" },
  );
}

export function reword(item, meant, keep) {
  words.value = item.text;
  meaning.value = meant.split("+")[0] || meaning.options[0].value;
  reworded = keep;
  rewording.showModal();
  words.focus();
  words.setSelectionRange(words.value.length, words.value.length);
}

export function askDelete(keep) {
  deleted = keep;
  deleting.showModal();
  deleting.querySelector(".main").focus();
}

export function showKeys() {
  keys.showModal();
}

function options(item, chosen) {
  const likely = item.ranking.flatMap((each) => each.intent.split("+"));
  const codes = [...new Set([...likely, ...names.keys()])];
  return codes
    .filter((code) => names.has(code) && !chosen.includes(code))
    .map((code) => ({ value: code, words: names.get(code) }));
}

rewording?.addEventListener("submit", () => reworded(words.value, meaning.value));
words?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  rewording.querySelector("form").requestSubmit();
});
deleting?.addEventListener("submit", () => deleted());
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
