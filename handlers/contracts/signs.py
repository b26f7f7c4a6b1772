"""The little language of signs, in which a clause says what it looks like.

A sign is a line of parts; all of them must stand in one sentence, in any order, near each other:

    MINER -vender tercero        the miner does not (may not) sell to a third party
    OTHER:terminar sin-causa     the other party is who terminates, and without cause

- `vender`: the concept, said and not denied; `-vender`: denied; `~vender`: either way.
- `a|b`: one of several concepts.
- `MINER`, `OTHER`, `BOTH`: a party named in the sentence, whatever the paper calls it.
- `OTHER:terminar`: the party who does it; nobody said who is accepted, the wrong one is not.
- `percent>=20`, `days<30`, `dollars>=1000`: a number; weeks, months and years count as days.
- `>` between two parts: in this order. `/12`: within 12 tokens (40 unless told).
- `//`: two sentences that follow each other may hold the parts together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handlers.contracts.concepts import Mention
from handlers.contracts.numbers import Amount

PART = re.compile(r"([-~]?)(?:(MINER|OTHER|BOTH):)?([a-zA-Z0-9|-]+)")
NUMBER = re.compile(r"(percent|days|dollars|tonnes)(>=|<=|<|>)([\d.]+)")
ROLES = ("MINER", "OTHER", "BOTH")
NEAR = 40
FAR = 90
"""Tokens between the first and last part over two sentences."""


@dataclass(frozen=True)
class Part:
    """One part of a sign: one of several concepts, or an amount."""

    concepts: frozenset[str]
    denied: bool | None = False
    agent: str = ""
    measure: str = ""
    least: float = 0
    most: float = float("inf")


@dataclass(frozen=True)
class Sign:
    """A pattern over one sentence, or over two that follow each other."""

    written: str
    parts: tuple[Part, ...]
    near: int = NEAR
    ordered: bool = False
    two: bool = False


@dataclass(frozen=True)
class Scene:
    """What stands in one or two sentences: mentions by concept, amounts by measure.

    agents: who does what a mention says, by the token it begins at; absent when nobody is said.
    """

    first: int
    last: int
    part: int
    mentions: Mapping[str, Sequence[Mention]]
    amounts: Mapping[str, Sequence[Amount]]
    agents: Mapping[int, str]


def sign(written: str, concepts: Iterable[str]) -> Sign:
    """A written sign, read. Raises ValueError: a part is no concept of the vocabulary."""
    known = {*concepts, *ROLES}
    near, ordered, two = NEAR, False, False
    parts: list[Part] = []
    for piece in written.split():
        if piece == ">":
            ordered = True
        elif piece == "//":
            two, near = True, FAR
        elif piece.startswith("/"):
            near = int(piece[1:])
        else:
            parts.append(_part(piece, known, written))
    if not parts:
        raise ValueError(f'sign "{written}" is empty; name at least one concept')
    return Sign(written, tuple(parts), near, ordered, two)


def _part(piece: str, known: set[str], written: str) -> Part:
    number = NUMBER.fullmatch(piece)
    if number:
        value = float(number[3])
        if number[2] in (">=", ">"):
            return Part(frozenset(), measure=number[1], least=value + (number[2] == ">") * 1e-9)
        return Part(frozenset(), measure=number[1], most=value - (number[2] == "<") * 1e-9)
    found = PART.fullmatch(piece)
    names = found[3].split("|") if found else [piece]
    for name in names:
        if name not in known:
            raise ValueError(
                f'sign "{written}": "{name}" is not in content/vocabulary; add it there'
            )
    assert found is not None
    denied = {"": False, "-": True, "~": None}[found[1]]
    return Part(frozenset(names), denied, found[2] or "")


def places(part: Part, scene: Scene) -> list[tuple[int, int]]:
    """Where one part stands in a scene, as token spans."""
    if part.measure:
        amounts = scene.amounts.get(part.measure, ())
        return [(a.first, a.last) for a in amounts if part.least <= a.value <= part.most]
    return [
        (m.first, m.last)
        for concept in part.concepts
        for m in scene.mentions.get(concept, ())
        if (part.denied is None or concept in ROLES or m.denied == part.denied)
        and (not part.agent or scene.agents.get(m.first, part.agent) == part.agent)
    ]


def match(pattern: Sign, scene: Scene) -> tuple[int, int] | None:
    """The tokens a sign spans in a scene, or None. Work: mentions of the first part times the rest."""
    columns = []
    for part in pattern.parts:
        found = places(part, scene)
        if not found:
            return None
        columns.append(found)
    if pattern.ordered:
        return _in_order(columns, pattern.near)
    for first, last in columns[0]:
        low, high = first, last
        for column in columns[1:]:
            begin, end = min(column, key=lambda span: max(high, span[1]) - min(low, span[0]))
            low, high = min(low, begin), max(high, end)
        if high - low <= pattern.near + 1:
            return low, high
    return None


def _in_order(columns: Sequence[Sequence[tuple[int, int]]], near: int) -> tuple[int, int] | None:
    for first, last in sorted(columns[0]):
        at = last
        for column in columns[1:]:
            later = min((span for span in column if span[0] >= at - 1), default=None)
            if later is None:
                break
            at = later[1]
        else:
            if at - first <= near + 1:
                return first, at
    return None
