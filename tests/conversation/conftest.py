"""A whole Chaski in memory, and Rosa's phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SetClock
from tests.conversation.phone import Chaski, Phone


@pytest.fixture
async def chaski(tmp_path: Path, clock: SetClock) -> AsyncIterator[Chaski]:
    """A fresh Chaski at noon."""
    made = Chaski(tmp_path, clock)
    yield made
    await made.close()


@pytest.fixture
def rosa(chaski: Chaski) -> Phone:
    """Nobody knows her yet."""
    return chaski.phone()
