// The head of every page: tells the desk that this page is open, shows my state and the mode.
import { because, call, toast } from "./desk.js";

const everyMs = 20_000;
const me = document.querySelector("#me");
const mode = document.querySelector("#mode");
let active = true;

for (const kind of ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"]) {
  addEventListener(kind, () => (active = true), { passive: true });
}

function show({ state, mode: name, mode_words: words, switched }) {
  if (me) {
    me.dataset.state = state;
    me.setAttribute("aria-pressed", String(state === "away"));
    me.textContent = state === "away" ? "离开" : "在";
    me.disabled = false;
  }
  mode.textContent = switched ? `${words}（今天）` : words;
  mode.dataset.mode = name;
  mode.hidden = false;
  if (mode.tagName === "BUTTON") mode.disabled = false;
}

async function tell(state) {
  const body = { active, ...(state ? { state } : {}) };
  active = false;
  const response = await call("/api/here", body);
  show(await response.json());
}

me?.addEventListener("click", async () => {
  try {
    await tell(me.dataset.state === "away" ? "here" : "away");
  } catch (error) {
    toast(because(error));
  }
});

const choice = document.querySelector("#modes");
mode.addEventListener("click", () => choice?.showModal());
choice?.addEventListener("close", async () => {
  if (!choice.returnValue) return;
  try {
    const response = await call("/api/mode", { mode: choice.returnValue });
    show({ state: me?.dataset.state, ...(await response.json()) });
    toast(`现在：${mode.textContent}`);
  } catch (error) {
    toast(because(error));
  }
  choice.returnValue = "";
});

const again = () => tell().catch(() => {});
setInterval(again, everyMs);
addEventListener("pageshow", again);
addEventListener("visibilitychange", () => document.hidden || again());
