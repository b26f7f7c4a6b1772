"""A whole Chaski on a database that is there for others to read, and its people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SetClock
from tests.conversation.phone import Chaski, Phone
from tests.databases import postgres, url

__all__ = ["postgres", "url"]


@pytest.fixture
async def chaski(tmp_path: Path, clock: SetClock, url: str) -> AsyncIterator[Chaski]:
    """A fresh Chaski at noon, on each kind of database."""
    made = Chaski(tmp_path, clock, url)
    yield made
    await made.close()


@pytest.fixture
def rosa(chaski: Chaski) -> Phone:
    """Nobody knows her yet."""
    return chaski.phone()
