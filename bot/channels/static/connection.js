/* One WebSocket that comes back: exponential back-off, a heartbeat, no state of the chat. */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 10_000;
const CONNECT_WITHIN_MS = 10_000;

const UNKNOWN_BUYER = 4401;
const FINAL = new Map([
  [4403, "blocked"],
  [4409, "elsewhere"],
]);

export class Connection {
  /**
   * `url` is the socket's, `hello()` gives the first frames, `identify()` makes the buyer known,
   * `onFrame(frame)` and `onState("connecting" | "open" | "waiting" | "elsewhere" | "blocked")`.
   */
  constructor({ url, hello, identify, onFrame, onState }) {
    this.url = url;
    this.hello = hello;
    this.identify = identify;
    this.onFrame = onFrame;
    this.onState = onState;
    this.socket = null;
    this.ready = false;
    this.failures = 0;
    this.stopped = false;
    this.retryTimer = null;
    this.watchdog = null;
    this.pingTimer = null;
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("offline", () => this.socket?.close());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.retryNow();
    });
  }

  /** Connect; also goes on after another window took over. */
  open() {
    this.stopped = false;
    clearTimeout(this.retryTimer);
    this.retryTimer = null;
    this.onState("connecting");
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.watch(CONNECT_WITHIN_MS);
    socket.addEventListener("open", () => {
      for (const frame of this.hello()) socket.send(JSON.stringify(frame));
    });
    socket.addEventListener("message", (event) => this.received(socket, event.data));
    socket.addEventListener("close", (event) => this.lost(socket, event.code));
  }

  /** Send a frame; false when there is no connection. */
  send(frame) {
    if (!this.ready) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Do not wait out the back-off: the network or the reader is back. */
  retryNow() {
    if (this.retryTimer !== null && !this.stopped) this.open();
  }

  received(socket, data) {
    if (socket !== this.socket) return;
    clearTimeout(this.watchdog);
    const frame = JSON.parse(data);
    if (frame.type === "hello") {
      this.ready = true;
      this.failures = 0;
      this.onState("open");
    }
    this.schedulePing();
    this.onFrame(frame);
  }

  schedulePing() {
    clearTimeout(this.pingTimer);
    this.pingTimer = setTimeout(() => {
      if (this.send({ type: "ping" })) this.watch(PONG_WITHIN_MS);
    }, PING_EVERY_MS);
  }

  /** Give the line up unless something arrives in time: a dead one may not close by itself. */
  watch(ms) {
    const socket = this.socket;
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      socket.close();
      this.lost(socket, 1006);
    }, ms);
  }

  async lost(socket, code) {
    if (socket !== this.socket) return;
    this.socket = null;
    this.ready = false;
    clearTimeout(this.watchdog);
    clearTimeout(this.pingTimer);
    if (FINAL.has(code)) {
      this.stopped = true;
      this.onState(FINAL.get(code));
      return;
    }
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures);
    this.failures += 1;
    this.onState("waiting");
    if (code === UNKNOWN_BUYER) await this.identify();
    this.retryTimer = setTimeout(() => this.open(), wait * (0.75 + Math.random() / 2));
  }
}
