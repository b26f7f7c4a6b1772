"""The tables, for both databases. `bytes` columns are sealed (`bot.store.seal`) or keyed hashes.

Times are aware UTC. Ids are 64-bit. Nothing private stands in a plain column: a fact's `code`
holds option ids, dates and yes/no only (`bot.store.cases.is_code`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, text
from sqlmodel import Field, SQLModel

BIG = BigInteger().with_variant(Integer(), "sqlite")


def _id() -> Any:
    return Field(default=None, sa_column=Column(BIG, primary_key=True, autoincrement=True))


def _of(table: str, *, index: bool = False, null: bool = False) -> Any:
    key = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Field(sa_column=Column(BIG, key, nullable=null, index=index))


def _sealed(*, null: bool = False) -> Any:
    return Field(default=None, sa_column=Column(LargeBinary, nullable=null))


class Contact(SQLModel, table=True):
    """A person. bubbles: how many bubbles she was sent; her order of reading."""

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


class Fact(SQLModel, table=True):
    """One thing a session taught about a contact."""

    __table_args__: ClassVar[Any] = (
        Index("fact_key", "contact", "session", "name", unique=True),
        Index("fact_code", "name", "code"),
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
        Index(
            "inbound_new",
            "contact",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
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


class Session(SQLModel, table=True):
    """A walk through one flow. state: waiting, completed, interrupted, expired."""

    __table_args__: ClassVar[Any] = (
        Index(
            "session_open",
            "contact",
            "id",
            sqlite_where=text("state in ('waiting', 'interrupted')"),
            postgresql_where=text("state in ('waiting', 'interrupted')"),
        ),
        Index("session_flow", "contact", "flow"),
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
    """One bubble and what became of it. kind: reply, reminder, broadcast. urgency: 0 first."""

    __table_args__: ClassVar[Any] = (
        Index("outbound_bubble", "contact", "bubble", unique=True),
        Index("outbound_external", "external"),
        Index(
            "outbound_due",
            "urgency",
            "due_at",
            "id",
            sqlite_where=text("state in ('queued', 'errored')"),
            postgresql_where=text("state in ('queued', 'errored')"),
        ),
        Index(
            "outbound_open",
            "contact",
            "id",
            sqlite_where=text("state in ('queued', 'wired', 'errored')"),
            postgresql_where=text("state in ('queued', 'wired', 'errored')"),
        ),
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
    lease_until: datetime | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None


class Reminder(SQLModel, table=True):
    """What to say on a day to come. state: pending, sent, passed (too late), withdrawn, stopped."""

    __table_args__: ClassVar[Any] = (
        Index("reminder_key", "session", "name", unique=True),
        Index(
            "reminder_due",
            "due_at",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )
    id: int = _id()
    contact: int = _of("contact", index=True)
    session: int = _of("session")
    name: str
    topic: str
    state: str = "pending"
    due_at: datetime
    until: date | None = None
    about: date | None = None
    sealed: bytes = _sealed()


class WorkItem(SQLModel, table=True):
    """Work a session waits for. state: queued, running, done, failed."""

    __tablename__ = "work_item"
    __table_args__: ClassVar[Any] = (
        Index("work_key", "session", "step", "fingerprint", unique=True),
        Index(
            "work_open",
            "id",
            sqlite_where=text("state in ('queued', 'running')"),
            postgresql_where=text("state in ('queued', 'running')"),
        ),
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


class JobRun(SQLModel, table=True):
    """A job that may run once per slot, whichever process gets there first."""

    __tablename__ = "job_run"
    name: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    at: datetime
