/* Messages that came while nobody looked. */

export class Unread {
  /** `isWatched()` says whether somebody looks; `onChange({ count, seen })` is told of changes. */
  constructor({ isWatched, onChange }) {
    this.isWatched = isWatched;
    this.onChange = onChange;
    this.others = new Set(); // ids of what is not the buyer's own
    this.newest = 0;
    this.seen = Infinity; // until it is known what was seen before
  }

  get count() {
    return [...this.others].filter((id) => id > this.seen).length;
  }

  /** What was seen up to this id needs no count; without one, all that is there. */
  start(seen = this.newest) {
    this.seen = seen;
    this.noticed();
  }

  /** A message is in the transcript. */
  add({ id, sender }) {
    this.newest = Math.max(this.newest, id);
    if (sender !== "buyer") this.others.add(id);
    if (this.seen !== Infinity) this.noticed();
  }

  /** Somebody may be looking. */
  noticed() {
    if (this.isWatched()) this.seen = this.newest;
    this.onChange({ count: this.count, seen: this.seen });
  }
}
