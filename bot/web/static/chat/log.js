/**
 * The conversation on the screen.
 *
 * Every entry has a place: a bubble by its number, her message after the bubble it followed. So
 * entries may arrive in any order, twice, or hours late, and the conversation reads the same.
 */

import { element, spoken } from "./dom.js";
import { bubbleItem, ownItem } from "./items.js";
import { dayWords, word } from "./words.js";

const NEAR = 120;

export class Log {
  /** onTap(bubble, choice): a button was tapped. onAway(away): she looks at older entries. */
  constructor(root, { onTap, onAway }) {
    Object.assign(this, { root, onTap, onAway });
    this.entries = new Map();
    this.previews = new Map();
    this.taps = new Map();
    this.following = true;
    this.root.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // A picture that arrives late, or the keyboard, must not push the newest words out of sight.
    new ResizeObserver(() => this.follow()).observe(this.root);
    this.root.addEventListener("load", () => this.follow(), true);
  }

  // --- entries

  /** Show a bubble, once. */
  bubble(bubble) {
    const key = `bubble-${bubble.bubble}`;
    if (this.entries.has(key)) return;
    const item = bubbleItem(bubble, (choice) => this.onTap(bubble, choice));
    this.put(key, [bubble.bubble, 0, 0], item);
    this.markNewest();
    this.markChosen(this.taps.get(bubble.bubble));
  }

  /** Show a message of hers, or its new state. */
  own(message) {
    const key = `own-${message.id}`;
    const item = ownItem(message, this.previews.get(message.id));
    const known = this.entries.get(key);
    if (known) {
      known.item.replaceWith(item);
      known.item = item;
      this.date(item);
    } else {
      this.put(key, [message.follows, 1, message.at], item);
    }
    if (!message.tap || message.state === "refused") return;
    this.taps.set(Number.parseInt(message.tap, 10), message.tap);
    this.markChosen(message.tap);
  }

  /** How much of a message's file has gone, from 0 to 1. */
  progress(id, part) {
    const bar = this.entries.get(`own-${id}`)?.item.querySelector("progress");
    if (bar) bar.value = part;
  }

  /** The picture as the browser has it, until the server has it. */
  preview(id, file) {
    this.previews.set(id, URL.createObjectURL(file));
  }

  /** Take everything off the screen. */
  clear() {
    for (const { item } of this.entries.values()) item.remove();
    this.entries.clear();
    this.taps.clear();
  }

  get empty() {
    return this.entries.size === 0;
  }

  put(key, place, item) {
    const after = this.itemBefore(place);
    this.entries.set(key, { place, item });
    if (after) after.after(item);
    else this.root.prepend(item);
    this.date(item);
    if (item.nextElementSibling?.dataset.at) this.date(item.nextElementSibling);
    if (place[1] === 1) this.following = true;
    this.follow();
  }

  /** The entry that stands just before this place; most entries are the newest. */
  itemBefore(place) {
    let best = null;
    for (const entry of this.entries.values()) {
      if (compare(entry.place, place) <= 0 && (!best || compare(entry.place, best.place) > 0)) {
        best = entry;
      }
    }
    return best?.item;
  }

  /** Above the first entry of a day stands the day. */
  date(item) {
    const day = dayWords(new Date(item.dataset.at));
    const before = item.previousElementSibling?.dataset.at;
    item.querySelector(".day")?.remove();
    if (!before || dayWords(new Date(before)) !== day) {
      item.prepend(element("p", { className: "day" }, day));
    }
  }

  // --- buttons

  /** The newest bubble's buttons are large; older ones are quiet, and still correct an answer. */
  markNewest() {
    const newest = [...this.root.querySelectorAll(".item.theirs")].at(-1);
    for (const item of this.root.querySelectorAll(".item.newest")) item.classList.remove("newest");
    newest?.classList.add("newest");
  }

  /** Which answer she chose. Her message may be here before the bubble it answers. */
  markChosen(tap) {
    const button = tap && this.root.querySelector(`[data-choice="${CSS.escape(tap)}"]`);
    if (!button) return;
    for (const other of button.parentElement.children) unmark(other);
    button.classList.add("chosen");
    button.append(spoken(word("webchat-chosen")));
  }

  // --- where she looks

  /** Stay with the newest entry, unless she has gone to look at older ones. Once a frame. */
  follow() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      if (this.following) this.toNewest();
    });
  }

  toNewest() {
    const newest = [...this.root.querySelectorAll(".item")].at(-1);
    if (newest && newest.offsetHeight > this.root.clientHeight) {
      this.root.scrollTop = newest.offsetTop; // too long for the screen: she reads from its start
    } else {
      this.toEnd();
    }
  }

  toEnd() {
    this.root.scrollTop = this.root.scrollHeight;
  }

  scrolled() {
    this.following = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < NEAR;
    this.onAway(!this.following);
  }
}

function unmark(button) {
  button.classList.remove("chosen");
  button.querySelector(".spoken")?.remove();
}

function compare(a, b) {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
