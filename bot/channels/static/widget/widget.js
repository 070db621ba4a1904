/* The shop's chat on any page: one script puts a button there, and the chat opens in a frame.
   Until somebody opens it nothing but this script is loaded. */

(() => {
  const ORIGINS = [/* origins */];
  const LOOK = "/* look */";
  const OPENED = "xiaoer-open"; // in this tab, the chat stands open
  const SEEN = "xiaoer-seen"; // the newest message that was looked at
  const TALKED = "xiaoer-talked"; // in this browser, when something was said last
  const ANSWERS_COME_FOR_MS = 7 * 24 * 3600 * 1000;
  const READY_WITHIN_MS = 15_000;
  const PHONE = window.matchMedia("(max-width: 520px), (max-height: 480px)");

  const script = document.currentScript;
  const home = script ? new URL(script.src).origin : "";
  const early = window.Xiaoer;
  if (early && !Array.isArray(early)) return; // the tag is there twice

  if (!script) {
    console.error("Xiaoer: load widget.js with a plain <script src> tag, not as a module.");
    return;
  }
  if (location.origin !== home && !ORIGINS.includes(location.origin)) {
    console.error(
      `Xiaoer: the chat is not shown, ${location.origin} is not among XIAOER_WIDGET_ORIGINS of ${home}.`,
    );
    return;
  }

  function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function drawing(...paths) {
    const make = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
    const picture = make("svg");
    picture.setAttribute("viewBox", "0 0 24 24");
    picture.setAttribute("aria-hidden", "true");
    for (const d of paths) {
      const path = make("path");
      path.setAttribute("d", d);
      picture.append(path);
    }
    return picture;
  }

  /** What this page's storage holds; a browser may forbid it, and the chat works without. */
  function kept(storage, key, value) {
    try {
      const store = window[storage];
      if (value === undefined) return store.getItem(key);
      if (value === null) store.removeItem(key);
      else store.setItem(key, value);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
    return null;
  }

  class Widget {
    constructor({ product, side }) {
      this.viewed = product;
      this.isOpen = false;
      this.unread = 0;
      this.isReady = false;
      this.frame = null;
      this.timer = null;
      this.build(side);
      window.addEventListener("message", (event) => this.heard(event));
      window.visualViewport?.addEventListener("resize", () => this.fit());
      window.visualViewport?.addEventListener("scroll", () => this.fit());
      PHONE.addEventListener("change", () => this.fit());
      this.comeBack();
    }

    build(side) {
      this.bubble = el("span", { class: "face" });
      this.bubble.append(
        drawing("M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z", "M8 11h.01M12 11h.01M16 11h.01"),
        drawing("M6 9.5l6 6 6-6"),
      );
      this.badge = el("span", { class: "badge", "aria-hidden": "true", hidden: "" });
      const attributes = { class: "opener", type: "button", "aria-expanded": "false" };
      this.button = el("button", { ...attributes, "aria-controls": "panel" }, this.bubble, this.badge);
      this.state = el("p", { class: "state" });
      this.again = el("button", { class: "again", type: "button", hidden: "" }, "再试一次");
      this.panel = el(
        "section",
        { id: "panel", class: "panel", role: "dialog", "aria-label": "在线客服", tabindex: "-1" },
        el("div", { class: "waiting" }, this.state, this.again),
      );
      this.news = el("p", { class: "unseen", role: "status" });
      this.button.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
      this.again.addEventListener("click", () => this.load());
      this.panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.close();
      });
      const host = el("xiaoer-chat");
      const look = new CSSStyleSheet(); // a <style> would need the page's leave
      look.replaceSync(LOOK);
      const root = host.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [look];
      this.whole = el("div", { class: `whole ${side}` }, this.panel, this.button, this.news);
      root.append(this.whole);
      this.label();
      document.body.append(host);
    }

    /** Go on as the buyer left it: open again in this tab, or listening for answers behind. */
    comeBack() {
      if (kept("sessionStorage", OPENED) && !PHONE.matches) {
        this.open({ focus: false });
        return;
      }
      const said = Number(kept("localStorage", TALKED) ?? 0);
      if (Date.now() - said > ANSWERS_COME_FOR_MS) return;
      if (document.readyState === "complete") this.load();
      else window.addEventListener("load", () => this.load(), { once: true });
    }

    open({ focus = true } = {}) {
      if (!this.frame) this.load();
      this.show(true);
      this.wantsFocus = focus;
      kept("sessionStorage", OPENED, "1");
      if (focus) (this.isReady ? this.frame : this.panel).focus();
      this.tell({ xiaoer: "shown", focus });
    }

    close() {
      if (!this.isOpen) return;
      this.show(false);
      kept("sessionStorage", OPENED, null);
      this.tell({ xiaoer: "hidden" });
      this.button.focus();
    }

    show(isOpen) {
      this.isOpen = isOpen;
      if (isOpen) this.unread = 0;
      this.whole.classList.toggle("open", isOpen);
      this.button.setAttribute("aria-expanded", String(isOpen));
      this.fit();
      this.label();
    }

    product(id) {
      this.viewed = String(id ?? "");
      this.tell({ xiaoer: "product", id: this.viewed });
    }

    load() {
      this.frame?.remove();
      this.isReady = false;
      this.whole.classList.remove("ready");
      this.state.textContent = "正在打开…";
      this.again.hidden = true;
      this.frame = el("iframe", { class: "frame", title: "在线客服聊天", src: `${home}/widget/frame` });
      this.panel.append(this.frame);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.failed(), READY_WITHIN_MS);
    }

    failed() {
      this.frame.remove();
      this.frame = null;
      this.state.textContent = "客服暂时连不上，请稍后再试。";
      this.again.hidden = false;
      console.error(`Xiaoer: ${home} does not answer, or this page's policy forbids it as frame-src.`);
    }

    /** Only the frame of ours is listened to, and only while it shows the chat's own address. */
    heard(event) {
      if (!this.frame || event.source !== this.frame.contentWindow || event.origin !== home) return;
      const message = event.data ?? {};
      if (message.xiaoer === "ready") this.greet();
      else if (message.xiaoer === "close") this.close();
      else if (message.xiaoer === "talked") kept("localStorage", TALKED, String(Date.now()));
      else if (message.xiaoer === "unread") this.count(message);
    }

    greet() {
      clearTimeout(this.timer);
      this.isReady = true;
      this.whole.classList.add("ready");
      const seen = kept("localStorage", SEEN);
      this.tell({ xiaoer: "host", product: this.viewed, seen: seen === null ? undefined : Number(seen) });
      if (!this.isOpen) return;
      this.tell({ xiaoer: "shown", focus: this.wantsFocus });
      if (this.wantsFocus) this.frame.focus();
    }

    tell(message) {
      if (this.isReady) this.frame.contentWindow.postMessage(message, home);
    }

    count({ count, seen }) {
      this.unread = this.isOpen ? 0 : Number(count) || 0;
      if (Number.isInteger(seen)) kept("localStorage", SEEN, String(seen));
      this.label();
    }

    label() {
      const { isOpen, unread } = this;
      this.badge.hidden = unread === 0;
      this.badge.textContent = unread > 99 ? "99+" : String(unread);
      const news = unread ? `，${unread} 条新消息` : "";
      this.button.setAttribute("aria-label", isOpen ? "收起在线客服" : `在线客服${news}`);
      const told = unread ? `在线客服有 ${unread} 条新消息` : "";
      if (this.news.textContent !== told) this.news.textContent = told;
    }

    /** On a phone the chat takes the whole screen, less what the keyboard covers. */
    fit() {
      const whole = this.isOpen && PHONE.matches;
      const view = window.visualViewport;
      this.whole.classList.toggle("phone", PHONE.matches);
      this.panel.setAttribute("aria-modal", String(whole));
      this.panel.style.height = whole && view ? `${view.height}px` : "";
      this.panel.style.top = whole && view ? `${view.offsetTop}px` : "";
    }
  }

  function start() {
    const { product = "", side = "right" } = script.dataset;
    const widget = new Widget({ product, side: side === "left" ? "left" : "right" });
    const calls = {
      open: () => widget.open(),
      close: () => widget.close(),
      product: (id) => widget.product(id),
    };
    const push = (...asked) => asked.forEach(([name, ...given]) => calls[name]?.(...given));
    const isOpen = { get: () => widget.isOpen };
    window.Xiaoer = Object.freeze(Object.defineProperty({ ...calls, push }, "isOpen", isOpen));
    push(...(early ?? []));
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start, { once: true });
})();
