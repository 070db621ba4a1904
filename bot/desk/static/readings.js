// What a buyer's message meant, in a person's word: one click on the bot's reading corrects it.
import { because, call, toast } from "./desk.js";
import { pick } from "./picker.js";
import { showFeet, transcript } from "./transcript.js";

const address = `/api/chats/${document.querySelector("#chat").dataset.ticket}/messages`;
const intents = new Map(
  [...(document.querySelector("#intents")?.content.querySelectorAll("option") ?? [])].map(
    (option) => [option.value, option.textContent],
  ),
);

export function correctNewest() {
  const buttons = [...transcript.querySelectorAll(".read[data-likely]")];
  if (buttons.length) correct(buttons.at(-1));
}

function correct(button) {
  const id = button.closest("[data-below]").dataset.below;
  const { mine } = button.dataset;
  const likely = button.dataset.likely.split(" ").filter((code) => intents.has(code));
  const codes = [...likely, ...[...intents.keys()].filter((code) => !likely.includes(code))];
  const options = codes.map((code, place) => ({
    value: code,
    words: intents.get(code),
    marked: code === mine ? "您选的" : place === 0 && likely.length ? "小二的理解，没错就选它" : "",
  }));
  if (mine) options.unshift({ value: "", words: "撤回我的更正" });
  const said = document.querySelector(`#m${id} .text`).textContent;
  pick(`“${shortened(said)}”是什么意思？`, options, (option) => keep(id, option.value), {
    placeholder: "打几个字来找，例如 发货",
  });
}

function shortened(text) {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}

async function keep(id, meant) {
  try {
    const response = await call(`${address}/${id}/meaning`, { meant });
    const told = await response.json();
    showFeet({ [told.id]: told.foot });
  } catch (error) {
    toast(because(error));
  }
}

transcript.addEventListener("click", (event) => {
  const button = event.target.closest("button.read");
  if (button) correct(button);
});
