/* The shop's products: choose one and it is the product in view, shown above the chat. */

import { byId, el } from "./dom.js";
import { icon, productPicture } from "./drawings.js";

const NARROW = window.matchMedia("(max-width: 739px), (max-height: 559px)");

export class Shelf {
  /**
   * `onView(productId)` is told when the buyer changes the product in view ("" for none). `inView`
   * is the first one, `onChange(productId)` is told of every other.
   */
  constructor({ inView, onView, onChange }) {
    this.onView = onView;
    this.onChange = onChange;
    this.products = [];
    this.inView = inView;
    this.shelf = byId("shelf");
    this.list = byId("shelf-list");
    this.filter = byId("shelf-filter");
    this.opener = byId("shelf-open");
    byId("shelf-close").append(icon("close"));
    this.opener.append(icon("hanger"));
    this.opener.addEventListener("click", () => this.open());
    this.opener.disabled = false; // until now a tap would have been lost
    byId("shelf-close").addEventListener("click", () => this.close());
    this.filter.addEventListener("input", () => this.render());
    this.shelf.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.opener.getAttribute("aria-expanded") !== "true") return;
      event.stopPropagation();
      this.close();
    });
    NARROW.addEventListener("change", () => this.close());
    this.close();
  }

  /** Lay out the shop's products. */
  fill(products) {
    this.products = products;
    this.render();
    this.renderInView();
  }

  /** The buyer puts a product in view, or none with "". */
  view(productId) {
    this.put(productId);
    this.onView(productId);
  }

  /** Put a product in view without the buyer's doing. */
  put(productId) {
    this.inView = productId;
    this.onChange(productId);
    this.render();
    this.renderInView();
  }

  has(productId) {
    return this.products.some(({ id }) => id === productId);
  }

  open() {
    if (!NARROW.matches) return;
    this.shelf.hidden = false;
    byId("chat").inert = true;
    this.opener.setAttribute("aria-expanded", "true");
    byId("shelf-close").focus();
  }

  close() {
    const wasOpen = this.opener.getAttribute("aria-expanded") === "true";
    this.shelf.hidden = NARROW.matches;
    byId("chat").inert = false;
    this.opener.setAttribute("aria-expanded", "false");
    if (wasOpen) this.opener.focus();
  }

  render() {
    const wanted = this.filter.value.trim().toLowerCase();
    const matches = ({ id, name, title, category }) =>
      [id, name, title, category].some((words) => words.toLowerCase().includes(wanted));
    const found = this.products.filter(matches);
    byId("shelf-hint").textContent = found.length ? "点一件，就可以问它" : "没有找到，换个词试试";
    this.list.replaceChildren(...found.map((product) => this.row(product)));
  }

  row(product) {
    const chosen = product.id === this.inView;
    const choose = () => {
      this.view(product.id);
      this.close();
      const again = [...this.list.children].find((item) => item.dataset.product === product.id);
      if (!NARROW.matches) again?.querySelector("button").focus();
    };
    return el(
      "li",
      { "data-product": product.id },
      el(
        "button",
        { class: "shelf-item", type: "button", "aria-pressed": String(chosen), onclick: choose },
        productPicture(product),
        el(
          "span",
          { class: "shelf-words" },
          el("span", { class: "shelf-name" }, product.name),
          el("span", { class: "shelf-category" }, product.category, product.in_stock ? "" : " · 补货中"),
        ),
        el("span", { class: "price" }, product.price),
      ),
    );
  }

  renderInView() {
    const place = byId("in-view");
    const product = this.products.find(({ id }) => id === this.inView);
    place.hidden = !this.inView;
    if (!this.inView) return;
    const named = product ?? { id: this.inView, name: `货号 ${this.inView}`, price: "" };
    place.replaceChildren(
      productPicture(named),
      el(
        "div",
        { class: "in-view-words" },
        el("p", { class: "in-view-label" }, "正在看"),
        el("p", { class: "in-view-title" }, named.name),
      ),
      el("span", { class: "price" }, named.price),
      el(
        "button",
        { class: "icon-button", type: "button", "aria-label": "不看这件了", onclick: () => this.view("") },
        icon("close"),
      ),
    );
  }
}
