"""Typed words as the values a step asks for. What numbers and days may look like: tests/flows/test_answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.model import Reply
from bot.typed import typed

TODAY = date(2026, 11, 22)


def test_words_are_read_the_way_their_step_asks() -> None:
    assert typed("tons", "number", "12", TODAY) == Reply("tons", text="12", number=Decimal(12))
    assert typed("name", "text", "12", TODAY) == Reply("name", text="12")
    assert typed("when", "day", "22/11/2026", TODAY).days == (TODAY,)
    assert typed("when", "day", "22/11/2026", None).days == ()


def test_words_for_a_step_of_an_unknown_kind_are_read_every_way() -> None:
    reply = typed("old", "", "12", TODAY)
    assert (reply.text, reply.number, reply.days[0]) == ("12", 12, date(2026, 11, 12))


def test_what_is_kept_shows_what_was_said() -> None:
    assert typed("name", "text", " Juan\u202e Pe\u0301rez\x00 ", TODAY).text == "Juan Pérez"
