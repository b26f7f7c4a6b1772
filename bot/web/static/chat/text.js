/** A bubble's words: *bold* and _italic_ as WhatsApp writes them, and links that can be tapped. */

import { element } from "./dom.js";

const LINK = /(https?:\/\/[^\s<>"]+)/g;
const TRAILING = /[.,;:!?)\]»”']+$/;
const EMPHASIS = /(?<![\p{L}\p{N}])([*_])(?=\S)([^*_\n]*[^*_\s])\1(?![\p{L}\p{N}])/gu;

/** Text as nodes; nothing in it is ever read as HTML. */
export function formatted(text) {
  const nodes = document.createDocumentFragment();
  text.split(LINK).forEach((piece, index) => {
    if (index % 2) nodes.append(...linked(piece));
    else nodes.append(...emphasised(piece));
  });
  return nodes;
}

function linked(address) {
  const end = address.match(TRAILING)?.[0] ?? "";
  const href = address.slice(0, address.length - end.length);
  const properties = { href, target: "_blank", rel: "noopener noreferrer" };
  return [element("a", properties, href), end];
}

function emphasised(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(EMPHASIS)) {
    nodes.push(text.slice(from, found.index));
    nodes.push(element(found[1] === "*" ? "strong" : "em", {}, found[2]));
    from = found.index + found[0].length;
  }
  return [...nodes, text.slice(from)];
}
