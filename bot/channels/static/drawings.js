/* Everything drawn: icons, avatars, and a cloth swatch for a product without a picture. */

import { el, svg } from "./dom.js";

const STROKES = {
  leaf: "M12 20V9M12 14c-3.6 0-6-2.2-6-6 3.6 0 6 2.2 6 6Zm0-2c0-3.8 2.4-6 6-6 0 3.8-2.4 6-6 6Z",
  person: "M12 12a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2ZM5 20c.6-3.6 3.4-5.6 7-5.6s6.4 2 7 5.6",
  send: "M12 19V6M6.5 11.5 12 6l5.5 5.5",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  fold: "M6 9.5l6 6 6-6",
  hanger: "M9.6 7.2a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2.9-1.2 1.9l8.2 5c1 .7.6 2.3-.7 2.3h-15c-1.3 0-1.7-1.6-.7-2.3l8.2-5",
  down: "M12 5v13M6.5 12.5 12 18l5.5-5.5",
};

/** A line icon in the text's colour. */
export function icon(name) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: STROKES[name] }),
  );
}

const CLOTH = [
  [/蓝|青/, "#7f95a8"],
  [/绿|艾|苔/, "#83937a"],
  [/粉|藕|豆沙/, "#d3a7a3"],
  [/红|绛|砖|橘|橙/, "#b0604a"],
  [/黑|墨|炭/, "#45403b"],
  [/灰|银/, "#a39d94"],
  [/黄|姜|金/, "#d2ae62"],
  [/咖|棕|驼|褐|茶/, "#94704f"],
  [/紫/, "#8d7d9c"],
  [/白|米|杏|燕麦|本色|亚麻|原/, "#e6dac3"],
];
const UNNAMED = ["#c9b79c", "#a9b09a", "#b7a39a", "#9aa6ad", "#c2a98f"];

function clothColour(name, seed) {
  const known = CLOTH.find(([pattern]) => pattern.test(name));
  return known ? known[1] : UNNAMED[seed % UNNAMED.length];
}

/** Folded cloth in up to three of the product's colours. */
function swatch(productId, colours) {
  const seed = [...productId].reduce((sum, letter) => sum + letter.codePointAt(0), 0);
  const names = colours.length ? colours.slice(0, 3) : [""];
  const picture = svg("svg", { viewBox: "0 0 48 48", class: "swatch", "aria-hidden": "true" });
  names.forEach((name, place) => {
    const top = (48 / names.length) * place;
    const fold = place === 0 ? "M0 0H48V48H0Z" : `M0 ${top + 5}C14 ${top - 6} 32 ${top + 12} 48 ${top}V48H0Z`;
    picture.append(svg("path", { d: fold, fill: clothColour(name, seed + place) }));
  });
  const threads = svg("g", { stroke: "#fff", "stroke-opacity": "0.16", "stroke-width": "0.8" });
  for (let at = 3; at < 48; at += 4) {
    threads.append(svg("path", { d: `M0 ${at}H48M${at} 0V48` }));
  }
  picture.append(threads);
  return picture;
}

/** The product's picture where the shop serves one, else a swatch of its colours. */
export function productPicture({ id, image = "", colours = [] }) {
  const frame = el("span", { class: "picture" });
  if (!image.startsWith("/")) {
    frame.append(swatch(id, colours));
    return frame;
  }
  const fallBack = () => frame.replaceChildren(swatch(id, colours));
  frame.append(el("img", { src: image, alt: "", loading: "lazy", onerror: fallBack }));
  return frame;
}
