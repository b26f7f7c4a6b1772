"""What was typed, as the value its step asks for: the engine gets numbers and days, never digits.

Rule 1: pure. What may be two numbers, or none, is none; the step says what to do about it.
Rule 2: words are kept composed, without control or direction marks: what is shown is what was said.
Rule 3: `1,200` and `1 200` are 1200, `12,5` is 12.5: the way people in Peru write.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from bot.days import days_of
from bot.model import Reply

GROUPED = r"-?\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?"
NUMBER = re.compile(rf"{GROUPED}|-?\d+(?:[.,]\d+)?")


def typed(step: str, kind: str, text: str, today: date | None) -> Reply:
    """Typed words as the reply to a step of this kind; read every way when it is not known.

    today: without it no day is understood.
    """
    number = number_of(text) if kind in ("number", "money", "") else None
    days = days_of(text, today) if today and kind in ("day", "") else ()
    return Reply(step, text=clean(text), number=number, days=days)


def clean(text: str) -> str:
    """Text as it may be kept: composed, without control or direction marks, ends trimmed."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(c for c in composed if c == "\n" or unicodedata.category(c)[0] != "C")
    return visible.strip()


def number_of(text: str) -> Decimal | None:
    """The one number in a text."""
    said = text.strip().replace("\xa0", " ").replace("\u202f", " ")
    found = NUMBER.findall(said)
    if len(found) != 1 or not said.isprintable():
        return None
    if re.fullmatch(GROUPED, found[0]):
        return Decimal(re.sub("[ ,]", "", found[0]))
    return Decimal(found[0].replace(",", "."))
