// Whose chat it is: take, give back, transfer, assign, snooze, the next one.
import { because, call, toast } from "./desk.js";
import { allSent } from "./sending.js";

const chat = document.querySelector("#chat");
const address = `/api/chats/${chat.dataset.ticket}`;
const value = (name) => document.querySelector(name).value;
let show = () => {};
let read = () => {};

export async function take() {
  return trying(async () => {
    const response = await call(`${address}/take`, {});
    show((await response.json()).chat);
  });
}

export async function takeNext() {
  return trying(async () => {
    const response = await call("/api/take-next", {});
    location.assign(`/chats/${(await response.json()).ticket_id}`);
  });
}

export function open(name) {
  const dialog = document.querySelector(`#${name}`);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  if (dialog.querySelector("select")) tellWhoIsThere(dialog).catch(() => {});
}

const states = { here: "在", away: "离开", gone: "不在线" };

// Behind each colleague's name: whether they are at the desk, and how many chats they have.
async function tellWhoIsThere(dialog) {
  const { people } = await (await call("/api/people")).json();
  for (const { login, name, state, open: has } of people) {
    const option = dialog.querySelector(`option[value="${CSS.escape(login)}"]`);
    if (option && login !== chat.dataset.login) option.textContent = `${name} · ${states[state]}${has ? `，手上 ${has} 位` : ""}`;
  }
}

export async function snoozeOrWake() {
  if (!chat.dataset.snoozed) return open("snoozing");
  return trying(async () => {
    const response = await call(`${address}/wake`, {});
    show((await response.json()).chat);
  });
}

function leave(path, body, told) {
  return trying(async () => {
    await allSent();
    await call(`${address}/${path}`, body);
    sessionStorage.setItem("desk-told", told);
    location.assign("/");
  });
}

async function trying(act) {
  try {
    await act();
    return true;
  } catch (error) {
    toast(because(error));
    read();
    return false;
  }
}

// What the queue was asked to do with this chat: its dialog opens, and the queue comes back after it.
export function openAsked() {
  const asked = location.hash.slice(1);
  if (!location.hash) return;
  history.replaceState(null, "", location.pathname);
  const dialog = document.getElementById(asked);
  if (!dialog?.matches("#snoozing, #handing, #assigning")) return;
  if (chat.dataset.state !== "mine" && asked !== "assigning") return;
  dialog.dataset.fromQueue = "";
  open(asked);
}

function assign() {
  if ("fromQueue" in document.querySelector("#assigning").dataset) {
    return leave("assign", { to: value("#assign-to") }, "已指派。");
  }
  return trying(async () => {
    const response = await call(`${address}/assign`, { to: value("#assign-to") });
    show((await response.json()).chat);
    const whom = document.querySelector("#assign-to").selectedOptions[0].textContent;
    toast(`已指派：${whom}`);
  });
}

const on = (name, event, act) => document.querySelector(name)?.addEventListener(event, act);

// `shown` shows who has the chat, `reading` reads the chat again.
export function handButtons(shown, reading) {
  [show, read] = [shown, reading];
  on("#take", "click", take);
  on("#next", "click", takeNext);
  on("#give", "click", () => open("giving"));
  on("#hand", "click", () => open("handing"));
  on("#assign", "click", () => open("assigning"));
  on("#snooze", "click", snoozeOrWake);
  on("#help", "click", () => open("keys"));
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  on("#give-form", "submit", () => leave("give-back", { note: value("#left") }, "已交还小二。"));
  on("#hand-form", "submit", () =>
    leave("transfer", { to: value("#hand-to"), note: value("#hand-note") }, "已转交。"),
  );
  on("#snooze-form", "submit", (event) =>
    leave("snooze", { until: event.submitter.value }, "已收起，到时候再提醒您。"),
  );
  on("#assign-form", "submit", assign);
  const nobody = document.querySelector("[data-nobody]");
  if (nobody) nobody.disabled = true;
}
