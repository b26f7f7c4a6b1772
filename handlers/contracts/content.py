"""The shapes of contract content: one clause a file, and the vocabulary its signs are written in.

A clause is owned by a lawyer. Its `signs`, `doubts` and `fair` are patterns over the concepts of
content/vocabulary (handlers/contracts/signs.py says how they are written); its `bad` and `good`
sentences are the tests of those patterns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from bot.flows import Body, Shown, Title

Confidence = Literal["high", "medium", "low"]
Kind = Literal["abusive", "caution", "missing"]
Genre = Literal["explotacion", "cesion", "compraventa", "suministro", "maquila", "anticipo"]


@dataclass(frozen=True)
class Clause:
    """One thing a contract may say, or fail to say, and what to ask for instead.

    code: its id in the facts, e.g. C-02. severity: 1 to 3, as in the facts.
    applies: the types of contract in which it is looked for.
    signs: patterns that show it; doubts: patterns that only raise a question; fair: patterns
    that clear it in the same numbered clause. For a `missing` clause, signs show that the matter
    is dealt with, doubts that it is half dealt with, fair that the paper expressly denies it.
    bad, good: sentences that must, and must not, be found; they are tests.
    """

    id: str
    code: str
    kind: Kind
    severity: Literal[1, 2, 3]
    title: Title
    applies: tuple[Genre, ...]
    why: Body
    ask: Body
    law: Annotated[str, Shown(420, prose=False)]
    signs: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: Confidence
    checked: date
    review: str
    doubts: tuple[str, ...] = ()
    fair: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Concepts by id, each with the words and phrases that say it.

    A word ending in `*` stands for every word that begins so. Accents, capitals, `h`, and
    b/v, c/s/z, ll/y make no difference; articles or `de` may stand inside a phrase.
    topics: concepts that are only spoken of (ore, accidents, the price): whether they stand
    behind a `no` makes no difference, unless a sign asks.
    """

    id: str
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
