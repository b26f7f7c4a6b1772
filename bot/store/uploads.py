"""Files that lie with a platform already: its id of each, by the keyed hash of its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlmodel import col

from bot.store.database import Database
from bot.store.seal import Seal
from bot.store.tables import NOW, THIS, Upload

LASTS = timedelta(days=28)
"""A platform forgets a file after thirty days."""
_FIND = select(col(Upload.external)).where(col(Upload.hash) == THIS, col(Upload.at) > NOW)
_FORGET = delete(Upload).where(col(Upload.hash) == THIS)
_NOTE = insert(Upload)
_OLD = delete(Upload).where(col(Upload.at) <= bindparam("before"))


@dataclass(frozen=True)
class Uploads:
    """The files of one sending account. now: the clock."""

    database: Database
    seal: Seal
    account: str
    now: Callable[[], datetime]

    async def find(self, digest: str) -> str:
        """The platform's id of a file; empty when it has none, or an old one."""
        these = {"this": self._hash(digest), "now": self.now() - LASTS}
        return await self.database.read(lambda on: on.scalar(_FIND, these)) or ""

    async def note(self, digest: str, id: str) -> None:
        """The platform has a file now."""
        await self.database.write(lambda on: self._note(on, digest, id))

    async def forget(self, digest: str) -> None:
        """The platform's id of a file is no good any more."""
        these = {"this": self._hash(digest)}
        await self.database.write(lambda on: _run(on, _FORGET, these))

    def _note(self, on: Connection, digest: str, id: str) -> None:
        hash, now = self._hash(digest), self.now()
        _run(on, _FORGET, {"this": hash})
        _run(on, _OLD, {"before": now - LASTS})
        _run(on, _NOTE, {"hash": hash, "external": id, "at": now})

    def _hash(self, digest: str) -> bytes:
        return self.seal.digest("upload", self.account, digest)


def _run(on: Connection, statement: Any, given: Mapping[str, object]) -> None:
    on.execute(statement, given)
