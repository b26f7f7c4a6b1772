"""Work items: what sessions wait for the platform to do; claimed under a lease."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, bindparam, or_, select, update
from sqlmodel import col

from bot.model import Json
from bot.store import heavy
from bot.store.database import insert_unless
from bot.store.seal import Seal
from bot.store.tables import NOW, THIS, UNDONE, WorkItem

MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Item:
    """One work item. body: the task's arguments."""

    id: int
    contact: int
    session: int
    address: int
    step: str
    fingerprint: str
    task: str
    locale: str
    attempts: int
    body: Mapping[str, Json]


_ID = col(WorkItem.id)
_ATTEMPTS = col(WorkItem.attempts)
_COLUMNS: tuple[Any, ...] = (
    _ID,
    col(WorkItem.contact),
    col(WorkItem.session),
    col(WorkItem.address),
    col(WorkItem.step),
    col(WorkItem.fingerprint),
    col(WorkItem.task),
    col(WorkItem.locale),
    _ATTEMPTS,
    col(WorkItem.sealed),
)
_ASK = insert_unless(WorkItem, ["session", "step", "fingerprint"], _ID)
_FREE = (
    select(_ID)
    .where(UNDONE)
    .where(or_(col(WorkItem.state) == "queued", col(WorkItem.lease_until) < NOW))
    .order_by(_ID)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(WorkItem)
    .where(_ID.in_(bindparam("ids", expanding=True)))
    .values(state="running", lease_until=bindparam("until"), attempts=_ATTEMPTS + 1)
    .returning(*_COLUMNS)
)
_SETTLE = update(WorkItem).where(_ID == THIS)


def ask(
    on: Connection,
    seal: Seal,
    *,
    contact: int,
    session: int,
    address: int,
    step: str,
    fingerprint: str,
    task: str,
    locale: str,
    args: Mapping[str, Json],
    now: datetime,
) -> None:
    """Ask for work once: the same task for the same step is asked for only one time."""
    values = {
        "contact": contact,
        "session": session,
        "address": address,
        "step": step,
        "fingerprint": fingerprint,
        "task": task,
        "locale": locale,
        "state": "queued",
        "reason": "",
        "attempts": 0,
        "created_at": now,
        "sealed": seal.json(dict(args)),
    }
    row = on.execute(_ASK[on.dialect.name], values).first()
    if row is not None:
        heavy.ask(on, row[0], contact)


def claim(
    on: Connection,
    seal: Seal,
    now: datetime,
    lease: timedelta,
    most: int,
    *,
    only: int | None = None,
    before: datetime | None = None,
) -> list[Item]:
    """Take waiting work, oldest first; what ran past its lease was lost and is taken again.

    only: this item, if it waits; before: only what was asked for before that moment.
    """
    free = _FREE if only is None else _FREE.where(_ID == THIS)
    free = free if before is None else free.where(col(WorkItem.created_at) <= before)
    ids = list(on.scalars(free, {"now": now, "most": most, "this": only}))
    if not ids:
        return []
    rows = on.execute(_CLAIM, {"ids": ids, "until": now + lease}).all()
    return [_opened(seal, row) for row in sorted(rows, key=lambda row: cast(int, row[0]))]


def _opened(seal: Seal, row: Any) -> Item:
    return Item(*(*row[:9], cast("dict[str, Json]", seal.open_json(row[9]))))


def settle(on: Connection, id: int, state: str, reason: str = "") -> bool:
    """Mark work done, failed, or queued again; False when it was erased meanwhile."""
    values = {"this": id, "state": state, "reason": reason, "lease_until": None}
    return on.execute(_SETTLE, values).rowcount > 0
