"""Reminders as rows: kept in step with the sessions that asked for them, claimed by ticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, delete, insert, select, update

from bot.model import Json
from bot.store.seal import Seal
from bot.store.tables import Reminder, Session


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


_COLUMNS: tuple[Any, ...] = (
    Reminder.id,
    Reminder.contact,
    Reminder.session,
    Reminder.name,
    Reminder.topic,
    Reminder.due_at,
    Reminder.until,
    Reminder.about,
    Reminder.sealed,
    Reminder.state,
)


def _opened(seal: Seal, row: Any) -> Promise:
    body = cast("dict[str, Json]", seal.open_json(row[8]))
    return Promise(*row[:8], body=body, state=row[9])


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
    One that would already be past is not made.
    """
    known = {
        row[3]: row
        for row in on.execute(select(*_COLUMNS).where(Reminder.session == session)).all()
    }
    gone = [name for name, row in known.items() if name not in wanted and row[9] == "pending"]
    if gone:
        on.execute(
            delete(Reminder).where(Reminder.session == session, Reminder.name.in_(gone))  # type: ignore[attr-defined]
        )
    fresh = []
    for name, promise in wanted.items():
        row = known.get(name)
        values = _values(seal, promise)
        if row is None:
            if promise.due_at >= now:
                fresh.append({"contact": contact, "session": session, "name": name, **values})
        elif row[5] != promise.due_at and promise.due_at >= now:
            on.execute(update(Reminder).where(Reminder.id == row[0]).values(**values))
        elif row[9] == "pending" and (row[6:8] != (promise.until, promise.about)):
            on.execute(update(Reminder).where(Reminder.id == row[0]).values(**values))
    if fresh:
        on.execute(insert(Reminder), fresh)


def _values(seal: Seal, promise: Promise) -> dict[str, object]:
    return {
        "topic": promise.topic,
        "state": "pending",
        "due_at": promise.due_at,
        "until": promise.until,
        "about": promise.about,
        "sealed": seal.json(promise.body),
    }


def due_contacts(on: Connection, now: datetime, most: int = 500) -> list[int]:
    """Contacts to whom something is due, the longest due first."""
    rows = on.execute(
        select(Reminder.contact)
        .where(Reminder.state == "pending", Reminder.due_at <= now)
        .order_by(Reminder.due_at)
        .limit(most)
    )
    return list(dict.fromkeys(cast("list[int]", list(rows.scalars()))))


def due(on: Connection, seal: Seal, contact: int, now: datetime) -> list[Promise]:
    """What is due to one contact, oldest first."""
    wanted = (
        select(*_COLUMNS)
        .where(
            Reminder.contact == contact, Reminder.state == "pending", Reminder.due_at <= now
        )
        .order_by(Reminder.due_at, Reminder.id)
    )
    return [_opened(seal, row) for row in on.execute(wanted)]


def pending(on: Connection, seal: Seal, contact: int, most: int = 50) -> list[Promise]:
    """What a contact will be reminded of, soonest first."""
    wanted = (
        select(*_COLUMNS)
        .where(Reminder.contact == contact, Reminder.state == "pending")
        .order_by(Reminder.due_at, Reminder.id)
        .limit(most)
    )
    return [_opened(seal, row) for row in on.execute(wanted)]


def settle(on: Connection, ids: Sequence[int], state: str) -> None:
    """Mark reminders sent, passed, withdrawn or stopped."""
    if ids:
        on.execute(update(Reminder).where(Reminder.id.in_(ids)).values(state=state))  # type: ignore[union-attr]


def move(on: Connection, ids: Sequence[int], due_at: datetime) -> None:
    """Put reminders off."""
    if ids:
        on.execute(update(Reminder).where(Reminder.id.in_(ids)).values(due_at=due_at))  # type: ignore[union-attr]


def next_due(on: Connection) -> datetime | None:
    """When the next reminder of anybody falls due."""
    wanted = select(Reminder.due_at).where(Reminder.state == "pending")
    return cast("datetime | None", on.scalar(wanted.order_by(Reminder.due_at).limit(1)))


def contacts_with(
    on: Connection, after: int, flows: Sequence[str], most: int = 500
) -> list[int]:
    """Contacts who finished one of these flows, by id, for the nightly recomputation."""
    wanted = (
        select(Session.contact)
        .where(Session.contact > after, Session.state == "completed", Session.flow.in_(flows))  # type: ignore[attr-defined]
        .distinct()
    )
    return cast("list[int]", list(on.scalars(wanted.order_by(Session.contact).limit(most))))
