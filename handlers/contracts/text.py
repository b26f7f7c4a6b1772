"""The words of a contract as they can be compared: tokens, sentences and numbered clauses.

Rule 1: offsets are those of the pages joined by one line feed; nothing is ever rewritten.
Rule 2: words are compared by sound, so that a lost accent or `h`, or `v` for `b`, is no matter.
Rule 3: all work is linear in the text; every pattern here moves on with each character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MOST_CHARACTERS = 400_000
"""What is read of one contract; about 150 pages."""
LONGEST = 110
"""Tokens in a sentence; a longer one is cut, so that work stays bounded."""
TOKEN = re.compile(r"[^\W_]{1,40}|%|[.;:,?!()\"“”«»]|\n")
HYPHENED = re.compile(
    r"(?<=[^\W\d_])[-¬­][ \t]{0,3}\n[ \t]{0,3}(?=[a-záéíóúñ])|(?<=[A-ZÑ0])[-¬­]\n(?=[A-ZÑ]{2})"
)
SMALL_L = re.compile(r"(?<=[A-ZÁÉÍÓÚÑ])l(?=[A-ZÁÉÍÓÚÑ])")
"""`ASOCIAClÓN`: what a camera reads for a capital I."""
PAGE_LINE = re.compile(
    r"(?im)^[ \t]*(?:p[áa]g(?:ina)?\.?[ \t]*)?[-–]?[ \t]?\d{1,3}[ \t]?(?:[-–/]|de|of)?[ \t]?\d{0,3}[ \t]*$"
)
ITEM = re.compile(
    r"[ \t]*(?:(?:cl[áa]usula|art[íi]culo|secci[óo]n|anexo)\b|(?:\d{1,2}\.){1,3}\d{0,2}[ \t.)–-]|\d{1,2}[ \t]?[.)–-][ \t]"
    r"|\[\d{1,2}/\d|[a-zA-Z][.)][ \t]|[IVX]{1,5}[.)–-]|[-•·*][ \t]|(?:\w{4,12}[ \t])?\w{4,12}(?:ero|era|ndo|nda|rto|rta|nto|nta"
    r"|xto|xta|sto|sta|timo|tima|tavo|tava|veno|vena|cimo|cima|simo|sima|once|doce|rece|torce|quince|trese|torse|quinse)"
    r"[ \t]?[.:–-])",
    re.IGNORECASE,
)
ABBREVIATED = frozenset(
    [
        "sr",
        "sra",
        "srta",
        "dr",
        "dra",
        "don",
        "ing",
        "art",
        "arts",
        "av",
        "nro",
        "num",
        "no",
        "n",
        "mz",
        "lt",
        "lic",
        "abog",
        "cpc",
        "inc",
        "reg",
        "cia",
        "ltda",
        "jr",
        "esq",
        "km",
        "tel",
        "ud",
        "uds",
        "pag",
        "us",
        "s",
        "a",
        "c",
        "r",
        "l",
        "i",
        "e",
        "p",
        "m",
        "d",
        "n.",
        "vs",
        "ej",
    ]
)
CLOSING = frozenset(".;?!")
SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"x(?=[^aeiouy])", "s"),
        (r"sc(?=[ei])", "s"),
        (r"c(?=[ei])", "s"),
        (r"qu(?=[ei])", "k"),
        (r"ch", "1"),
        (r"[cq]", "k"),
        (r"1", "ch"),
        (r"(?<!c)h", ""),
        (r"z", "s"),
        (r"v", "b"),
        (r"ll", "y"),
        (r"g(?=[ei])", "j"),
        (r"gu(?=[ei])", "g"),
        (r"n(?=[bp])", "m"),
        (r"w", "u"),
        (r"(.)\1+", r"\1"),
    )
)
LOOKALIKE = str.maketrans("015", "ois")


@dataclass(frozen=True)
class Sentence:
    """Tokens `first` to `last` (not included), and the numbered clause they belong to."""

    first: int
    last: int
    part: int


@dataclass(frozen=True)
class Document:
    """A text as tokens: their sounds, and where each begins and ends in the text."""

    text: str
    keys: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    sentences: Sequence[Sentence]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The characters from token `first` to token `last`, not included."""
        return self.starts[first], self.ends[last - 1]


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """A word in lower case without accents, letter for letter."""
    parts = (unicodedata.normalize("NFD", letter)[0] for letter in word.lower())
    return "".join(parts)


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A word as it is compared: plain, and by sound. `Explotación` and `esplotacion` agree."""
    heard = plain(word)
    if heard.isdigit():
        return heard
    if not heard.isalpha() and sum(map(str.isalpha, heard)) > 2:
        heard = heard.translate(LOOKALIKE)
    for pattern, letter in SOUNDS:
        heard = pattern.sub(letter, heard)
    return heard or "h"


def stems(word: str) -> frozenset[str]:
    """What the words that begin with `word` may begin with, by sound."""
    if plain(word[-1:]) in "aeiou" and not word.endswith(("qu", "gu")):
        return frozenset((sound(word),))
    return frozenset(sound(word + vowel)[:-1] for vowel in "aeo")


def read(pages: Sequence[str], known: Callable[[str], bool] = lambda key: True) -> Document:
    """The pages as one document. known: whether a sound is in the vocabulary.

    A word nobody knows that is an article or preposition grown into a known word is parted.
    """
    text = "\n".join(pages)[:MOST_CHARACTERS]
    tokens = list(_tokens(text, known))
    keys = [key for key, _, _ in tokens]
    starts = [start for _, start, _ in tokens]
    ends = [end for _, _, end in tokens]
    return Document(text, keys, starts, ends, tuple(_sentences(text, keys, starts, ends)))


def _tokens(text: str, known: Callable[[str], bool]) -> Iterator[tuple[str, int, int]]:
    """(sound, start, end) of each word and mark; words broken at a line end are one."""
    masked = PAGE_LINE.sub(lambda found: " " * len(found[0]), text)
    masked = SMALL_L.sub("I", masked)
    joins = {found.start(): found.end() for found in HYPHENED.finditer(masked)}
    at, size = 0, len(masked)
    while at < size:
        found = TOKEN.search(masked, at)
        if found is None:
            return
        start, end, word = found.start(), found.end(), found[0]
        if end in joins:
            tail = TOKEN.match(masked, joins[end])
            if tail is not None and tail[0].isalpha():
                word, end = word + tail[0], tail.end()
        at = end
        if len(word) > 5 and word.isalpha() and not known(sound(word)):
            cut = _grown(word, known)
            if cut:
                little = word[:cut].lower()
                yield MERGED.get(little) or sound(little), start, start + cut
                yield sound(word[cut:]), start + cut, end
                continue
        yield (MERGED.get(word.lower()) or sound(word) if word[0].isalnum() else word), start, end


LITTLE = ("del", "los", "las", "por", "con", "que", "una", "para", "el", "la", "de")

MERGED = {"del": "de", "al": "a"}
"""`del` is compared as `de`, `al` as `a`."""


def _grown(word: str, known: Callable[[str], bool]) -> int:
    """Where to part a word that a little word has grown into, or 0."""
    heard = plain(word)
    for little in LITTLE:
        rest = heard.removeprefix(little)
        if len(rest) >= 5 and rest != heard and known(sound(rest)):
            return len(little)
    return 0


def _sentences(
    text: str, keys: Sequence[str], starts: Sequence[int], ends: Sequence[int]
) -> Iterator[Sentence]:
    first, part = 0, 0
    for at, key in enumerate(keys):
        last = at + 1
        stop, new_part = False, False
        if key == "\n":
            line = starts[at] + 1
            blank = at > 0 and keys[at - 1] == "\n"
            new_part = blank or bool(ITEM.match(text, line))
            stop = new_part
        elif key in CLOSING:
            stop = key != "." or _ends(text, keys, starts, ends, at)
            stop = stop and key != ";"
        stop = stop or last - first >= LONGEST
        if stop:
            if any(key[0].isalnum() for key in keys[first:last]):
                yield Sentence(first, last, part)
            first = last
        part += new_part
    if any(key[0].isalnum() for key in keys[first:]):
        yield Sentence(first, len(keys), part)


def _ends(
    text: str, keys: Sequence[str], starts: Sequence[int], ends: Sequence[int], at: int
) -> bool:
    """Whether a full stop ends a sentence: not in a number, an abbreviation or an item number."""
    before = plain(text[starts[at - 1] : ends[at - 1]]) if at else ""
    after = text[ends[at] : ends[at] + 3]
    if not after.strip():
        return True
    if not after[0].isspace():
        return after[0] in '-–—"”)' and not before.isdigit()
    if len(before) == 1 or before in ABBREVIATED or (before.isdigit() and len(before) < 3):
        return False
    following = after.strip()[0]
    return not following.islower()
