"""Figures that decide: percentages, RUC, DNI, dates, amounts, coordinates, hectares.

Rule 1: a figure that has a check of its own says whether it passes it.
Rule 2: every pattern is anchored on digits and bounded, so hostile text costs linear time.
Source of the RUC's check digit: weights 5 4 3 2 7 6 5 4 3 2, modulo 11, as SUNAT gives it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.work.reading import Figure, Page

MOST = 60
"""Figures of one document that are shown."""
WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
    "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
AMOUNT = r"\d{1,3}(?:[.,' ]\d{3}){0,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?"
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("utm", re.compile(r"\b(?:Este|Norte|[EN])\W{0,4}(?:\d[ .,']?)?\d{3}[ .,']?\d{3}(?:[.,]\d{1,3})?(?!\d)")),
    ("utm", re.compile(r"(?<![\d.,])\d[ .,']?\d{3}[ .,']?\d{3}(?:[.,]\d{1,3})? ?m?[EN]\b")),
    ("ruc", re.compile(r"(?<!\d)(?:10|15|16|17|20)\d{9}(?!\d)")),
    ("dni", re.compile(r"(?i)\bDN[Il1](?![a-z])[^\d\n]{0,12}(\d{8})(?!\d)")),
    ("percent", re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,4})? ?(?:%|por ciento\b)", re.IGNORECASE)),
    ("money", re.compile(rf"(?:US\$|S/\.?|\$) ?(?:{AMOUNT})(?!\d)")),
    ("money", re.compile(rf"(?<![\d.,])(?:{AMOUNT}) (?:soles|d[oó]lares)\b", re.IGNORECASE)),
    ("date", re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}(?!\d)")),
    ("date", re.compile(r"(?<!\d)\d{1,2}(?: d[ií]as)? de(?:l mes de)? (\w{4,10}) (?:de|del)(?: año)? (?:19|20)\d{2}")),
    ("hectares", re.compile(r"(?<![\d.,])\d{1,4}(?:[.,]\d{1,4})? ?(?:ha\b|hect[aá]reas)", re.IGNORECASE)),
)  # fmt: skip


def figures(pages: Sequence[Page]) -> list[Figure]:
    """Every figure that matters, once, in the order of the pages."""
    found: dict[tuple[str, str], Figure] = {}
    for number, page in enumerate(pages, 1):
        for figure in _on(page.text, number):
            found.setdefault((figure.kind, re.sub(r"\s", "", figure.text)), figure)
    return list(found.values())[:MOST]


def _on(text: str, page: int) -> Iterator[Figure]:
    taken: list[tuple[int, int]] = []
    hits: list[tuple[int, Figure]] = []
    for kind, pattern in PATTERNS:
        for hit in pattern.finditer(text):
            if not any(start < hit.end() and hit.start() < end for start, end in taken):
                taken.append(hit.span())
                said = hit[1] if kind == "dni" else hit[0]
                hits.append((hit.start(), Figure(kind, said.strip(), page, _holds(kind, said))))
    yield from (figure for _, figure in sorted(hits, key=lambda placed: placed[0]))


def _holds(kind: str, said: str) -> bool:
    """Whether a figure passes the check it has."""
    match kind:
        case "ruc":
            return is_ruc(said)
        case "percent":
            return float(re.sub(r"[^\d.,]", "", said).replace(",", ".")) <= 100
        case "date":
            return _is_day(said)
    return True


def is_ruc(digits: str) -> bool:
    """Whether eleven digits end in the check digit of a RUC."""
    if not re.fullmatch(r"\d{11}", digits):
        return False
    rest = 11 - sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=False)) % 11
    return int(digits[10]) == rest % 10


def _is_day(said: str) -> bool:
    """Whether there is such a day: `31 de febrero` was misread."""
    numbers = [int(part) for part in re.findall(r"\d+", said)]
    words = said.lower().replace("setiembre", "septiembre").split()
    numbers[1:1] = [MONTHS.index(word) + 1 for word in words if word in MONTHS]
    try:
        day, month, year = numbers
        return bool(date(year, month, day))
    except ValueError:
        return False
