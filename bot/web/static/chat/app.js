/** The page, put together: what she sends goes to Outgoing, what comes goes to the Log. */

import { Attach, kindOf } from "./attach.js";
import { element } from "./dom.js";
import * as kept from "./kept.js";
import { Log } from "./log.js";
import { Outgoing } from "./outgoing.js";
import { post } from "./server.js";
import { Stream } from "./stream.js";
import { formatted } from "./text.js";
import { pageLocale, word } from "./words.js";

const WRITING_AFTER = 600;
const WRITING_UNTIL = 20_000;
const SEEN_AFTER = 1500;
const NOTICE_FOR = 8000;

const part = (id) => document.getElementById(id);
const page = {
  attach: part("attach"),
  composer: part("composer"),
  connection: part("connection"),
  icon: document.querySelector("header img"),
  log: part("log"),
  newest: part("newest"),
  notice: part("notice"),
  pickers: { camera: part("pick-camera"), file: part("pick-file"), audio: part("pick-audio") },
  text: part("text"),
  ways: part("attach-ways"),
};

// --- what comes

let newest = kept.newestBubble();
let history = newest;
let connected = false;
const greeting = element("article", { className: "item theirs newest greeting" });

const log = new Log(page.log, {
  onTap: (bubble, choice) => tap(bubble, choice),
  onAway: (away) => (page.newest.hidden = !away),
});

const outgoing = new Outgoing({
  onChange: (message) => changed(message),
  onProgress: (id, gone) => log.progress(id, gone),
  onWait: (seconds) => notify(word("webchat-slow-down", { seconds })),
});

const stream = new Stream({
  // The first time the page asks for everything: this browser may lack what another has seen.
  after: () => (connected ? newest : 0),
  onBubble: (bubble) => show(bubble),
  onNewest: (number) => counted(number),
  onState: (online) => state(online),
});

function show(bubble) {
  const known = kept.bubbles().find((other) => other.bubble === bubble.bubble);
  if (known && known.at !== bubble.at) {
    beginAnew();
    stream.open();
    return;
  }
  greeting.remove();
  log.bubble(bubble);
  kept.keepBubble(bubble);
  newest = Math.max(newest, bubble.bubble);
  if (bubble.bubble < history) return;
  page.log.setAttribute("aria-live", "polite");
  if (bubble.locale !== pageLocale) kept.rememberLanguage(bubble.locale);
  writing.stop();
  seen.soon();
}

/** The conversation was erased: another stands in its place, so forget the old one here too. */
function beginAnew() {
  log.clear();
  kept.forget();
  newest = 0;
  for (const message of kept.ownMessages()) log.own(message);
}

/** What the newest bubble's number is now. Lower than shown means erased. */
function counted(number) {
  if (number < newest) beginAnew();
  history = number;
  if (number === 0) page.log.setAttribute("aria-live", "polite");
  if (number === 0 && log.empty) greet();
}

function state(online) {
  connected ||= online;
  const id = online ? "connected" : navigator.onLine ? "connecting" : "offline";
  const words = word(`webchat-${id}`);
  if (!online) writing.stop();
  if (page.connection.dataset.state === id) return;
  page.connection.dataset.state = id;
  page.connection.textContent = words;
  for (const message of kept.ownMessages()) if (message.state === "waiting") log.own(message);
}

/** Dots while an answer is awaited, but not for one that comes at once. */
const writing = {
  item: element(
    "p",
    { className: "writing", role: "img", "aria-label": word("webchat-writing") },
    element("i"),
    element("i"),
    element("i"),
  ),
  start() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      page.log.append(this.item);
      log.follow();
      this.timer = setTimeout(() => this.stop(), WRITING_UNTIL);
    }, WRITING_AFTER);
  },
  stop() {
    clearTimeout(this.timer);
    this.item.remove();
  },
};

/** Tell the server what has been on the screen, once it has really been looked at. */
const seen = {
  told: 0,
  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), SEEN_AFTER);
  },
  async tell() {
    const upto = newest;
    if (document.hidden || upto <= this.told) return;
    const answer = await post("/chat/seen", { upto });
    if (answer.ok) this.told = upto;
  },
};
document.addEventListener("visibilitychange", () => seen.soon());

// --- what she sends

function send(said) {
  greeting.remove();
  const made = { id: uuid(), at: Date.now(), follows: newest, state: "waiting" };
  outgoing.add({ ...made, ...said });
}

function tap(bubble, choice) {
  const already = kept.ownMessages().at(-1);
  const waitsForAnswer = already?.tap === choice.id && already.follows === newest;
  if (waitsForAnswer && already.state !== "refused") return; // tapped twice, meant once
  send({ tap: choice.id, text: choice.label });
}

async function sendFile(file) {
  const id = uuid();
  const described = { name: file.name, size: file.size, kind: kindOf(file) };
  await kept.keepFile(id, file);
  log.preview(id, file);
  send({ id, hasFile: true, file: described });
}

function changed(message) {
  log.own(message);
  if (message.state !== "sent") return;
  if (message.follows >= newest) writing.start(); // the answer may have been faster than the receipt
  stream.nudge();
}

function sendText() {
  const text = page.text.value.trim();
  if (!text) return;
  page.text.value = "";
  grow();
  send({ text });
}

/** The field grows with what is written in it, up to the limit in the style sheet. */
function grow() {
  page.text.style.height = "auto";
  page.text.style.height = `${page.text.scrollHeight}px`;
}

function notify(words) {
  page.notice.textContent = words;
  page.notice.hidden = false;
  clearTimeout(notify.timer);
  notify.timer = setTimeout(() => (page.notice.hidden = true), NOTICE_FOR);
}

/** An id no other message has; the browser's own maker is missing on addresses without https. */
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- the first visit

function greet() {
  const button = element("button", { type: "button", className: "choice" }, word("webchat-start"));
  button.addEventListener("click", () => send({ text: word("webchat-start") }));
  const text = element("p", { className: "text" }, formatted(word("webchat-start-text")));
  greeting.replaceChildren(
    element("img", { src: page.icon.src, alt: "" }),
    element("div", { className: "bubble" }, text),
    element("div", { className: "choices" }, button),
  );
  page.log.append(greeting);
}

// --- begin

page.composer.addEventListener("submit", (event) => {
  event.preventDefault();
  sendText();
});
page.text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendText();
});
page.text.addEventListener("input", grow);
page.newest.addEventListener("click", () => log.toEnd());
addEventListener("storage", () => kept.ownMessages().forEach((message) => log.own(message)));

new Attach(page, {
  largest: Number(part("phone").dataset.largestFile),
  onFile: sendFile,
  onPlace: (place) => send({ place }),
  onProblem: notify,
});

for (const bubble of kept.bubbles()) log.bubble(bubble);
for (const message of kept.ownMessages()) log.own(message);
if (log.empty) greet();
state(false);
stream.open();
outgoing.now();

if ("serviceWorker" in navigator) {
  const address = { createScriptURL: () => "/chat/offline.js" };
  const policy = window.trustedTypes?.createPolicy("chaski", address) ?? address;
  navigator.serviceWorker.register(policy.createScriptURL(""), { scope: "/chat" }).catch(() => {});
}
