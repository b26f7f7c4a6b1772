"""Sessions and their results: what she answered, kept sealed, for as long as it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, Select, delete, insert, select, update

from bot.model import Json
from bot.store.cases import columns
from bot.store.seal import Seal
from bot.store.tables import Result, Session


@dataclass(frozen=True)
class Kept:
    """A session as stored. body: `{args, answers, waiting_for, undo, draft}`."""

    id: int
    contact: int
    flow: str
    state: str
    started: date
    body: Mapping[str, Json]
    updated_at: datetime


def _select() -> Select[Any]:
    return select(
        Session.id,
        Session.contact,
        Session.flow,
        Session.state,
        Session.started,
        Session.sealed,
        Session.updated_at,
    )


def _kept(seal: Seal, row: Any) -> Kept:
    body = cast("dict[str, Json]", seal.open_json(row[5]))
    return Kept(row[0], row[1], row[2], row[3], row[4], body, row[6])


def create(
    on: Connection, seal: Seal, contact: int, flow: str, started: date, now: datetime
) -> int:
    """A new waiting session; its id."""
    values = {"contact": contact, "flow": flow, "started": started, "updated_at": now}
    made = insert(Session).values(state="waiting", sealed=seal.json({}), **values)
    return cast(int, on.scalar(made.returning(Session.id)))


def load(on: Connection, seal: Seal, id: int, contact: int) -> Kept | None:
    """One session of a contact, by id."""
    wanted = _select().where(Session.id == id, Session.contact == contact)
    row = on.execute(wanted).first()
    return None if row is None else _kept(seal, row)


def waiting(on: Connection, seal: Seal, contact: int) -> Kept | None:
    """The session that waits for this contact's next words."""
    wanted = _select().where(Session.contact == contact, Session.state == "waiting")
    row = on.execute(wanted.order_by(Session.id.desc()).limit(1)).first()
    return None if row is None else _kept(seal, row)


def interrupted(on: Connection, seal: Seal, contact: int) -> list[Kept]:
    """Sessions put aside, newest first: where was I?"""
    wanted = _select().where(Session.contact == contact, Session.state == "interrupted")
    rows = on.execute(wanted.order_by(Session.updated_at.desc(), Session.id.desc()).limit(20))
    return [_kept(seal, row) for row in rows]


def latest(on: Connection, seal: Seal, contact: int, flow: str) -> Kept | None:
    """The newest completed session of a flow."""
    wanted = _select().where(
        Session.contact == contact, Session.flow == flow, Session.state == "completed"
    )
    row = on.execute(wanted.order_by(Session.id.desc()).limit(1)).first()
    return None if row is None else _kept(seal, row)


def save(
    on: Connection, seal: Seal, id: int, *, state: str, body: Mapping[str, Json], now: datetime
) -> None:
    """Write what a turn made of a session."""
    on.execute(
        update(Session)
        .where(Session.id == id)
        .values(state=state, sealed=seal.json(body), updated_at=now)
    )


def put_aside(on: Connection, contact: int, *, keep: int) -> None:
    """Interrupt every waiting session but one; only the flow last shown may take words."""
    on.execute(
        update(Session)
        .where(Session.contact == contact, Session.state == "waiting", Session.id != keep)
        .values(state="interrupted")
    )


def record(
    on: Connection, seal: Seal, contact: int, session: int, results: Mapping[str, Json]
) -> None:
    """Make a session's results exactly these."""
    on.execute(delete(Result).where(Result.session == session))
    if results:
        shared = {"session": session, "contact": contact}
        rows = [{**shared, "name": n, **columns(seal, n, v)} for n, v in results.items()]
        on.execute(insert(Result), rows)
