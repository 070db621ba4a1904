// What every page of the desk shares: calls to the server, live changes, sound, title, toast.

const token = document.querySelector("meta[name=csrf]").content;
const plainTitle = document.title.replace(/^\(\d+\) /, "");
const quietKey = "desk-sound";

export class Refused extends Error {
  constructor(message, status, told = {}) {
    super(message);
    this.status = status;
    this.told = told;
  }
}

export async function call(path, body) {
  const response = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers:
      body === undefined ? {} : { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 401) {
    location.assign("/sign-in");
  }
  if (!response.ok) {
    const told = await response.json().catch(() => ({}));
    throw new Refused(told.message || "系统出了点问题，请稍后再试。", response.status, told);
  }
  return response;
}

export function because(error) {
  return error instanceof Refused ? error.message : "网络不通，请稍后再试。";
}

let toastEnds;
export function toast(text) {
  const box = document.querySelector("#toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => (box.hidden = true), 4000);
}

export function showWaiting(count) {
  document.title = count ? `(${count}) ${plainTitle}` : plainTitle;
}

// The server sends what only works with a script as disabled, so that no click or word is lost before
// the script listens. A page calls this when it does.
export function listening(part = document) {
  for (const control of part.querySelectorAll(":disabled")) control.disabled = false;
}

// True while keys belong to a field, to an input method or to the browser. What stands in a dialog
// that was just closed has the focus until the page is drawn again, and no claim to keys.
export function typing(event) {
  const field = event.target.closest("input, textarea, select, dialog");
  return (
    event.isComposing ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (field !== null && !field.closest("dialog:not([open])"))
  );
}

let audio;
export function beep() {
  if (localStorage.getItem(quietKey) !== "on") return;
  audio ??= new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  const now = audio.currentTime;
  tone.frequency.setValueAtTime(660, now);
  tone.frequency.setValueAtTime(880, now + 0.12);
  volume.gain.setValueAtTime(0.15, now);
  volume.gain.exponentialRampToValueAtTime(0.001, now + 0.4);
  tone.connect(volume).connect(audio.destination);
  tone.start(now);
  tone.stop(now + 0.4);
}

const soundButton = document.querySelector("#sound");
function showSound() {
  const on = localStorage.getItem(quietKey) === "on";
  soundButton.setAttribute("aria-pressed", String(on));
  soundButton.textContent = on ? "提示音：开" : "提示音：关";
}
soundButton.addEventListener("click", () => {
  localStorage.setItem(quietKey, localStorage.getItem(quietKey) === "on" ? "off" : "on");
  showSound();
  beep();
});
showSound();

// Calls `changed({conversations, opened, waiting})` at each change, and with nothing where more may
// have changed than is listed: at the start, and when the connection was lost. However many pages are open in this browser, one of them holds
// the connection and tells the others: browsers allow only six to one server.
export function live(changed) {
  const others = new BroadcastChannel("desk-changes");
  others.onmessage = ({ data }) => heard(data);
  const tell = (news) => {
    others.postMessage(news);
    heard(news);
    if (news.change?.opened.length) beep();
  };
  function heard(news) {
    if ("down" in news) document.querySelector("#line").hidden = !news.down;
    if (news.change) showWaiting(news.change.waiting);
    if (news.change) changed(news.change.everything ? undefined : news.change);
  }
  document.querySelector("#line").textContent = "连接断开，正在重连…";
  if (navigator.locks) {
    navigator.locks.request("desk-changes", () => {
      connect(tell);
      return new Promise(() => {});
    });
    changed();
  } else {
    connect(tell);
  }
}

function connect(tell) {
  let late;
  const source = new EventSource("/events");
  source.onopen = () => {
    clearTimeout(late);
    tell({ down: false });
  };
  source.onmessage = ({ data }) => tell({ change: JSON.parse(data) });
  source.onerror = () => {
    clearTimeout(late);
    late = setTimeout(() => tell({ down: true }), 2500);
    if (source.readyState !== EventSource.CLOSED) return;
    // Turned away: `call` goes to the sign-in page if the session has run out.
    setTimeout(() => {
      call("/queue").catch(() => {});
      connect(tell);
    }, 3000);
  };
}
