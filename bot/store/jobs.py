"""Jobs that are done once per slot, by whichever process gets there first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from bot.store.database import insert_unless
from bot.store.tables import OF, THIS, JobRun

_DONE = select(col(JobRun.at)).where(col(JobRun.name) == OF, col(JobRun.slot) == THIS)
_NOTE = insert_unless(JobRun, ["name", "slot"], col(JobRun.at))


def done(on: Connection, name: str, slot: str) -> bool:
    """Whether this job was done for this slot."""
    return on.execute(_DONE, {"of": name, "this": slot}).first() is not None


def note(on: Connection, name: str, slot: str, now: datetime) -> bool:
    """Note that a job was done; False when it was noted before."""
    values = {"name": name, "slot": slot, "at": now}
    return on.execute(_NOTE[on.dialect.name], values).first() is not None
