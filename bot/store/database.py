"""The database and the one way to it: short functions over a connection, run where they belong.

Rule 1: `write(work)` runs `work(connection)` inside a transaction and returns after COMMIT.
Rule 2: writes that wait together share one COMMIT (group commit). Where one fails they are all
        rolled back and done again in halves, until it stands alone and only its caller hears.
Rule 3: SQLite has one writer thread, because SQLite has one writer. PostgreSQL has several;
        there, rows are claimed with SKIP LOCKED so that no writer waits for another. Where one
        must wait all the same, it gives in soon, for the two may be waiting for one another:
        its work is done again, in the end alone.
Rule 4: so a work changes nothing but rows: it may run twice, and its caller may have left.
Rule 5: `read(work)` sees what was committed before it and holds nobody up.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

T = TypeVar("T")
Work = Callable[[Connection], Any]
Loop = asyncio.AbstractEventLoop
Job: TypeAlias = "tuple[Work, asyncio.Future[Any], Loop]"
Answer: TypeAlias = "tuple[Job, Any, BaseException | None]"
Jobs: TypeAlias = "queue.SimpleQueue[Job | None]"
GROUP = 64
MOST_TRIES = 5
PAUSE = 0.02
SOON = "; SET LOCAL lock_timeout = '25ms'"
BLOCKED = ("40P01", "40001", "55P03")
"""PostgreSQL's codes: deadlock detected, serialization failure, lock not available."""
PIPELINE = "pipeline"
log = logging.getLogger(__name__)


