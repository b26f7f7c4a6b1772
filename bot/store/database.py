"""The database and the one way to it: short functions over a connection, run where they belong.

Rule 1: `write(work)` runs `work(connection)` inside a transaction and returns after COMMIT.
Rule 2: writes that wait together share one COMMIT (group commit); one that fails is rolled
        back alone, to its savepoint, and only its caller hears of it.
Rule 3: SQLite has one writer thread, because SQLite has one writer. PostgreSQL has several;
        there, rows are claimed with SKIP LOCKED so that no writer waits for another.
Rule 4: `read(work)` sees what was committed before it and holds nobody up.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

T = TypeVar("T")
Work = Callable[[Connection], Any]
GROUP = 64
log = logging.getLogger(__name__)


class Database:
    """One database, opened. url: a SQLAlchemy URL, `sqlite://…` or `postgresql+psycopg://…`."""

    def __init__(self, url: str, *, writers: int = 4, readers: int = 2) -> None:
        self.url = url
        self.engine = open_engine(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._alone = isinstance(self.engine.pool, StaticPool)
        self._writes: queue.SimpleQueue[tuple[Work, Future[Any]] | None] = queue.SimpleQueue()
        self._reads: queue.SimpleQueue[tuple[Work, Future[Any]] | None] = queue.SimpleQueue()
        self._threads = self._start("writer", 1 if self.sqlite else writers, self._writes, GROUP)
        if not self._alone:
            self._threads += self._start("reader", readers, self._reads, 1)

    def _start(
        self,
        name: str,
        count: int,
        source: queue.SimpleQueue[tuple[Work, Future[Any]] | None],
        group: int,
    ) -> list[threading.Thread]:
        lane = _Lane(self.engine, source, group, immediate=self.sqlite and name == "writer")
        threads = [
            threading.Thread(target=lane.run, name=f"chaski-{name}-{n}", daemon=True)
            for n in range(count)
        ]
        for thread in threads:
            thread.start()
        return threads

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; its result, after the transaction is durable."""
        return await _run(self._writes, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot; it must not write."""
        return await _run(self._writes if self._alone else self._reads, work)

    async def close(self) -> None:
        """Finish what is queued, then let go of the database."""
        for source in (self._writes, self._reads):
            for _ in self._threads:
                source.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        self.engine.dispose()


async def _run(
    source: queue.SimpleQueue[tuple[Work, Future[Any]] | None], work: Callable[[Connection], T]
) -> T:
    future: Future[T] = Future()
    source.put((work, future))
    return await asyncio.wrap_future(future)


class _Lane:
    """A thread's work: take what waits, run it in one transaction, then tell the callers."""

    def __init__(
        self,
        engine: Engine,
        source: queue.SimpleQueue[tuple[Work, Future[Any]] | None],
        group: int,
        *,
        immediate: bool,
    ) -> None:
        self._engine, self._source, self._group = engine, source, group
        self._begin = "BEGIN IMMEDIATE" if immediate else "BEGIN"

    def run(self) -> None:
        """Until a None comes."""
        ending = False
        while not ending:
            first = self._source.get()
            if first is None:
                return
            batch, ending = self._gather(first)
            try:
                with self._engine.connect() as connection:
                    self._transact(connection, batch)
            except Exception as error:  # the database is gone: every caller must hear of it
                log.warning("database: %s", type(error).__name__)
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)

    def _gather(
        self, first: tuple[Work, Future[Any]]
    ) -> tuple[list[tuple[Work, Future[Any]]], bool]:
        batch = [first] if first[1].set_running_or_notify_cancel() else []
        while len(batch) < self._group:
            try:
                more = self._source.get_nowait()
            except queue.Empty:
                break
            if more is None:
                return batch, True
            if more[1].set_running_or_notify_cancel():
                batch.append(more)
        return batch, False

    def _transact(self, connection: Connection, batch: list[tuple[Work, Future[Any]]]) -> None:
        connection.exec_driver_sql(self._begin)
        done: list[tuple[Future[Any], Any]] = []
        failed: list[tuple[Future[Any], Exception]] = []
        try:
            for work, future in batch:
                connection.exec_driver_sql("SAVEPOINT one")
                try:
                    done.append((future, work(connection)))
                    connection.exec_driver_sql("RELEASE SAVEPOINT one")
                except Exception as error:  # the caller decides; the others go on
                    connection.exec_driver_sql("ROLLBACK TO SAVEPOINT one")
                    failed.append((future, error))
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.invalidate()
            raise
        for future, result in done:
            future.set_result(result)
        for future, error in failed:
            future.set_exception(error)


def open_engine(url: str) -> Engine:
    """An engine in driver autocommit: transactions are begun and ended by the lanes alone."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, isolation_level="AUTOCOMMIT", pool_size=10, pool_pre_ping=True)
    memory = parsed.database in (None, "", ":memory:")
    options: dict[str, Any] = {"poolclass": StaticPool} if memory else {}
    engine = create_engine(
        url, isolation_level="AUTOCOMMIT", connect_args={"check_same_thread": False}, **options
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL with FULL: what was acknowledged survives a power cut; group commit makes it cheap."""
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "secure_delete=ON",
        "wal_autocheckpoint=1000",
    ):
        connection.execute(f"PRAGMA {pragma}")
