"""Messages in and out: accepted once, claimed in order, marked with what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, and_, exists, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from bot.model import DeliveryStatus, Json
from bot.store.seal import Seal
from bot.store.tables import Inbound, Outbound

OPEN = ("queued", "wired", "errored")
RANK = {"queued": 0, "wired": 1, "errored": 1, "sent": 2, "failed": 2, "delivered": 3, "read": 4}


@dataclass(frozen=True)
class Taken:
    """An inbound claimed for its turn. body: `bot.conversation` wrote and reads it."""

    id: int
    address: int
    channel: str
    body: Mapping[str, Json]
    received_at: datetime


@dataclass(frozen=True)
class Bubble:
    """An outbound row, opened. body: text, buttons, options, media, session, step, page."""

    id: int
    contact: int
    address: int
    channel: str
    bubble: int
    kind: str
    locale: str
    attempts: int
    created_at: datetime
    body: Mapping[str, Json]


def accept(
    on: Connection,
    seal: Seal,
    *,
    contact: int,
    address: int,
    channel: str,
    external: str,
    body: Mapping[str, Json],
    now: datetime,
) -> bool:
    """Keep one inbound; False when this very message was kept before."""
    dialect = sqlite if on.dialect.name == "sqlite" else postgresql
    row = on.execute(
        dialect.insert(Inbound)
        .values(
            contact=contact,
            address=address,
            channel=channel,
            external=seal.digest(channel, external),
            sealed=seal.json(body),
            received_at=now,
            state="new",
            reason="",
        )
        .on_conflict_do_nothing(index_elements=["channel", "external"])
        .returning(Inbound.id)
    ).first()
    return row is not None


def oldest_new(on: Connection, seal: Seal, contact: int) -> Taken | None:
    """The contact's oldest message nobody has handled."""
    row = on.execute(
        select(
            Inbound.id, Inbound.address, Inbound.channel, Inbound.sealed, Inbound.received_at
        )
        .where(Inbound.contact == contact, Inbound.state == "new")
        .order_by(Inbound.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    return Taken(row[0], row[1], row[2], cast("dict[str, Json]", seal.open_json(row[3])), row[4])


def waiting_contacts(on: Connection, most: int = 500) -> list[int]:
    """Contacts with messages nobody has handled, longest waiting first."""
    wanted = (
        select(Inbound.contact)
        .where(Inbound.state == "new")
        .group_by(Inbound.contact)
        .order_by(func.min(Inbound.id))
        .limit(most)
    )
    return [cast(int, contact) for contact in on.scalars(wanted)]


def settle(on: Connection, inbound: int, state: str, reason: str = "") -> None:
    """Mark an inbound handled or failed."""
    on.execute(update(Inbound).where(Inbound.id == inbound).values(state=state, reason=reason))


def queue(
    on: Connection,
    seal: Seal,
    *,
    contact: int,
    address: int,
    channel: str,
    bubble: int,
    kind: str,
    locale: str,
    content: str,
    body: Mapping[str, Json],
    now: datetime,
    urgency: int = 0,
) -> int:
    """Queue one bubble; its id."""
    made = insert(Outbound).values(
        contact=contact,
        address=address,
        channel=channel,
        bubble=bubble,
        kind=kind,
        urgency=urgency,
        state="queued",
        reason="",
        locale=locale,
        content=content,
        sealed=seal.json(body),
        attempts=0,
        created_at=now,
        due_at=now,
    )
    return cast(int, on.scalar(made.returning(Outbound.id)))


def bubble(on: Connection, seal: Seal, contact: int, number: int) -> Bubble | None:
    """One bubble of a contact, of any age."""
    return next(
        iter(_bubbles(on, seal, Outbound.contact == contact, Outbound.bubble == number)), None
    )


def since(
    on: Connection, seal: Seal, contact: int, address: int, after: int, most: int
) -> list[Bubble]:
    """The newest bubbles after a number, in order."""
    where = (Outbound.contact == contact, Outbound.address == address, Outbound.bubble > after)
    return _bubbles(on, seal, *where, most=most)


def _bubbles(on: Connection, seal: Seal, *where: Any, most: int = 1) -> list[Bubble]:
    rows = on.execute(
        select(*_COLUMNS).where(*where).order_by(Outbound.bubble.desc()).limit(most)  # type: ignore[attr-defined]
    ).all()
    return [_opened(seal, row) for row in reversed(rows)]


_COLUMNS: tuple[Any, ...] = (
    Outbound.id,
    Outbound.contact,
    Outbound.address,
    Outbound.channel,
    Outbound.bubble,
    Outbound.kind,
    Outbound.locale,
    Outbound.attempts,
    Outbound.created_at,
    Outbound.sealed,
)


def _opened(seal: Seal, row: Any) -> Bubble:
    return Bubble(*row[:9], body=cast("dict[str, Json]", seal.open_json(row[9])))


def claim(
    on: Connection, seal: Seal, channels: Sequence[str], now: datetime, most: int, lease: timedelta
) -> list[Bubble]:
    """Take what is due for sending: at most one per contact, its oldest, replies first.

    A row `wired` past its lease was lost with its process and is taken again.
    """
    earlier = aliased(Outbound)
    due = or_(
        and_(Outbound.state.in_(("queued", "errored")), Outbound.due_at <= now),  # type: ignore[attr-defined]
        and_(Outbound.state == "wired", Outbound.lease_until < now),  # type: ignore[operator]
    )
    first = ~exists().where(
        earlier.contact == Outbound.contact,
        earlier.id < Outbound.id,
        earlier.state.in_(OPEN),  # type: ignore[attr-defined]
    )
    chosen = (
        select(Outbound.id)
        .where(due, first, Outbound.channel.in_(channels))  # type: ignore[attr-defined]
        .order_by(Outbound.urgency, Outbound.due_at, Outbound.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(on.scalars(chosen))
    if not ids:
        return []
    rows = on.execute(
        update(Outbound)
        .where(Outbound.id.in_(ids))  # type: ignore[union-attr]
        .values(state="wired", lease_until=now + lease, attempts=Outbound.attempts + 1)
        .returning(*_COLUMNS)
    ).all()
    return [_opened(seal, row) for row in sorted(rows, key=lambda row: ids.index(row[0]))]


def mark(
    on: Connection,
    seal: Seal,
    id: int,
    status: DeliveryStatus,
    now: datetime,
    *,
    reason: str = "",
    external: tuple[str, str] | None = None,
    due_at: datetime | None = None,
) -> None:
    """Note what became of a bubble. Statuses may come out of order: none goes backwards."""
    known = on.scalar(select(Outbound.state).where(Outbound.id == id))
    if known is None:
        return
    values: dict[str, object] = {"reason": reason} if reason else {}
    moment = {"sent": "sent_at", "delivered": "delivered_at", "read": "read_at"}.get(status)
    if moment:
        values[moment] = now
    if RANK.get(status, 2) >= RANK.get(known, 0):
        values |= {"state": str(status), "lease_until": None}
    if external:
        values["external"] = seal.digest(*external)
    if due_at:
        values["due_at"] = due_at
    on.execute(update(Outbound).where(Outbound.id == id).values(**values))


def seen(on: Connection, contact: int, address: int, upto: int, now: datetime) -> None:
    """The person's device has every bubble up to this number."""
    on.execute(
        update(Outbound)
        .where(
            Outbound.contact == contact,
            Outbound.address == address,
            Outbound.bubble <= upto,
            Outbound.state == "sent",
        )
        .values(state="delivered", delivered_at=now)
    )


def counts(on: Connection) -> dict[str, int]:
    """How many bubbles stand in each delivery status."""
    rows = on.execute(select(Outbound.state, func.count()).group_by(Outbound.state))
    return {state: count for state, count in rows}


def forget_words(on: Connection, seal: Seal, contact: int) -> None:
    """Empty every message of a contact who did not agree to be remembered."""
    empty = seal.json({})
    on.execute(update(Inbound).where(Inbound.contact == contact).values(sealed=empty))
