// What is doubtful in an answer, shown above the answer box until it is changed or sent anyway.
import { recordPrice } from "./promises.js";

const look = document.querySelector("#look");
const doubts = document.querySelector("#doubts");

export const looking = () => Boolean(look) && !look.hidden;

export function hideLook() {
  if (look) look.hidden = true;
}

export function showLook(found) {
  doubts.replaceChildren(...found.map(row));
  look.hidden = false;
}

// Tells what 仍然发送 does, and which box to go back to.
export function lookButtons(sendAnyway, box) {
  document.querySelector("#look-anyway").addEventListener("click", () => {
    sendAnyway();
    box.focus();
  });
  document.querySelector("#look-back").addEventListener("click", () => {
    hideLook();
    box.focus();
  });
  look.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    hideLook();
    box.focus();
  });
}

function row(doubt) {
  const item = document.createElement("li");
  const found = document.createElement("b");
  found.textContent = `“${doubt.found}”`;
  const why = document.createElement("span");
  why.textContent = ` ${doubt.why}`;
  const instead = document.createElement("span");
  instead.className = "soft";
  instead.textContent = `可以：${doubt.instead}`;
  item.append(found, why, document.createElement("br"), instead);
  if (doubt.amount) {
    const record = document.createElement("button");
    record.type = "button";
    record.textContent = `记成承诺 ${doubt.amount}元`;
    record.addEventListener("click", () => recordPrice(doubt.amount));
    item.append(record);
  }
  return item;
}
