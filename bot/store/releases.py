"""Releases: which content was spoken from when on, kept whole, so that two can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from bot.store.tables import NOW, THIS, Release


@dataclass(frozen=True)
class Released:
    """One release. told_at: when those it touched were told, if they were."""

    id: int
    version: str
    at: datetime
    told_at: datetime | None
    packed: bytes


_ID = col(Release.id)
_TOLD = col(Release.told_at)
_ALL = select(_ID, col(Release.version), col(Release.at), _TOLD, col(Release.packed))
_NEWEST = _ALL.order_by(_ID.desc()).limit(1)
_KNOWN = _ALL.where(_TOLD.is_not(None)).order_by(_ID.desc()).limit(1)
_ADD = insert(Release)
_UPTO: Any = update(Release).where(_ID <= THIS, _TOLD.is_(None)).values(told_at=NOW)


def newest(on: Connection) -> Released | None:
    """What is spoken now; None where nothing was ever released."""
    return _one(on.execute(_NEWEST).first())


def last_told(on: Connection) -> Released | None:
    """The newest release people know of: the first one, or the last they were told about."""
    return _one(on.execute(_KNOWN).first())


def _one(row: Any) -> Released | None:
    return None if row is None else Released(*row)


def add(on: Connection, version: str, packed: bytes, now: datetime) -> bool:
    """Note what is spoken from now on; False when it is what was spoken already.

    Of the very first release nobody needs to be told.
    """
    before = newest(on)
    if before is not None and before.version == version:
        return False
    told = now if before is None else None
    on.execute(_ADD, {"version": version, "at": now, "told_at": told, "packed": packed})
    return True


def told(on: Connection, upto: int, now: datetime) -> None:
    """Note that everyone touched by a release, and by those before it, was told."""
    on.execute(_UPTO, {"this": upto, "now": now})
