"""The case file: what sessions taught about a contact, replaced as a whole by each session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from bot.model import Case, Fact, Json
from bot.store import tables
from bot.store.quick import Quick
from bot.store.seal import Seal
from bot.store.tables import OF, THIS

CODE = re.compile(r"[a-z][a-z0-9-]{0,39}|\d{4}-\d{2}-\d{2}")
YES_NO = {"true": True, "false": False}

_ROW = tables.Fact
_LOAD = Quick(
    select(col(_ROW.name), col(_ROW.code), col(_ROW.sealed), col(_ROW.since), col(_ROW.session))
    .where(col(_ROW.contact) == OF)
    .order_by(col(_ROW.id))
)
_FORGET = Quick(delete(_ROW).where(col(_ROW.session) == OF, col(_ROW.name) == THIS))
_LEARN = Quick(insert(_ROW))


def is_code(name: str, value: Json) -> bool:
    """Whether a value may stand in a plain column: an option id, a date, yes or no.

    Facts named `my.…` never do: they hold what the person wrote herself.
    """
    return not name.startswith("my.") and _code(value) is not None


def _code(value: Json) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    usable = isinstance(value, str) and CODE.fullmatch(value) and value not in YES_NO
    return str(value) if usable else None


def columns(seal: Seal, name: str, value: Json) -> dict[str, object]:
    """The value as columns: a plain code, or sealed."""
    if is_code(name, value):
        return {"code": _code(value), "sealed": None}
    return {"code": None, "sealed": seal.json(value)}


def value_of(seal: Seal, code: str | None, sealed: bytes | None) -> Json:
    """The value back from its columns."""
    if sealed is not None:
        return seal.open_json(sealed)
    return YES_NO.get(code or "", code)


def load(on: Connection, seal: Seal, contact: int) -> Case:
    """The whole case, each fact's versions in the order they were learned."""
    facts: dict[str, tuple[Fact, ...]] = {}
    for name, code, sealed, since, session in _LOAD.all(on, {"of": contact}):
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
        name: fact.value
        for name, known in case.facts.items()
        for fact in known
        if fact.session == session
    }
    gone = [n for n, value in before.items() if not _stays(n, value, learned, session, case)]
    new = {n: v for n, v in learned.items() if n in gone or n not in before}
    for name in gone:
        _FORGET.run(on, {"of": session, "this": name})
    shared = {"contact": contact, "session": session, "since": today}
    _LEARN.many(on, [{**shared, "name": n, **columns(seal, n, v)} for n, v in new.items()])
    return bool(gone or new)


def _stays(name: str, value: Json, learned: Mapping[str, Json], session: int, case: Case) -> bool:
    """Whether a fact is taught again just as it is; 1 is not yes.

    What another session took back (an empty text) is taught anew.
    """
    again = learned.get(name)
    same = name in learned and type(again) is type(value) and again == value
    last = case.facts[name][-1]
    return same and not (last.value == "" and last.session != session)
