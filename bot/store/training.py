"""Sessions of training modules with their results, in order, as many as there are.

Only of people who agreed to be remembered, and within a cohort if one is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from bot.cohort import Condition
from bot.model import Json
from bot.store import broadcasts
from bot.store.cases import value_of
from bot.store.seal import Seal
from bot.store.tables import Outbound, Result, Session
from bot.store.tables_delivery import Broadcast, Recipient

AT_ONCE = 1_000
PREFIX = "training/"


@dataclass(frozen=True)
class Walk:
    """One session of a module. stopped: the step it waits at, when it is not over."""

    id: int
    contact: int
    module: str
    state: str
    started: date
    stopped: str = ""
    results: Mapping[str, Json] = field(default_factory=dict)


def count(on: Connection) -> int:
    """How many sessions there are, for a progress bar."""
    flow = col(Session.flow).like(f"{PREFIX}%")
    return on.scalar(select(func.count()).select_from(Session).where(flow)) or 0


def walks(
    on: Connection, seal: Seal, module: str, conditions: Sequence[Condition] = ()
) -> Iterator[Walk]:
    """Every session of a module, or of all for an empty one; oldest first, a page at a time.

    A session that recorded no module is another flow of training: a certificate, a picture.
    """
    flow, id = col(Session.flow), col(Session.id)
    chosen = flow == PREFIX + module if module else flow.like(f"{PREFIX}%")
    columns = (id, col(Session.contact), flow, col(Session.state), col(Session.started))
    page = (
        select(*columns, col(Session.sealed))
        .where(chosen)
        .where(*broadcasts.agreed(conditions, col(Session.contact)))
        .order_by(id)
        .limit(AT_ONCE)
    )
    after = 0
    while rows := on.execute(page.where(id > after)).all():
        after = rows[-1][0]
        found = _results(on, seal, [row[0] for row in rows])
        for row in rows:
            if "module" in found.get(row[0], {}):
                yield _walk(seal, row, found[row[0]])


def _results(on: Connection, seal: Seal, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """The results of these sessions."""
    found: dict[int, dict[str, Json]] = {}
    rows = select(
        col(Result.session), col(Result.name), col(Result.code), col(Result.sealed)
    ).where(col(Result.session).in_(ids))
    for session, name, code, sealed in on.execute(rows):
        found.setdefault(session, {})[name] = value_of(seal, code, sealed)
    return found


def _walk(seal: Seal, row: Any, found: Mapping[str, Json]) -> Walk:
    id, contact, flow, state, started, sealed = row
    open_ = state in ("waiting", "interrupted")
    body = seal.open_json(sealed) if open_ else None
    stopped = body.get("waiting_for") if isinstance(body, dict) else ""
    module = flow.removeprefix(PREFIX)
    return Walk(id, contact, module, state, started, str(stopped or ""), found)


def sent(on: Connection, module: str, conditions: Sequence[Condition] = ()) -> int:
    """How many people a module was pushed to and reached."""
    there = col(Outbound.state).in_(("sent", "delivered", "read"))
    rows = (
        select(func.count(func.distinct(col(Recipient.contact))))
        .join(Broadcast, col(Broadcast.id) == col(Recipient.broadcast))
        .join(Outbound, col(Outbound.id) == col(Recipient.outbound))
        .where(col(Broadcast.key).like(f"push:{module}:%"), there)
        .where(*broadcasts.agreed(conditions, col(Recipient.contact)))
    )
    return on.scalar(rows) or 0
