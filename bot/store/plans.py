"""What was decided about bubbles that were claimed, and what the decision needs to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.store.seal import Seal
from bot.store.tables import OF, THIS, Address, Inbound, Outbound
from bot.store.tables_delivery import Tally, TemplateState

_AT: Any = bindparam("at")
_ADDRESSES = (
    select(col(Address.id), col(Address.channel), col(Address.kind))
    .where(col(Address.contact) == OF)
    .order_by(col(Address.id))
)
_HEARD = (
    select(col(Inbound.received_at), col(Inbound.sealed))
    .where(col(Inbound.contact) == OF, col(Inbound.address) == _AT, col(Inbound.channel) != "work")
    .order_by(col(Inbound.id).desc())
    .limit(1)
)
_CHANGE = update(Outbound).where(col(Outbound.id) == THIS)
_SPENT = select(func.sum(col(Tally.messages)), func.sum(col(Tally.micros))).where(
    col(Tally.day) == bindparam("day")
)
_STATES = select(
    col(TemplateState.name),
    col(TemplateState.language),
    col(TemplateState.status),
    col(TemplateState.reason),
)


@dataclass(frozen=True)
class Place:
    """One address of a contact, unopened."""

    id: int
    channel: str
    kind: str


def places(on: Connection, contact: int) -> list[Place]:
    """Where a contact may be reached, oldest first."""
    return [Place(*row) for row in on.execute(_ADDRESSES, {"of": contact})]


def heard(
    on: Connection, seal: Seal, contact: int, address: int
) -> tuple[datetime, datetime] | None:
    """When she last wrote from an address: as the platform says (or when we got it), and when we
    got it."""
    row = on.execute(_HEARD, {"of": contact, "at": address}).first()
    if row is None:
        return None
    body = seal.open_json(row[1])
    said = body.get("at") if isinstance(body, dict) else None
    got: datetime = row[0]
    return (min(got, datetime.fromisoformat(said)) if isinstance(said, str) else got), got


def put_off(on: Connection, id: int, plan: str, reason: str, until: datetime) -> None:
    """Decide about a bubble again at a moment; looking at it was no attempt."""
    on.execute(
        _CHANGE.values(
            state="queued",
            plan=plan,
            reason=reason,
            due_at=until,
            attempts=col(Outbound.attempts) - 1,
        ),
        {"this": id},
    )


def readdress(on: Connection, id: int, place: tuple[int, str], reason: str, now: datetime) -> None:
    """Send a bubble to another address of hers. place: address id and channel."""
    moved = {"address": place[0], "channel": place[1], "state": "queued", "due_at": now}
    what = {"plan": f"elsewhere:{place[1]}", "reason": reason, "attempts": 0, "code": None}
    on.execute(_CHANGE.values(**moved, **what), {"this": id})


def withhold(on: Connection, id: int, reason: str) -> None:
    """Do not send a bubble."""
    on.execute(_CHANGE.values(state="withheld", plan="withheld", reason=reason), {"this": id})


def noted(on: Connection, id: int, plan: str, reason: str) -> None:
    """Say how a bubble is being sent."""
    on.execute(_CHANGE.values(plan=plan, reason=reason), {"this": id})


def coded(on: Connection, id: int, code: int | None) -> None:
    """Keep the platform's code beside the reason."""
    on.execute(_CHANGE.values(code=code), {"this": id})


def spent(on: Connection, day: date) -> tuple[int, int]:
    """Paid messages of a day and what they cost in millionths, as far as rates are known."""
    row = on.execute(_SPENT, {"day": day}).one()
    return row[0] or 0, row[1] or 0


def spend(on: Connection, day: date, channel: str, category: str, micros: int | None) -> None:
    """Count one paid message before it leaves."""
    dialects: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
    key = {"day": day, "channel": channel, "category": category}
    made = dialects[on.dialect.name].insert(Tally)
    made = made.values({**key, "messages": 1, "micros": micros or 0})
    more = {
        "messages": col(Tally.messages) + 1,
        "micros": col(Tally.micros) + made.excluded.micros,
    }
    on.execute(made.on_conflict_do_update(index_elements=list(key), set_=more))


def template_states(on: Connection) -> Mapping[tuple[str, str], tuple[str, str]]:
    """What platforms say of templates: (name, language) → (status, reason)."""
    return {(row[0], row[1]): (row[2], row[3]) for row in on.execute(_STATES)}


def template_state(
    on: Connection,
    name: str,
    language: str,
    *,
    status: str,
    category: str,
    reason: str,
    now: datetime,
) -> None:
    """Keep what a platform says of a template."""
    dialects: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
    key: Sequence[str] = ("name", "language")
    news = {"status": status, "category": category, "reason": reason, "at": now}
    made = dialects[on.dialect.name].insert(TemplateState)
    made = made.values({"name": name, "language": language, **news})
    on.execute(made.on_conflict_do_update(index_elements=key, set_=news))
