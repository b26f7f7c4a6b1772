"""Rules for the words of content: they fit the screen, and a tired person can read them.

Source: facts/quechua_voice.md §5.3 (the reading level of a screen).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from bot.content_file import Problem
from bot.feature import Value
from bot.library import Library, Passage
from bot.readability import inflesz, longest_sentence, words
from bot.words import VALUE

MOST_WORDS = 45
LONGEST_SENTENCE = 20
EASIEST = 65
"""The lowest INFLESZ of a screen; fairly easy reading begins here."""
A_DAY = "31 de diciembre de 2026"
"""How long a dated value is once it is written."""
FEW_WORDS = 5
"""Below this many words the formula measures nothing."""
BANNED: Mapping[str, str] = {
    "asimismo": "también",
    "mediante": "con",
    "dicho": "ese",
    "dicha": "esa",
    "en vías de": "en camino a",
    "de conformidad con": "según",
    "acreditar": "mostrar",
    "subsanar": "corregir",
}
"""Words of offices → what people say."""
BANNED_WORD = re.compile(rf"\b(?:{'|'.join(BANNED)})\b", re.IGNORECASE)


def check(library: Library) -> Iterator[Problem]:
    """Problems of everything a miner may read in content/."""
    for passage in library.shown():
        text = VALUE.sub(A_DAY, passage.text)
        ease = _ease(text) if passage.shown.prose else ()
        for message in (*_fit(passage, text), *_values(passage, library), *ease):
            yield passage.problem(f"{_key(passage)} {message}")


def _values(passage: Passage, library: Library) -> Iterator[str]:
    for name in VALUE.findall(passage.text):
        if library.find(Value, name.removesuffix("-checked")) is None:
            yield f"names a value {{{name}}} that is not in content/values; correct its id"


def _fit(passage: Passage, text: str) -> Iterator[str]:
    size, most = len(text), passage.shown.most
    if size > most:
        yield f"has {size} characters, at most {most}; shorten it"
    for mark in sorted(set(passage.text) - {"\n"}):
        if unicodedata.category(mark)[0] == "C":
            yield f"has an invisible mark U+{ord(mark):04X}; take it out"


def _ease(text: str) -> Iterator[str]:
    count = words(text)
    if count > MOST_WORDS:
        yield f"has {count} words, at most {MOST_WORDS}; say one idea, move the rest"
    sentence = longest_sentence(text)
    if sentence > LONGEST_SENTENCE:
        yield f"has a sentence of {sentence} words, at most {LONGEST_SENTENCE}; split it"
    ease = inflesz(text)
    if count >= FEW_WORDS and ease < EASIEST:
        yield f"reads at INFLESZ {ease:.0f}, at least {EASIEST}; use shorter words and sentences"
    for found in BANNED_WORD.findall(text):
        yield f'has "{found}"; write "{BANNED[found.lower()]}"'


def _key(passage: Passage) -> str:
    """The key as it stands in the file, or the position in a list."""
    return next((str(part) for part in reversed(passage.spot) if isinstance(part, str)), "text")
