"""Telling those a released change touched what it moved for them: once for each person and change.

Rule 1: it is promised as a reminder, so consent, opt-out, quiet hours and the service window hold
        as for any other; nothing is sent from here.
Rule 2: what she was told is kept in her newest `reminders/changed` session, topic by topic: a
        second run, or a run after a crash in the middle, finds it there and promises nothing.
Rule 3: a person whose turn runs at this moment is tried again; only when all were reached does
        the release count as told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import cast

from sqlalchemy import Connection

from bot.feature import Dated, Value
from bot.flows.engine import Session, Turn, advance
from bot.house import House, admitted, link_json
from bot.impact.replay import DATED, Move, Person, moves, replayed
from bot.impact.weigh import BATCH, LookedAt
from bot.library import Library
from bot.model import Json, Line, line_json
from bot.promises import is_stopped
from bot.store import cases, contacts, reminders, sessions
from bot.store.database import Database
from bot.turn import session_of
from bot.wanted import encode

FLOW = "reminders/changed"
SOON = timedelta(minutes=1)
TRIES, PAUSE = 20, 0.5
Known = Mapping[str, Json]


@dataclass(frozen=True)
class Told:
    """One run. told: people promised a bubble; knew: touched, and told before;
    stopped: touched, and want no reminders of it; busy: could not be reached."""

    told: int = 0
    knew: int = 0
    stopped: int = 0
    busy: int = 0

    def __add__(self, other: Told) -> Told:
        return Told(
            self.told + other.told,
            self.knew + other.knew,
            self.stopped + other.stopped,
            self.busy + other.busy,
        )


async def tell(
    database: Database,
    new: House,
    old: House,
    *,
    dry: bool = False,
    looked_at: LookedAt = lambda _: None,
) -> Told:
    """Promise a bubble to everybody whose plan moved between two releases. dry: only count."""
    told, seen = Told(), [0]
    while seen:
        flows, last = new.standing(), seen[-1]
        seen = await database.read(
            partial(reminders.contacts_with, after=last, flows=flows, most=BATCH)
        )
        for contact in seen:
            told += await _one(database, contact, new, old, dry=dry)
        looked_at(len(seen))
    return told


async def _one(database: Database, contact: int, new: House, old: House, *, dry: bool) -> Told:
    work = partial(_tell, contact=contact, new=new, old=old, dry=dry)
    for _ in range(TRIES):
        found = await (database.read(work) if dry else database.write(work))
        if found is not None:
            return found
        await asyncio.sleep(PAUSE)
    return Told(busy=1)


def _tell(on: Connection, *, contact: int, new: House, old: House, dry: bool) -> Told | None:
    """Tell one person; None when a turn of hers is running."""
    if not dry and contacts.lock(on, contact) is None:
        return None
    case, [(_, locale)] = cases.load(on, new.seal, contact), contacts.following(on, contact - 1, 1)
    who = Person(contact, case, new.locale(case, locale))
    changes = _changes(on, who, new, old) if admitted(case) else []
    if not changes:
        return Told()
    before = sessions.latest(on, new.seal, contact, FLOW)
    known = cast("Known", session_of(before).args.get("told") or {}) if before else {}
    fresh = [move for move, _ in changes if known.get(move.topic) != _day(move)]
    wanted = [(m, turn) for m, turn in changes if m in fresh and not is_stopped(m.topic, case)]
    if not fresh:
        return Told(knew=1)
    if not wanted:
        return Told(stopped=1)
    if not dry:
        _promise(on, who, wanted, known, new, old)
    return Told(told=1)


def _changes(on: Connection, who: Person, new: House, old: House) -> list[tuple[Move, Turn]]:
    """What moved in her plans, each with the plan as it is now."""
    found: list[tuple[Move, Turn]] = []
    for name in new.standing():
        kept = sessions.latest(on, new.seal, who.id, name)
        if kept is None or not kept.body:
            continue
        then, now = (replayed(house, session_of(kept), who) for house in (old, new))
        if isinstance(then, Turn) and isinstance(now, Turn):
            dated = (m for m in moves(then.reminders, now.reminders) if m.kind in DATED)
            found += [(move, now) for move in dated]
    return found


def _promise(
    on: Connection,
    who: Person,
    wanted: Sequence[tuple[Move, Turn]],
    known: Known,
    new: House,
    old: House,
) -> None:
    """Open her session of what changed, and keep what it promises."""
    now = new.clock.now()
    changes = [_change(move, turn, new.content, old.content) for move, turn in wanted]
    told = {**known, **{move.topic: _day(move) for move, _ in wanted}}
    args = {"changes": cast("Json", changes), "told": told, "at": (now + SOON).isoformat()}
    today = new.clock.today()
    id = sessions.create(on, new.seal, who.id, FLOW, today, now)
    flow = new.flow(FLOW)
    assert flow is not None
    given = new.given(who.id, who.case, who.locale)
    turn = advance(flow, Session(id, FLOW, today, args), None, given)
    sessions.save(on, new.seal, id, state="completed", body=turn.session.to_json(), now=now)
    promised = {n: new.promise(who.id, id, n, r) for n, r in turn.reminders.items()}
    reminders.keep(on, new.seal, contact=who.id, session=id, wanted=promised, now=now)


def _change(move: Move, turn: Turn, new: Library, old: Library) -> dict[str, Json]:
    """A move as the flow takes it: name, days, norm, source, the day it was checked, a link."""
    norm, checked = _grounds(move.topic, new, old)
    link = next((r.link for r in turn.reminders.values() if r.topic == move.topic), None)
    return {
        "kind": str(move.kind),
        "topic": move.topic,
        "name": _name(move.topic, new, old),
        "before": encode(move.before),
        "after": encode(move.after),
        "norm": norm,
        "checked": encode(checked),
        "link": link_json(link),
    }


def _day(move: Move) -> str:
    return move.after.isoformat() if move.after else ""


def _name(topic: str, new: Library, old: Library) -> Json:
    """What an item is called: its label's line, or its last label when it was withdrawn."""
    folder, _, id = topic.partition("/")
    if id in new.items.get(folder, {}):
        return line_json(Line(f"{topic}.label"))
    return old.words(f"{topic}.label") or topic


def _grounds(topic: str, new: Library, old: Library) -> tuple[str, date | None]:
    """The norm behind a topic's new day, or the source's title, and when it was last checked."""
    folder, _, id = topic.partition("/")
    item = new.items.get(folder, {}).get(id) or old.items.get(folder, {}).get(id)
    if item is None:
        return "", None
    dated = _moved_value(item, new, old)
    if dated is not None:
        return dated.norm or _title(new, dated.source), dated.checked
    law = getattr(item, "law", ())
    return (law[0] if law else _title(new, item.sources)), item.checked


def _moved_value(item: object, new: Library, old: Library) -> Dated | None:
    """The newest entry of the dated value an item's day hangs on, when that is what changed."""
    id = str(getattr(getattr(item, "due", None), "value", ""))
    value, before = new.find(Value, id), old.find(Value, id)
    return value.values[-1] if value and value != before else None


def _title(content: Library, sources: Sequence[str]) -> str:
    found = [content.sources[id].title for id in sources if id in content.sources]
    return found[0] if found else ""
