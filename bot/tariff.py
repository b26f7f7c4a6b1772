"""What a message costs: a dated rate card as data. A price nobody established stays unknown.

Source: platforms.md §1.5. WhatsApp charges per message since 2025-07-01, by market and category.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.content_file import Problem, parse
from bot.content_reader import BadContent
from bot.content_reader import read as read_document

FILE = "content/rates.toml"
MICROS = 1_000_000


@dataclass(frozen=True)
class Rate:
    """What one message of a category costs from a day on. price: None while nobody knows it."""

    channel: str
    category: str
    effective_from: date
    currency: str
    checked: date
    price: Decimal | None = None
    norm: str = ""
    sources: tuple[str, ...] = ()
    unknown: str = ""


@dataclass(frozen=True)
class _File:
    market: str
    rate: tuple[Rate, ...] = ()


@dataclass(frozen=True)
class Tariff:
    """The rate card of one market."""

    market: str = ""
    rates: Sequence[Rate] = field(default=())

    def rate(self, channel: str, category: str, on: date) -> Rate | None:
        """The rate in force on a day."""
        fitting = [
            rate
            for rate in self.rates
            if (rate.channel, rate.category) == (channel, category) and rate.effective_from <= on
        ]
        return max(fitting, key=lambda rate: rate.effective_from, default=None)

    def micros(self, channel: str, category: str, on: date) -> int | None:
        """The price in millionths of the currency, or None when it is not known."""
        found = self.rate(channel, category, on)
        return None if found is None or found.price is None else int(found.price * MICROS)


def load(root: Path) -> Tariff:
    """The rate card of `root`/content/rates.toml. Raises BadContent: something is wrong in it."""
    found, problems = read(root)
    if problems:
        raise BadContent(problems)
    return found


def read(root: Path) -> tuple[Tariff, tuple[Problem, ...]]:
    """What can be read of it, and what is wrong."""
    path = root / FILE
    if not path.is_file():
        return Tariff(), ()
    document = parse(FILE, path.read_bytes())
    if isinstance(document, Problem):
        return Tariff(), (document,)
    made, problems = read_document(document, _File)
    return (Tariff(made.market, made.rate) if made else Tariff()), problems
