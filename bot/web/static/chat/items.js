/** How one entry of the conversation looks: a bubble of Chaski's, or a message of hers. */

import { element, icon, spoken } from "./dom.js";
import { formatted } from "./text.js";
import { sizeWords, timeWords, word } from "./words.js";

/** A bubble with its files and buttons. onTap(choice) is called when a button is tapped. */
export function bubbleItem(bubble, onTap) {
  const item = element("article", { className: "item theirs", lang: bubble.locale });
  const at = bubble.at ? new Date(bubble.at) : new Date();
  const text = bubble.text && element("p", { className: "text" }, formatted(bubble.text));
  const files = bubble.media.map((file) => fileBlock(file));
  item.dataset.at = at.toISOString();
  item.append(
    element("div", { className: "bubble" }, spoken(word("webchat-they")), ...files, text, moment(at)),
  );
  if (bubble.choices.length) item.append(choiceList(bubble.choices, onTap));
  return item;
}

function choiceList(choices, onTap) {
  const group = { className: "choices", role: "group", "aria-label": word("webchat-choices") };
  const buttons = choices.map((choice) => {
    const digit = choice.number && element("span", { className: "digit" }, `${choice.number} `);
    const button = element("button", { type: "button", className: "choice" }, digit, choice.label);
    button.dataset.choice = choice.id;
    button.addEventListener("click", () => onTap(choice));
    return button;
  });
  return element("div", group, ...buttons);
}

/** One of her messages. preview: where the browser has the picture itself, before it is sent. */
export function ownItem(message, preview = "") {
  const item = element("article", { className: `item mine ${message.state}`, "aria-live": "off" });
  const at = new Date(message.at);
  const shown = message.text && element("p", { className: "text" }, formatted(message.text));
  item.dataset.at = at.toISOString();
  item.append(
    element(
      "div",
      { className: "bubble" },
      spoken(word("webchat-me")),
      ...ownBlocks(message, preview),
      shown,
      moment(at, stateMark(message)),
    ),
  );
  if (message.reason) item.append(element("p", { className: "reason" }, message.reason));
  return item;
}

function ownBlocks(message, preview) {
  const blocks = [];
  if (message.place) blocks.push(placeBlock());
  if (message.file) {
    const url = preview || message.media?.[0]?.url || "";
    blocks.push(fileBlock({ ...message.file, url }));
    if (message.state === "waiting") blocks.push(progressBar());
  }
  return blocks;
}

function progressBar() {
  return element("progress", { max: 1, value: 0, "aria-label": word("webchat-sending") });
}

function placeBlock() {
  return element("p", { className: "text place" }, icon("place"), word("webchat-place"));
}

function stateMark(message) {
  const [drawing, id] = {
    waiting: ["waiting", navigator.onLine ? "webchat-sending" : "webchat-waiting"],
    sent: ["sent", "webchat-sent"],
    refused: ["not-sent", "webchat-not-sent"],
  }[message.state];
  const words = message.state === "sent" ? spoken(word(id)) : element("span", {}, word(id));
  return element("span", { className: "mark" }, icon(drawing), words);
}

function moment(at, mark) {
  const time = element("time", { dateTime: at.toISOString() }, timeWords(at));
  return element("p", { className: "moment" }, time, mark);
}

// --- files

function fileBlock(file) {
  if (file.kind === "image" && file.url) return picture(file);
  if ((file.kind === "audio" || file.kind === "voice") && file.url) return sound(file);
  if (file.kind === "video" && file.url) return element("video", { ...player(file), playsInline: true });
  return documentCard(file);
}

function picture(file) {
  const image = element("img", { src: file.url, alt: file.name, loading: "lazy", decoding: "async" });
  const properties = { href: file.url, target: "_blank", rel: "noopener", className: "picture" };
  return element("a", properties, image);
}

function sound(file) {
  return element("audio", { ...player(file), "aria-label": file.name || word("webchat-they") });
}

/** Nothing is fetched before she asks to hear it: her data costs money. */
function player(file) {
  return { controls: true, preload: "none", src: file.url };
}

function documentCard(file) {
  const size = file.size ? element("span", { className: "size" }, sizeWords(file.size)) : "";
  const name = element("span", { className: "name" }, file.name);
  const words = element("span", {}, name, size);
  const drawing = icon(file.kind === "document" ? "document" : file.kind === "image" ? "camera" : "audio");
  if (!file.url) return element("div", { className: "card" }, drawing, words);
  const label = word("webchat-open-file", { name: file.name });
  const properties = { className: "card", href: file.url, target: "_blank", "aria-label": label };
  return element("a", { ...properties, rel: "noopener" }, drawing, words);
}
