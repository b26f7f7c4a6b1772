"""Raw updates: kept as they came, taken in each sender's order, and emptied once understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, LargeBinary, bindparam, delete, exists, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.model import Address
from bot.store.database import insert_unless
from bot.store.quick import Quick
from bot.store.seal import Seal
from bot.store.tables import MOST, NOW, OF, THIS, RawUpdate
from bot.store.tables import Address as AddressRow


@dataclass(frozen=True)
class Raw:
    """One update to keep. external: the platform's id; sender: in whose order it stands."""

    external: str
    sender: Address
    body: bytes


@dataclass(frozen=True)
class Taken:
    """One update claimed to be understood."""

    id: int
    sender: bytes
    attempts: int
    received_at: datetime
    body: bytes


_ON: Any = bindparam("channel")
_FROM: Any = bindparam("sender", type_=LargeBinary())
_ID = col(RawUpdate.id)
_STATE = col(RawUpdate.state)
_SENDER = col(RawUpdate.sender)
_CHANNEL = col(RawUpdate.channel)
_ATTEMPTS = col(RawUpdate.attempts)
_COLUMNS: tuple[Any, ...] = (
    _ID,
    _SENDER,
    _ATTEMPTS,
    col(RawUpdate.received_at),
    col(RawUpdate.sealed),
)
_KEEP = Quick(insert_unless(RawUpdate, ["channel", "external"], _ID))
_EARLIER = aliased(RawUpdate, name="earlier")
_FIRST = ~exists().where(
    col(_EARLIER.sender) == _SENDER, col(_EARLIER.id) < _ID, col(_EARLIER.state) == "new"
)
_DUE = (
    select(_ID)
    .where(_STATE == "new", _CHANNEL == _ON)
    .where(col(RawUpdate.due_at) <= NOW, _FIRST)
    .order_by(_ID)
    .limit(MOST)
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(RawUpdate)
    .where(_ID.in_(bindparam("ids", expanding=True)))
    .values(due_at=bindparam("until"), attempts=_ATTEMPTS + 1)
    .returning(*_COLUMNS)
)
_BEHIND = (
    select(*_COLUMNS).where(_SENDER == _FROM, _ID > THIS, _STATE == "new").order_by(_ID).limit(MOST)
)
_AGAIN = update(RawUpdate).where(_ID == THIS, _STATE == "new").values(due_at=NOW)
_SAID: Any = {name: bindparam(f"new_{name}") for name in ("state", "kind", "reason")}
_SETTLED = update(RawUpdate).where(_ID == THIS, _STATE == "new").values(**_SAID).returning(_ID)
_SETTLE = Quick(_SETTLED)
_EMPTY = Quick(_SETTLED.values(sealed=bindparam("new_sealed", type_=LargeBinary())))
_COUNTS = select(_CHANNEL, col(RawUpdate.kind), _STATE, func.count()).group_by(
    _CHANNEL, col(RawUpdate.kind), _STATE
)
_REASON = col(RawUpdate.reason)
_ODD = (
    select(_CHANNEL, col(RawUpdate.kind), _STATE, _REASON, func.count())
    .where(_STATE.in_(("parsed", "failed")), _REASON.not_in(("", "forgotten")))
    .group_by(_CHANNEL, col(RawUpdate.kind), _STATE, _REASON)
    .order_by(func.count().desc())
    .limit(MOST)
)
_PURGE = delete(RawUpdate).where(_STATE == OF, col(RawUpdate.received_at) < NOW)
_HERS = select(col(AddressRow.hash)).where(col(AddressRow.contact) == OF)
_FORGET = update(RawUpdate).where(_SENDER.in_(_HERS))


def keep(on: Connection, seal: Seal, channel: str, updates: Sequence[Raw], now: datetime) -> int:
    """Keep updates as they came; how many were not here before."""
    return sum(_keep(on, seal, channel, one, now) for one in updates)


def _keep(on: Connection, seal: Seal, channel: str, one: Raw, now: datetime) -> bool:
    sender = one.sender
    values = {
        "channel": channel,
        "external": seal.digest(channel, "update", one.external),
        "sender": seal.digest(sender.channel, sender.kind, sender.value),
        "kind": "",
        "state": "new",
        "reason": "",
        "attempts": 0,
        "received_at": now,
        "due_at": now,
        "sealed": seal.sealed(one.body),
    }
    return _KEEP.first(on, values) is not None


def claim(
    on: Connection, seal: Seal, channel: str, now: datetime, most: int, lease: timedelta
) -> list[Taken]:
    """Take what is to be understood: of each sender the oldest, oldest first."""
    ids = list(on.scalars(_DUE, {"channel": channel, "now": now, "most": most}))
    if not ids:
        return []
    rows = on.execute(_CLAIM, {"ids": ids, "until": now + lease}).all()
    return [_opened(seal, row) for row in sorted(rows, key=lambda row: row[0])]


def behind(on: Connection, seal: Seal, first: Taken, most: int = 50) -> list[Taken]:
    """What the same sender sent after an update that is being understood, in order."""
    these = {"sender": first.sender, "this": first.id, "most": most}
    return [_opened(seal, row) for row in on.execute(_BEHIND, these)]


def _opened(seal: Seal, row: Any) -> Taken:
    return Taken(*(*row[:4], seal.open(row[4])))


def again(on: Connection, id: int, at: datetime) -> None:
    """Look at an update again at this moment."""
    on.execute(_AGAIN, {"this": id, "now": at})


def settle(
    on: Connection,
    seal: Seal,
    ids: Sequence[int],
    *,
    state: str,
    kind: str,
    reason: str = "",
    empty: bool = False,
) -> bool:
    """Say what became of updates; False when they were settled before. empty: forget the body."""
    said: dict[str, Any] = {"new_state": state, "new_kind": kind, "new_reason": reason}
    if empty:
        said["new_sealed"] = seal.sealed(b"")
    settle = _EMPTY if empty else _SETTLE
    return all(settle.first(on, {**said, "this": id}) is not None for id in ids)


def counts(on: Connection) -> dict[tuple[str, str, str], int]:
    """How many updates there are of each channel, kind and state."""
    return {(row[0], row[1], row[2]): row[3] for row in on.execute(_COUNTS)}


def oddities(on: Connection, most: int = 20) -> list[tuple[str, str, str, str, int]]:
    """What came and could not be used: (channel, kind, state, reason, how many), most first."""
    rows = on.execute(_ODD, {"most": most})
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def purge(on: Connection, state: str, before: datetime) -> int:
    """Drop updates of a state that came before a moment; how many."""
    return on.execute(_PURGE, {"of": state, "now": before}).rowcount


def forget(on: Connection, seal: Seal, contact: int) -> None:
    """Empty what a contact's addresses sent, and look at none of it again."""
    values = {"sealed": seal.sealed(b""), "state": "parsed", "reason": "forgotten"}
    on.execute(_FORGET.values(values), {"of": contact})
