"""The little language of signs, in which a clause says what it looks like.

A sign is a line of parts; all of them must stand in one sentence, in any order, near each other:

    MINER -vender tercero        the miner does not (may not) sell to a third party
    OTHER:terminar sin-causa     the other party is who terminates, and without cause

- `vender`: the concept, said and not denied; `-vender`: denied; `~vender`: either way. What the
  vocabulary calls a topic counts either way; `+mineral` wants it said.
- `a|b`: one of several concepts.
- `MINER`, `OTHER`, `BOTH`: a party named in the sentence, whatever the paper calls it.
- `OTHER:terminar`: the party who does it (`OTHER:-terminar`: who does not); a sentence that says
  nobody is accepted, the wrong party is not.
- `OTHER!usar`: the same, but the sentence (or the one before) must say who; so does `BOTH:`.
- `percent>=20`, `days<30`, `dollars>=1000`: a number; weeks, months and years count as days.
- `percent=20..39`: an amount between two.
- `^accidente`: this concept must not stand in the sentence (`^-pagar`: not denied).
- `!`: what is fair elsewhere in the clause does not clear this sign.
- `@` in front of a fair sign's parts: it counts anywhere in the contract, not only nearby.
- `>` between two parts: in this order. `/12`: within 12 tokens (40 unless told).
- `//`: two sentences that follow each other may hold the parts together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handlers.contracts.concepts import Mention
from handlers.contracts.numbers import Amount

PART = re.compile(r"(?:(MINER|OTHER|BOTH)([:!]))?([-~+]?)([a-zA-Z0-9][a-zA-Z0-9|-]*)")
NUMBER = re.compile(r"([a-z]+)(>=|<=|<|>|=)([\d.]+?)(?:\.\.([\d.]+))?")
MEASURES = ("percent", "days", "dollars", "tonnes", "uneven")
ROLES = ("MINER", "OTHER", "BOTH")
NEAR = 40
FAR = 90
"""Tokens between the first and last part over two sentences."""


@dataclass(frozen=True)
class Part:
    """One part of a sign: one of several concepts, or an amount."""

    concepts: frozenset[str]
    denied: bool | None = False
    topics: frozenset[str] = frozenset()
    agent: str = ""
    named: bool = False
    measure: str = ""
    least: float = 0
    most: float = float("inf")


@dataclass(frozen=True)
class Sign:
    """A pattern over one sentence, or over two that follow each other."""

    written: str
    parts: tuple[Part, ...]
    without: tuple[Part, ...] = ()
    near: int = NEAR
    ordered: bool = False
    two: bool = False
    stands: bool = False
    anywhere: bool = False


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

    @property
    def introduces(self) -> bool:
        """Whether it presents the parties (their DNI, RUC, poder) rather than binding them."""
        return "dni-ruc" in self.mentions and bool(
            {"poder-de", "domicilio-de"} & set(self.mentions)
        )


def sign(written: str, concepts: Iterable[str], topics: Iterable[str] = ()) -> Sign:
    """A written sign, read. Raises ValueError: a part is no concept of the vocabulary."""
    spoken_of = {*topics, *ROLES}
    known = {name: name in spoken_of for name in (*concepts, *ROLES)}
    pieces = written.split()
    marks = {mark for mark in (">", "//", "!", "@") if mark in pieces}
    near = FAR if "//" in marks else NEAR
    parts: list[Part] = []
    without: list[Part] = []
    for piece in pieces:
        if piece in marks:
            continue
        if piece.startswith("/"):
            near = int(piece[1:])
        elif piece.startswith("^"):
            without.append(_part(piece[1:], known, written))
        else:
            parts.append(_part(piece, known, written))
    if not parts:
        raise ValueError(f'sign "{written}" is empty; name at least one concept')
    return Sign(
        written,
        tuple(parts),
        tuple(without),
        near,
        ordered=">" in marks,
        two="//" in marks,
        stands="!" in marks,
        anywhere="@" in marks,
    )


def _part(piece: str, known: Mapping[str, bool], written: str) -> Part:
    number = NUMBER.fullmatch(piece)
    if number and number[1] in MEASURES:
        return _amount(number)
    found = PART.fullmatch(piece)
    names = found[4].split("|") if found else [piece]
    for name in names:
        if name not in known:
            raise ValueError(f'sign "{written}": "{name}" is not in content/vocabulary; add it')
    assert found is not None
    topics = frozenset(name for name in names if known[name] and not found[3])
    denied = {"": False, "+": False, "-": True, "~": None}[found[3]]
    return Part(
        frozenset(names), denied, topics, found[1] or "", found[2] == "!" or found[1] == "BOTH"
    )


def _amount(number: re.Match[str]) -> Part:
    """`days<30` or `percent=20..39` as a part."""
    value, tiny = float(number[3]), 1e-9
    least, most = {
        ">=": (value, float("inf")),
        ">": (value + tiny, float("inf")),
        "<=": (0.0, value),
        "<": (0.0, value - tiny),
        "=": (value, float(number[4] or value)),
    }[number[2]]
    return Part(frozenset(), measure=number[1], least=least, most=most)


def places(part: Part, scene: Scene, *, named: bool = False) -> list[tuple[int, int]]:
    """Where one part stands in a scene, as token spans.

    named: count an agent only where the sentence says who it is.
    """
    nobody = "" if named or part.named else part.agent
    if part.measure:
        amounts = scene.amounts.get(part.measure, ())
        return [(a.first, a.last) for a in amounts if part.least <= a.value <= part.most]
    return [
        (m.first, m.last)
        for concept in part.concepts
        for m in scene.mentions.get(concept, ())
        if (part.denied is None or concept in part.topics or m.denied == part.denied)
        and (not part.agent or scene.agents.get(m.first, nobody) == part.agent)
    ]


def match(pattern: Sign, scene: Scene, *, named: bool = False) -> tuple[int, int] | None:
    """The tokens a sign spans in a scene, or None.

    Two parts never stand on the same word. Work: mentions of the first part times the rest.
    """
    columns = []
    for part in pattern.parts:
        found = places(part, scene, named=named)
        if not found:
            return None
        columns.append(found)
    if any(places(part, scene, named=True) for part in pattern.without):
        return None
    if pattern.ordered:
        return _in_order(columns, pattern.near)
    for first, last in columns[0]:
        span = _around(first, last, columns[1:])
        if span and span[1] - span[0] <= pattern.near + 1:
            return span
    return None


def _around(
    first: int, last: int, columns: Sequence[Sequence[tuple[int, int]]]
) -> tuple[int, int] | None:
    """The tokens spanned by one place of each column nearest to a first one."""
    low, high, used = first, last, {first}
    for column in columns:
        free = [span for span in column if span[0] not in used]
        if not free:
            return None
        begin, end = min(free, key=lambda span: max(high, span[1]) - min(low, span[0]))
        used.add(begin)
        low, high = min(low, begin), max(high, end)
    return low, high


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
