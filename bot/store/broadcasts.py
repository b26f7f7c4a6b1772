"""Broadcasts as rows: recipients found by one statement over the cohort, fed on, counted.

The payload stands once, with the broadcast. A recipient is a narrow row until her bubble is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.cohort import Condition
from bot.model import Json
from bot.store.database import insert_unless
from bot.store.seal import Seal
from bot.store.tables import (
    MOST,
    NOW,
    OF,
    THIS,
    UNSENT,
    Address,
    Contact,
    Fact,
    Outbound,
    Session,
)
from bot.store.tables_delivery import TO_FEED, Broadcast, Recipient

_AFTER: Any = bindparam("after", type_=BigInteger())
_UPTO: Any = bindparam("upto", type_=BigInteger())
_ID, _STATE = col(Broadcast.id), col(Broadcast.state)
_COLUMNS: tuple[Any, ...] = tuple(
    getattr(Broadcast, name)
    for name in (
        *("id", "key", "kind", "topic", "cohort", "state", "planned"),
        *("created_at", "starts_at", "expires_at", "sealed"),
    )
)
_START = insert_unless(Broadcast, ["key"], _ID)
_BY_KEY = select(*_COLUMNS).where(col(Broadcast.key) == THIS)
_BY_ID = select(*_COLUMNS).where(_ID == THIS)
_ALL = select(*_COLUMNS).order_by(_ID.desc()).limit(MOST)
_ACTIVE = (
    select(*_COLUMNS)
    .where(_STATE.in_(("planning", "running")), col(Broadcast.starts_at) <= NOW)
    .order_by(_ID)
)
_STATE_OF: Any = select(_STATE).where(_ID == THIS)
_CHANGE = update(Broadcast).where(_ID == THIS)
_NEWEST = select(func.max(col(Contact.id)))
_PENDING = (
    select(col(Recipient.contact))
    .where(TO_FEED, col(Recipient.broadcast) == OF, col(Recipient.contact) > _AFTER)
    .order_by(col(Recipient.contact))
    .limit(MOST)
    .with_for_update(skip_locked=True)
)
_SETTLE = update(Recipient).where(col(Recipient.broadcast) == OF, col(Recipient.contact) == THIS)
_DUE = select(func.count()).select_from(
    select(literal_column("1"))
    .select_from(Outbound)
    .where(UNSENT, col(Outbound.urgency) >= 2, col(Outbound.due_at) <= NOW)
    .limit(MOST)
    .subquery()
)
_PROGRESS = (
    select(
        col(Recipient.state),
        func.coalesce(col(Outbound.state), ""),
        func.coalesce(func.nullif(col(Outbound.reason), ""), col(Recipient.reason)),
        func.count(),
    )
    .outerjoin(Outbound, col(Outbound.id) == col(Recipient.outbound))
    .where(col(Recipient.broadcast) == OF)
    .group_by(literal_column("1"), literal_column("2"), literal_column("3"))
)
_FACT, _TOLD = aliased(Fact, name="f"), aliased(Recipient, name="told")


@dataclass(frozen=True)
class Sending:
    """One broadcast. planned: up to which contact recipients were found. body: what is said."""

    id: int
    key: str
    kind: str
    topic: str
    cohort: str
    state: str
    planned: int
    created_at: datetime
    starts_at: datetime
    expires_at: datetime
    body: Mapping[str, Json]


def _opened(seal: Seal, row: Any) -> Sending:
    return Sending(*(*row[:10], cast("dict[str, Json]", seal.open_json(row[10]))))


def start(
    on: Connection,
    seal: Seal,
    *,
    key: str,
    kind: str,
    topic: str,
    cohort: str,
    body: Mapping[str, Json],
    now: datetime,
    starts_at: datetime,
    expires_at: datetime,
) -> tuple[Sending, bool]:
    """Begin a broadcast, or find the one with this key: (it, whether it is new)."""
    values = {
        "key": key,
        "kind": kind,
        "topic": topic,
        "cohort": cohort,
        "state": "planning",
        "planned": 0,
        "created_at": now,
        "starts_at": starts_at,
        "expires_at": expires_at,
        "sealed": seal.json(body),
    }
    new = on.execute(_START[on.dialect.name], values).first() is not None
    return _opened(seal, on.execute(_BY_KEY, {"this": key}).one()), new


def find(on: Connection, seal: Seal, id: int) -> Sending | None:
    """One broadcast."""
    row = on.execute(_BY_ID, {"this": id}).first()
    return None if row is None else _opened(seal, row)


def all_(on: Connection, seal: Seal, most: int = 20) -> list[Sending]:
    """The newest ones."""
    return [_opened(seal, row) for row in on.execute(_ALL, {"most": most})]


def active(on: Connection, seal: Seal, now: datetime) -> list[Sending]:
    """Those to plan or to feed, oldest first."""
    return [_opened(seal, row) for row in on.execute(_ACTIVE, {"now": now})]


def change(on: Connection, id: int, **values: Any) -> None:
    """Write columns of a broadcast."""
    on.execute(_CHANGE.values(**values), {"this": id})


def move(on: Connection, id: int, state: str, *, among: Sequence[str]) -> bool:
    """Change its state, when it stands in one of these; whether it did."""
    made = _CHANGE.where(_STATE.in_(among)).values(state=state)
    return on.execute(made, {"this": id}).rowcount > 0


def newest_contact(on: Connection) -> int:
    """Up to which contact there is anybody."""
    return on.scalar(_NEWEST) or 0


def plan(
    on: Connection, id: int, conditions: Sequence[Condition], topic: str, after: int, upto: int
) -> int:
    """Find the recipients among contacts of a range, in one statement; how many."""
    given = {"after": after, "upto": upto}
    who: Any = select(
        sql_cast(bindparam("of", id, type_=BigInteger()), BigInteger),
        col(Contact.id),
        literal_column("'pending'"),
        literal_column("''"),
    ).where(col(Contact.id) > _AFTER, col(Contact.id) <= _UPTO, *_members(conditions, topic))
    dialects: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
    columns = ["broadcast", "contact", "state", "reason"]
    made = dialects[on.dialect.name].insert(Recipient).from_select(columns, who)
    return on.execute(made.on_conflict_do_nothing(), given).rowcount


def among(
    on: Connection, conditions: Sequence[Condition], topic: str, ids: Sequence[int]
) -> set[int]:
    """Those of these contacts who belong to a cohort now."""
    who = select(col(Contact.id)).where(col(Contact.id).in_(ids), *_members(conditions, topic))
    return set(on.scalars(who))


def count(on: Connection, conditions: Sequence[Condition], topic: str) -> int:
    """How many belong to a cohort now."""
    who = select(func.count()).select_from(Contact).where(*_members(conditions, topic))
    return on.scalar(who) or 0


def channels(on: Connection, conditions: Sequence[Condition], topic: str) -> dict[str, int]:
    """How many of a cohort would be reached on each channel: by the address she has used last."""
    newest = select(func.max(col(Address.id))).where(col(Address.contact) == col(Contact.id))
    hers = col(Address.id) == newest.correlate(Contact).scalar_subquery()
    who = (
        select(col(Address.channel), func.count())
        .select_from(Contact)
        .join(Address, hers)
        .where(*_members(conditions, topic))
        .group_by(col(Address.channel))
    )
    return {row[0]: row[1] for row in on.execute(who)}


def _members(conditions: Sequence[Condition], topic: str) -> list[Any]:
    """What must hold of a contact: she agreed, did not stop it, and is who is meant."""
    consent = _newest("consent")
    subjects = sorted({"all", topic, topic.partition("/")[0]} - {""})
    unstopped = [_newest(f"stopped.{subject}") != "true" for subject in subjects]
    agreed = func.substr(consent, 1, 1) == "v"
    return [agreed, *unstopped, *(_condition(one) for one in conditions)]


def agreed(conditions: Sequence[Condition], contact: Any) -> list[Any]:
    """What must hold of a row's contact: she agreed to be remembered, and belongs to a cohort."""
    remembered = func.substr(_newest("consent"), 1, 1) == "v"
    within = select(col(Contact.id)).where(remembered, *(_condition(one) for one in conditions))
    return [contact.in_(within)]