class Database:
    """One database, opened. url: a SQLAlchemy URL, `sqlite://…` or `postgresql+psycopg://…`."""

    def __init__(self, url: str, *, writers: int = 4, readers: int = 2) -> None:
        self.url = url
        self.engine = open_engine(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        alone = isinstance(self.engine.pool, StaticPool)
        self._closed = False
        self._writes: Jobs = queue.SimpleQueue()
        self._reads: Jobs = self._writes if alone else queue.SimpleQueue()
        begin = "BEGIN IMMEDIATE" if self.sqlite else "BEGIN" + SOON
        lane = _Lane(self.engine, self._writes, begin, GROUP)
        self._threads = lane.start("writer", 1 if self.sqlite else writers)
        if not alone:
            begin = "BEGIN" if self.sqlite else "BEGIN READ ONLY"
            self._threads += _Lane(self.engine, self._reads, begin, 1).start("reader", readers)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; its result, after the transaction is durable."""
        return await self._run(self._writes, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot; it must not write."""
        return await self._run(self._reads, work)

    async def _run(self, jobs: Jobs, work: Callable[[Connection], T]) -> T:
        if self._closed:
            raise RuntimeError("The database is closed.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        jobs.put((work, future, loop))
        return await future

    async def scrub(self) -> None:
        """Empty SQLite's log of what was overwritten: what was erased leaves no sealed copy in it.

        It waits for who reads or writes now, at most the busy time; the nightly purge tries again.
        """
        if self.sqlite and not isinstance(self.engine.pool, StaticPool):
            await asyncio.to_thread(self._empty_log)

    def _empty_log(self) -> None:
        with self.engine.connect() as on:
            on.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Finish what is queued, then let go of the database."""
        self._closed = True
        for _ in self._threads:
            self._writes.put(None)
            self._reads.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        self.engine.dispose()


class _Lane:
    """A thread's work: take what waits, run it in one transaction, then tell the callers."""

    def __init__(self, engine: Engine, jobs: Jobs, begin: str, group: int) -> None:
        self._engine, self._jobs, self._begin, self._group = engine, jobs, begin, group

    def start(self, name: str, count: int) -> list[threading.Thread]:
        """So many threads of this kind."""
        threads = [
            threading.Thread(target=self._serve, name=f"chaski-{name}-{n}", daemon=True)
            for n in range(count)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _serve(self) -> None:
        """Until a None comes."""
        ending = False
        while not ending:
            batch, ending = self._gather()
            if not batch:
                continue
            try:
                with self._engine.connect() as connection:
                    self._transact(connection, batch)
            except BaseException as error:  # the database is gone: every caller must hear of it
                log.warning("database: %s", type(error).__name__)
                _tell([(job, None, error) for job in batch])

    def _gather(self) -> tuple[list[Job], bool]:
        """What waits now, and whether to end after it. A caller who left is not served."""
        batch: list[Job] = []
        job = self._jobs.get()
        while job is not None:
            if not job[1].cancelled():
                batch.append(job)
            if len(batch) == self._group:
                return batch, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _transact(self, connection: Connection, batch: Sequence[Job], tries: int = 1) -> None:
        """Run works in one transaction; where one fails, none is kept, and each half is run anew.

        So what works costs nothing more, and what fails ends up alone with its error.
        """
        patient = tries == MOST_TRIES
        failed: Exception | None = None
        done: list[Answer] = []
        try:
            connection.exec_driver_sql(self._begin.removesuffix(SOON) if patient else self._begin)
            try:
                with _pipelined(connection):
                    done += [(job, job[0](connection), None) for job in batch]
            except Exception as error:
                failed = error
            connection.exec_driver_sql("ROLLBACK" if failed else "COMMIT")
        except BaseException as error:
            _undo(connection)
            raise failed or error from None
        if failed is None:
            _tell(done)
        elif len(batch) > 1:
            half = len(batch) // 2
            self._transact(connection, batch[:half])
            self._transact(connection, batch[half:])
        elif _blocked(failed) and not patient:
            time.sleep(random.uniform(0, PAUSE))
            self._transact(connection, batch, tries + 1)
        else:
            _tell([(batch[0], None, failed)])


def _tell(answers: Sequence[Answer]) -> None:
    """Tell callers what came of their work: once a loop, however many there are."""
    for loop in {id(job[2]): job[2] for job, _, _ in answers}.values():
        with suppress(RuntimeError):  # the loop is closed, so nobody waits
            loop.call_soon_threadsafe(_settle, [a for a in answers if a[0][2] is loop])


def _settle(answers: Sequence[Answer]) -> None:
    for (_, future, _), result, error in answers:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


@contextmanager
def _pipelined(connection: Connection) -> Iterator[None]:
    """On PostgreSQL, go on while a statement that returns nothing is on its way.

    Its error comes at the next one that returns something, or at the end.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    dialect, info = connection.dialect, connection.info
    errors = dialect.loaded_dbapi.Error
    try:
        with _driver(connection).pipeline() as pipeline:
            info[PIPELINE] = pipeline
            yield
    except errors as error:
        raise DBAPIError.instance(
            "", None, error, errors, hide_parameters=True, dialect=dialect
        ) from error
    finally:
        info.pop(PIPELINE, None)


def _arrived(on: Connection, *_: object) -> None:
    """What SQLAlchemy runs itself, it reads at once."""
    if pipeline := on.info.get(PIPELINE):
        pipeline.sync()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _blocked(error: Exception) -> bool:
    """Whether two writers stood in each other's way and this one had to give in."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in BLOCKED


def _undo(connection: Connection) -> None:
    """Take a broken transaction back; a connection that cannot do even that is thrown away."""
    try:
        connection.exec_driver_sql("ROLLBACK")
    except Exception:
        if not isinstance(connection.engine.pool, StaticPool):  # that one holds the only copy
            connection.invalidate()


def insert_unless(table: Any, key: Sequence[str], *returning: Any) -> dict[str, Any]:
    """An insert that does nothing where the key is taken, by name of dialect."""
    dialects: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
    made = {
        name: dialect.insert(table).on_conflict_do_nothing(index_elements=key)
        for name, dialect in dialects.items()
    }
    return {n: one.returning(*returning) if returning else one for n, one in made.items()}


BUSY = 10_000
"""Milliseconds a connection waits for another writer of the same SQLite file."""


def open_engine(url: str) -> Engine:
    """An engine in driver autocommit: transactions are begun and ended by the lanes alone."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        server = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            pool_size=10,
            pool_pre_ping=True,
        )
        event.listen(server, "after_cursor_execute", _arrived)
        return server
    memory = parsed.database in (None, "", ":memory:")
    options: dict[str, Any] = {"poolclass": StaticPool} if memory else {}
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args={"check_same_thread": False},
        **options,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL with FULL: what was acknowledged survives a power cut; group commit makes it cheap."""
    for pragma in (
        f"busy_timeout={BUSY}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "wal_autocheckpoint=1000",
    ):
        connection.execute(f"PRAGMA {pragma}")
