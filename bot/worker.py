"""Work items: claimed under a lease, run off the event loop, brought back as replies.

Rule 1: a task is a pure function of plain JSON and bytes; words and files are put in before it
        runs and taken out after, so that it may run in any process.
Rule 2: a result is an inbound like any other: kept once, handled in the contact's order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import timedelta
from typing import Any, TypeAlias

import structlog
from sqlalchemy import Connection

from bot.errors import ChaskiError
from bot.house import House
from bot.model import Json, Media, line_of, media_of
from bot.pool import Processes
from bot.store import export, media, messages, shred, workitems
from bot.store.database import Database
from bot.store.workitems import MOST_ATTEMPTS, Item
from bot.work import Made

log = structlog.get_logger(__name__)
LEASE = timedelta(minutes=5)
TIMEOUT = 120.0
EVERYTHING: Json = {"everything": "hers"}
"""An argument that stands for all that is kept of the person who asked."""
MOST_LOST = 10
"""So many processes may end while they do it; then it is what ends them."""


Filled: TypeAlias = "bool | int | float | str | bytes | list[Filled] | dict[str, Filled] | None"
TaskFunction = Callable[[Mapping[str, Any]], "Json | Made"]


class Unfinished(ChaskiError):
    """Work failed and is to be tried again."""


class Worker:
    """Runs work in an executor and hands results to `arrived` (contact ids).

    spends: tasks after which the files they were given are destroyed.
    """

    def __init__(
        self,
        house: House,
        database: Database,
        files: media.Files,
        tasks: Mapping[str, TaskFunction],
        executor: Executor | None,
        *,
        lease: timedelta = LEASE,
        spends: frozenset[str] = frozenset(),
    ) -> None:
        self.house, self.database, self.files = house, database, files
        self.tasks, self.executor, self.lease = tasks, executor, lease
        self.spends = spends
        self._older: timedelta | None = None
        self._running = asyncio.Lock()

    async def run_one(self, id: int) -> int | None:
        """Do one item, if it waits; its contact. Raises Unfinished: it is to be tried again."""
        now = self.house.clock.now()
        items = await self.database.write(
            lambda on: workitems.claim(on, self.house.seal, now, self.lease, 1, only=id)
        )
        for item in items:
            if not await self._do(item):
                raise Unfinished
            return item.contact
        return None

    async def run_due(self, *, older: timedelta | None = None) -> list[int]:
        """Do what is asked for; the contacts to whom something came back.

        older: only what has waited so long, where a queue brings the rest.
        """
        self._older = older
        arrived: list[int] = []
        if self._running.locked():
            return arrived
        async with self._running:
            while items := await self.database.write(self._claim):
                for item in items:
                    await self._do(item)
                    arrived.append(item.contact)
        return arrived

    def _claim(self, on: Connection) -> list[Item]:
        now = self.house.clock.now()
        before = now - self._older if self._older else None
        return workitems.claim(on, self.house.seal, now, self.lease, 2, before=before)

    async def _do(self, item: Item) -> bool:
        """Do it and bring what came of it; False when it is to be tried again."""
        if item.attempts > MOST_LOST:
            await self._bring(item, {"failed": "Lost"}, "failed")
            return True
        try:
            result = await self._result(item)
        except Exception as error:
            log.error("work failed", item=item.id, task=item.task, error=type(error).__name__)
            if item.attempts < MOST_ATTEMPTS:
                await self.database.write(lambda on: workitems.settle(on, item.id, "queued"))
                return False
            await self._bring(item, {"failed": type(error).__name__}, "failed")
            return True
        await self._bring(item, result, "done")
        return True

    async def _result(self, item: Item) -> Json:
        args = {name: await self._fill(value, item) for name, value in item.body.items()}
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self.executor, self.tasks[item.task], args)
        try:
            made = await asyncio.wait_for(running, TIMEOUT)
        except TimeoutError:
            if isinstance(self.executor, Processes):
                self.executor.renew()
            raise
        if not isinstance(made, Made):
            return made
        kept: Media = await self.files.keep(made.data, made.name)
        return kept.to_json()

    async def _fill(self, value: Json, item: Item) -> Filled:
        """Lines become words, media become bytes, and EVERYTHING what is kept of her."""
        if value == EVERYTHING:
            known = await self.database.read(
                lambda on: export.everything(on, self.house.seal, item.contact)
            )
            return await self._fill(known, item)
        line, file = line_of(value), media_of(value)
        if line is not None:
            return self.house.words.text(line, item.locale)
        if file is not None:
            found = await self.files.read(file.ref, item.contact)
            return found[0] if found else None
        if isinstance(value, list):
            return [await self._fill(part, item) for part in value]
        if isinstance(value, dict):
            return {name: await self._fill(part, item) for name, part in value.items()}
        return value

    async def _bring(self, item: Item, value: Json, state: str) -> None:
        file = media_of(value)
        refs = [file.ref] if file else []
        if not await self.database.write(lambda on: self._arrive(on, item, value, state, refs)):
            await asyncio.to_thread(self.files.remove, refs)
        await asyncio.to_thread(self.files.remove, self._spent(item))

    def _spent(self, item: Item) -> list[str]:
        """The files that were given to a task that destroys them."""
        return _refs(dict(item.body)) if item.task in self.spends else []

    def _arrive(
        self, on: Connection, item: Item, value: Json, state: str, refs: Sequence[str]
    ) -> bool:
        """Hand a result over with its file; False when it was erased meanwhile, or came before."""
        if not workitems.settle(on, item.id, state):
            return False
        result: dict[str, Json] = {"task": item.fingerprint, "value": value}
        first = messages.accept(
            on,
            self.house.seal,
            contact=item.contact,
            address=item.address,
            channel="work",
            external=f"work:{item.session}:{item.id}",
            body={"session": item.session, "step": item.step, "result": result},
            now=self.house.clock.now(),
        )
        media.own(on, item.contact, refs if first else [])
        shred.spent(on, item.contact, self._spent(item))
        return first


def _refs(value: Json) -> list[str]:
    """The names of all files within a value."""
    file = media_of(value)
    if file is not None:
        return [file.ref]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [ref for part in parts for ref in _refs(part)]