def _condition(one: Condition) -> Any:
    if one.name == "locale":
        found: Any = col(Contact.locale) == one.value
    elif one.name == "channel":
        there = and_(col(Address.contact) == col(Contact.id), col(Address.channel) == one.value)
        found = exists().where(there)
    elif one.name == "broadcast":
        of = int(one.value) if one.value and one.value.isdigit() else 0
        hers = col(_TOLD.contact) == col(Contact.id)
        found = exists().where(hers, col(_TOLD.broadcast) == of)
    elif one.name == "unfinished":
        hers = col(Session.contact) == col(Contact.id)
        open_ = col(Session.state).in_(("waiting", "interrupted"))
        found = exists().where(hers, col(Session.flow) == one.value, open_)
    elif one.value is None:
        found = _newest(one.name).not_in(("", "false"))
    else:
        value = {"yes": "true", "no": "false"}.get(one.value, one.value)
        found = _newest(one.name) == value
    return found if one.wanted else ~found


def _newest(name: str) -> Any:
    """The newest value of a fact; empty where there is none, or none in plain sight."""
    code = (
        select(col(_FACT.code))
        .where(col(_FACT.contact) == col(Contact.id), col(_FACT.name) == name)
        .order_by(col(_FACT.id).desc())
        .limit(1)
        .correlate(Contact)
        .scalar_subquery()
    )
    return func.coalesce(code, "")


