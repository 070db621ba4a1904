// Reviewing: one question after the other, each with one key. The next ones are here before they
// are needed, and words are sent one after the other while the page is on the next question.
import { because, call, listening, live, toast, typing } from "./desk.js";
import { askDelete, pickMeaning, pickSeveral, reword, showKeys } from "./learn_dialogs.js";
import { show, showHistory, showProgress, showRest, tell } from "./learn_view.js";

const AHEAD = 4;
const LOOK_AGAIN_MS = 20_000;
const page = document.querySelector("#learn");
const { signal, cluster } = page.dataset;
const acts = "acts" in page.dataset;
let inHand = []; // the first is on the page
let sending = Promise.resolve();
const unsent = new Set();
let coming = false;
let again = false;
let farLater;
let lookLater;

const now = () => inHand[0];
const held = () => [...unsent, ...inHand.map(({ id }) => id)];
const draw = () => show(now(), acts && ((intent) => choose(intent)));

async function fetched() {
  if ("disputed" in page.dataset) {
    const { items } = await (await call("/api/learn/disputed")).json();
    return items.filter(({ id }) => !unsent.has(id) && !inHand.some((item) => item.id === id));
  }
  const without = held().slice(-10).join(",");
  const asked = new URLSearchParams({ signal, cluster, without, ahead: String(AHEAD) });
  const { item, then, elsewhere } = await (await call(`/api/learn/next?${asked}`)).json();
  if (!item && !inHand.length) rest(elsewhere);
  return item ? [item, ...then] : [];
}

// What colleagues have before them comes here if they leave it.
function rest(elsewhere) {
  showRest(elsewhere);
  clearTimeout(lookLater);
  if (elsewhere) lookLater = setTimeout(refill, LOOK_AGAIN_MS);
}

// Who is quicker than the answer may have nothing left when it comes, or ask once more meanwhile.
async function refill() {
  if (coming) again = true;
  if (coming || inHand.length > AHEAD / 2) return;
  coming = true;
  try {
    const had = held();
    const found = await fetched();
    const known = new Set([...had, ...held()]);
    const empty = !inHand.length;
    inHand.push(...found.filter(({ id }) => !known.has(id)));
    if (empty) draw();
  } catch (error) {
    toast(because(error));
  } finally {
    coming = false;
  }
  if (again) {
    again = false;
    refill();
  }
}

function far() {
  clearTimeout(farLater);
  farLater = setTimeout(async () => {
    try {
      showProgress(await (await call("/api/learn/progress")).json());
    } catch (error) {
      toast(because(error));
    }
  }, 150);
}

// What the buyers who waited on it got is told when it is known; the page is further by then.
function say(verdict, { meant = "", wording = "", words = "" } = {}) {
  const item = inHand.shift();
  unsent.add(item.id);
  draw();
  tell(`${words}。`);
  sending = sending.then(async () => {
    try {
      const body = { verdict, meant, wording };
      const told = await (await call(`/api/learn/items/${item.id}/word`, body)).json();
      if (told.waiting) toast(`${told.waiting} 位顾客在等这句，小二答了 ${told.answered} 位`);
      else if (told.item.status === "disputed") toast("和同事判得不一样，等第三个人或店主来定");
    } catch (error) {
      inHand.unshift(item);
      draw();
      toast(because(error));
    } finally {
      unsent.delete(item.id);
    }
    far();
  });
  refill();
}

function choose(meant) {
  const item = now();
  const words = item.ranking.find(({ intent }) => intent === meant)?.words ?? "";
  if (meant === item.suggested) say("right", { words: item.suggested_words });
  else if (meant === "out_of_scope") say("out_of_scope", { words: "与店铺无关" });
  else say("other", { meant, words });
}

async function undo() {
  await sending;
  try {
    const { item } = await (await call("/api/learn/undo", {})).json();
    if (!item) toast("今天没有可以撤回的了");
    else if (!item.text) toast("撤回了；原话已经删掉，下次找问题时会再问");
    else {
      inHand = [item, ...inHand.filter(({ id }) => id !== item.id)];
      draw();
      tell("撤回了。");
    }
  } catch (error) {
    toast(because(error));
  }
  far();
}

const hands = {
  right: () => now().suggested && choose(now().suggested),
  pick: () => pickMeaning(now(), choose),
  several: () => pickSeveral(now(), choose),
  reword: () =>
    reword(now(), now().suggested, (wording, meant) =>
      say("wording", { wording, meant, words: "改写了" }),
    ),
  scope: () => say("out_of_scope", { words: "与店铺无关" }),
  sensitive: () => askDelete(() => say("sensitive", { words: "删掉了" })),
  skip: () => say("skip", { words: "跳过" }),
};
const byKey = {
  Enter: "right",
  "/": "pick",
  "+": "several",
  "=": "several",
  w: "reword",
  o: "scope",
  s: "sensitive",
  " ": "skip",
  n: "skip",
};

function pressed(event) {
  if (event.defaultPrevented || typing(event) || event.repeat) return;
  const { key } = event;
  // Enter and space on a button or a link are for it.
  if ((key === "Enter" || key === " ") && event.target.closest("button, a, summary")) return;
  const place = Number(key) - 1;
  const hand = byKey[key.toLowerCase()] ?? byKey[key];
  if (key === "?") showKeys();
  else if (key.toLowerCase() === "u") undo();
  else if (!now()) return;
  else if (now().ranking[place]) choose(now().ranking[place].intent);
  else if (hand) hands[hand]();
  else return;
  event.preventDefault();
}

if (acts) {
  document.addEventListener("keydown", pressed);
  for (const [name, hand] of Object.entries(hands)) {
    document.querySelector(`#${name}`).addEventListener("click", () => now() && hand());
  }
  document.querySelector("#undo").addEventListener("click", undo);
  document.querySelector("#help").addEventListener("click", showKeys);
  document.querySelector("#mine").addEventListener("toggle", async ({ target }) => {
    if (!target.open) return;
    await sending;
    try {
      showHistory((await (await call("/api/learn/mine")).json()).said);
    } catch (error) {
      toast(because(error));
    }
  });
}
document.querySelector("#signal").addEventListener("change", ({ target }) => target.form.submit());
listening();
live(() => {});
far();
refill();
