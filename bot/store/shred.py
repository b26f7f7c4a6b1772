"""What private flows leave behind is destroyed: papers, pasted words, quotes, drawn reports.

Rule 1: when such a session is over, what she said in it and what was read for it is emptied at
        once; her bubbles and their files a day later, when they have reached her.
        Then the session is `expired`.
Rule 2: one that nobody finishes is over after a week.
Rule 3: what she keeps on purpose is a fact `kept.…` with its last day, and goes after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, delete, select, update
from sqlmodel import col

from bot.model import Json
from bot.store.seal import Seal
from bot.store.tables import Fact, Inbound, MediaFile, Outbound, Result, Session, WorkItem

GONE = "…"
"""What stands in a bubble whose words are destroyed."""
REACHED, ABANDONED = timedelta(days=1), timedelta(days=7)
ASKED_DAYS = 90
"""How long what was passed on to a person is kept, in days."""


def over(on: Connection, seal: Seal, contact: int, session: int, since: datetime) -> None:
    """Empty what a contact said since a moment, and what was worked for a session."""
    nothing = seal.json({})
    said = (col(Inbound.contact) == contact, col(Inbound.received_at) >= since)
    on.execute(update(Inbound).where(*said, col(Inbound.state) != "new").values(sealed=nothing))
    on.execute(update(WorkItem).where(col(WorkItem.session) == session).values(sealed=nothing))


def spent(on: Connection, contact: int, refs: Sequence[str]) -> None:
    """Drop the rows of files whose work is done; the files themselves go after the commit."""
    if refs:
        mine = (col(MediaFile.contact) == contact, col(MediaFile.ref).in_(list(refs)))
        on.execute(delete(MediaFile).where(*mine))


def nightly(on: Connection, seal: Seal, now: datetime, flows: Sequence[str]) -> Sequence[str]:
    """Destroy what is due; the names of files to remove after the commit. flows: private ones."""
    _abandon(on, seal, now, flows)
    ended = select(col(Session.id), col(Session.contact), col(Session.started)).where(
        col(Session.flow).in_(list(flows)),
        col(Session.state) == "completed",
        col(Session.updated_at) < now - REACHED,
    )
    refs: list[str] = []
    for session, contact, started in on.execute(ended).all():
        found = _empty_bubbles(on, seal, session, contact, started)
        spent(on, contact, found)
        on.execute(update(Session).where(col(Session.id) == session).values(state="expired"))
        refs += found
    _drop_past(on, seal, now.date())
    return refs


def _abandon(on: Connection, seal: Seal, now: datetime, flows: Sequence[str]) -> None:
    left = select(col(Session.id), col(Session.contact), col(Session.updated_at)).where(
        col(Session.flow).in_(list(flows)),
        col(Session.state).in_(("waiting", "interrupted")),
        col(Session.updated_at) < now - ABANDONED,
    )
    for session, contact, last in on.execute(left).all():
        over(on, seal, contact, session, last - timedelta(days=1))
        gone = {"state": "completed", "sealed": seal.json({}), "updated_at": last}
        on.execute(update(Session).where(col(Session.id) == session).values(gone))


def _empty_bubbles(
    on: Connection, seal: Seal, session: int, contact: int, started: date
) -> list[str]:
    """Take words and files out of a session's bubbles; their buttons stay. The files' names."""
    rows = select(col(Outbound.id), col(Outbound.sealed)).where(
        col(Outbound.contact) == contact,
        col(Outbound.created_at) >= datetime(started.year, started.month, started.day).astimezone(),
    )
    refs: list[str] = []
    for id, sealed in on.execute(rows).all():
        body = cast("dict[str, Json]", seal.open_json(sealed))
        if body.get("session") != session or body.get("text") == GONE:
            continue
        sent: Any = body.get("media") or []
        refs += [str(file["ref"]) for file in sent]
        empty = seal.json({**body, "text": GONE, "media": []})
        on.execute(update(Outbound).where(col(Outbound.id) == id).values(sealed=empty))
    return refs


def _drop_past(on: Connection, seal: Seal, today: date) -> None:
    """Drop facts `kept.…` after their day, and what was passed on long ago."""
    kept = select(col(Fact.id), col(Fact.sealed)).where(col(Fact.name).startswith("kept."))
    for id, sealed in on.execute(kept).all():
        if _until(seal, sealed) < today.isoformat():
            on.execute(delete(Fact).where(col(Fact.id) == id))
    asked = select(col(Result.id), col(Result.sealed)).where(col(Result.name) == "handoff")
    before = (today - timedelta(days=ASKED_DAYS)).isoformat()
    for id, sealed in on.execute(asked).all():
        if _text(seal, sealed, "day") < before:
            on.execute(delete(Result).where(col(Result.id) == id))


def _until(seal: Seal, sealed: bytes | None) -> str:
    return _text(seal, sealed, "until")


def _text(seal: Seal, sealed: bytes | None, name: str) -> str:
    """A text of a sealed value; empty when it is no such value, which is past every day."""
    value = seal.open_json(sealed) if sealed else None
    return str(value.get(name, "")) if isinstance(value, dict) else ""
