/* How the server knows the buyer: by a cookie on the shop's own page, in a frame by a token.

   A frame on somebody else's page does not get the page's cookie. It says who it is with a signed
   token, in a header and in the first frame of the socket, never in an address. To have it again on
   the next page it is kept twice, as browsers forbid now the one and now the other: in a cookie and
   in the frame's own storage. Both are apart for every site that the frame is on. */

import { recalled, remember } from "./storage.js";

const TOKEN = "xiaoer-token";
const SOCKETS = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`;

/** The answer to a request as JSON; null where there is none. */
async function fetched(address, options) {
  try {
    const response = await fetch(address, options);
    return response.ok ? await response.json() : null;
  } catch (error) {
    if (error instanceof TypeError) return null; // offline; the socket goes on trying
    throw error;
  }
}

export class CookieBuyer {
  socketUrl = `${SOCKETS}/chat/socket`;

  /** Frames to say who we are with: none, the cookie does. */
  introduction() {
    return [];
  }

  /** Nothing to do: any answer of the server's brings the cookie. */
  async identify() {}

  /** The server's facts at /chat/`name`. */
  get(name) {
    return fetched(`/chat/${name}`, { credentials: "same-origin" });
  }
}

export class TokenBuyer {
  socketUrl = `${SOCKETS}/widget/socket`;
  token = recalled(TOKEN);
  origins = [];

  introduction() {
    return [{ type: "identify", token: this.token }];
  }

  /** Renew the token, or get one (the cookie counts where the browser sends it along), and learn
   *  whose pages may hold this frame. */
  async identify() {
    const options = { method: "POST", credentials: "same-origin", headers: this.headers() };
    const given = await fetched("/widget/buyer", options);
    if (!given) return;
    this.token = given.token;
    this.origins = given.origins;
    remember(TOKEN, given.token);
  }

  get(name) {
    return fetched(`/widget/${name}`, { credentials: "omit", headers: this.headers() });
  }

  headers() {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }
}
