"""What to tell of a report, in which order, and what changed between two: pure decisions.

Rule 1: what decides whether the paper holds at all comes first: registration, place, concession.
Rule 2: then what is red, then what is yellow, then what is missing; the graver first.
Source: facts/contracts.md §0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.contracts.content import Clause

FIRST = ("C-55", "C-52", "C-51")
"""SUNARP, coordinates, concession: without them the rest hardly matters."""
JOINT = ("C-10", "C-11", "C-57")
"""Where two laws say two things about who answers for damage."""
RED, YELLOW, MISSING = "red", "yellow", "missing"
MOST = 24
"""Points told one by one; all stand in the printed report."""
DOUBT = 1


@dataclass(frozen=True)
class Point:
    """One thing to tell. light: red, yellow or missing; quote: as it stands in the paper."""

    clause: Clause
    light: str
    severity: int
    quote: str = ""


def light(kind: str, severity: int) -> str:
    """An abusive clause is red; a caution, or a doubt, is yellow."""
    return RED if kind == "abusive" and severity > DOUBT else YELLOW


def points(report: Mapping[str, Any], clauses: Mapping[str, Clause]) -> tuple[Point, ...]:
    """All there is to tell. clauses: by code; what was withdrawn meanwhile is left out."""
    found = [
        Point(
            clauses[finding["clause"]],
            light(finding["kind"], finding["severity"]),
            finding["severity"],
            finding["quote"],
        )
        for finding in report["findings"]
        if finding["clause"] in clauses
    ]
    found += [
        Point(clauses[code], MISSING, clauses[code].severity)
        for code in report["missing"]
        if code in clauses
    ]
    return tuple(sorted(found, key=_place))


def _place(point: Point) -> tuple[int, int, str]:
    code = point.clause.code
    if point.light == MISSING and code in FIRST:
        return 0, FIRST.index(code), code
    return 1 + (RED, YELLOW, MISSING).index(point.light), -point.severity, code


def count(found: Sequence[Point], light: str) -> int:
    """How many points of one light."""
    return sum(point.light == light for point in found)


@dataclass(frozen=True)
class Change:
    """What became of a contract between two versions, as clauses."""

    better: tuple[Clause, ...] = ()
    worse: tuple[Clause, ...] = ()
    same: tuple[Clause, ...] = ()


def change(old: Sequence[Point], new: Sequence[Point]) -> Change:
    """What got better (it is gone) and worse (it has come); how often it stands does not count."""
    before = {point.clause.code: point.clause for point in old}
    after = {point.clause.code: point.clause for point in new}
    return Change(
        better=tuple(clause for code, clause in before.items() if code not in after),
        worse=tuple(clause for code, clause in after.items() if code not in before),
        same=tuple(clause for code, clause in after.items() if code in before),
    )
