/* Follows the newest message only while the reader is at the end. */

const NEAR_END_PX = 80;

export class Scroller {
  constructor({ scroll, button }) {
    this.scroll = scroll;
    this.button = button;
    this.button.addEventListener("click", () => this.toNewest());
    this.scroll.addEventListener("scroll", () => {
      if (this.isAtEnd()) this.button.hidden = true;
    });
    new ResizeObserver(() => {
      if (this.wasAtEnd) this.jump("instant");
    }).observe(scroll);
    this.wasAtEnd = true;
  }

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    this.wasAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    return this.wasAtEnd;
  }

  /** Run `change`, which may add to the end, and stay at the end if the reader was there. */
  keeping(change, { isNews = false } = {}) {
    const atEnd = this.isAtEnd();
    const result = change();
    if (atEnd) this.jump("instant");
    else if (isNews && result) this.button.hidden = false;
    return result;
  }

  /** Go to the newest message; not smoothly where more may come meanwhile. */
  toNewest({ smooth = true } = {}) {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.jump(smooth && !calm ? "smooth" : "instant");
    this.button.hidden = true;
  }

  jump(behavior) {
    this.wasAtEnd = true;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior });
  }
}
