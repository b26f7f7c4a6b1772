/** Opens the page without a network: the newest page and its files are kept, nothing else is. */

const SHELL = "chaski-shell";
const PATIENCE = 5000;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fetch("/chat").then(keepPage));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === "/chat") event.respondWith(newestPage());
  else if (pathname.startsWith("/static/")) event.respondWith(keptFirst(event.request));
});

async function newestPage() {
  const cache = await caches.open(SHELL);
  const kept = await cache.match("/chat");
  const fresh = fetch("/chat").then((response) => keepPage(response).then(() => response));
  if (!kept) return fresh;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fresh.catch(() => kept), patience]);
}

/** Keep the page with every file it names, and let the files of older pages go. */
async function keepPage(response) {
  if (!response.ok) return;
  const page = response.clone();
  const text = await response.clone().text();
  const files = new Set([...text.matchAll(/\/static\/[^"]+/g)].map((found) => found[0]));
  const cache = await caches.open(SHELL);
  for (const request of await cache.keys()) {
    if (!files.delete(new URL(request.url).pathname)) await cache.delete(request);
  }
  await cache.addAll([...files]);
  await cache.put("/chat", page);
}

async function keptFirst(request) {
  return (await caches.match(request)) ?? fetch(request);
}
