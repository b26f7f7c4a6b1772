"""How far typed words are from known ones, so that a slip of the thumb can be asked about.

Measured (facts/quechua_voice.md §6.2): short words are too alike to guess, so they never slip here.
"""

from __future__ import annotations

import re

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


def slipped(said: str, meant: str) -> bool:
    """Whether folded words are others with a slip in one of them, or with their spaces lost."""
    typed, known = re.findall(r"\w+", said), re.findall(r"\w+", meant)
    if len(typed) != len(known):
        return "".join(typed) == "".join(known) and len(meant) > SHORT
    wrong = [(a, b) for a, b in zip(typed, known, strict=True) if a != b]
    return len(wrong) == 1 and _slip(*wrong[0])


def most_slips(word: str) -> int:
    """How many slips a word of this length forgives: none, one or two."""
    return 0 if len(word) < SHORT else 1 if len(word) < MIDDLE else 2


def _slip(typed: str, word: str) -> bool:
    most = most_slips(word)
    if abs(len(typed) - len(word)) > most or not (typed + word).isalpha():
        return False
    return distance(typed, word) <= most
