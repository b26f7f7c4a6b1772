"""`chaski results` and `chaski export results`: what modules came to, in figures and files.

Rule 1: only of people who agreed to be remembered, and never by person: there is no consent yet
        that would let a trainer read what one person answered.
Rule 2: of a group that is narrowed to fewer than five people nothing but how many is said.
Rule 3: a person counts once: by her first finished quiz for questions, by any for passing.
Rule 4: no table is held whole: rows are read as a stream and only sums are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.store.training import Walk

LEAST = 5
"""People of a narrowed group below whom nothing is told but how many."""


@dataclass
class Module:
    """The sums of one module. stopped: at which step, of those who did not finish."""

    id: str
    sent: int = 0
    started: set[int] = field(default_factory=set)
    finished: set[int] = field(default_factory=set)
    passed: set[int] = field(default_factory=set)
    gains: list[int] = field(default_factory=list)
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    last: dict[int, str] = field(default_factory=dict)

    def take(self, walk: Walk) -> None:
        """One session more; they come oldest first."""
        who, found = walk.contact, walk.results
        self.started.add(who)
        if "score" not in found:
            if walk.stopped:
                self.last[who] = walk.stopped
            return
        if who not in self.finished:
            for name, value in found.items():
                if name.startswith("answer-"):
                    chosen = self.answers.setdefault(name.removeprefix("answer-"), Counter())
                    chosen[str(value)] += 1
        self.finished.add(who)
        if found.get("passed") is True:
            self.passed.add(who)
        gain = found.get("gain")
        if isinstance(gain, int) and not isinstance(gain, bool):
            self.gains.append(gain)


def gathered(
    walks: Iterable[Walk], looked_at: Callable[[int], object] = lambda _: None
) -> dict[str, Module]:
    """The sums of every module there is a session of."""
    found: dict[str, Module] = {}
    for walk in walks:
        found.setdefault(walk.module, Module(walk.module)).take(walk)
        looked_at(1)
    return found


def figures(sums: Module, module: Any, *, narrowed: bool = False) -> dict[str, Any]:
    """What is told of a module. module: as content has it, or None when it was withdrawn."""
    told: dict[str, Any] = {
        "module": sums.id,
        "title": module.title if module else "",
        "sent": sums.sent,
        "started": len(sums.started),
        "finished": len(sums.finished),
        "passed": len(sums.passed),
    }
    if narrowed and len(sums.started) < LEAST:
        return {**told, "withheld": f"fewer than {LEAST} people"}
    told["gain"] = round(sum(sums.gains) / len(sums.gains), 2) if sums.gains else None
    left = Counter(step for who, step in sums.last.items() if who not in sums.finished)
    told["stopped"] = {
        step: left[step] for step in sorted(left, key=lambda step: _at(step, module))
    }
    told["questions"] = [
        _question(id, sums.answers[id], module) for id in sorted(sums.answers, key=_natural)
    ]
    return told


def _question(id: str, chosen: Mapping[str, int], module: Any) -> dict[str, Any]:
    asked = sum(chosen.values())
    known = next((q for q in module.questions if q.id == id), None) if module else None
    right = known.right if known else ""
    wrong = {letter: count for letter, count in chosen.items() if letter != right}
    return {
        "id": id,
        "ask": known.ask if known else "",
        "asked": asked,
        "right": round(chosen.get(right, 0) / asked, 3) if right else None,
        "chosen": dict(sorted(chosen.items())),
        "distractor": max(sorted(wrong), key=lambda letter: wrong[letter]) if wrong else "",
    }


def _at(step: str, module: Any) -> tuple[int, int, tuple[int, str]]:
    """Where a step comes: before, pages with their questions, the quiz."""
    kind, _, id = step.partition("-")
    order = (
        ("pre", "page", "way", "quiz").index(kind) if kind in ("pre", "page", "way", "quiz") else 9
    )
    points = [point.id for point in module.points] if module else []
    return order, points.index(id) if id in points else 0, _natural(id)


def _natural(id: str) -> tuple[int, str]:
    digits = "".join(mark for mark in id if mark.isascii() and mark.isdigit())
    return int(digits[:9] or 0), id


def rows(told: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str, str, Any]]:
    """Figures as a long table: module, what, of which, value."""
    for one in told:
        id = one["module"]
        for name in ("sent", "started", "finished", "passed", "gain", "withheld"):
            if one.get(name) is not None:
                yield id, name, "", one[name]
        for step, count in one.get("stopped", {}).items():
            yield id, "stopped", step, count
        for question in one.get("questions", ()):
            yield id, "asked", question["id"], question["asked"]
            if question["right"] is not None:
                yield id, "right", question["id"], question["right"]
            for letter, count in question["chosen"].items():
                yield id, "chose", f"{question['id']}/{letter}", count
