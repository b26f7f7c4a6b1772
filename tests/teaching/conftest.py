"""Pushes and results are tried on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SetClock
from tests.databases import postgres, seal, url
from tests.delivery.people import Office, at

__all__ = ["office", "postgres", "seal", "url"]


@pytest.fixture
async def office(url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """At ten in the morning."""
    made = Office(tmp_path, SetClock(at(10)), url)
    yield made
    await made.app.close()
