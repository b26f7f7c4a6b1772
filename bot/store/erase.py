"""Forgetting a person: what she said and what was learned goes, in one transaction.

What stays is a contact without content, so that her next message finds the same empty place
and a message delivered twice is still known as one.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update
from sqlmodel import col

from bot.store.seal import Seal
from bot.store.tables import (
    Fact,
    Inbound,
    MediaFile,
    Outbound,
    Reminder,
    Result,
    Session,
    WorkItem,
)


def forget(on: Connection, seal: Seal, contact: int, *, keep: int) -> Sequence[str]:
    """Erase all that is known of a contact; `keep` is the session that asks for it, emptied.

    Returns the names of the files to remove from the media store after the commit.
    """
    refs = on.scalars(select(col(MediaFile.ref)).where(col(MediaFile.contact) == contact)).all()
    for table in (Fact, Result, Reminder, WorkItem, MediaFile):
        on.execute(delete(table).where(col(table.contact) == contact))  # type: ignore[attr-defined]
    on.execute(delete(Session).where(col(Session.contact) == contact, col(Session.id) != keep))
    nothing = seal.json({})
    for table in (Inbound, Outbound, Session):
        on.execute(update(table).where(col(table.contact) == contact).values(sealed=nothing))  # type: ignore[attr-defined]
    return refs
