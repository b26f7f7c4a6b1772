"""What is not kept: each kind of thing for as long as the operator set, and not a night longer.

Source: Ley 29733 by design §8 (nothing before consent); the spans are ours, in days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, select, update
from sqlmodel import col

from bot.model import media_of
from bot.store import cases, erase
from bot.store.seal import Seal
from bot.store.tables import (
    Contact,
    Fact,
    Inbound,
    MediaFile,
    Outbound,
    Reminder,
    Result,
    Session,
    WorkItem,
)

UNSETTLED = ("queued", "wired", "errored")


@dataclass(frozen=True)
class Retention:
    """Days each kind is kept; 0: for as long as the person stays.

    undecided: words of those who never agreed; messages: what people wrote; bubbles: what was
    said to them, with the buttons in it; sessions: those that are over and left nothing; files:
    those no fact names; uploads: those no message used; silent: people who write no more.
    """

    undecided: int = 30
    messages: int = 400
    bubbles: int = 0
    sessions: int = 400
    files: int = 400
    uploads: int = 1
    silent: int = 0


def purge(
    on: Connection, seal: Seal, now: datetime, standing: Sequence[str], kept: Retention
) -> Sequence[str]:
    """Forget what its time has passed; the names of files to remove after the commit.

    standing: flows whose latest session is needed for as long as the contact stays.
    """

    def before(days: int) -> datetime | None:
        return now - timedelta(days=days) if days else None

    gone: list[str] = []
    if silent := before(kept.silent):
        gone += _forget_silent(on, seal, silent)
    if undecided := before(kept.undecided):
        _forget_undecided(on, seal, undecided)
    if messages := before(kept.messages):
        _empty_old_words(on, seal, messages)
    if bubbles := before(kept.bubbles):
        _empty_old_bubbles(on, seal, bubbles)
    if sessions := before(kept.sessions):
        _drop_finished(on, sessions, standing)
    if files := before(kept.files):
        gone += _drop_unnamed(on, seal, files)
    if uploads := before(kept.uploads):
        gone += _drop_unclaimed(on, uploads)
    return gone


def _forget_silent(on: Connection, seal: Seal, before: datetime) -> list[str]:
    """Forget people who have not written since; their files."""
    known = exists().where(col(Fact.contact) == col(Contact.id))
    silent = on.scalars(select(col(Contact.id)).where(col(Contact.seen_at) < before, known)).all()
    return [ref for contact in silent for ref in erase.forget(on, seal, contact, keep=0)]


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


def _empty_old_bubbles(on: Connection, seal: Seal, before: datetime) -> None:
    """Empty bubbles on their way no more; their buttons work no longer."""
    settled = (col(Outbound.state).not_in(UNSETTLED), col(Outbound.created_at) < before)
    on.execute(update(Outbound).where(*settled).values(sealed=seal.json({})))


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


def _drop_unnamed(on: Connection, seal: Seal, before: datetime) -> Sequence[str]:
    """Drop old files of people that no fact of theirs names: drawn papers, photos sent in passing."""
    old = (col(MediaFile.contact).is_not(None), col(MediaFile.created_at) < before)
    rows = on.execute(select(col(MediaFile.contact), col(MediaFile.ref)).where(*old)).all()
    named = {
        ref for contact in {row[0] for row in rows if row[0]} for ref in _named(on, seal, contact)
    }
    return _dropped(on, [ref for _, ref in rows if ref not in named])


def _named(on: Connection, seal: Seal, contact: int) -> set[str]:
    """The files that facts of a contact hold."""
    known: list[Any] = [
        f.value for facts in cases.load(on, seal, contact).facts.values() for f in facts
    ]
    return {file.ref for file in map(media_of, known) if file is not None}


def _drop_unclaimed(on: Connection, before: datetime) -> Sequence[str]:
    """Drop uploads that no message ever used."""
    unclaimed = (col(MediaFile.contact).is_(None), col(MediaFile.created_at) < before)
    return _dropped(on, on.scalars(select(col(MediaFile.ref)).where(*unclaimed)).all())


def _dropped(on: Connection, refs: Sequence[str]) -> Sequence[str]:
    for at in range(0, len(refs), 500):
        on.execute(delete(MediaFile).where(col(MediaFile.ref).in_(refs[at : at + 500])))
    return refs


def known_files(on: Connection) -> frozenset[str]:
    """The names of all files that have a row."""
    return frozenset(on.scalars(select(col(MediaFile.ref))))
