/**
 * What she sends: in order, each message until the server has it, never twice.
 *
 * The message's id is made here; the server takes the same id once. So a message whose answer got
 * lost on the way is simply sent again.
 */

import { dropFile, keepOwn, keptFile, ownMessages } from "./kept.js";
import { post, upload } from "./server.js";
import { word } from "./words.js";

const SHORTEST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

export class Outgoing {
  /** onChange(message): a message got a new state. onWait(seconds): the server asks for patience. */
  constructor({ onChange, onProgress, onWait }) {
    Object.assign(this, { onChange, onProgress, onWait });
    this.running = false;
    this.wait = SHORTEST_WAIT;
    this.timer = 0;
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
  }

  /** Take a message: it is kept before anything else is tried. */
  add(message) {
    keepOwn(message);
    this.onChange(message);
    this.now();
  }

  /** Try at once, whatever was being waited for. */
  now() {
    clearTimeout(this.timer);
    this.wait = SHORTEST_WAIT;
    this.pump();
  }

  async pump() {
    if (this.running) return;
    this.running = true;
    try {
      let message;
      while ((message = ownMessages().find((one) => one.state === "waiting"))) {
        if (!(await this.deliver(message))) break;
      }
    } finally {
      this.running = false;
    }
  }

  /** Whether the next message may follow. */
  async deliver(message) {
    const outcome = message.hasFile && !message.media ? await this.upload(message) : await send(message);
    if (outcome.ok) {
      this.wait = SHORTEST_WAIT;
      this.change(message, outcome.change);
      if (outcome.change.state === "sent") dropFile(message.id);
      return true;
    }
    if (outcome.refused !== undefined) {
      this.change(message, { state: "refused", reason: outcome.refused });
      dropFile(message.id);
      return true;
    }
    this.later(outcome.after);
    return false;
  }

  async upload(message) {
    const file = await keptFile(message.id);
    if (!file) return { refused: word("webchat-file-lost") };
    const answer = await upload(file, message.file.name, (part) => this.onProgress(message.id, part));
    return answer.ok ? { ok: true, change: { media: [answer.body] } } : answer;
  }

  change(message, change) {
    Object.assign(message, change);
    keepOwn(message);
    this.onChange(message);
  }

  later(seconds) {
    if (seconds) this.onWait(seconds);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pump(), seconds ? seconds * 1000 : this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }
}

async function send(message) {
  const { id, text, tap, media, place } = message;
  const said = tap ? { tap } : { text, media, place };
  const answer = await post("/chat/messages", { id, locale: navigator.language, ...said });
  if (answer.ok) return { ok: true, change: { state: "sent" } };
  const unknownFile = answer.status === 409 && media && !message.uploadedTwice;
  // The server no longer knows the upload (it restarted): upload the file again, once.
  return unknownFile ? { ok: true, change: { media: undefined, uploadedTwice: true } } : answer;
}
