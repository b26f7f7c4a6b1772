"""The house as it stands in the tree: features, content and words, where no line may lack words."""

from __future__ import annotations

from functools import cache

from bot import app, library, vocabulary
from bot.clock import SetClock
from bot.config import data_root
from bot.house import House
from bot.model import Limits
from bot.store.seal import Seal
from bot.words import Words
from tests.conftest import NOON

PHONE = Limits(text=4000, buttons=8, label=20, rows=0)
NARROWEST = Limits(text=1024, buttons=10, label=20, rows=10)
"""WhatsApp's list message: every bubble must fit it too."""


@cache
def house() -> House:
    """Read once for all transcripts; the clock is each person's own."""
    root, features = data_root(), app.features()
    content = library.load(root, app.shapes(features))
    words = Words.load(root, content, strict=True)
    known = vocabulary.load(words, features)
    seal = Seal(b"a transcript keeps nothing: 32 by")
    return House(features, content, words, known, {"phone": PHONE}, seal, SetClock(NOON))
