/* The chat inside the widget's frame: what it tells the page around it, and what it hears.

   The server has only pages it knows frame this one (frame-ancestors), and says which in /widget/page;
   a message of any other sender is not listened to. */

export const FRAMED = location.pathname === "/widget/frame";

export class Frame {
  /** `onHost({ seen })`, `onProduct(id)`, `onShown({ focus })`, `onHidden()`: what the page tells. */
  constructor({ onHost, onProduct, onShown, onHidden }) {
    this.wishes = {
      host: ({ product, seen }) => {
        onProduct(product);
        onHost({ seen });
      },
      product: ({ id }) => onProduct(id),
      shown: ({ focus }) => onShown({ focus: Boolean(focus) }),
      hidden: () => onHidden(),
    };
    this.origins = [];
    this.host = "";
    window.addEventListener("message", (event) => this.heard(event));
  }

  /** Say that we listen, and to whom. Whose page it is we do not know yet, so it says no more. */
  listen(origins) {
    this.origins = [location.origin, ...origins];
    window.parent.postMessage({ xiaoer: "ready" }, "*");
  }

  /** Ask to be put away. */
  close() {
    this.tell({ xiaoer: "close" });
  }

  /** The buyer said something: answers may come on a later page. */
  talked() {
    this.tell({ xiaoer: "talked" });
  }

  /** So many messages came that nobody has looked at; those up to the id `seen` were. */
  unread({ count, seen }) {
    this.tell({ xiaoer: "unread", count, seen });
  }

  tell(message) {
    if (this.host) window.parent.postMessage(message, this.host);
  }

  heard(event) {
    if (event.source !== window.parent || !this.origins.includes(event.origin)) return;
    const message = event.data ?? {};
    this.host = event.origin;
    this.wishes[message.xiaoer]?.(message);
  }
}
