"""Messages in and out: accepted once, claimed in order, marked with what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Connection,
    LargeBinary,
    String,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.model import DeliveryStatus, Json
from bot.store.database import insert_unless
from bot.store.quick import Quick
from bot.store.seal import Seal
from bot.store.tables import MOST, NEW, NOW, OF, THIS, UNSENT, Inbound, Outbound

RANK = {
    "queued": 0,
    "wired": 1,
    "errored": 1,
    "sent": 2,
    "failed": 3,
    "withheld": 3,
    "delivered": 4,
    "read": 5,
}
MOMENT = {"sent": "sent_at", "delivered": "delivered_at", "read": "read_at"}


@dataclass(frozen=True)
class Taken:
    """An inbound claimed for its turn. body: `bot.conversation` wrote and reads it.

    more: another one waits behind it.
    """

    id: int
    address: int
    channel: str
    body: Mapping[str, Json]
    received_at: datetime
    more: bool = False


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
    urgency: int = 0
    topic: str = ""
    code: int | None = None
    expires_at: datetime | None = None
    broadcast: int | None = None


_UPTO: Any = bindparam("upto")
_AT: Any = bindparam("at")
_AFTER: Any = bindparam("after")
_ON: Any = bindparam("on")
_IN = col(Inbound.id)
_OUT = col(Outbound.id)
_NUMBER = col(Outbound.bubble)
_STATE = col(Outbound.state)
_HERS = (col(Outbound.contact) == OF, col(Outbound.address) == _AT)
_COLUMNS: tuple[Any, ...] = tuple(
    getattr(Outbound, name)
    for name in (
        *("id", "contact", "address", "channel", "bubble", "kind", "locale", "attempts"),
        *("created_at", "sealed", "urgency", "topic", "code", "expires_at", "broadcast"),
    )
)


def _one_of(*states: str) -> Any:
    return _STATE.in_([literal_column(f"'{state}'") for state in states])


_ACCEPT = Quick(insert_unless(Inbound, ["channel", "external"], _IN))
_KEEP = Quick(insert_unless(Inbound, ["channel", "external"]))
_OLDEST_NEW = Quick(
    select(_IN, col(Inbound.address), col(Inbound.channel), col(Inbound.sealed))
    .add_columns(col(Inbound.received_at))
    .where(NEW, col(Inbound.contact) == OF)
    .order_by(_IN)
    .limit(2)
)
_WAITING = (
    select(col(Inbound.contact))
    .where(NEW)
    .group_by(col(Inbound.contact))
    .order_by(func.min(_IN))
    .limit(MOST)
)
_SETTLE = Quick(update(Inbound).where(_IN == THIS))
_RECEIVED = select(_IN, col(Inbound.reason)).where(
    col(Inbound.channel) == _ON, col(Inbound.external) == THIS, col(Inbound.contact) == OF
)
_BETWEEN = (
    select(col(Inbound.reason))
    .where(col(Inbound.contact) == OF, _AFTER < _IN, _IN < _UPTO, col(Inbound.channel) != "work")
    .limit(MOST)
)
_FORGET = update(Inbound).where(col(Inbound.contact) == OF)

_ADD = Quick(insert(Outbound))
_QUEUE = Quick(insert(Outbound).returning(_OUT))
_HURRY = Quick(
    update(Outbound)
    .where(UNSENT, col(Outbound.contact) == OF, col(Outbound.urgency) > MOST)
    .values(
        urgency=MOST,
        due_at=case(
            (_one_of("queued") & (col(Outbound.due_at) > NOW), NOW), else_=col(Outbound.due_at)
        ),
    )
)
_BUBBLE = Quick(select(*_COLUMNS).where(col(Outbound.contact) == OF, _NUMBER == THIS))
_SINCE = select(*_COLUMNS).where(*_HERS, _NUMBER > _AFTER).order_by(_NUMBER.desc()).limit(MOST)
_EARLIER = aliased(Outbound, name="earlier")
_FIRST = ~exists().where(
    col(_EARLIER.contact) == col(Outbound.contact),
    col(_EARLIER.id) < _OUT,
    text("earlier." + UNSENT.text),
)
_DUE = (
    select(_OUT)
    .where(UNSENT, col(Outbound.due_at) <= NOW, col(Outbound.urgency) <= _UPTO, _FIRST)
    .where(col(Outbound.channel).in_(bindparam("channels", expanding=True)))
    .order_by(col(Outbound.urgency), col(Outbound.due_at), _OUT)
    .limit(MOST)
    .with_for_update(skip_locked=True, key_share=True)
)
_CLAIM = (
    update(Outbound)
    .where(_OUT.in_(bindparam("ids", expanding=True)))
    .values(state="wired", due_at=bindparam("until"), attempts=col(Outbound.attempts) + 1)
    .returning(*_COLUMNS)
)
_SEEN = (
    update(Outbound)
    .where(*_HERS, _NUMBER <= _UPTO, _one_of("queued", "wired", "errored", "sent"))
    .values(state="delivered", delivered_at=NOW)
)
_WITHHOLD = (
    update(Outbound).where(*_HERS, UNSENT, _one_of("queued", "errored")).values(state="withheld")
)
_COUNTS = select(_STATE, func.count()).group_by(_STATE)


@cache
def marking(status: DeliveryStatus, key: str) -> Quick:
    """The statement that moves a bubble forward and never back, whoever else writes meanwhile."""
    forward = _one_of(*(state for state, rank in RANK.items() if rank <= RANK[status]))
    why = bindparam("why", type_=String())
    values: dict[str, Any] = {
        "state": case((forward, literal_column(f"'{status}'")), else_=_STATE),
        "reason": case((forward & (why != ""), why), else_=col(Outbound.reason)),
        "due_at": case((forward, bindparam("again")), else_=col(Outbound.due_at)),
        "external": func.coalesce(bindparam("given", type_=LargeBinary()), col(Outbound.external)),
    }
    if status in (DeliveryStatus.DELIVERED, DeliveryStatus.READ):  # whatever was said to fail it
        values["reason"] = case((forward, ""), else_=col(Outbound.reason))
    if status in MOMENT:
        values[MOMENT[status]] = func.coalesce(getattr(Outbound, MOMENT[status]), NOW)
    return Quick(update(Outbound).where(getattr(Outbound, key) == THIS).values(values))


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
    asking: bool = True,
) -> bool:
    """Keep one inbound; False when this very message was kept before, if that is asked."""
    values = {
        "contact": contact,
        "address": address,
        "channel": channel,
        "external": seal.digest(channel, external),
        "sealed": seal.json(body),
        "received_at": now,
        "state": "new",
        "reason": "",
    }
    if asking:
        return _ACCEPT.first(on, values) is not None
    _KEEP.run(on, values)
    return True


def oldest_new(on: Connection, seal: Seal, contact: int) -> Taken | None:
    """The contact's oldest message nobody has handled."""
    found = _OLDEST_NEW.all(on, {"of": contact})
    if not found:
        return None
    id, address, channel, sealed, at = found[0]
    body = cast("dict[str, Json]", seal.open_json(sealed))
    return Taken(id, address, channel, body, at, more=len(found) > 1)


