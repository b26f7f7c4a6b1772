"""Heavy work on procrastinate, where there is PostgreSQL: asked for in the turn's own transaction.

Rule 1: a job names a work item and nothing else; the item holds what is to be done, sealed.
Rule 2: of one person one job runs at a time, in the order asked.
Rule 3: jobs are for speed. An item whose job was lost is found by the sweeper all the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, make_url, text

if TYPE_CHECKING:  # read where it is used: a house on SQLite starts without it
    import procrastinate

QUEUE, TASK = "heavy", "chaski.work"
LOCK = 0x63686173_6B6A
_THERE = text("select to_regclass('procrastinate_jobs') is not null")
_READY: set[str] = set()
"""Databases that are known to have the queue's tables."""


def prepare(engine: Engine) -> None:
    """Make the queue's tables, once, whoever comes first. Nothing on SQLite."""
    if engine.dialect.name != "postgresql":
        return
    from procrastinate.schema import SchemaManager

    with engine.connect() as on:
        on.exec_driver_sql("BEGIN")
        on.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        if not on.scalar(_THERE):
            driver: Any = on.connection.driver_connection
            driver.execute(SchemaManager.get_schema())
        on.exec_driver_sql("COMMIT")


def ready(on: Connection) -> bool:
    """Whether this database has the queue's tables."""
    if on.dialect.name != "postgresql":
        return False
    name = str(on.engine.url)
    if name not in _READY and on.scalar(_THERE):
        _READY.add(name)
    return name in _READY


def ask(on: Connection, item: int, contact: int) -> None:
    """Queue a job for a work item, in the transaction that made it."""
    if ready(on):
        raw = on.connection.driver_connection
        job = _asking().configure_task(TASK, queue=QUEUE, lock=f"contact:{contact}", connection=raw)
        job.defer(item=item)


@cache
def _asking() -> procrastinate.App:
    """An app that only queues, over connections of ours."""
    import procrastinate

    return procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def worker(url: str, do: Callable[[int], Awaitable[object]]) -> procrastinate.App:
    """An app that runs jobs. do: what is done with a work item; an error has it tried again."""
    import procrastinate

    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=plain, max_size=4))
    again = procrastinate.RetryStrategy(max_attempts=10, wait=2, linear_wait=5)

    @app.task(name=TASK, queue=QUEUE, retry=again)
    async def work(item: int) -> None:
        await do(item)

    return app
