// Response clocks: how long a buyer waits and how long a person still has, told in words too.
import { beep } from "./desk.js";

const redSeconds = 30;
const redShare = 0.35;
const levels = ["calm", "amber", "red", "over"];
const warned = new Set();

export function waited(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds < 60) return `${seconds} 秒`;
  if (minutes < 10) return `${minutes} 分 ${String(seconds % 60).padStart(2, "0")} 秒`;
  if (hours < 1) return `${minutes} 分钟`;
  return hours < 24 ? `${hours} 小时` : `${Math.floor(hours / 24)} 天`;
}

export function levelOf(left, limit) {
  if (left < 0) return "over";
  if (left <= Math.min(redSeconds, limit * redShare)) return "red";
  return left <= limit / 2 ? "amber" : "calm";
}

// Brings every `time[data-since]` under `part` to the moment `now` (ms of the server's clock), puts
// the level on the element `of(time)` finds, and calls `alarm(time)` once for each that turns red.
export function tick(part, now, of, alarm = () => {}) {
  for (const time of part.querySelectorAll("time[data-since]")) {
    const seconds = Math.max(0, Math.floor((now - Number(time.dataset.since)) / 1000));
    time.textContent = waited(seconds);
    if (!time.dataset.deadline) continue;
    const left = Math.floor((Number(time.dataset.deadline) - now) / 1000);
    const level = levelOf(left, Number(time.dataset.limit));
    const owner = of(time);
    if (!owner.classList.contains(level)) {
      owner.classList.remove(...levels);
      owner.classList.add(level);
    }
    const words = time.parentElement.querySelector(".left");
    if (words) words.textContent = left < 0 ? `已超时 ${waited(-left)}` : `剩 ${waited(left)}`;
    if (level === "red" && !warned.has(time.dataset.deadline)) {
      warned.add(time.dataset.deadline);
      alarm(time);
    }
  }
}

// What an alarm is where nothing else is wanted: a sound, and the title until somebody looks.
export function call(words) {
  beep();
  if (!document.hidden) return;
  const title = document.title;
  document.title = `⏰ ${words}`;
  addEventListener("visibilitychange", () => (document.title = title), { once: true });
}
