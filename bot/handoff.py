"""`chaski handoff`: a person sees the points of a contract that a miner asked about, and answers.

Rule 1: only what she agreed to pass on: points and quotes, never the file, never who she is.
Rule 2: the answer is a reminder that is due at once, so quiet hours, order and limits hold for it.
Rule 3: once it is answered, her quotes are gone from here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import Connection

from bot.app import house, opened
from bot.clock import Clock
from bot.config import Settings, settings
from bot.errors import ChaskiError
from bot.house import House
from bot.model import Line
from bot.store import reminders
from bot.store.database import Database
from bot.store.results import Noted, named, rewrite
from bot.store.seal import Seal, secret_in
from bot.typed import clean
from bot.wanted import Reminder
from handlers.contracts.content import Clause

T = TypeVar("T")
NAME = "handoff"
LONGEST = 600
"""Characters of an answer: it stands in one bubble."""
SOON = timedelta(seconds=2)


class NoHandoff(ChaskiError):
    """There is nothing like that to answer."""


def waiting() -> list[str]:
    """What waits for an answer, a line each: number, day, type, how many points."""
    return _run(lambda at, database: database.read(lambda on: _listed(on, at)))


def show(number: int) -> list[str]:
    """The points of one, with their quotes."""
    return _run(lambda at, database: database.read(lambda on: _shown(on, at, number)))


def answer(number: int, words: str, by: str) -> list[str]:
    """Answer one; what to print. Raises NoHandoff with the remedy."""
    said, name = clean(words), clean(by)
    if not said or not name:
        raise NoHandoff("say who answers and what: chaski handoff answer 12 'words' --by 'Name'")
    if len(said) > LONGEST:
        raise NoHandoff(f"{len(said)} characters; a bubble takes {LONGEST}: shorten it")
    return _run(
        lambda at, database: database.write(lambda on: _answered(on, at, number, said, name))
    )


def _listed(on: Connection, at: House) -> list[str]:
    rows = [
        f"{one.session}  {one.value['day']}  {one.value['report']['type']}  "
        f"{len(one.value['report']['findings'])}+{len(one.value['report']['missing'])}"
        for one in _open(on, at.seal)
    ]
    return rows or ["nobody waits for an answer"]


def _shown(on: Connection, at: House, number: int) -> list[str]:
    titles = {clause.code: clause.title for clause in at.content.all(Clause).values()}
    report = _one(on, at.seal, number).value["report"]
    found = [
        f"{finding['clause']}  {titles.get(finding['clause'], '')}\n    «{finding['quote']}»"
        for finding in report["findings"]
    ]
    return [*found, *(f"{code}  {titles.get(code, '')}" for code in report["missing"])]


def _answered(on: Connection, at: House, number: int, said: str, by: str) -> list[str]:
    one, now = _one(on, at.seal, number), at.clock.now()
    line = Line("contracts-answered", {"by": by, "text": said})
    reminder = Reminder(when=now + SOON, line=line, topic="answers")
    promise = at.promise(one.contact, number, "answer", reminder)
    reminders.keep(
        on, at.seal, contact=one.contact, session=number, wanted={"answer": promise}, now=now
    )
    rewrite(on, at.seal, number, NAME, {"day": one.value["day"], "answered": now.isoformat()})
    return [f"{number}: answered; it reaches her when she may be written to"]


def _open(on: Connection, seal: Seal) -> list[Noted]:
    return [one for one in named(on, seal, NAME) if "report" in one.value]


def _one(on: Connection, seal: Seal, number: int) -> Noted:
    found = [one for one in _open(on, seal) if one.session == number]
    if not found:
        raise NoHandoff(f"no {number} waits for an answer; see: chaski handoff list")
    return found[0]


def _run(work: Callable[[House, Database], Awaitable[T]]) -> T:
    return asyncio.run(_within(settings(), work))


async def _within(found: Settings, work: Callable[[House, Database], Awaitable[T]]) -> T:
    found.data_dir.mkdir(parents=True, exist_ok=True)
    seal = Seal(found.secret_key.encode() or secret_in(found.data_dir))
    at = house({}, seal, Clock(found.timezone))
    database = opened(found)
    try:
        return await work(at, database)
    finally:
        await database.close()
