"""The case file: what sessions taught about a contact, replaced as a whole by each session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from bot.model import Case, Fact, Json
from bot.store import tables
from bot.store.seal import Seal

CODE = re.compile(r"[a-z][a-z0-9-]{0,39}|\d{4}-\d{2}-\d{2}|true|false")


def is_code(name: str, value: Json) -> bool:
    """Whether a value may stand in a plain column: an option id, a date, yes or no.

    Facts named `my.…` never do: they hold what the person wrote herself.
    """
    return not name.startswith("my.") and CODE.fullmatch(_plain(value)) is not None


def _plain(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else ""


def columns(seal: Seal, name: str, value: Json) -> dict[str, object]:
    """The value as columns: a plain code, or sealed."""
    if is_code(name, value):
        return {"code": _plain(value), "sealed": None}
    return {"code": None, "sealed": seal.json(value)}


def value_of(seal: Seal, code: str | None, sealed: bytes | None) -> Json:
    """The value back from its columns."""
    if sealed is not None:
        return seal.open_json(sealed)
    return {"true": True, "false": False}.get(code or "", code)


def load(on: Connection, seal: Seal, contact: int) -> Case:
    """The whole case, each fact's versions oldest first."""
    fact = tables.Fact
    rows = on.execute(
        select(fact.name, fact.code, fact.sealed, fact.since, fact.session)
        .where(fact.contact == contact)
        .order_by(fact.since, fact.session)
    )
    facts: dict[str, tuple[Fact, ...]] = {}
    for name, code, sealed, since, session in rows:
        known = Fact(value_of(seal, code, sealed), since, session)
        facts[name] = (*facts.get(name, ()), known)
    return Case(facts)


def teach(
    on: Connection,
    seal: Seal,
    contact: int,
    session: int,
    *,
    case: Case,
    learned: Mapping[str, Json],
    today: date,
) -> bool:
    """Make a session's facts exactly `learned`; what it no longer teaches is taken back.

    A value that stays keeps the day it was learned. Returns whether anything changed.
    """
    before = {
        name: fact for name, known in case.facts.items() for fact in known if fact.session == session
    }
    gone = [name for name in before if name not in learned or before[name].value != learned[name]]
    new = {n: v for n, v in learned.items() if n not in before or before[n].value != v}
    fact = tables.Fact
    if gone:
        on.execute(delete(fact).where(fact.session == session, fact.name.in_(gone)))  # type: ignore[attr-defined]
    if new:
        shared = {"contact": contact, "session": session, "since": today}
        on.execute(
            insert(fact), [{**shared, "name": n, **columns(seal, n, v)} for n, v in new.items()]
        )
    return bool(gone or new)
