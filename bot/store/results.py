"""Results of sessions by their name, over all contacts: what a console or an export reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import col

from bot.model import Json
from bot.store.seal import Seal
from bot.store.tables import Result


@dataclass(frozen=True)
class Noted:
    """One result. session: of which it is the result; value: as the flow recorded it."""

    session: int
    contact: int
    value: Any


def named(on: Connection, seal: Seal, name: str) -> list[Noted]:
    """Every result of a name, oldest session first; a bare text is not one."""
    rows = select(col(Result.session), col(Result.contact), col(Result.sealed)).where(
        col(Result.name) == name
    )
    return [
        Noted(session, contact, seal.open_json(sealed))
        for session, contact, sealed in on.execute(rows.order_by(col(Result.session))).all()
        if sealed
    ]


def rewrite(on: Connection, seal: Seal, session: int, name: str, value: Json) -> None:
    """Put another value in the place of a result."""
    there = (col(Result.session) == session, col(Result.name) == name)
    on.execute(update(Result).where(*there).values(sealed=seal.json(value)))
