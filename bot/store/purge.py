"""What is not kept: words of people who never agreed, files nobody owns, sessions long over.

Source: Ley 29733 by design §8 (nothing before consent); the spans are ours, in days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, exists, select, update
from sqlmodel import col

from bot.store.seal import Seal
from bot.store.tables import Fact, Inbound, MediaFile, Reminder, Result, Session, WorkItem

UNCLAIMED = timedelta(days=1)
UNDECIDED = timedelta(days=30)
OVER = timedelta(days=400)


def purge(on: Connection, seal: Seal, now: datetime, standing: Sequence[str]) -> Sequence[str]:
    """Forget what its time has passed; the names of files to remove after the commit.

    standing: flows whose latest session is needed for as long as the contact stays.
    """
    _forget_undecided(on, seal, now - UNDECIDED)
    _empty_old_words(on, seal, now - OVER)
    _drop_finished(on, now - OVER, standing)
    return _drop_unclaimed(on, now - UNCLAIMED)


def _forget_undecided(on: Connection, seal: Seal, before: datetime) -> None:
    """Empty what people wrote who never said yes."""
    agreed = select(col(Fact.contact)).where(
        col(Fact.name) == "consent", col(Fact.code).startswith("v")
    )
    nothing = seal.json({})
    for words, at in ((Inbound, col(Inbound.received_at)), (Session, col(Session.updated_at))):
        on.execute(
            update(words)
            .where(at < before, col(words.contact).not_in(agreed))
            .values(sealed=nothing)
        )


def _empty_old_words(on: Connection, seal: Seal, before: datetime) -> None:
    """Empty handled messages, and the arguments of finished work."""
    nothing = seal.json({})
    handled = (col(Inbound.state) != "new", col(Inbound.received_at) < before)
    on.execute(update(Inbound).where(*handled).values(sealed=nothing))
    settled = col(WorkItem.state).in_(("done", "failed"))
    on.execute(update(WorkItem).where(settled).values(sealed=nothing))


def _drop_finished(on: Connection, before: datetime, standing: Sequence[str]) -> None:
    """Drop old sessions that taught, recorded and promised nothing."""
    used = [
        exists().where(col(kept.session) == col(Session.id))
        for kept in (Fact, Result, Reminder, WorkItem)
    ]
    idle = and_(
        col(Session.state).in_(("completed", "expired")),
        col(Session.updated_at) < before,
        col(Session.flow).not_in(list(standing)),
        *(~there for there in used),
    )
    on.execute(delete(Session).where(idle))


def _drop_unclaimed(on: Connection, before: datetime) -> Sequence[str]:
    """Drop uploads that no message ever used."""
    unclaimed = (col(MediaFile.contact).is_(None), col(MediaFile.created_at) < before)
    refs = on.scalars(select(col(MediaFile.ref)).where(*unclaimed)).all()
    on.execute(delete(MediaFile).where(*unclaimed))
    return refs


def known_files(on: Connection) -> frozenset[str]:
    """The names of all files that have a row."""
    return frozenset(on.scalars(select(col(MediaFile.ref))))
