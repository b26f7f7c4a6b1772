"""How far typed words are from known ones, so that a slip of the thumb can be asked about.

Measured (facts/quechua_voice.md §6.2): short words are too alike to guess, so they never slip here.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORT, MIDDLE = 5, 7
"""Letters: below SHORT no slip is forgiven, below MIDDLE one, from there two."""


def distance(one: str, other: str) -> int:
    """Letters added, dropped, changed or swapped with a neighbour (optimal string alignment)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            least = min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, above = above, row
    return above[-1]


def alike(typed: str, word: str, most: int) -> bool:
    """Whether so many slips at most lead from one word to the other.

    Most pairs are told apart by their lengths and letters: a slip changes two letters at most.
    """
    if abs(len(typed) - len(word)) > most or len(_letters(typed) ^ _letters(word)) > 2 * most:
        return False
    return distance(typed, word) <= most


@lru_cache(maxsize=4096)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text))


def slipped(said: str, meant: str) -> bool:
    """Whether folded words are others with a slip in one of them, or with their spaces lost."""
    typed, known = _words(said), _words(meant)
    if len(typed) != len(known):
        return "".join(typed) == "".join(known) and len(meant) > SHORT
    wrong = [(a, b) for a, b in zip(typed, known, strict=True) if a != b]
    return len(wrong) == 1 and _slip(*wrong[0])


def most_slips(word: str) -> int:
    """How many slips a word of this length forgives: none, one or two."""
    return 0 if len(word) < SHORT else 1 if len(word) < MIDDLE else 2


def _slip(typed: str, word: str) -> bool:
    return alike(typed, word, most_slips(word)) and (typed + word).isalpha()
