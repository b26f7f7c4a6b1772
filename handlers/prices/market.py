"""What is known of the market on a day, and how old it is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from bot.flows import Chat, Dated, Value

COPPER, DOLLAR = "copper-price", "exchange-rate"
FRESH, LATELY = timedelta(days=7), timedelta(days=30)
"""A price older than this is asked for; prices of the last month make the range."""


def quotes(chat: Chat, id: str) -> tuple[Dated, ...]:
    """All that is known of a price up to today, oldest first."""
    found = chat.content.find(Value, id)
    return tuple(v for v in found.values if v.valid_from <= chat.today) if found else ()


def last(chat: Chat, id: str) -> Dated | None:
    """The newest price, however old."""
    known = quotes(chat, id)
    return known[-1] if known else None


def fresh(chat: Chat, id: str) -> Dated | None:
    """The newest price, if it is of the last days."""
    found = last(chat, id)
    return found if found and is_fresh(found, chat.today) else None


def is_fresh(value: Dated, today: date) -> bool:
    """Whether a price may still be used without asking."""
    return today - value.valid_from <= FRESH


def spread(chat: Chat, used: Decimal) -> tuple[Decimal, Decimal]:
    """The lowest and highest copper price of the last month, the one used among them."""
    lately = [v for v in quotes(chat, COPPER) if chat.today - v.valid_from <= LATELY]
    all_of_them = [used, *(amount(value) for value in lately)]
    return min(all_of_them), max(all_of_them)


def amount(value: Dated) -> Decimal:
    """Its value as a decimal."""
    return Decimal(str(value.value))
