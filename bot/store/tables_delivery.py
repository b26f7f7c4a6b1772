"""The tables of delivery: what is held and why, what it cost, who is to hear a broadcast.

As in `bot.store.tables`: times are aware UTC, nothing private stands in a plain column.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.store.tables import BIG

TO_FEED = text("state = 'pending'")
"""Recipients of a broadcast who are not in the outbox yet."""


class Hold(SQLModel, table=True):
    """What is not served for now. scope: account, broadcasts, template, country, address, window,
    marketing; subject: which one. until: None means until somebody lets it go.

    strikes: how often in a row it happened; an address counts as dead after some.
    """

    __table_args__: ClassVar[Any] = (
        Index("hold_key", "channel", "scope", "subject", unique=True),
        Index("hold_scope", "scope"),
    )
    id: int = Field(default=None, sa_column=Column(BIG, Identity(), primary_key=True))
    channel: str
    scope: str
    subject: str = ""
    reason: str = ""
    code: int | None = None
    strikes: int = 1
    since: datetime
    until: datetime | None = None


class Charge(SQLModel, table=True):
    """What one message cost, as the platform charges it; `micros` is None where no rate is known.

    external: the hash of the platform's id, so that three statuses make one charge.
    """

    __table_args__: ClassVar[Any] = (
        Index("charge_external", "external", unique=True),
        Index("charge_day", "day", "channel"),
    )
    id: int = Field(default=None, sa_column=Column(BIG, Identity(), primary_key=True))
    external: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    channel: str
    category: str
    type: str = ""
    billable: bool
    micros: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    currency: str = ""
    day: date
    at: datetime


class Tally(SQLModel, table=True):
    """How many paid messages left on a day, and what they cost as far as rates are known."""

    day: date = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    messages: int = 0
    micros: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))


class TemplateState(SQLModel, table=True):
    """What a platform says about a template in one language."""

    __tablename__ = "template_state"
    name: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    status: str
    category: str = ""
    reason: str = ""
    at: datetime


class Broadcast(SQLModel, table=True):
    """One message to many. state: planning, running, paused, cancelled, done.

    key: the same key is the same broadcast, however often it is started. cohort: who, as it was
    asked for. planned: up to which contact recipients were found. sealed: what is said.
    """

    __table_args__: ClassVar[Any] = (Index("broadcast_key", "key", unique=True),)
    id: int = Field(default=None, sa_column=Column(BIG, Identity(), primary_key=True))
    key: str
    kind: str = "broadcast"
    topic: str = ""
    cohort: str = ""
    state: str = "planning"
    planned: int = Field(default=0, sa_column=Column(BIG, nullable=False))
    created_at: datetime
    starts_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Recipient(SQLModel, table=True):
    """Somebody a broadcast is for. state: pending, queued (then `outbound` tells), withheld."""

    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}
    broadcast: int = Field(
        sa_column=Column(BIG, ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True)
    )
    contact: int = Field(
        sa_column=Column(BIG, ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    )
    state: str = "pending"
    reason: str = ""
    outbound: int | None = Field(default=None, sa_column=Column(BIG, nullable=True))
