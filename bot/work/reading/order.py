"""Pages in their order, and without what stands on every page.

Rule 1: the order she sent them in holds, unless the pages themselves say another without a gap.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.work.reading import Page

NUMBERED = re.compile(r"\bp[aá]g(?:ina)?s?\W{0,3}(\d{1,3})\s*(?:de|/)\s*\d{1,3}", re.IGNORECASE)
BARE = re.compile(r"\W{0,3}(\d{1,3})\W{0,3}")
ORDINALS = (
    "primer", "segund", "tercer", "cuart", "quint", "sext", "s[eé]ptim|s[eé]tim", "octav", "noven",
    "d[eé]cim[oa]?[ .:-]*$|d[eé]cim[oa](?! ?(?:prim|seg|ter|cuar|quin|sex|s[eé]|oct|nov))",
    "und[eé]cim|d[eé]cim[oa] ?primer", "duod[eé]cim|d[eé]cim[oa] ?segund", "d[eé]cim[oa] ?tercer",
    "d[eé]cim[oa] ?cuart", "d[eé]cim[oa] ?quint", "d[eé]cim[oa] ?sext", "d[eé]cim[oa] ?s[eé]p?tim",
    "d[eé]cim[oa] ?octav", "d[eé]cim[oa] ?noven", "vig[eé]sim",
)  # fmt: skip
CLAUSE = re.compile(
    r"^\W{0,3}(?:cl[aá]usula +)?((?:d[eé]cim[oa] ?)?[a-zé]+)\b *[.:,-]", re.IGNORECASE
)
DIGITS = re.compile(r"^\W{0,2}(\d{1,2})[.)](?:-|\s)")
EDGE = 3
"""Lines from the top and the bottom of a page among which heads and feet are looked for."""


def in_order(pages: Sequence[Page]) -> list[Page]:
    """Pages by the numbers printed on them, else by the clauses they begin with, else as sent."""
    for place in (_number, _first_clause):
        places = [place(page.text) for page in pages]
        known = [at for at in places if at is not None]
        if len(known) == len(pages) and len(set(known)) == len(pages):
            return [page for _, page in sorted(zip(known, pages, strict=True), key=lambda p: p[0])]
    return list(pages)


def _number(text: str) -> int | None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in (*lines[-EDGE:], *lines[:EDGE]):
        if found := NUMBERED.search(line):
            return int(found[1])
    last = BARE.fullmatch(lines[-1]) if lines else None
    return int(last[1]) if last else None


def _first_clause(text: str) -> int | None:
    """The lowest clause that begins on a page; the page with the title, which has none, is first."""
    begun = [ordinal(found[1]) for line in text.splitlines() if (found := CLAUSE.match(line))]
    begun += [int(found[1]) for line in text.splitlines() if (found := DIGITS.match(line))]
    known = [at for at in begun if at]
    return min(known) if known else None


def ordinal(word: str) -> int:
    """1 for `primera` up to 20 for `vigésima`; 0 for any other word."""
    said = word.lower().strip()
    matching = [at for at, begins in enumerate(ORDINALS, 1) if re.match(begins, said)]
    return matching[-1] if matching else 0


def without_repeats(pages: Sequence[Page]) -> list[Page]:
    """Pages without the heads and feet that most of them share, so that sentences join again."""
    if len(pages) < 2:
        return list(pages)
    edges = Counter(mark for page in pages for mark in {_mark(x) for x in _edges(page.text)})
    repeated = {mark for mark, count in edges.items() if mark and count > max(1, len(pages) // 2)}
    return [replace(page, text=_stripped(page.text, repeated)) for page in pages]


def _edges(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    return [*lines[:EDGE], *lines[-EDGE:]]


def _mark(line: str) -> str:
    """A line without its numbers: `Página 2 de 3` and `Página 3 de 3` are the same foot."""
    return re.sub(r"[\d\W]+", " ", line).strip().lower()


def _stripped(text: str, repeated: set[str]) -> str:
    lines = text.splitlines()
    filled = [at for at, line in enumerate(lines) if line.strip()]
    edge = {*filled[:EDGE], *filled[-EDGE:]}
    return "\n".join(
        line for at, line in enumerate(lines) if at not in edge or _mark(line) not in repeated
    )
