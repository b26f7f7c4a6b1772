"""Reminders as rows: kept in step with the sessions that asked for them, claimed by ticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlmodel import col

from bot.model import Json
from bot.store.quick import Quick
from bot.store.seal import Seal
from bot.store.tables import MOST, NOW, OF, PENDING, THIS, Reminder, Session


@dataclass(frozen=True)
class Promise:
    """A reminder as stored. body: `{line, link}`."""

    id: int
    contact: int
    session: int
    name: str
    topic: str
    due_at: datetime
    until: date | None
    about: date | None
    body: Mapping[str, Json]
    state: str = "pending"


_AFTER: Any = bindparam("after")
_ID = col(Reminder.id)
_DUE = col(Reminder.due_at)
_CONTACT = col(Reminder.contact)
_COLUMNS: tuple[Any, ...] = (
    _ID,
    _CONTACT,
    col(Reminder.session),
    col(Reminder.name),
    col(Reminder.topic),
    _DUE,
    col(Reminder.until),
    col(Reminder.about),
    col(Reminder.sealed),
    col(Reminder.state),
    col(Reminder.planned_at),
)
_THESE = _ID.in_(bindparam("ids", expanding=True))
_OF_SESSION = Quick(select(*_COLUMNS).where(col(Reminder.session) == OF))
_WITHDRAW = delete(Reminder).where(_THESE)
_MAKE = Quick(insert(Reminder))
_CHANGE = Quick(update(Reminder).where(_ID == THIS))
_SETTLE = update(Reminder).where(_THESE)
_OF_CONTACT = select(*_COLUMNS).where(PENDING, _CONTACT == OF).order_by(_DUE, _ID).limit(MOST)
_DUE_OF_CONTACT = Quick(
    select(*_COLUMNS).where(PENDING, _CONTACT == OF, _DUE <= NOW).order_by(_DUE, _ID)
)
_DUE_CONTACTS = select(_CONTACT).where(PENDING, _DUE <= NOW).order_by(_DUE, _ID).limit(MOST)
_NEXT = select(_DUE).where(PENDING).order_by(_DUE).limit(1)
_CONTACTS = (
    select(col(Session.contact))
    .where(col(Session.contact) > _AFTER, col(Session.state) == "completed")
    .where(col(Session.flow).in_(bindparam("flows", expanding=True)))
    .distinct()
    .order_by(col(Session.contact))
    .limit(MOST)
)


def _opened(seal: Seal, row: Any) -> Promise:
    body = cast("dict[str, Json]", seal.open_json(row[8]))
    return Promise(*(*row[:8], body, row[9]))


def keep(
    on: Connection,
    seal: Seal,
    *,
    contact: int,
    session: int,
    wanted: Mapping[str, Promise],
    now: datetime,
) -> None:
    """Make a session's pending reminders exactly `wanted`.

    One that was already sent is not sent again unless its moment moved into the future.
    One that would already be past is not made, and one moved into the past is withdrawn.
    One that was put off stays so until its moment changes.
    """
    known = {row[3]: row for row in _OF_SESSION.all(on, {"of": session})}
    gone = [row[0] for n, row in known.items() if n not in wanted and row[9] == "pending"]
    fresh = []
    for name, promise in wanted.items():
        row = known.get(name)
        moved, coming = row is None or row[10] != promise.due_at, promise.due_at >= now
        values = _values(seal, promise)
        if row is None and coming:
            fresh.append({"contact": contact, "session": session, "name": name, **values})
        elif row is not None and moved and coming:
            _CHANGE.run(on, {"this": row[0], **values})
        elif row is not None and row[9] == "pending" and moved:
            gone.append(row[0])
        elif row is not None and row[9] == "pending" and not _says(seal, row, promise):
            _CHANGE.run(on, {"this": row[0], **values, "due_at": row[5]})
    if gone:
        on.execute(_WITHDRAW, {"ids": gone})
    _MAKE.many(on, fresh)


def _says(seal: Seal, row: Any, promise: Promise) -> bool:
    """Whether a row says the same as a promise, whenever that is."""
    kept = _opened(seal, row)
    there = (kept.topic, kept.until, kept.about, kept.body)
    return there == (promise.topic, promise.until, promise.about, promise.body)


def _values(seal: Seal, promise: Promise) -> dict[str, object]:
    return {
        "topic": promise.topic,
        "state": "pending",
        "planned_at": promise.due_at,
        "due_at": promise.due_at,
        "until": promise.until,
        "about": promise.about,
        "sealed": seal.json(promise.body),
    }


def adopt(on: Connection, contact: int, flow: str, *, session: int) -> None:
    """Hand what older sessions of a standing flow promised and said to its newest one.

    What was said stays said, and what was put off stays put off.
    """
    older = select(col(Session.id)).where(
        col(Session.contact) == contact, col(Session.flow) == flow, col(Session.id) != session
    )
    on.execute(update(Reminder).where(col(Reminder.session).in_(older)).values(session=session))


def due_contacts(on: Connection, now: datetime, most: int = 500) -> list[int]:
    """Contacts to whom something is due, the longest due first."""
    return list(dict.fromkeys(on.scalars(_DUE_CONTACTS, {"now": now, "most": most})))


def due(on: Connection, seal: Seal, contact: int, now: datetime) -> list[Promise]:
    """What is due to one contact, oldest first."""
    return [_opened(seal, row) for row in _DUE_OF_CONTACT.all(on, {"of": contact, "now": now})]


def pending(on: Connection, seal: Seal, contact: int, most: int = 50) -> list[Promise]:
    """What a contact will be reminded of, soonest first."""
    return [_opened(seal, row) for row in on.execute(_OF_CONTACT, {"of": contact, "most": most})]


def settle(on: Connection, ids: Sequence[int], state: str) -> None:
    """Mark reminders sent, passed, withdrawn or stopped."""
    if ids:
        on.execute(_SETTLE, {"ids": list(ids), "state": state})


def move(on: Connection, ids: Sequence[int], due_at: datetime) -> None:
    """Put reminders off."""
    if ids:
        on.execute(_SETTLE, {"ids": list(ids), "due_at": due_at})


def next_due(on: Connection) -> datetime | None:
    """When the next reminder of anybody falls due."""
    return on.scalar(_NEXT)


def contacts_with(on: Connection, after: int, flows: Sequence[str], most: int = 500) -> list[int]:
    """Contacts who finished one of these flows, by id, for the nightly recomputation."""
    these = {"after": after, "flows": list(flows), "most": most}
    return list(on.scalars(_CONTACTS, these))
