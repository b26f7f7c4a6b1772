/**
 * What the page asks of the server.
 *
 * Every answer is one of three: `{ok, body}`; `{refused: words}`, which trying again will not
 * change; or `{after}`, to be tried again, after so many seconds when the server said how many.
 */

const PATIENCE = 25_000;
const FILE_PATIENCE = 600_000;
const OURS = { "X-Chaski": "1" };

/** Post JSON. */
export async function post(path, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...OURS },
      body: JSON.stringify(body),
      signal: stop.signal,
    });
    const text = await response.text();
    return await judged(response.status, text, response.headers.get("Retry-After"));
  } catch {
    return {};
  } finally {
    clearTimeout(timer);
  }
}

/** Upload a file; onProgress hears how much of it has gone, from 0 to 1. */
export function upload(file, name, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, name);
    request.open("POST", "/chat/files");
    request.timeout = FILE_PATIENCE;
    for (const [header, value] of Object.entries(OURS)) request.setRequestHeader(header, value);
    request.upload.onprogress = (event) => onProgress(event.loaded / event.total);
    request.onload = () =>
      resolve(judged(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    request.onerror = request.ontimeout = () => resolve({});
    request.send(form);
  });
}

async function judged(status, text, retryAfter) {
  const body = parsed(text);
  if (status >= 200 && status < 300) return { ok: true, status, body };
  if (status === 401) await newIdentity();
  // Only our own words are a refusal: a portal or a proxy in between may answer anything.
  const ours = body?.reason && status < 500 && ![401, 408, 429].includes(status);
  return ours ? { status, refused: body.text } : { status, after: Number(retryAfter) || 0 };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The browser lost its cookie: opening the page makes a new one, and the stream must use it. */
async function newIdentity() {
  await fetch("/chat", { cache: "no-store" }).catch(() => {});
  dispatchEvent(new Event("newidentity"));
}