def pending(on: Connection, id: int, after: int, most: int) -> list[int]:
    """Recipients who have no bubble yet, by contact; nobody else takes them meanwhile."""
    return list(on.scalars(_PENDING, {"of": id, "after": after, "most": most}))


def left(on: Connection, id: int) -> bool:
    """Whether any recipient has no bubble yet, whoever works on her."""
    some: Any = select(literal_column("1")).where(TO_FEED, col(Recipient.broadcast) == id).limit(1)
    return on.scalar(some.select_from(Recipient)) is not None


def settle(
    on: Connection, id: int, contact: int, state: str, reason: str = "", outbound: int | None = None
) -> None:
    """Say what became of a recipient."""
    values = {"state": state, "reason": reason, "outbound": outbound}
    on.execute(_SETTLE.values(**values), {"of": id, "this": contact})


def waiting(on: Connection, now: datetime, most: int) -> int:
    """How many broadcast bubbles are due and not sent, counted up to `most`."""
    return on.scalar(_DUE, {"now": now, "most": most}) or 0


def progress(on: Connection, id: int) -> list[tuple[str, str, str, int]]:
    """(recipient's state, bubble's state, reason, how many), a row for each that there is."""
    return [(row[0], row[1], row[2] or "", row[3]) for row in on.execute(_PROGRESS, {"of": id})]


def end(on: Connection, id: int, reason: str, most: int) -> int:
    """Withhold recipients without a bubble, so many at a time; how many."""
    some = (
        select(col(Recipient.contact))
        .where(TO_FEED, col(Recipient.broadcast) == id)
        .limit(most)
        .scalar_subquery()
    )
    made = update(Recipient).where(col(Recipient.broadcast) == id, col(Recipient.contact).in_(some))
    return on.execute(made.values(state="withheld", reason=reason)).rowcount


def stir(on: Connection, id: int, now: datetime, most: int, *, cancel: bool) -> int:
    """Decide now about bubbles that wait: those of a cancelled broadcast are withheld; how many."""
    late = or_(col(Outbound.due_at) > now, literal_column("1=1" if cancel else "1=0"))
    some = (
        select(col(Outbound.id))
        .where(col(Outbound.broadcast) == id, col(Outbound.state).in_(("queued", "errored")), late)
        .limit(most)
        .scalar_subquery()
    )
    values: dict[str, Any] = {"due_at": now}
    if cancel:
        values = {"state": "withheld", "plan": "withheld", "reason": "cancelled"}
    made = update(Outbound).where(col(Outbound.id).in_(some), col(Outbound.broadcast).is_not(None))
    return on.execute(made.values(**values)).rowcount


def state_of(on: Connection, id: int) -> str:
    """The state of a broadcast."""
    return str(on.scalar(_STATE_OF, {"this": id}) or "")
