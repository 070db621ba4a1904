// A page with nothing live of its own: its head, and how many wait.
import { listening, live } from "./desk.js";

listening();
live(() => {});
