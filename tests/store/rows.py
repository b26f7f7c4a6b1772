"""Rows to start from: someone who wrote, a session of hers, a bubble for her."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from bot import model
from bot.store import contacts, messages, sessions
from bot.store.reminders import Promise
from bot.store.seal import Seal

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LEASE = timedelta(seconds=60)
PHONE = model.Address("whatsapp", "phone", "51987654321")


def someone(on: Connection, seal: Seal, value: str = PHONE.value) -> tuple[int, int]:
    """The (contact, address) ids of whoever writes from this number."""
    return contacts.of_address(on, seal, model.Address("whatsapp", "phone", value), NOW, "es")


def session(on: Connection, seal: Seal, contact: int, flow: str = "menu") -> int:
    """A new waiting session."""
    return sessions.create(on, seal, contact, flow, TODAY, NOW)


def heard(on: Connection, seal: Seal, who: tuple[int, int], external: str, words: str) -> bool:
    """One message accepted."""
    return messages.accept(
        on,
        seal,
        contact=who[0],
        address=who[1],
        channel="whatsapp",
        external=external,
        body={"text": words},
        now=NOW,
    )


def bubble(on: Connection, seal: Seal, who: tuple[int, int], number: int, **other: Any) -> int:
    """One bubble queued, the id of its row."""
    usual: dict[str, Any] = {
        "channel": "whatsapp",
        "kind": "reply",
        "locale": "es",
        "content": "1",
        "body": {"text": f"bubble {number}"},
        "now": NOW,
    }
    made = {**usual, **other}
    messages.queue(on, seal, contact=who[0], address=who[1], bubble=number, **made)
    kept = messages.bubble(on, seal, who[0], number)
    assert kept is not None
    return kept.id


def claimed(on: Connection, seal: Seal, now: datetime = NOW, most: int = 10) -> list[int]:
    """The ids of what is claimed for sending."""
    return [row.id for row in messages.claim(on, seal, ["whatsapp"], now, most, LEASE)]


def state(on: Connection, id: int) -> str:
    """What has become of a bubble."""
    return str(on.scalar(text("select state from outbound where id = :id"), {"id": id}))


def promise(name: str, due_at: datetime, **other: Any) -> Promise:
    """A reminder as a flow wants it."""
    usual: dict[str, Any] = {
        "topic": "formalization",
        "until": None,
        "about": None,
        "body": {"line": {"id": "formalization-deadline", "args": {}}, "link": None},
    }
    return Promise(id=0, contact=0, session=0, name=name, due_at=due_at, **{**usual, **other})
