/* Messages the server has not confirmed yet; they outlive a reload of this tab. */

const KEY = "xiaoer-outbox";
const CONFIRM_WITHIN_MS = 12_000;

/** An id no other client makes; randomUUID is missing where the page is not on https. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  /** `send(frame)` is false when offline; `onState(id, "sending" | "waiting" | "failed", why)`. */
  constructor({ send, onState }) {
    this.send = send;
    this.onState = onState;
    this.timers = new Map();
    this.messages = new Map(stored().map((message) => [message.id, message]));
  }

  /** Everything unconfirmed, oldest first. */
  all() {
    return [...this.messages.values()];
  }

  /** Take a new message in and send it as soon as possible. */
  put(message) {
    this.messages.set(message.id, message);
    this.save();
    this.attempt(message.id);
  }

  /** Send one again, under the same id so that it counts once. */
  attempt(id) {
    const message = this.messages.get(id);
    if (!message) return;
    clearTimeout(this.timers.get(id));
    const { text, product, picture, tapped } = message;
    const kind = picture ? "image" : "text";
    if (!this.send({ type: "message", id, text, product, kind, tapped })) {
      this.onState(id, "waiting", "");
      return;
    }
    this.onState(id, "sending", "");
    const late = () => this.onState(id, "failed", "");
    this.timers.set(id, setTimeout(late, CONFIRM_WITHIN_MS));
  }

  /** The line is back: send all that is unconfirmed, in order. */
  attemptAll() {
    for (const id of this.messages.keys()) this.attempt(id);
  }

  /** The line is gone: nothing failed yet, it only waits. */
  pause() {
    for (const id of this.messages.keys()) {
      clearTimeout(this.timers.get(id));
      this.onState(id, "waiting", "");
    }
  }

  /** The server has it. */
  confirm(id) {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    if (this.messages.delete(id)) this.save();
  }

  /** The server did not take it. */
  refuse(id, why) {
    clearTimeout(this.timers.get(id));
    if (this.messages.has(id)) this.onState(id, "failed", why);
  }

  save() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.all()));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // storage full or forbidden
    }
  }
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return [];
    throw error;
  }
}
