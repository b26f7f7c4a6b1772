"""Badges that were taken back. Nothing here names a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from bot.store.database import insert_unless
from bot.store.tables import Revocation

_ALL = select(col(Revocation.badge), col(Revocation.why)).order_by(col(Revocation.at))
_ADD = insert_unless(Revocation, ["badge"], col(Revocation.badge))


def revoke(on: Connection, badge: str, why: str, now: datetime) -> bool:
    """Take a badge back; False when it was before, and then the first reason stands."""
    values = {"badge": badge, "why": why, "at": now}
    return on.execute(_ADD[on.dialect.name], values).first() is not None


def everything(on: Connection) -> dict[str, str]:
    """Every badge that was taken back, oldest first, with the reason."""
    return {str(badge): str(why) for badge, why in on.execute(_ALL)}
