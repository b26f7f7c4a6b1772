"""Migrations: from nothing to the newest and back, the same tables on both databases."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from bot.store import migrate
from bot.store import tables_delivery as _known  # to know the tables is to import them
from bot.store.database import Database, open_engine
from tests.databases import postgres_url, sqlite_url

TABLES = sorted(_known.SQLModel.metadata.tables)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path, empty=True)
    else:
        with postgres_url(empty=True) as made:
            yield made


@pytest.fixture
def connection(empty: str) -> Iterator[Connection]:
    engine = open_engine(empty)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def tables(on: Connection) -> list[str]:
    return sorted(set(inspect(on).get_table_names()) - {"alembic_version"})


def test_from_nothing_to_the_newest_and_back(empty: str, connection: Connection) -> None:
    assert migrate.current(connection) is None
    migrate.upgrade(empty)
    assert migrate.current(connection) == migrate.head()
    assert tables(connection) == TABLES
    migrate.upgrade(empty)
    migrate.downgrade(empty)
    assert tables(connection) == []
    migrate.upgrade(empty)
    assert tables(connection) == TABLES


def test_a_url_an_engine_or_a_connection_will_do(connection: Connection) -> None:
    migrate.upgrade(connection.engine)
    migrate.downgrade(connection)
    migrate.upgrade(connection)
    assert tables(connection) == TABLES


def test_in_memory(tmp_path: Path) -> None:
    engine = open_engine("sqlite://")
    migrate.upgrade(engine)
    with engine.connect() as on:
        assert migrate.current(on) == migrate.head()
        assert on.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_the_migrations_make_what_tables_says(connection: Connection) -> None:
    migrate.upgrade(connection)
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, SQLModel.metadata) == []


def test_to_the_letter(connection: Connection, tmp_path: Path) -> None:
    migrate.upgrade(connection)
    made = letters(connection)
    connection.rollback()
    if connection.dialect.name == "sqlite":
        assert made == created(f"sqlite:///{tmp_path}/created.db")
    else:
        with postgres_url(empty=True) as other:
            assert made == created(other)


def created(url: str) -> dict[str, Any]:
    """The letters of a database made from tables.py as it is."""
    engine = open_engine(url)
    with engine.connect() as on:
        SQLModel.metadata.create_all(on)
        found = letters(on)
    engine.dispose()
    return found


def letters(on: Connection) -> dict[str, Any]:
    """Each table, index and constraint as the database itself spells it."""
    if on.dialect.name == "sqlite":
        rows = on.exec_driver_sql(
            "select name, sql from sqlite_master where name not like 'sqlite_%'"
        )
        return {
            n: sorted(re.split(r",?\s*\n\s*", s.replace('"', "")))
            for n, s in rows
            if "alembic" not in n
        }
    indexes = on.exec_driver_sql(
        "select indexname, indexdef from pg_indexes where schemaname = 'public'"
    )
    keys = on.exec_driver_sql(
        "select conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace"
    )
    columns = on.exec_driver_sql(
        "select table_name || '.' || column_name, concat_ws(' ', ordinal_position, data_type, is_nullable, identity_generation, column_default) from information_schema.columns where table_schema = 'public'"
    )
    return {n: d for rows in (indexes, keys, columns) for n, d in rows if "alembic" not in n}


def test_those_who_start_together_migrate_once(empty: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate.upgrade, [empty] * 4))
    engine = open_engine(empty)
    with engine.connect() as on:
        assert tables(on) == TABLES
        assert on.scalar(text("select count(*) from alembic_version")) == 1
    engine.dispose()


def test_what_fails_halfway_leaves_nothing(
    empty: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alembic.op.drop_table", lambda name: None)
    migrate.upgrade(empty)
    migrate.downgrade(empty)
    with pytest.raises(Exception, match="already exists"):
        migrate.upgrade(empty)
    assert migrate.current(connection) is None
    connection.exec_driver_sql("drop table work_item")
    with pytest.raises(Exception, match="already exists"):
        migrate.upgrade(empty)
    assert "work_item" not in tables(connection)


def test_a_newer_database_is_left_alone(connection: Connection) -> None:
    migrate.upgrade(connection)
    connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(migrate.NewerDatabase, match="newer"):
        migrate.upgrade(connection)
    assert migrate.current(connection) == "9999"
    assert tables(connection) == TABLES


async def test_a_database_migrates_before_its_first_use(empty: str) -> None:
    database = Database(empty)
    migrate.upgrade(database.engine)
    assert await database.read(migrate.current) == migrate.head()
    await database.close()


def test_versions_are_one_line_without_gaps() -> None:
    script = ScriptDirectory(str(migrate.FOLDER))
    found = [version.revision for version in script.walk_revisions()][::-1]
    assert found == [f"{n:04}" for n in range(1, len(found) + 1)]
    assert script.get_current_head() == migrate.head() == found[-1]


def test_a_database_that_is_up_to_date_needs_no_alembic(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    code = f"import sys; from bot.store.migrate import upgrade; upgrade({url!r}); print('alembic' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
