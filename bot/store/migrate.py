"""Bringing a database to the newest version of its tables, and back.

Versions lie beside this file in `migrations/versions/NNNN_what.py`, so they travel in the wheel.
Whoever comes first migrates; whoever comes meanwhile waits, then finds nothing to do. A version
is applied whole or not at all, on both databases.

To add one, change tables.py, then: `python -m bot.store.migrate "what changes"`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from bot.errors import ChaskiError
from bot.store.database import BUSY, open_engine

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x63686173_6B69


PATIENCE = 120_000
"""Milliseconds one that starts waits for another's migration, on a slow and busy machine."""


class NewerDatabase(ChaskiError):
    """The database was written by a newer Chaski. Install that version, or restore a backup."""


def head() -> str:
    """The newest version this program knows."""
    return max(_known())


def _known() -> list[str]:
    return [path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py")]


def current(connection: Connection) -> str | None:
    """The version a database is at; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("select version_num from alembic_version"))
    return version


def upgrade(target: str | Engine | Connection, to: str = "head") -> None:
    """Bring a database to a version, the newest if not said. target: a URL, or what it opened to.

    Raises NewerDatabase: it is at a version this program does not know.
    """
    with _connected(target) as connection:
        if current(connection) != head() or to != "head":
            _migrate(connection, "upgrade", to)


def downgrade(target: str | Engine | Connection, to: str = "base") -> None:
    """Take a database back to a version, to nothing if not said. What it held is lost."""
    with _connected(target) as connection:
        _migrate(connection, "downgrade", to)


@contextmanager
def _connected(target: str | Engine | Connection) -> Iterator[Connection]:
    """A connection in autocommit, with nothing begun."""
    if isinstance(target, Connection):
        yield target
    elif isinstance(target, Engine):
        with target.connect() as connection:
            yield connection
    else:
        engine = open_engine(target)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


def _migrate(connection: Connection, direction: str, to: str) -> None:
    from alembic import command

    with _alone(connection):
        if current(connection) not in (None, *_known()):
            raise NewerDatabase
        getattr(command, direction)(_config(connection), to)


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """A transaction no other migration runs beside. SQLite copies tables: no cascades then."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE}")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "BEGIN")
    try:
        if not sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        yield
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise ChaskiError("The migration would leave rows that belong to nothing.")
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    finally:
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY}")


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def add(what: str) -> None:
    """Write the next version: what tables.py has and the versions so far do not."""
    from alembic import command

    number = f"{int(max(_known(), default='0')) + 1:04}"
    with TemporaryDirectory() as folder, _connected(f"sqlite:///{folder}/empty.db") as connection:
        if _known():
            upgrade(connection)
        command.revision(_config(connection), what, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    add(" ".join(sys.argv[1:]))
