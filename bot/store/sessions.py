"""Sessions and their results: what she answered, kept sealed, for as long as it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update
from sqlmodel import col

from bot.model import Json
from bot.store.cases import columns
from bot.store.quick import Quick
from bot.store.seal import Seal
from bot.store.tables import OF, THIS, UNFINISHED, Reminder, Result, Session


@dataclass(frozen=True)
class Kept:
    """A session as stored. body: `{args, answers, waiting_for, undo, draft}`.

    noted, promised: whether there are results or reminders of it.
    """

    id: int
    contact: int
    flow: str
    state: str
    started: date
    body: Mapping[str, Json]
    updated_at: datetime
    noted: bool = False
    promised: bool = False


_KEEP: Any = bindparam("keep")
_FLOW: Any = bindparam("flow")
_ID = col(Session.id)
_STATE = col(Session.state)
_COLUMNS: tuple[Any, ...] = (
    _ID,
    col(Session.contact),
    col(Session.flow),
    _STATE,
    col(Session.started),
    col(Session.sealed),
    col(Session.updated_at),
    exists().where(col(Result.session) == _ID),
    exists().where(col(Reminder.session) == _ID),
)
_OF_CONTACT = select(*_COLUMNS).where(col(Session.contact) == OF)
_CREATE = Quick(insert(Session).returning(_ID))
_LOAD = Quick(_OF_CONTACT.where(_ID == THIS))
_WAITING = Quick(_OF_CONTACT.where(UNFINISHED, _STATE == "waiting").order_by(_ID.desc()).limit(1))
_INTERRUPTED = Quick(
    _OF_CONTACT.where(UNFINISHED, _STATE == "interrupted")
    .order_by(col(Session.updated_at).desc(), _ID.desc())
    .limit(20)
)
_UNFINISHED = _OF_CONTACT.where(UNFINISHED).order_by(_ID)
_LATEST = Quick(
    _OF_CONTACT.where(col(Session.flow) == _FLOW, _STATE == "completed")
    .order_by(_ID.desc())
    .limit(1)
)
_SAVE = Quick(update(Session).where(_ID == THIS))
_PUT_ASIDE = Quick(
    update(Session)
    .where(col(Session.contact) == OF, UNFINISHED)
    .where(_STATE == "waiting", _ID != _KEEP)
    .values(state="interrupted")
)
_UNRECORD = Quick(delete(Result).where(col(Result.session) == THIS))
_RECORD = Quick(insert(Result))


def _kept(seal: Seal, row: Any) -> Kept:
    body = cast("dict[str, Json]", seal.open_json(row[5]))
    return Kept(row[0], row[1], row[2], row[3], row[4], body, *row[6:])


def create(
    on: Connection, seal: Seal, contact: int, flow: str, started: date, now: datetime
) -> int:
    """A new waiting session; its id."""
    values = {"contact": contact, "flow": flow, "started": started, "updated_at": now}
    made = _CREATE.one(on, {**values, "state": "waiting", "sealed": seal.json({})})
    return cast(int, made[0])


def load(on: Connection, seal: Seal, id: int, contact: int) -> Kept | None:
    """One session of a contact, by id."""
    row = _LOAD.first(on, {"this": id, "of": contact})
    return None if row is None else _kept(seal, row)


def waiting(on: Connection, seal: Seal, contact: int) -> Kept | None:
    """The session that waits for this contact's next words."""
    row = _WAITING.first(on, {"of": contact})
    return None if row is None else _kept(seal, row)


def interrupted(on: Connection, seal: Seal, contact: int) -> list[Kept]:
    """Sessions put aside, newest first: where was I?"""
    return [_kept(seal, row) for row in _INTERRUPTED.all(on, {"of": contact})]


def unfinished(on: Connection, seal: Seal, contact: int) -> list[Kept]:
    """Every session that waits or was put aside, oldest first."""
    return [_kept(seal, row) for row in on.execute(_UNFINISHED, {"of": contact})]


def latest(on: Connection, seal: Seal, contact: int, flow: str) -> Kept | None:
    """The newest completed session of a flow."""
    row = _LATEST.first(on, {"of": contact, "flow": flow})
    return None if row is None else _kept(seal, row)


def save(
    on: Connection, seal: Seal, id: int, *, state: str, body: Mapping[str, Json], now: datetime
) -> None:
    """Write what a turn made of a session."""
    values = {"state": state, "sealed": seal.json(body), "updated_at": now}
    _SAVE.run(on, {"this": id, **values})


def put_aside(on: Connection, contact: int, *, keep: int) -> None:
    """Interrupt every waiting session but one; only the flow last shown may take words."""
    _PUT_ASIDE.run(on, {"of": contact, "keep": keep})


def record(
    on: Connection, seal: Seal, contact: int, session: int, results: Mapping[str, Json]
) -> None:
    """Make a session's results exactly these."""
    _UNRECORD.run(on, {"this": session})
    shared = {"session": session, "contact": contact}
    _RECORD.many(
        on, [{**shared, "name": n, **columns(seal, n, value)} for n, value in results.items()]
    )
