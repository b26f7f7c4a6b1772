"""Everything kept about a person, in plain values: what she may take with her.

Rule 1: it is hers alone: nothing of other people, no key, no hash, no sealed bytes.
Rule 2: files are named, not carried; they were sent by her and lie in her chat.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from bot.model import Json, media_of
from bot.store import cases
from bot.store.seal import Seal
from bot.store.tables import (
    Address,
    Contact,
    Inbound,
    MediaFile,
    Outbound,
    Reminder,
    Result,
    Session,
    WorkItem,
)


def everything(on: Connection, seal: Seal, contact: int) -> dict[str, Json]:
    """All of it, oldest first. Times are ISO 8601 in UTC; lines stay lines, to be put into words."""
    [(since, seen, locale)] = on.execute(
        select(col(Contact.created_at), col(Contact.seen_at), col(Contact.locale)).where(
            col(Contact.id) == contact
        )
    )
    return {
        "person": {"since": _at(since), "seen": _at(seen), "language": locale},
        "addresses": _addresses(on, seal, contact),
        "facts": _facts(on, seal, contact),
        "sessions": _sessions(on, seal, contact),
        "results": _results(on, seal, contact),
        "reminders": _reminders(on, seal, contact),
        "work": _work(on, contact),
        "messages": _messages(on, seal, contact),
        "files": _files(on, seal, contact),
    }


def _of(table: Any, contact: int, *columns: Any) -> Any:
    return select(*columns).where(col(table.contact) == contact)


def _addresses(on: Connection, seal: Seal, contact: int) -> list[Json]:
    rows = on.execute(
        _of(Address, contact, col(Address.channel), col(Address.kind), col(Address.sealed))
    )
    return [{"channel": c, "kind": k, "value": seal.open(s).decode()} for c, k, s in rows]


def _facts(on: Connection, seal: Seal, contact: int) -> list[Json]:
    case = cases.load(on, seal, contact)
    return [
        {"name": name, "value": _plain(fact.value), "since": fact.since.isoformat()}
        for name, known in case.facts.items()
        for fact in known
    ]


def _sessions(on: Connection, seal: Seal, contact: int) -> list[Json]:
    rows = on.execute(
        _of(
            Session,
            contact,
            *(col(Session.flow), col(Session.state), col(Session.started), col(Session.sealed)),
        ).order_by(col(Session.id))
    )
    found = []
    for flow, state, started, sealed in rows:
        body = seal.open_json(sealed)
        answers = body.get("answers") if isinstance(body, dict) else None
        found.append(
            {
                "flow": flow,
                "state": state,
                "started": started.isoformat(),
                "answers": _plain(answers or {}),
            }
        )
    return list(found)


def _results(on: Connection, seal: Seal, contact: int) -> list[Json]:
    rows = on.execute(_of(Result, contact, col(Result.name), col(Result.code), col(Result.sealed)))
    return [{"name": n, "value": _plain(cases.value_of(seal, c, s))} for n, c, s in rows]


def _reminders(on: Connection, seal: Seal, contact: int) -> list[Json]:
    rows = on.execute(
        _of(
            Reminder,
            contact,
            *(col(Reminder.topic), col(Reminder.state), col(Reminder.due_at), col(Reminder.sealed)),
        ).order_by(col(Reminder.due_at))
    )
    return [
        {"topic": topic, "state": state, "due": _at(due), "says": _part(seal, sealed, "line")}
        for topic, state, due, sealed in rows
    ]


def _work(on: Connection, contact: int) -> list[Json]:
    rows = on.execute(
        _of(WorkItem, contact, col(WorkItem.task), col(WorkItem.state), col(WorkItem.created_at))
    )
    return [{"task": t, "state": s, "at": _at(at)} for t, s, at in rows]


def _messages(on: Connection, seal: Seal, contact: int) -> list[Json]:
    """What she said and what was said to her, in the order of time."""
    heard = on.execute(
        _of(Inbound, contact, col(Inbound.received_at), col(Inbound.channel), col(Inbound.sealed))
    )
    told = on.execute(
        _of(
            Outbound,
            contact,
            *(col(Outbound.created_at), col(Outbound.channel), col(Outbound.sealed)),
        )
    )
    both = [("you", *row) for row in heard] + [("chaski", *row) for row in told]
    both.sort(key=lambda row: (row[1], row[0] != "you"))
    return [m for m in (_message(seal, *row) for row in both) if m is not None]


def _message(seal: Seal, who: str, at: datetime, channel: str, sealed: bytes) -> Json:
    body = seal.open_json(sealed)
    if not isinstance(body, dict) or not body or "result" in body:
        return None
    kept = {name: body[name] for name in ("text", "tap", "place", "media") if body.get(name)}
    return {
        "from": who,
        "at": _at(at),
        "channel": channel,
        **{n: _plain(v) for n, v in kept.items()},
    }


def _files(on: Connection, seal: Seal, contact: int) -> list[Json]:
    rows = on.execute(
        _of(
            MediaFile,
            contact,
            *(col(MediaFile.name), col(MediaFile.kind), col(MediaFile.mime)),
            *(col(MediaFile.size), col(MediaFile.created_at)),
        ).order_by(col(MediaFile.created_at))
    )
    return [
        {"name": seal.open(name).decode(), "kind": k, "type": m, "bytes": size, "at": _at(at)}
        for name, k, m, size, at in rows
    ]


def _part(seal: Seal, sealed: bytes, name: str) -> Json:
    body = seal.open_json(sealed)
    return body.get(name) if isinstance(body, dict) else None


def _plain(value: Json) -> Json:
    """Files by their names; all else as it is."""
    file = media_of(value)
    if file is not None:
        return {"file": file.name, "bytes": file.size}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
