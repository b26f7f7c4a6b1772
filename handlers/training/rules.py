"""What is shown of a module, what passes, and when it comes back.

Rule 1: what is off is shown to nobody; a question whose points are all off is off too.
Rule 2: four of five, or that share of fewer, and no critical question wrong (facts, `pass_rule`).
Rule 3: what was missed comes back after about 3, 14 and 60 days, a module after its own interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from handlers.training.content import Module, Point, Question

SHARE = 0.8
AGAIN = (3, 14, 60)
BITE = 3
"""Points between two questions on the way."""
BEFORE = 3
"""Questions asked before, to see what was learned."""


def points(module: Module) -> tuple[Point, ...]:
    """The points that are shown."""
    return tuple(point for point in module.points if not point.off)


def questions(module: Module) -> tuple[Question, ...]:
    """The questions that are asked."""
    shown = {point.id for point in points(module)}
    return tuple(
        question
        for question in module.questions
        if not question.off and (not question.about or shown & set(question.about))
    )


def offered(modules: Mapping[str, Module]) -> tuple[Module, ...]:
    """The modules a miner may see."""
    return tuple(m for m in modules.values() if not m.off and questions(m))


def before(module: Module) -> tuple[Question, ...]:
    """The questions asked before the lesson: the critical ones first."""
    asked = questions(module)
    return tuple(sorted(asked, key=lambda q: not q.critical)[: min(BEFORE, len(asked))])


@dataclass(frozen=True)
class Bite:
    """Some points, and the question that follows them, if one is about them."""

    points: tuple[Point, ...]
    question: Question | None


def bites(module: Module, only: Sequence[str] = ()) -> tuple[Bite, ...]:
    """The lesson in small bites. only: questions whose points are gone through first and alone."""
    asked = [q for q in questions(module) if not only or q.id in only]
    wanted = {id for question in asked for id in question.about}
    shown = [p for p in points(module) if not only or p.id in wanted]
    found: list[Bite] = []
    used: set[str] = set()
    for at in range(0, len(shown), BITE):
        part = tuple(shown[at : at + BITE])
        ids = {point.id for point in part}
        fitting = (q for q in asked if q.id not in used and ids & set(q.about))
        question = next(fitting, None)
        used |= {question.id} if question else set()
        found.append(Bite(part, question))
    return tuple(found)


@dataclass(frozen=True)
class Score:
    """What a quiz came to. missed: ids of questions answered wrong; needed: right answers to pass."""

    right: int
    asked: int
    missed: tuple[str, ...]
    critical_missed: bool

    @property
    def needed(self) -> int:
        """Right answers that pass."""
        return ceil(self.asked * SHARE)

    @property
    def passed(self) -> bool:
        """Enough right, and nothing critical wrong."""
        return self.right >= self.needed and not self.critical_missed


def score(asked: Sequence[Question], given: Mapping[str, str]) -> Score:
    """The score of answers by question id; what was not answered is wrong."""
    missed = [q for q in asked if given.get(q.id) != q.right]
    ids = tuple(question.id for question in missed)
    critical = any(question.critical for question in missed)
    return Score(len(asked) - len(missed), len(asked), ids, critical)


def gain(asked: Sequence[Question], first: Mapping[str, str], then: Mapping[str, str]) -> int:
    """Right answers more after than before, of the questions asked before."""
    was = sum(first.get(q.id) == q.right for q in asked)
    return sum(then.get(q.id) == q.right for q in asked) - was


def stands(module: Module, passed: date | None, today: date, *, begun: bool) -> str:
    """How a module stands to her: `new`, `begun`, `passed`, or `due` for its refresher."""
    if passed is None:
        return "begun" if begun else "new"
    return "due" if (today - passed).days >= module.refresher_days else "passed"
