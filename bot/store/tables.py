"""The tables, for both databases. `bytes` columns are sealed (`bot.store.seal`) or keyed hashes.

Times are aware UTC. Ids are 64-bit. Nothing private stands in a plain column: a fact's `code`
holds option ids, dates and yes/no only (`bot.store.cases.is_code`).

A partial index serves a statement only when the statement spells its condition out: that is why
conditions on `state` are named here and used by the statements as they are.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    TextClause,
    bindparam,
    text,
)
from sqlmodel import Field, SQLModel

BIG = BigInteger().with_variant(Integer(), "sqlite")
NEVER_AGAIN = {"sqlite_autoincrement": True}
"""An id that was erased is not given to the next one (PostgreSQL never does)."""
NEW = text("state = 'new'")
UNFINISHED = text("state in ('waiting', 'interrupted')")
UNSENT = text("state in ('queued', 'wired', 'errored')")
PENDING = text("state = 'pending'")
BROADCAST = text("broadcast is not null")
UNDONE = text("state in ('queued', 'running')")

THIS: Any = bindparam("this")
"""Which row, in the statements of the modules beside this one …"""
OF: Any = bindparam("of")
"""… and whose."""
NOW: Any = bindparam("now")
MOST: Any = bindparam("most")

SQLModel.metadata.naming_convention = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_name)s_key",
    "ix": "%(table_name)s_%(column_0_name)s",
}


def _id() -> Any:
    return Field(default=None, sa_column=Column(BIG, Identity(), primary_key=True))


def _where(name: str, *columns: str, holds: TextClause) -> Index:
    return Index(name, *columns, sqlite_where=holds, postgresql_where=holds)


def _of(table: str, *, index: bool = False, null: bool = False) -> Any:
    key = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Field(sa_column=Column(BIG, key, nullable=null, index=index))


def _sealed(*, null: bool = False) -> Any:
    return Field(default=None, sa_column=Column(LargeBinary, nullable=null))


class Contact(SQLModel, table=True):
    """A person. bubbles: how many bubbles she was sent; her order of reading."""

    __table_args__: ClassVar[Any] = NEVER_AGAIN
    id: int = _id()
    created_at: datetime
    seen_at: datetime
    locale: str = "es"
    bubbles: int = 0


class Address(SQLModel, table=True):
    """Where a contact is reached; found by `hash`, read from `sealed`."""

    __table_args__: ClassVar[Any] = (Index("address_hash", "hash", unique=True),)
    id: int = _id()
    contact: int = _of("contact", index=True)
    channel: str
    kind: str
    hash: bytes = _sealed()
    sealed: bytes = _sealed()
    since: datetime


class LeftAddress(SQLModel, table=True):
    """An address a contact left, and when: she is known by it still, and written to no more."""

    __tablename__ = "left_address"
    address: int = Field(
        sa_column=Column(BIG, ForeignKey("address.id", ondelete="CASCADE"), primary_key=True)
    )
    at: datetime


class Refusal(SQLModel, table=True):
    """When a contact last said no, or had everything erased."""

    contact: int = Field(
        sa_column=Column(BIG, ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    )
    at: datetime


class Renumbered(SQLModel, table=True):
    """Bubbles that got other numbers when two contacts became one: up to `upto`, `by` more.

    In order: what was renumbered twice moves twice.
    """

    id: int = _id()
    address: int = _of("address", index=True)
    upto: int
    by: int


class LinkCode(SQLModel, table=True):
    """A code that joins two chats of one person; hash: of the code, or of a guess that was wrong."""

    __tablename__ = "link_code"
    __table_args__: ClassVar[Any] = (Index("link_code_hash", "hash"),)
    id: int = _id()
    contact: int = _of("contact", index=True)
    hash: bytes = _sealed()
    until: datetime
    state: str = "open"


class Fact(SQLModel, table=True):
    """One thing a session taught about a contact."""

    __table_args__: ClassVar[Any] = (
        Index("fact_key", "session", "name", unique=True),
        Index("fact_code", "name", "code"),
        Index("fact_newest", "contact", "name", "id", "code"),
    )
    id: int = _id()
    contact: int = _of("contact")
    session: int = _of("session")
    name: str
    code: str | None = None
    sealed: bytes | None = _sealed(null=True)
    since: date


class Inbound(SQLModel, table=True):
    """One message from a person. state: new, handled, failed."""

    __table_args__: ClassVar[Any] = (
        Index("inbound_external", "channel", "external", unique=True),
        Index("inbound_contact", "contact", "id"),
        _where("inbound_new", "contact", "id", holds=NEW),
    )
    id: int = _id()
    contact: int = _of("contact")
    address: int = _of("address")
    channel: str
    external: bytes = _sealed()
    sealed: bytes = _sealed()
    received_at: datetime
    state: str = "new"
    reason: str = ""


class RawUpdate(SQLModel, table=True):
    """One update of a platform as it came. state: new, parsed, failed.

    sender: the hash of the address it is from, or of the update itself: its place in order.
    kind: what it turned out to be, for counting. sealed: emptied once its message is kept.
    due_at: when to look at it; once taken, when it counts as lost and is taken again.
    """

    __tablename__ = "raw_update"
    __table_args__: ClassVar[Any] = (
        Index("raw_update_external", "channel", "external", unique=True),
        Index("raw_update_sender", "sender", "id"),
        Index("raw_update_age", "state", "received_at"),
    )
    id: int = _id()
    channel: str
    external: bytes = _sealed()
    sender: bytes = _sealed()
    kind: str = ""
    state: str = "new"
    reason: str = ""
    attempts: int = 0
    received_at: datetime
    due_at: datetime
    sealed: bytes = _sealed()


class Session(SQLModel, table=True):
    """A walk through one flow. state: waiting, completed, interrupted, expired."""

    __table_args__: ClassVar[Any] = (
        _where("session_open", "contact", "id", holds=UNFINISHED),
        Index("session_flow", "contact", "flow"),
        NEVER_AGAIN,
    )
    id: int = _id()
    contact: int = _of("contact")
    flow: str
    state: str = "waiting"
    started: date
    updated_at: datetime
    sealed: bytes = _sealed()


class Result(SQLModel, table=True):
    """A named result of a session, as a code or sealed."""

    __table_args__: ClassVar[Any] = (Index("result_key", "session", "name", unique=True),)
    id: int = _id()
    session: int = _of("session")
    contact: int = _of("contact", index=True)
    name: str
    code: str | None = None
    sealed: bytes | None = _sealed(null=True)


class Outbound(SQLModel, table=True):
    """One bubble and what became of it. kind: reply, reminder, broadcast. urgency: 0 first.

    due_at: when to send it; once wired, when it counts as lost and is sent again.
    plan: how it is to reach her, empty for at once; topic: what she may stop.
    code: the platform's error, if it named one; broadcast: of which it is a part.
    """

    __table_args__: ClassVar[Any] = (
        Index("outbound_bubble", "contact", "bubble", unique=True),
        Index("outbound_external", "external"),
        _where("outbound_due", "urgency", "due_at", "id", holds=UNSENT),
        _where("outbound_open", "contact", "id", holds=UNSENT),
        _where("outbound_broadcast", "broadcast", "state", holds=BROADCAST),
    )
    id: int = _id()
    contact: int = _of("contact")
    address: int = _of("address")
    channel: str
    bubble: int
    kind: str = "reply"
    urgency: int = 0
    state: str = "queued"
    reason: str = ""
    locale: str = "es"
    content: str = ""
    sealed: bytes = _sealed()
    external: bytes | None = _sealed(null=True)
    attempts: int = 0
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    topic: str = ""
    plan: str = ""
    code: int | None = None
    expires_at: datetime | None = None
    broadcast: int | None = Field(default=None, sa_column=Column(BIG, nullable=True))


class Reminder(SQLModel, table=True):
    """What to say on a day to come. state: pending, sent, passed (too late), withdrawn, stopped.

    planned_at: the moment the session asked for; due_at: the same, or later when put off.
    """

    __table_args__: ClassVar[Any] = (
        Index("reminder_key", "session", "name", unique=True),
        _where("reminder_due", "due_at", "id", holds=PENDING),
    )
    id: int = _id()
    contact: int = _of("contact", index=True)
    session: int = _of("session")
    name: str
    topic: str
    state: str = "pending"
    planned_at: datetime
    due_at: datetime
    until: date | None = None
    about: date | None = None
    sealed: bytes = _sealed()


class WorkItem(SQLModel, table=True):
    """Work a session waits for. state: queued, running, done, failed."""

    __tablename__ = "work_item"
    __table_args__: ClassVar[Any] = (
        Index("work_key", "session", "step", "fingerprint", unique=True),
        _where("work_open", "id", holds=UNDONE),
    )
    id: int = _id()
    contact: int = _of("contact", index=True)
    session: int = _of("session")
    address: int = _of("address")
    step: str
    fingerprint: str
    task: str
    locale: str = "es"
    state: str = "queued"
    reason: str = ""
    attempts: int = 0
    lease_until: datetime | None = None
    created_at: datetime
    sealed: bytes = _sealed()


class MediaFile(SQLModel, table=True):
    """A stored file of a contact; its bytes lie sealed in the data folder under `ref`."""

    __tablename__ = "media_file"
    ref: str = Field(primary_key=True)
    contact: int | None = _of("contact", index=True, null=True)
    kind: str
    mime: str
    size: int
    name: bytes = _sealed()
    created_at: datetime


class Upload(SQLModel, table=True):
    """A file that lies with a platform; hash: of the account and the bytes."""

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    external: str
    at: datetime


class LocalPost(SQLModel, table=True):
    """The health post the emergency card of a place names. place: `region[/province]`."""

    __tablename__ = "local_post"
    place: str = Field(primary_key=True)
    words: str
    set_at: datetime


class Quote(SQLModel, table=True):
    """A price or rate of the market on a day, as an operator gave it. value: a decimal, as text.

    source: where it was read; noted_at: when; a day's newer value replaces the older.
    """

    name: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    value: str
    source: str
    noted_at: datetime


class Revocation(SQLModel, table=True):
    """A badge the house took back. badge: its id, which names nobody; why: for the operator."""

    badge: str = Field(primary_key=True)
    why: str
    at: datetime


class JobRun(SQLModel, table=True):
    """A job that may run once per slot, whichever process gets there first."""

    __tablename__ = "job_run"
    name: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    at: datetime


class Release(SQLModel, table=True):
    """One version of content/ as a server began to speak it; nothing in it is private.

    told_at: when those it touched were told what changed for them. packed: `bot.releases`.
    """

    id: int = _id()
    version: str
    at: datetime
    told_at: datetime | None = None
    packed: bytes = _sealed()
