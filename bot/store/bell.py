"""A bell between processes on one PostgreSQL: there is something new, look at the rows.

Rule 1: it carries nothing. Who misses it finds the rows at the next pulse.
Rule 2: many rings at once are one.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy import make_url, text

from bot.store.database import Database

NAME = "chaski"
_RING = text("select pg_notify(:name, :mine)")
REST = 0.02
"""Seconds between two rings."""


class Bell:
    """Rings for the other processes, and hears them. Silent on SQLite, where there are none."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mine = str(os.getpid())
        self._ringing: asyncio.Task[None] | None = None
        self._again = False
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Tell the others, soon."""
        self._again = True
        if not self._database.sqlite and (self._ringing is None or self._ringing.done()):
            self._ringing = asyncio.ensure_future(self._ring())

    async def _ring(self) -> None:
        while self._again:
            self._again = False
            await self._database.write(
                lambda on: on.execute(_RING, {"name": NAME, "mine": self._mine}).all()
            )
            await asyncio.sleep(REST)

    def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` in this loop whenever another process rings."""
        if self._database.sqlite:
            return
        loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._hear, args=(loop, heard), daemon=True)
        self._thread.start()

    def _hear(self, loop: asyncio.AbstractEventLoop, heard: Callable[[], None]) -> None:
        url = make_url(self._database.url).set(drivername="postgresql")
        while not self._ended.is_set():
            try:
                with psycopg.connect(
                    url.render_as_string(hide_password=False), autocommit=True
                ) as connection:
                    connection.execute("LISTEN chaski")
                    while not self._ended.is_set():
                        rung = connection.notifies(timeout=1.0)
                        if any(one.payload != self._mine for one in rung):
                            loop.call_soon_threadsafe(heard)
            except (psycopg.Error, RuntimeError):  # the database is away, or the loop closed
                self._ended.wait(2.0)

    async def close(self) -> None:
        """Hear no more."""
        self._ended.set()
        if self._ringing:
            self._ringing.cancel()
        if self._thread:
            await asyncio.to_thread(self._thread.join, 3.0)
