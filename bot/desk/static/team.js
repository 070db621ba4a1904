// The owner's view of everybody's day, read again while it is looked at.
import { call, listening, live } from "./desk.js";

const everyMs = 15_000;
const team = document.querySelector("#team");

async function read() {
  if (document.hidden) return;
  const response = await call("/queue/team");
  const part = document.createElement("template");
  part.innerHTML = await response.text();
  team.replaceChildren(part.content);
}

listening();
setInterval(() => read().catch(() => {}), everyMs);
live(() => read().catch(() => {}));
