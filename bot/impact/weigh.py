"""Every waiting session and standing plan of a database, weighed: who is touched, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy import Connection

from bot.flows.engine import Turn
from bot.house import House
from bot.impact.replay import Effect, Move, Person, effect, moves, replayed
from bot.library import Library
from bot.store import cases, contacts, sessions
from bot.store.database import Database
from bot.turn import session_of

BATCH = 100
LookedAt = Callable[[int], None]


@dataclass
class Weight:
    """What a change touches. sessions: effects and how many have each.

    plans: moves and how many plans make each; kept, moved: plans; broken: plans no longer
    computed, by the error; people: contacts with anything that is not unchanged.
    """

    sessions: Counter[Effect] = field(default_factory=Counter)
    plans: Counter[Move] = field(default_factory=Counter)
    kept: int = 0
    moved: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    people: int = 0

    def add(self, other: Weight) -> None:
        """Take in what was weighed of others."""
        self.sessions += other.sessions
        self.plans += other.plans
        self.broken += other.broken
        self.kept += other.kept
        self.moved += other.moved
        self.people += other.people

    def count(self, kind: str) -> int:
        """How many waiting sessions have this kind of effect."""
        return sum(n for effect, n in self.sessions.items() if effect.kind == kind)

    @property
    def lost(self) -> int:
        """How many lose their place; a plan that breaks loses one too."""
        return self.count("lost") + self.broken.total()


def contents(house: House, content: Library) -> House:
    """The same house with other content."""
    return replace(house, content=content)


async def weigh(
    database: Database, new: House, old: House | None, looked_at: LookedAt = lambda _: None
) -> Weight:
    """Replay everybody. old: the released house, None where nothing was released.

    looked_at: told how many contacts were looked at, batch by batch.
    """
    weight, seen = Weight(), [0]
    while seen:
        batch = partial(_batch, after=seen[-1], new=new, old=old)
        seen, found = await database.read(batch)
        weight.add(found)
        looked_at(len(seen))
    return weight


def _batch(on: Connection, after: int, new: House, old: House | None) -> tuple[list[int], Weight]:
    weight, seen = Weight(), contacts.following(on, after, BATCH)
    for id, locale in seen:
        case = cases.load(on, new.seal, id)
        who = Person(id, case, new.locale(case, locale))
        touched = [_sessions(on, who, new, old, weight), _plans(on, who, new, old, weight)]
        weight.people += any(touched)
    return [id for id, _ in seen], weight


def _sessions(on: Connection, who: Person, new: House, old: House | None, weight: Weight) -> bool:
    kept = sessions.unfinished(on, new.seal, who.id)
    asking = [session_of(k) for k in kept if k.body.get("waiting_for")]
    found = [effect(session, who, new, old) for session in asking]
    weight.sessions.update(found)
    return any(one.kind != "unchanged" for one in found)


def _plans(on: Connection, who: Person, new: House, old: House | None, weight: Weight) -> bool:
    touched = False
    for name in new.standing():
        kept = sessions.latest(on, new.seal, who.id, name)
        if kept is None or not kept.body:
            continue
        made = plan_moves(kept, who, new, old)
        if isinstance(made, str):
            weight.broken[made] += 1
        elif made:
            weight.moved += 1
            weight.plans.update(made)
        else:
            weight.kept += 1
        touched |= bool(made)
    return touched


def plan_moves(
    kept: sessions.Kept, who: Person, new: House, old: House | None
) -> tuple[Move, ...] | str:
    """What a change moves in one plan, or why the plan is no longer computed."""
    session = session_of(kept)
    now = replayed(new, session, who)
    if isinstance(now, str):
        return now
    then = replayed(old, session, who) if old else now
    return moves(then.reminders if isinstance(then, Turn) else {}, now.reminders)
