// The response clock in the head of a chat: asked for anew whenever somebody wrote.
import { call as alarm, tick } from "./clock.js";
import { call } from "./desk.js";

const everyMs = 30_000;
const chat = document.querySelector("#chat");
const place = document.querySelector("#clock");
const address = `/api/chats/${chat.dataset.ticket}/clock`;
let ahead = 0; // the server's clock minus this browser's, in milliseconds

async function read() {
  const told = await (await call(address)).json();
  ahead = told.now - Date.now();
  place.hidden = !told.since;
  if (!told.since) return;
  const time = place.querySelector("time");
  time.dataset.since = told.since;
  time.dataset.limit = told.limit;
  if (told.deadline) time.dataset.deadline = told.deadline;
  else delete time.dataset.deadline;
  place.querySelector(".left").textContent = told.words;
  place.className = `clock ${told.level}`;
  show();
}

function show() {
  const mine = chat.dataset.state === "mine";
  tick(place, Date.now() + ahead, () => place, () => mine && alarm("快到时限了"));
}

const again = () => read().catch(() => {});
new MutationObserver(again).observe(document.querySelector("#transcript"), { childList: true });
setInterval(again, everyMs);
setInterval(show, 1000);
again();
