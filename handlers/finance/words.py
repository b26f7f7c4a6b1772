"""How offers and options are said, in one place for all flows of the feature."""

from __future__ import annotations

from decimal import Decimal

from bot.flows import Chat, Json, Line
from handlers.finance.content import Option
from handlers.finance.loan import cents


def label(chat: Chat, option: Option) -> Line:
    """Its short name."""
    return chat.content.line(option, "label")


def soles(amount: Decimal) -> Json:
    """An amount in soles, to the cent, as an argument of a line."""
    return {"money": str(cents(amount)), "currency": "PEN"}


def percent(rate: Decimal) -> Decimal:
    """A rate as it is shown: one digit behind the comma."""
    return round(rate, 1)


def compared(chat: Chat, rate: Decimal) -> None:
    """How a yearly cost stands to the average and the legal cap, each with its day."""
    for id, key in (("rate-cap", "over-cap"), ("micro-rate", "over-average")):
        value = chat.content.value(id, chat.today)
        bound = Decimal(str(value.value))
        if rate > bound:
            chat.say(key, bound=bound, day=value.valid_to or value.valid_from)
            return
    average = chat.content.value("micro-rate", chat.today)
    chat.say("under-average", bound=Decimal(str(average.value)), day=average.valid_from)