def waiting_contacts(on: Connection, most: int = 500) -> list[int]:
    """Contacts with messages nobody has handled, longest waiting first."""
    return list(on.scalars(_WAITING, {"most": most}))


def settle(on: Connection, inbound: int, state: str, reason: str = "") -> None:
    """Mark an inbound handled or failed."""
    _SETTLE.run(on, {"this": inbound, "state": state, "reason": reason})


def received(
    on: Connection, seal: Seal, contact: int, channel: str, external: str
) -> tuple[int, str] | None:
    """The id of a message by the platform's id, and what was noted beside it."""
    these = {"on": channel, "this": seal.digest(channel, external), "of": contact}
    row = on.execute(_RECEIVED, these).first()
    return None if row is None else (row[0], row[1])


def received_between(on: Connection, contact: int, after: int, upto: int) -> list[str]:
    """What was noted beside the messages a contact sent between two of hers."""
    return list(on.scalars(_BETWEEN, {"of": contact, "after": after, "upto": upto, "most": 20}))


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
    topic: str = "",
    expires_at: datetime | None = None,
    broadcast: int | None = None,
    asking: bool = True,
) -> int:
    """Queue one bubble; its id if asked, else 0. What stands before it in the contact's order hurries with it.

    topic: what she may stop; expires_at: when it is no longer worth saying.
    """
    values = {
        "contact": contact,
        "address": address,
        "channel": channel,
        "bubble": bubble,
        "kind": kind,
        "urgency": urgency,
        "state": "queued",
        "reason": "",
        "locale": locale,
        "content": content,
        "sealed": seal.json(body),
        "attempts": 0,
        "created_at": now,
        "due_at": now,
        "topic": topic,
        "plan": "",
        "expires_at": expires_at,
        "broadcast": broadcast,
    }
    _HURRY.run(on, {"of": contact, "most": urgency, "now": now})
    if asking:
        return cast(int, _QUEUE.one(on, values)[0])
    _ADD.run(on, values)
    return 0


