"""Who sends for an account: one process at a time, by an advisory lock of PostgreSQL.

Rule 1: the lock lives with a connection of its own: a process that dies lets go at once, and the
        server asks a silent one whether it still lives.
Rule 2: on SQLite there is one process, and it leads.
"""

from __future__ import annotations

import asyncio
import threading
from hashlib import blake2b

import psycopg
from sqlalchemy import make_url

ALIVE = "-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"


class Lead:
    """The lead of one account. url: of the database; name: e.g. `whatsapp:1234`."""

    def __init__(self, url: str, name: str) -> None:
        parsed = make_url(url)
        self._shared = parsed.get_backend_name() == "postgresql"
        self._url = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        self._key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
        self._connection: psycopg.Connection | None = None
        self._busy = threading.Lock()
        self.held = not self._shared
        """As far as was known when it was last asked for."""

    async def take(self) -> bool:
        """Take it if it is free; whether this process has it now."""
        return await asyncio.to_thread(self._take) if self._shared else True

    async def close(self) -> None:
        """Let go."""
        await asyncio.to_thread(self._drop)

    def _take(self) -> bool:
        with self._busy:
            try:
                self._ask()
            except psycopg.Error:
                self._drop()
            return self.held

    def _ask(self) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(
                self._url, autocommit=True, connect_timeout=5, options=ALIVE
            )
        if self.held:
            self._connection.execute("select 1")
            return
        row = self._connection.execute("select pg_try_advisory_lock(%s)", (self._key,)).fetchone()
        self.held = bool(row and row[0])

    def _drop(self) -> None:
        self.held = not self._shared
        if self._connection is not None:
            self._connection.close()
            self._connection = None
