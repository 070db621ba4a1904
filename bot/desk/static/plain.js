// A page with nothing live of its own: its head, and how many wait.
import { live } from "./desk.js";

live(() => {});
