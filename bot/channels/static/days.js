/* When something was said, in words. */

const CLOCK = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
const THIS_YEAR = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric" });
const ANY_YEAR = new Intl.DateTimeFormat("zh-CN", { year: "numeric", month: "long", day: "numeric" });
const PAUSE_MS = 5 * 60 * 1000;

function startOfDay(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

function dayOf(moment, now) {
  const days = Math.round((startOfDay(now) - startOfDay(moment)) / 86_400_000);
  if (days === 0) return "今天";
  if (days === 1) return "昨天";
  return (moment.getFullYear() === now.getFullYear() ? THIS_YEAR : ANY_YEAR).format(moment);
}

/** The line above a message: day and time on a new day, the time after a pause, else nothing. */
export function separator(moment, previous, now = new Date()) {
  if (!previous || startOfDay(previous) !== startOfDay(moment)) {
    return `${dayOf(moment, now)} ${CLOCK.format(moment)}`;
  }
  return Math.abs(moment - previous) > PAUSE_MS ? CLOCK.format(moment) : "";
}
