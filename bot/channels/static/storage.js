/* What this browser keeps for us; it may forbid that, and everything works on without. */

/** The text kept under `key`, or "". */
export function recalled(key) {
  return permitted(() => localStorage.getItem(key)) ?? "";
}

/** Keep a text under `key`. */
export function remember(key, text) {
  permitted(() => localStorage.setItem(key, text));
}

function permitted(act) {
  try {
    return act();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
