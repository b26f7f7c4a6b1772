"""Forgetting a person: what she said and what was learned goes, in one transaction.

What stays is a contact without content, so that her next message finds the same empty place
and a message delivered twice is still known as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from bot.store import raw
from bot.store.seal import Seal
from bot.store.tables import (
    OF,
    THIS,
    UNSENT,
    Fact,
    Inbound,
    MediaFile,
    Outbound,
    Refusal,
    Reminder,
    Result,
    Session,
    WorkItem,
)

LEARNED: tuple[Any, ...] = (Fact, Result, Reminder, WorkItem, MediaFile)
SAID: tuple[Any, ...] = (Inbound, Outbound, Session)
_REFUSED = update(Refusal).where(col(Refusal.contact) == OF)
_TAKEN_BACK = update(Inbound).where(
    col(Inbound.channel) == OF, col(Inbound.external) == THIS, col(Inbound.state) != "new"
)


def forget(on: Connection, seal: Seal, contact: int, *, keep: int) -> Sequence[str]:
    """Erase all that is known of a contact; `keep` is the session that asks for it, emptied.

    What was not yet sent is withheld, what was not yet handled never will be.
    Returns the names of the files to remove from the media store after the commit.
    """
    refs = on.scalars(select(col(MediaFile.ref)).where(col(MediaFile.contact) == contact)).all()
    for table in LEARNED:
        on.execute(delete(table).where(col(table.contact) == contact))
    on.execute(delete(Session).where(col(Session.contact) == contact, col(Session.id) != keep))
    nothing = seal.json({})
    for table in SAID:
        on.execute(update(table).where(col(table.contact) == contact).values(sealed=nothing))
    unsent = update(Outbound).where(col(Outbound.contact) == contact, UNSENT)
    on.execute(unsent.values(state="withheld", reason="forgotten"))
    unheard = update(Inbound).where(col(Inbound.contact) == contact, col(Inbound.state) == "new")
    on.execute(unheard.values(state="handled"))
    raw.forget(on, seal, contact)
    return refs


def taken_back(on: Connection, seal: Seal, channel: str, external: str) -> bool:
    """Empty a handled message that its writer took back; False when there is none."""
    these = {"of": channel, "this": seal.digest(channel, external)}
    return on.execute(_TAKEN_BACK.values(sealed=seal.json({})), these).rowcount > 0


def refused(on: Connection, contact: int, now: datetime) -> None:
    """Note that she said no, or had everything erased: no consent from before counts any more."""
    these = {"of": contact}
    if on.execute(_REFUSED.values(at=now), these).rowcount == 0:
        on.execute(insert(Refusal), {"contact": contact, "at": now})
