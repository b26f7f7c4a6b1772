"""How hard a Spanish text is to read: INFLESZ, words, sentences and syllables.

Rule 1: a line end or a colon ends a sentence; a full stop inside a number does not.
Rule 2: what is known by sight is not hard for being long: a number, an amount of money or an
        acronym (REINFO, DNI) is one word of two syllables. Addresses of the web are not read.
Source: INFLESZ (Barrio-Cantalejo 2008) with the formula of Szigriszt-Pazos:
206.835 - 62.3 · syllables/word - words/sentence. Under 55 hard, 65 to 80 fairly easy.
"""

from __future__ import annotations

import re
from itertools import pairwise

BY_SIGHT = 2
ADDRESS = re.compile(
    r"\S+@\S+|(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:pe|com|org|net)\b\S*"
)
NUMBER = r"(?:(?:S/|US\$)\s*)?\d(?:[\d.,:/-]*\d)?"
LETTERS = r"[^\W\d_]+"
WORD = re.compile(f"{NUMBER}|{LETTERS}")
ACRONYM = re.compile(r"[A-ZÁÉÍÓÚÜÑ]{2,}s?")
SENTENCE_END = re.compile(r"[.!?:;…]+(?=[\s»”\")]|$)|\n+")
STRONG = "aeoáéó"
VOWELS = STRONG + "iuíúü"


def inflesz(text: str) -> float:
    """The ease of reading, about 0 (a decree) to 100 (a first reader); 100 for no words."""
    counted = [_words_in(sentence) for sentence in sentences(text)]
    total = sum(map(len, counted))
    if not total:
        return 100.0
    spoken = sum(_weight(word) for words_in in counted for word in words_in)
    return 206.835 - 62.3 * spoken / total - total / len(counted)


def words(text: str) -> int:
    """How many words there are to read."""
    return len(_words_in(_read(text)))


def longest_sentence(text: str) -> int:
    """The words in the longest sentence."""
    return max((words(sentence) for sentence in sentences(text)), default=0)


def sentences(text: str) -> list[str]:
    """The sentences, list items and headings of a text."""
    return [part.strip() for part in SENTENCE_END.split(_read(text)) if WORD.search(part)]


def syllables(word: str) -> int:
    """The syllables of a Spanish word, at least one.

    Two strong vowels part, a weak one joins unless it has the accent; `h` does not part vowels,
    and the `u` of que, qui, gue, gui is silent.
    """
    heard = re.sub(r"(?<=[qg])u(?=[eiéí])", "", word.lower())
    heard = re.sub(rf"y(?![{VOWELS}])", "i", heard)
    heard = re.sub(rf"(?<=[{VOWELS}])h(?=[{VOWELS}])", "", heard)
    groups = re.findall(f"[{VOWELS}]+", heard)
    return max(1, sum(1 + _hiatus(group) for group in groups))


def _hiatus(group: str) -> int:
    """How often a group of vowels parts."""
    pairs = pairwise(group)
    return sum((a in STRONG and b in STRONG) or a in "íú" or b in "íú" or a == b for a, b in pairs)


def _read(text: str) -> str:
    """What is read of a text: no addresses, no marks of bold or italic."""
    return re.sub(r"[*_~`]", "", ADDRESS.sub("", text))


def _words_in(text: str) -> list[str]:
    return WORD.findall(text)


def _weight(word: str) -> int:
    known = word[0].isdigit() or not word[-1].isalpha() or ACRONYM.fullmatch(word)
    return BY_SIGHT if known else syllables(word)
