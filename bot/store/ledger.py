"""The ledger: what each message cost, and the bubbles that failed after they were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlmodel import col

from bot.store.database import insert_unless
from bot.store.quick import Quick
from bot.store.tables import MOST, THIS, Outbound
from bot.store.tables_delivery import Charge

_CHARGE = Quick(insert_unless(Charge, ["external"], col(Charge.id)))
_FAILED = select(
    col(Outbound.id),
    col(Outbound.channel),
    col(Outbound.address),
    col(Outbound.state),
    col(Outbound.attempts),
    col(Outbound.created_at),
    col(Outbound.code),
    col(Outbound.plan),
).where(col(Outbound.external) == THIS)
_AGAIN = (
    update(Outbound)
    .where(col(Outbound.id) == THIS, col(Outbound.state) == "failed")
    .values(state="errored", due_at=bindparam("at"), external=None)
)
_DEAD = (
    select(
        col(Outbound.id),
        col(Outbound.channel),
        col(Outbound.kind),
        col(Outbound.state),
        col(Outbound.plan),
        col(Outbound.reason),
        col(Outbound.code),
        col(Outbound.attempts),
        col(Outbound.created_at),
        col(Outbound.due_at),
    )
    .order_by(col(Outbound.id).desc())
    .limit(MOST)
)
_RETRY = (
    update(Outbound)
    .where(col(Outbound.state).in_(("failed", "withheld")), col(Outbound.reason) != "forgotten")
    .values(
        state="queued",
        plan="",
        reason="retried by the operator",
        code=None,
        attempts=0,
        due_at=bindparam("at"),
        external=None,
        expires_at=None,
        created_at=bindparam("at"),
    )
)
_DAYS = (
    select(
        col(Charge.day),
        col(Charge.channel),
        col(Charge.category),
        func.count(),
        func.sum(col(Charge.micros)),
        func.count(col(Charge.micros)),
        func.max(col(Charge.currency)),
    )
    .where(col(Charge.billable))
    .group_by(col(Charge.day), col(Charge.channel), col(Charge.category))
    .order_by(col(Charge.day).desc())
    .limit(MOST)
)


@dataclass(frozen=True)
class Failed:
    """A bubble that failed. country: of its address, if the address names one."""

    id: int
    channel: str
    address: int
    state: str
    attempts: int
    created_at: datetime
    code: int | None = None
    template: str = ""
    country: str = ""


@dataclass(frozen=True)
class Listed:
    """A bubble as the operator sees it: no words, no address."""

    id: int
    channel: str
    kind: str
    state: str
    plan: str
    reason: str
    code: int | None
    attempts: int
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class Day:
    """What a day cost in one category. known: how many of the messages have a known price."""

    day: date
    channel: str
    category: str
    messages: int
    micros: int | None
    known: int
    currency: str


def charge(
    on: Connection,
    external: bytes,
    *,
    channel: str,
    category: str,
    type: str,
    billable: bool,
    micros: int | None,
    currency: str,
    day: date,
    at: datetime,
) -> bool:
    """Keep what a message cost; False when it was kept before."""
    values = {
        "external": external,
        "channel": channel,
        "category": category,
        "type": type,
        "billable": billable,
        "micros": micros,
        "currency": currency,
        "day": day,
        "at": at,
    }
    return _CHARGE.first(on, values) is not None


def days(on: Connection, most: int = 31) -> list[Day]:
    """What was charged, newest day first."""
    return [Day(*row) for row in on.execute(_DAYS, {"most": most})]


def failed(on: Connection, external: bytes) -> Failed | None:
    """The bubble a platform speaks of by its own id."""
    row = on.execute(_FAILED, {"this": external}).first()
    if row is None:
        return None
    plan = row[7]
    template = plan.removeprefix("template:") if plan.startswith("template:") else ""
    return Failed(*row[:7], template)


def again(on: Connection, id: int, now: datetime, pause: float) -> None:
    """Send a bubble again that failed after the platform took it."""
    on.execute(_AGAIN, {"this": id, "at": now + timedelta(seconds=pause)})


def listed(on: Connection, state: str = "", most: int = 50) -> list[Listed]:
    """Bubbles of a state, newest first; without one, all that are not simply sent."""
    states: Any = (state,) if state else ("queued", "wired", "errored", "failed", "withheld")
    found: Any = on.execute(_DEAD.where(col(Outbound.state).in_(states)), {"most": most})
    return [Listed(*row) for row in found]


def retry(on: Connection, now: datetime, id: int | None = None) -> int:
    """Queue dead bubbles again, one or all that failed; how many. What was forgotten stays so."""
    if id is not None:
        return on.execute(_RETRY.where(col(Outbound.id) == id), {"at": now}).rowcount
    return on.execute(_RETRY.where(col(Outbound.state) == "failed"), {"at": now}).rowcount
