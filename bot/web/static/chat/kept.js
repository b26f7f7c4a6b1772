/**
 * What the browser keeps, so that a reload or a dead battery loses nothing.
 *
 * Her own messages and the newest bubbles are in localStorage; files that wait to be sent are in
 * IndexedDB. Where a browser forbids both, they live as long as the page.
 * Each change reads before it writes: two open pages do not undo each other.
 */

const MOST_OWN = 200;
const MOST_BUBBLES = 60;
const memory = new Map();

function read(name, empty) {
  try {
    return JSON.parse(localStorage.getItem(`chaski.${name}`)) ?? empty;
  } catch {
    return memory.get(name) ?? empty;
  }
}

function write(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(`chaski.${name}`, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page's own memory holds it.
  }
}

/** Her own messages, oldest first. */
export function ownMessages() {
  return read("own", []);
}

/** Keep a message, new or changed. Of those that are done, only the newest stay. */
export function keepOwn(message) {
  const others = ownMessages().filter((other) => other.id !== message.id);
  const all = [...others, message].sort((a, b) => a.at - b.at);
  const done = all.filter((one) => one.state !== "waiting").slice(-MOST_OWN);
  write("own", all.filter((one) => one.state === "waiting" || done.includes(one)));
}

let newest = read("bubbles", []);
let writing = 0;

/** The newest bubbles, oldest first, for when the page opens without a network. */
export function bubbles() {
  return newest;
}

/** Keep a bubble. A whole history is written at once: the server has it too. */
export function keepBubble(bubble) {
  if (newest.some((other) => other.bubble === bubble.bubble)) return;
  newest = [...newest, bubble].sort((a, b) => a.bubble - b.bubble).slice(-MOST_BUBBLES);
  clearTimeout(writing);
  writing = setTimeout(writeBubbles, 200);
}

function writeBubbles() {
  clearTimeout(writing);
  write("bubbles", newest);
}
addEventListener("pagehide", writeBubbles);

/** The number of the newest bubble this browser has ever shown. */
export function newestBubble() {
  return newest.at(-1)?.bubble ?? 0;
}

/** The conversation was erased: forget it here too, but for what still waits to be sent. */
export function forget() {
  newest = [];
  writeBubbles();
  const waiting = ownMessages().filter((message) => message.state === "waiting");
  write("own", waiting.map((message) => ({ ...message, follows: 0 })));
}

/** The language of the newest bubble, for the page's own words next time. */
export function rememberLanguage(locale) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `chaski_lang=${locale}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

// --- files that wait

const files = new Map();
let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("chaski", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function inFiles(mode, act) {
  try {
    const store = (await database()).transaction("files", mode).objectStore("files");
    return await new Promise((resolve, reject) => {
      const request = act(store);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return undefined;
  }
}

/** Keep the file of a message until it is sent. */
export async function keepFile(id, file) {
  files.set(id, file);
  await inFiles("readwrite", (store) => store.put(file, id));
}

/** The file of a message, or undefined when this browser no longer has it. */
export async function keptFile(id) {
  return files.get(id) ?? (await inFiles("readonly", (store) => store.get(id)));
}

/** The file is sent: let it go. */
export async function dropFile(id) {
  files.delete(id);
  await inFiles("readwrite", (store) => store.delete(id));
}
