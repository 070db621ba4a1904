// Canned wording: `;` opens the list, letters choose, the facts of this chat fill the placeholders.
import { box, selectMissing, write } from "./box.js";
import { because, call, toast } from "./desk.js";
import { pick } from "./picker.js";

const address = `/api/chats/${document.querySelector("#chat").dataset.ticket}/canned`;

export async function openCanned() {
  try {
    await pick("快捷短语", phrases(), (option) => use(option.phrase), {
      placeholder: "打字母，或者打几个字来找",
    });
  } catch (error) {
    toast(because(error));
  }
}

async function phrases() {
  const { phrases: found } = await (await call(address)).json();
  return found.map(optionOf);
}

function optionOf(phrase) {
  return {
    value: phrase.letters,
    keys: phrase.letters,
    words: phrase.title,
    more: phrase.text,
    marked: phrase.missing.length ? `还缺 ${phrase.missing.join("、")}` : "",
    phrase,
  };
}

function use(phrase) {
  write(phrase.text);
  if (phrase.missing.length) selectMissing();
}

// `；` of an input method too, as long as nothing is written before it on the line.
box?.addEventListener("beforeinput", (event) => {
  if (event.isComposing || ![";", "；"].includes(event.data)) return;
  const before = box.value.slice(0, box.selectionStart);
  if (before && !before.endsWith("\n") && !before.endsWith(" ")) return;
  event.preventDefault();
  openCanned();
});
