"""One session or plan, replayed through two contents: what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.flows.engine import Session, Turn, advance
from bot.house import House
from bot.model import Case
from bot.wanted import Reminder

Kind = Literal["unchanged", "asked", "ends", "lost"]
MoveKind = Literal["moved", "added", "dropped", "retimed", "reworded"]
DATED: tuple[MoveKind, ...] = ("moved", "added", "dropped")
"""Changes a person must know of: a day she may have planned for is another one."""


@dataclass(frozen=True, order=True)
class Effect:
    """What becomes of one waiting session.

    kind: `asked` another step than the one she was shown; `ends` with its answers, for what it
    still asked is gone; `lost`: the flow, or all it asked, is gone, and her place with it.
    item: the id of the piece of content it is about, if any; step: what is asked now.
    """

    kind: Kind
    flow: str
    item: str = ""
    step: str = ""
    why: str = ""


@dataclass(frozen=True, order=True)
class Move:
    """What becomes of one subject of a plan. before, after: the nearest day that is not kept.

    moved, added, dropped: of its day; retimed: the same day, warned of at other times;
    reworded: the same days in other words.
    """

    topic: str
    kind: MoveKind
    before: date | None = None
    after: date | None = None


@dataclass(frozen=True)
class Person:
    """Whose sessions are replayed."""

    id: int
    case: Case
    locale: str


Replayed = Turn | str
"""A turn, or why there is none."""


def replayed(house: House, session: Session, who: Person) -> Replayed:
    """A session as it would be shown again by this house today, or why it cannot be."""
    flow = house.flow(session.flow)
    if flow is None:
        return "its flow is gone"
    try:
        return advance(flow, session, None, house.given(who.id, who.case, who.locale))
    except Exception as error:  # whatever a flow does with new content, it is an answer here
        return type(error).__name__


def effect(session: Session, who: Person, new: House, old: House | None) -> Effect:
    """What becomes of a waiting session. old: None when only what she was shown is known."""
    then, now = _step(session, who, old), replayed(new, session, who)
    item = _item(session, new, old)
    if isinstance(now, str):
        return Effect("lost", session.flow, item, why=now)
    if now.step is not None:
        kind: Kind = "unchanged" if now.step.key == then else "asked"
        return Effect(kind, session.flow, item, now.step.key)
    if then is None:
        return Effect("unchanged", session.flow, item)
    if now.used or now.opening:
        on = now.opening.flow if now.opening else ""
        return Effect("ends", session.flow, item, why=f"goes on to {on}" if on else "")
    return Effect("lost", session.flow, item, why="nothing it asked is left")


def _step(session: Session, who: Person, old: House | None) -> str | None:
    """The step she stands at: by the released content, or as she was shown it."""
    before = replayed(old, session, who) if old else ""
    if isinstance(before, str):
        return session.waiting_for
    return before.step.key if before.step else None


def _item(session: Session, *houses: House | None) -> str:
    """The item a session is about: an argument that is an id of content, and nothing else."""
    known = {
        id for house in houses if house for items in house.content.items.values() for id in items
    }
    return next((str(v) for v in session.args.values() if isinstance(v, str) and v in known), "")


def moves(before: Mapping[str, Reminder], after: Mapping[str, Reminder]) -> tuple[Move, ...]:
    """What differs between the reminders of a plan and those of the same plan anew."""
    topics = dict.fromkeys(r.topic for r in (*before.values(), *after.values()))
    found = (_move(topic, _of(before, topic), _of(after, topic)) for topic in topics)
    return tuple(sorted((move for move in found if move), key=_order))


def _order(move: Move) -> tuple[object, ...]:
    kinds = ("moved", "dropped", "added", "retimed", "reworded")
    return kinds.index(move.kind), move.after or move.before or date.max, move.topic


def _of(reminders: Mapping[str, Reminder], topic: str) -> dict[str, Reminder]:
    return {name: reminder for name, reminder in reminders.items() if reminder.topic == topic}


def _move(topic: str, before: dict[str, Reminder], after: dict[str, Reminder]) -> Move | None:
    then, now = _days(before.values()), _days(after.values())
    gone, come = sorted(then - now), sorted(now - then)
    if gone and come:
        return Move(topic, "moved", gone[0], come[0])
    if gone:
        return Move(topic, "dropped", gone[0])
    if come:
        return Move(topic, "added", None, come[0])
    if {r.when for r in before.values()} != {r.when for r in after.values()}:
        return Move(topic, "retimed", min(now, default=None), min(now, default=None))
    return None if before == after else Move(topic, "reworded")


def _days(reminders: Iterable[Reminder]) -> set[date]:
    """The deadlines they warn of; where they name none, the days they come on."""
    found = list(reminders)
    about = {r.about for r in found if r.about}
    return about or {r.when for r in found if type(r.when) is date}
