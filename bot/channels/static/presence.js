/* Who answers, told as it is: the bot by name, a person by name, or the buyer's place in the queue. */

import { byId } from "./dom.js";

const ASK_AGAIN_MS = 20_000;

export class Presence {
  /** `ask()` gets {place, opens} of a buyer who waits: `place` counts from 1, `opens` is when. */
  constructor({ ask }) {
    this.ask = ask;
    this.line = byId("presence");
    this.waits = false;
    this.timer = null;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.waits) this.wait();
    });
  }

  /** A status frame came. */
  show({ with_person: withPerson, agent }) {
    this.waits = withPerson && !agent;
    clearTimeout(this.timer);
    this.line.dataset.with = withPerson ? "person" : "bot";
    byId("ask-person").hidden = withPerson;
    if (this.waits) this.wait();
    else this.say(withPerson ? `人工客服 ${agent} 正在为您服务` : "智能客服在线");
  }

  /** Say the place in the queue, and again while it may change. */
  async wait() {
    clearTimeout(this.timer);
    if (!this.line.textContent.startsWith("已转人工")) this.say("已转人工，在等客服接待");
    const queue = document.hidden ? null : await this.ask();
    if (!this.waits) return;
    if (queue) this.say(inQueue(queue));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wait(), ASK_AGAIN_MS);
  }

  /** The line is read out when it changes, so it is left alone where it does not. */
  say(words) {
    if (this.line.textContent !== words) this.line.textContent = words;
  }
}

function inQueue({ place, opens }) {
  if (opens) return `已转人工，客服${opens}上班后回您`;
  if (!place) return "已转人工，在等客服接待";
  return place > 1 ? `已转人工，前面还有 ${place - 1} 位` : "已转人工，下一位就是您";
}
