"""Holds: what is not served for now, with the reason, until it is time or somebody lets it go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.store.tables import NOW, OF, THIS
from bot.store.tables_delivery import Hold

ACCOUNT, BROADCASTS, TEMPLATE, COUNTRY = "account", "broadcasts", "template", "country"
ADDRESS, WINDOW, MARKETING = "address", "window", "marketing"
LOUD = (ACCOUNT, BROADCASTS, TEMPLATE, COUNTRY)
"""Scopes the operator is shown; the others are about one person each."""


@dataclass(frozen=True)
class Held:
    """One hold. subject: an address id, a template and its language, a country; or empty."""

    channel: str
    scope: str
    subject: str
    reason: str
    code: int | None
    strikes: int
    since: datetime
    until: datetime | None


Key = tuple[str, str, str]
_ON: Any = bindparam("on")
_COLUMNS: tuple[Any, ...] = tuple(
    col(getattr(Hold, name))
    for name in ("channel", "scope", "subject", "reason", "code", "strikes", "since", "until")
)
_KEY = tuple_(col(Hold.channel), col(Hold.scope), col(Hold.subject))
_LASTS = or_(col(Hold.until).is_(None), col(Hold.until) > NOW)
_LOUD = (
    select(*_COLUMNS)
    .where(col(Hold.scope).in_(LOUD), _LASTS)
    .order_by(col(Hold.channel), col(Hold.scope), col(Hold.subject))
)
_THESE = select(*_COLUMNS).where(_KEY.in_(bindparam("keys", expanding=True)), _LASTS)
_ACCOUNTS = select(col(Hold.channel)).where(col(Hold.scope) == ACCOUNT, _LASTS)
_GO = delete(Hold).where(col(Hold.channel) == _ON, col(Hold.scope) == OF, col(Hold.subject) == THIS)


def put(
    on: Connection,
    key: Key,
    *,
    reason: str,
    now: datetime,
    until: datetime | None = None,
    code: int | None = None,
) -> None:
    """Hold something, or hold it longer; each time is a strike."""
    given = {
        "channel": key[0],
        "scope": key[1],
        "subject": key[2],
        "reason": reason,
        "code": code,
        "since": now,
        "until": until,
    }
    dialects: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
    made = dialects[on.dialect.name].insert(Hold).values({**given, "strikes": 1})
    again = {n: made.excluded[n] for n in ("reason", "code", "since", "until")}
    on.execute(
        made.on_conflict_do_update(
            index_elements=["channel", "scope", "subject"],
            set_={**again, "strikes": col(Hold.strikes) + 1},
        )
    )


def loud(on: Connection, now: datetime) -> list[Held]:
    """What the operator should know of."""
    return [Held(*row) for row in on.execute(_LOUD, {"now": now})]


def accounts(on: Connection, now: datetime) -> frozenset[str]:
    """Channels whose account is held."""
    return frozenset(on.scalars(_ACCOUNTS, {"now": now}))


def find(on: Connection, keys: Iterable[Key], now: datetime) -> dict[Key, Held]:
    """Those of these keys that are held."""
    asked = list(keys)
    if not asked:
        return {}
    rows = on.execute(_THESE, {"keys": asked, "now": now})
    return {(row[0], row[1], row[2]): Held(*row) for row in rows}


def let_go(on: Connection, keys: Sequence[Key]) -> int:
    """Serve these again; how many were held."""
    return sum(
        on.execute(_GO, {"on": channel, "of": scope, "this": subject}).rowcount
        for channel, scope, subject in keys
    )
