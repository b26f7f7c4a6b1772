"""Codes that join two chats of one person: eight digits, once, for a quarter of an hour.

Rule 1: who guesses wrong five times in an hour guesses no more in it.
Rule 2: only the keyed hash of a code is kept, and nothing at all of a wrong one.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlmodel import col

from bot.store.seal import Seal
from bot.store.tables import NOW, OF, THIS, LinkCode

DIGITS, LASTS = 8, timedelta(minutes=15)
MOST_GUESSES, HOUR = 5, timedelta(hours=1)
OPEN, WRONG = "open", "wrong"
_STATE = col(LinkCode.state)
_HERS = col(LinkCode.contact) == OF
_OPEN = (
    select(col(LinkCode.id), col(LinkCode.contact))
    .where(col(LinkCode.hash) == THIS, _STATE == OPEN, col(LinkCode.until) > NOW)
    .limit(1)
)
_GUESSES = select(func.count()).where(_HERS, _STATE == WRONG, col(LinkCode.until) > NOW)
_DROP = delete(LinkCode).where(_HERS, _STATE == OPEN)
_USED = delete(LinkCode).where(col(LinkCode.id) == THIS)
_OLD = delete(LinkCode).where(col(LinkCode.until) < bindparam("before"))


def offer(on: Connection, seal: Seal, contact: int, now: datetime) -> str:
    """A new code of a contact's; one she had before is good no more."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    on.execute(_DROP, {"of": contact})
    on.execute(_OLD, {"before": now})
    _keep(on, contact, seal.digest("link", code), now + LASTS, OPEN)
    return code


def take(on: Connection, seal: Seal, code: str, contact: int, now: datetime) -> int | None:
    """The contact whose code another one typed; it is used up. None: it is nobody's, or her own."""
    if (on.scalar(_GUESSES, {"of": contact, "now": now}) or 0) >= MOST_GUESSES:
        return None
    row = on.execute(_OPEN, {"this": seal.digest("link", code), "now": now}).first()
    if row is None:
        _keep(on, contact, b"", now + HOUR, WRONG)
        return None
    if row[1] == contact:
        return None
    on.execute(_USED, {"this": row[0]})
    return int(row[1])


def _keep(on: Connection, contact: int, hash: bytes, until: datetime, state: str) -> None:
    values: dict[str, Any] = {"contact": contact, "hash": hash, "until": until, "state": state}
    on.execute(insert(LinkCode), values)
