/* The writing line: Enter sends, Shift+Enter breaks the line, an input method's Enter does neither. */

import { byId } from "./dom.js";
import { icon } from "./drawings.js";

const INPUT_METHOD_KEY = 229; // keyCode of a key the input method has taken
const COUNTED_FROM = 0.8;
const TYPING_EVERY_MS = 1000;

export class Composer {
  /**
   * `say(text)` sends; `sayPicture()` is called when a picture is pasted, `typing()` once a second
   * while somebody writes.
   */
  constructor({ say, sayPicture, typing }) {
    this.form = byId("composer");
    this.draft = byId("draft");
    this.button = byId("send");
    this.count = byId("count");
    this.say = say;
    this.sayPicture = sayPicture;
    this.typing = typing;
    this.toldAt = -Infinity;
    this.button.append(icon("send"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.draft.addEventListener("keydown", (event) => this.pressed(event));
    this.draft.addEventListener("input", () => this.written());
    this.draft.addEventListener("paste", (event) => this.pasted(event));
    this.changed(); // what was typed before this script came
  }

  /** The longest message the shop reads, in characters. */
  limit(maxChars) {
    this.draft.maxLength = maxChars;
    this.changed();
  }

  focus() {
    this.draft.focus({ preventScroll: true });
  }

  pressed(event) {
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.isComposing || event.keyCode === INPUT_METHOD_KEY) return;
    event.preventDefault();
    this.submit();
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.some((file) => file.type.startsWith("image/"))) return;
    event.preventDefault();
    this.sayPicture();
  }

  submit() {
    const text = this.draft.value.trim();
    if (!text) return;
    this.draft.value = "";
    this.changed();
    this.toldAt = -Infinity;
    this.say(text);
    this.focus();
  }

  written() {
    this.changed();
    const now = performance.now();
    if (!this.draft.value.trim() || now - this.toldAt < TYPING_EVERY_MS) return;
    this.toldAt = now;
    this.typing();
  }

  changed() {
    const { value, maxLength } = this.draft;
    this.button.disabled = !value.trim();
    const nearEnd = maxLength > 0 && value.length >= maxLength * COUNTED_FROM;
    this.count.textContent = nearEnd ? `${value.length}/${maxLength}` : "";
    this.draft.style.height = "auto";
    this.draft.style.height = `${this.draft.scrollHeight}px`;
  }
}