def bubble(on: Connection, seal: Seal, contact: int, number: int) -> Bubble | None:
    """One bubble of a contact, of any age."""
    row = _BUBBLE.first(on, {"of": contact, "this": number})
    return None if row is None else _opened(seal, row)


def since(
    on: Connection, seal: Seal, contact: int, address: int, after: int, most: int
) -> list[Bubble]:
    """The newest bubbles after a number, in order."""
    these = {"of": contact, "at": address, "after": after, "most": most}
    return [_opened(seal, row) for row in reversed(on.execute(_SINCE, these).all())]


def _opened(seal: Seal, row: Any) -> Bubble:
    return Bubble(*(*row[:9], cast("dict[str, Json]", seal.open_json(row[9])), *row[10:]))


def claim(
    on: Connection,
    seal: Seal,
    channels: Sequence[str],
    now: datetime,
    most: int,
    lease: timedelta,
    *,
    upto: int = 9,
) -> list[Bubble]:
    """Take what is due for sending: at most one per contact, its oldest, replies first.

    A row `wired` past its lease was lost with its process and is taken again.
    upto: the urgency of the least urgent; 0 takes replies only.
    """
    these = {"channels": list(channels), "now": now, "most": most, "upto": upto}
    ids = list(on.scalars(_DUE, these))
    if not ids:
        return []
    rows = on.execute(_CLAIM, {"ids": ids, "until": now + lease}).all()
    place = {id: n for n, id in enumerate(ids)}
    return [_opened(seal, row) for row in sorted(rows, key=lambda row: place[row[0]])]


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
    """Note what became of a bubble. Statuses may come out of order: none goes backwards.

    external: (channel, the platform's id), by which the platform speaks of it from now on.
    due_at: when to try an errored one again; now, if not given.
    """
    given = seal.digest(*external) if external else None
    marking(status, "id").run(on, news(status, id, now, reason, given, due_at))


def news(
    status: DeliveryStatus,
    this: int | bytes,
    at: datetime,
    why: str,
    given: bytes | None = None,
    again: datetime | None = None,
) -> dict[str, object]:
    """What `marking` is given about one bubble."""
    news: dict[str, object] = {"this": this, "why": why, "given": given, "again": again or at}
    return {**news, "now": at} if status in MOMENT else news


def seen(on: Connection, contact: int, address: int, upto: int, now: datetime) -> None:
    """The person's device has every bubble up to this number; none of them is sent again."""
    on.execute(_SEEN, {"of": contact, "at": address, "upto": upto, "now": now})


def withhold(on: Connection, contact: int, address: int, reason: str) -> None:
    """Do not send what waits for an address; the reason is kept."""
    on.execute(_WITHHOLD, {"of": contact, "at": address, "reason": reason})


def counts(on: Connection) -> dict[str, int]:
    """How many bubbles stand in each delivery status."""
    return {row[0]: row[1] for row in on.execute(_COUNTS)}


def forget_words(on: Connection, seal: Seal, contact: int) -> None:
    """Empty every message of a contact who did not agree to be remembered."""
    on.execute(_FORGET, {"of": contact, "sealed": seal.json({})})
