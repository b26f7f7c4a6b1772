"""Amounts in Spanish text: percentages, terms in days, money in dollars, tonnes.

Numbers are read as figures or in words, and shares as miners say them: "diez de cada cien".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handlers.contracts.text import Document, Sentence, sound

UNITS = {
    sound(word): value
    for word, value in {
        "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
        "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13,
        "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18,
        "diecinueve": 19, "veinte": 20, "veintiun": 21, "veintiuno": 21, "veintidos": 22,
        "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26,
        "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "treinta": 30, "cuarenta": 40,
        "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
        "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400,
        "quinientos": 500, "seiscientos": 600, "setecientos": 700, "ochocientos": 800,
        "novecientos": 900, "trescientas": 300, "doscientas": 200, "quinientas": 500,
    }.items()
}  # fmt: skip
THOUSAND = sound("mil")
DAYS = {
    sound(word): days
    for word, days in {
        "hora": 1 / 24, "horas": 1 / 24, "dia": 1, "dias": 1, "semana": 7, "semanas": 7,
        "quincena": 15, "mes": 30, "meses": 30, "bimestre": 60, "bimestres": 60, "trimestre": 90,
        "trimestres": 90, "semestre": 180, "semestres": 180, "ano": 365, "anos": 365,
        "año": 365, "años": 365, "quinquenio": 1825,
    }.items()
}  # fmt: skip
SHARES = {
    sound(word): value
    for word, value in {
        "mitad": 50, "tercio": 33.3, "tercera": 33.3, "cuarta": 25, "quinta": 20, "decima": 10,
        "medio": 50,
    }.items()
}  # fmt: skip
DOLLARS = frozenset(map(sound, ("dolares", "dolar", "usd", "us")))
SOLES = frozenset(map(sound, ("soles", "sol")))
SOLES_A_DOLLAR = 3.7
"""About; only to tell a small penalty from a ruinous one."""
TONNES = frozenset(map(sound, ("tonelada", "toneladas", "tm", "tms", "tmh", "tn")))
MONTHS = {
    sound(word): at
    for at, word in enumerate(
        ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre",
         "octubre", "noviembre", "diciembre"), 1)
} | {sound("septiembre"): 9}  # fmt: skip
FIGURE = re.compile(r"\d{1,15}")
AMONG = 6
NUMERALS = frozenset((*UNITS, *DAYS, *MONTHS, THOUSAND))
"""The sounds that belong to amounts and dates."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in tokens `first` to `last`: `percent`, `days`, `dollars` or `tonnes`."""

    measure: str
    value: float
    first: int
    last: int


def amounts(document: Document, sentence: Sentence) -> Iterator[Amount]:
    """Every amount with a unit in a sentence."""
    keys, at = document.keys, sentence.first
    yield from _between_days(document, sentence)
    yield from _parted(document, sentence)
    while at < sentence.last:
        value, last = _number(document, at, sentence.last)
        if value is None:
            share = SHARES.get(keys[at])
            if share and at > sentence.first and keys[at - 1] in ("la", "un", "una"):
                yield Amount("percent", share, at, at + 1)
            at += 1
            continue
        yield from _measured(keys, value, at, last, sentence)
        at = last


def _number(document: Document, at: int, limit: int) -> tuple[float | None, int]:
    """A number that begins at a token, and where it ends; None when none does."""
    keys = document.keys
    if FIGURE.fullmatch(keys[at]):
        return _figures(document, at, limit)
    total, group, last = 0.0, 0.0, at
    while last < limit:
        key = keys[last]
        if key in UNITS:
            group += UNITS[key]
        elif key == THOUSAND:
            total, group = (total + (group or 1) * 1000), 0.0
        elif key == "medio" and last > at and keys[last - 1] == "y":
            group += 0.5
        elif not (
            key == "y"
            and last > at
            and last + 1 < limit
            and (keys[last + 1] in UNITS or keys[last + 1] == "medio")
        ):
            break
        last += 1
    return (total + group, last) if last > at else (None, at)


