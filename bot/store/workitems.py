"""Work items: what sessions wait for the platform to do; claimed under a lease."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import Json
from bot.store.seal import Seal
from bot.store.tables import WorkItem

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


_COLUMNS: tuple[Any, ...] = (
    WorkItem.id,
    WorkItem.contact,
    WorkItem.session,
    WorkItem.address,
    WorkItem.step,
    WorkItem.fingerprint,
    WorkItem.task,
    WorkItem.locale,
    WorkItem.attempts,
    WorkItem.sealed,
)


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
    dialect = sqlite if on.dialect.name == "sqlite" else postgresql
    on.execute(
        dialect.insert(WorkItem)
        .values(
            contact=contact,
            session=session,
            address=address,
            step=step,
            fingerprint=fingerprint,
            task=task,
            locale=locale,
            state="queued",
            reason="",
            attempts=0,
            created_at=now,
            sealed=seal.json(dict(args)),
        )
        .on_conflict_do_nothing(index_elements=["session", "step", "fingerprint"])
    )


def claim(on: Connection, seal: Seal, now: datetime, lease: timedelta, most: int) -> list[Item]:
    """Take waiting work; what was running past its lease was lost and is taken again."""
    free = or_(
        WorkItem.state == "queued",
        (WorkItem.state == "running") & (WorkItem.lease_until < now),  # type: ignore[operator]
    )
    chosen = (
        select(WorkItem.id)
        .where(free)
        .order_by(WorkItem.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(on.scalars(chosen))
    if not ids:
        return []
    rows = on.execute(
        update(WorkItem)
        .where(WorkItem.id.in_(ids))  # type: ignore[union-attr]
        .values(state="running", lease_until=now + lease, attempts=WorkItem.attempts + 1)
        .returning(*_COLUMNS)
    )
    return [
        Item(*row[:9], body=cast("dict[str, Json]", seal.open_json(row[9]))) for row in rows.all()
    ]


def settle(on: Connection, id: int, state: str, reason: str = "") -> None:
    """Mark work done, failed, or queued again."""
    values = {"state": state, "reason": reason, "lease_until": None}
    on.execute(update(WorkItem).where(WorkItem.id == id).values(**values))
