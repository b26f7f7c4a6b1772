"""The short way to the driver writes and reads just what SQLAlchemy does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from bot.store.quick import Quick
from bot.store.tables import JobRun

PUT = Quick(insert(JobRun))
ALL = Quick(select(col(JobRun.name), col(JobRun.at)).order_by(col(JobRun.name)))
LIMA = timezone(timedelta(hours=-5))
MOMENTS = (
    datetime(2026, 11, 22, 17, 0, tzinfo=UTC),
    datetime(2026, 11, 22, 23, 59, 59, 999999, tzinfo=LIMA),
    datetime(1, 2, 3, 4, 5, 6, 7, tzinfo=UTC),
)


def row(name: str, at: datetime) -> dict[str, Any]:
    return {"name": name, "slot": "x", "at": at}


@pytest.mark.parametrize("at", MOMENTS)
def test_a_moment_is_stored_as_sqlalchemy_stores_it(on: Connection, at: datetime) -> None:
    PUT.run(on, row("short", at))
    on.execute(insert(JobRun), row("long", at))
    stored = on.execute(text("select at from job_run")).scalars().all()
    assert stored[0] == stored[1]
    assert [tuple(one) for one in ALL.all(on, {})] == [("long", at), ("short", at)]


def test_a_moment_without_a_zone_is_refused(on: Connection) -> None:
    with pytest.raises(Exception, match=r"(?i)time ?zone"):
        PUT.run(on, row("a", datetime(2026, 11, 22)))  # noqa: DTZ001


def test_many_rows_are_one_statement_each_with_its_own_values(on: Connection) -> None:
    PUT.many(on, [row(f"{n}", at) for n, at in enumerate(MOMENTS)])
    PUT.many(on, [])
    assert [one[1] for one in ALL.all(on, {})] == list(MOMENTS)


def test_errors_are_sqlalchemys_and_hide_what_was_written(on: Connection) -> None:
    PUT.run(on, row("a", MOMENTS[0]))
    for again in (
        lambda: PUT.run(on, row("a", MOMENTS[0])),
        lambda: PUT.many(on, [row("a", MOMENTS[0])]),
    ):
        nested = on.begin_nested() if on.in_transaction() else None
        with pytest.raises(IntegrityError) as raised:
            again()
        if nested:
            nested.rollback()
        assert "2026" not in str(raised.value).split("[SQL")[-1]


def test_who_listens_to_the_engine_hears_them(on: Connection) -> None:
    heard: list[str] = []

    def listen(*given: Any) -> None:
        heard.append(given[2])

    event.listen(on.engine, "before_cursor_execute", listen)
    PUT.run(on, row("a", MOMENTS[0]))
    PUT.many(on, [row("b", MOMENTS[1])])
    PUT.many(on, [])
    assert len(ALL.all(on, {})) == 2
    event.remove(on.engine, "before_cursor_execute", listen)
    assert [sql.split()[0] for sql in heard] == ["INSERT", "INSERT", "SELECT"]