def _figures(document: Document, at: int, limit: int) -> tuple[float, int]:
    """Figures with the marks inside them: `3,500.00`, `0.5`, `20 000`."""
    text, last = document.keys[at], at + 1
    while last < limit and _group(document, last) and len(text) <= 6:
        text, last = text + document.keys[last], last + 1
    while (
        last + 1 < limit
        and document.keys[last] in ".,"
        and FIGURE.fullmatch(document.keys[last + 1])
        and document.starts[last + 1] == document.ends[last]
        and document.starts[last] == document.ends[last - 1]
        and last - at < AMONG
    ):
        mark, more = document.keys[last], document.keys[last + 1]
        text += (
            more if (len(more) == 3 and "." not in text) else f".{more}" if "." not in text else ""
        )
        last += 2
        if mark == "." and len(more) != 3:
            break
    return float(text[:18]), last


def _group(document: Document, at: int) -> bool:
    """Whether a token is the `000` of `20 000`: three figures one space after other figures."""
    key = document.keys[at]
    near = document.starts[at] - document.ends[at - 1] == 1
    return len(key) == 3 and key.isdigit() and near and len(document.keys[at - 1]) <= 3


def _measured(
    keys: Sequence[str], value: float, first: int, last: int, sentence: Sentence
) -> Iterator[Amount]:
    """What a number counts, by the words around it."""
    after = [key for key in keys[last : min(last + AMONG, sentence.last)] if key not in "()\n"]
    before = [key for key in keys[max(first - 3, sentence.first) : first] if key not in "()\n"]
    following = after[0] if after else ""
    if _hundredth(after):
        yield Amount("percent", value, first, last)
    elif after[:2] == ["de", "kada"] and len(after) > 2 and after[2] in UNITS:
        yield Amount("percent", 100 * value / UNITS[after[2]], first, last)
    for key in after[:2]:
        if key in DAYS:
            yield Amount("days", value * DAYS[key], first, last)
            return
    if following in DOLLARS or any(key in DOLLARS for key in before):
        yield Amount("dollars", value, first, last)
    elif following in SOLES or before[-2:] in (["s", "/"], ["s"]) or "s" in before:
        yield Amount("dollars", value / SOLES_A_DOLLAR, first, last)
    elif any(key in TONNES for key in after[:3]):
        yield Amount("tonnes", value, first, last)


def _hundredth(after: Sequence[str]) -> bool:
    """`%`, `por ciento`, `de cada cien`, `soles a cada cien`: a number before it is a percentage."""
    if not after:
        return False
    if after[0] in ("%", "porsiento") or list(after[:2]) == ["por", "siento"]:
        return True
    said = list(after[:4])
    return ["kada", "sien"] in (said[1:3], said[2:4])


def _between_days(document: Document, sentence: Sentence) -> Iterator[Amount]:
    """The days from one date of a sentence to a later one: `del 15 de enero al 31 de diciembre`."""
    keys = document.keys
    found: list[tuple[float, int]] = []
    year = 0.0
    for at in range(sentence.last - 1, sentence.first, -1):
        if keys[at] not in MONTHS or keys[at - 1] not in ("de", "del"):
            continue
        for ahead in range(at + 1, min(at + 4, sentence.last)):
            said, _ = _number(document, ahead, min(ahead + 6, sentence.last))
            if said and 2000 <= said <= 2100:
                year = said
                break
        if year:
            found.append((year * 365 + MONTHS[keys[at]] * 30.4, at))
    for (late, last), (early, first) in pairwise(found):
        if late > early:
            yield Amount("days", late - early, first, last)


def _parted(document: Document, sentence: Sentence) -> Iterator[Amount]:
    """`de cada diez capachos seis son para …` as a percentage."""
    for at in range(sentence.first, sentence.last - 3):
        if document.keys[at] != "kada":
            continue
        whole, last = _number(document, at + 1, sentence.last)
        if not whole or whole > 100 or whole < 2:
            continue
        for ahead in range(last + 1, min(last + 14, sentence.last)):
            part, end = _number(document, ahead, sentence.last)
            if part and part < whole and document.keys[ahead] not in ("un", "una"):
                yield Amount("percent", 100 * part / whole, ahead, end)
                break
