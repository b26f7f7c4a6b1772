/** The stream of bubbles. It comes back by itself, asking for what it has not shown. */

const SILENCE = 50_000;
const SHORTEST_WAIT = 1000;
const LONGEST_WAIT = 20_000;

export class Stream {
  /**
   * after(): the newest bubble shown. onBubble(bubble), onNewest(number): what the server tells.
   * onState(connected): whether the server is there.
   */
  constructor({ after, onBubble, onNewest, onState }) {
    Object.assign(this, { after, onBubble, onNewest, onState });
    this.wait = SHORTEST_WAIT;
    this.heard = 0;
    setInterval(() => this.check(), 10_000);
    addEventListener("online", () => this.open());
    addEventListener("newidentity", () => this.open());
    addEventListener("offline", () => this.onState(false));
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
  }

  open() {
    clearTimeout(this.timer);
    this.source?.close();
    this.heard = Date.now();
    const source = new EventSource(`/chat/stream?after=${this.after()}`);
    source.onopen = () => this.alive();
    source.onerror = () => this.lost(source);
    source.onmessage = (event) => {
      this.alive();
      this.onBubble(JSON.parse(event.data));
    };
    source.addEventListener("newest", (event) => {
      this.alive();
      this.onNewest(Number(event.data));
    });
    source.addEventListener("beat", () => this.alive());
    this.source = source;
  }

  /** There is reason to think the server is back: do not wait any longer. */
  nudge() {
    if (this.source.readyState === EventSource.CLOSED) this.open();
  }

  alive() {
    this.heard = Date.now();
    this.wait = SHORTEST_WAIT;
    this.onState(true);
  }

  /** Our own pace instead of the browser's: it would ask again at once, or not at all. */
  lost(source) {
    source.close();
    if (source !== this.source) return;
    this.onState(false);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  /** A mobile network drops a silent connection without a word: silence means it is gone. */
  check() {
    if (Date.now() - this.heard > SILENCE) this.open();
  }
}
