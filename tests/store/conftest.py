"""Every store test runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from bot.store.database import open_engine
from tests.databases import database, postgres, seal, url

__all__ = ["database", "on", "postgres", "seal", "url"]


@pytest.fixture
def on(url: str) -> Iterator[Connection]:
    """A connection inside a transaction, for the functions alone."""
    engine = open_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        yield connection
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()
