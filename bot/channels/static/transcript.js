/* The conversation in the order of message ids; own unconfirmed messages come last. */

import { bubble, markDelivery } from "./bubbles.js";
import { el } from "./dom.js";
import { separator } from "./days.js";

export class Transcript {
  /** `list` is the <ol>; `choose`, `view` and `resend(id)` are the reader's wishes. */
  constructor(list, { choose, view, resend }) {
    this.list = list;
    this.wishes = { choose, view };
    this.resend = resend;
    this.entries = [];
    this.known = new Set();
    this.newestId = 0;
    this.receipt = undefined;
  }

  get isEmpty() {
    return this.entries.length === 0;
  }

  /** Show a message of the server's; false when it was shown before. */
  add(message) {
    if (this.known.has(message.id)) return false;
    const own = message.sender === "buyer" ? this.unconfirmed(message.external_id) : undefined;
    if (own) {
      this.confirm(message.external_id, message.id, message.text);
      return false;
    }
    this.remember(message.id);
    this.insert({
      id: message.id,
      externalId: message.external_id,
      mine: message.sender === "buyer",
      speaker: `${message.sender} ${message.agent}`,
      at: new Date(message.at),
      item: el("li", { class: "entry" }, bubble(message, this.wishes)),
    });
    return true;
  }

  /** Show an own message before the server has it; once, however often it is given. */
  addOwn({ id, text, at }) {
    if (this.unconfirmed(id)) return;
    const message = { sender: "buyer", text };
    this.insert({
      id: Infinity,
      externalId: id,
      mine: true,
      speaker: "buyer ",
      at: new Date(at),
      item: el("li", { class: "entry" }, bubble(message, this.wishes)),
    });
  }

  /** The server has an own message: put it in its place, with the text that was kept. */
  confirm(externalId, id, text) {
    const entry = this.unconfirmed(externalId);
    if (!entry) return;
    this.remember(id);
    markDelivery(entry.item, "", "", null);
    const words = entry.item.querySelector(".text");
    if (words && text) words.textContent = text;
    this.remove(entry);
    this.insert({ ...entry, id });
  }

  /** How far an unconfirmed own message got. */
  setState(externalId, state, why) {
    const entry = this.unconfirmed(externalId);
    if (entry) markDelivery(entry.item, state, why, () => this.resend(externalId));
  }

  unconfirmed(externalId) {
    return this.entries.find((entry) => entry.id === Infinity && entry.externalId === externalId);
  }

  remember(id) {
    this.known.add(id);
    this.newestId = Math.max(this.newestId, id);
  }

  insert(entry) {
    let place = this.entries.length;
    while (place > 0 && this.entries[place - 1].id > entry.id) place -= 1;
    const next = this.entries[place];
    const inPlace = entry.item.isConnected && entry.item.nextElementSibling === (next?.item ?? null);
    if (!inPlace) this.list.insertBefore(entry.item, next?.item ?? null);
    this.entries.splice(place, 0, entry);
    this.separate(place);
    this.separate(place + 1);
    this.settleLooks();
  }

  remove(entry) {
    const place = this.entries.indexOf(entry);
    this.entries.splice(place, 1);
    this.separate(place);
  }

  separate(place) {
    const entry = this.entries[place];
    if (!entry) return;
    entry.item.querySelector(".day")?.remove();
    const words = separator(entry.at, this.entries[place - 1]?.at);
    if (words) entry.item.prepend(el("p", { class: "day" }, words));
    const follows = !words && this.entries[place - 1]?.speaker === entry.speaker;
    entry.item.classList.toggle("follows", follows);
  }

  /** Only the newest own message says that it arrived; offers before it are no longer open. */
  settleLooks() {
    const lastOwn = this.entries.findLastIndex((entry) => entry.mine);
    this.entries.slice(0, Math.max(lastOwn, 0)).forEach((entry) => this.retireOffers(entry));
    const newest = this.entries.findLast((entry) => entry.mine && entry.id !== Infinity);
    const receipt = newest === this.entries[lastOwn] ? newest?.item : undefined;
    if (receipt === this.receipt) return;
    if (this.receipt) markDelivery(this.receipt, "", "", null);
    if (receipt) markDelivery(receipt, "sent", "", null);
    this.receipt = receipt;
  }

  retireOffers(entry) {
    if (entry.retired) return;
    entry.retired = true;
    entry.item.querySelector(".offers")?.remove();
  }
}
