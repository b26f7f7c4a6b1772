"""The price of the day, and being told when it crosses a line."""

from __future__ import annotations

from decimal import Decimal

from bot.flows import Chat, Link
from handlers.prices import market

WATCHED = "price-watch"
"""Fact: `over 12000` or `under 9000`, US$ a tonne; empty when it was taken back."""


async def home(chat: Chat) -> None:
    """What copper and the dollar are worth, each with its day; an old price is called old."""
    for id, key in ((market.COPPER, "copper"), (market.DOLLAR, "dollar")):
        value = market.last(chat, id)
        if value is None:
            chat.say(f"no-{key}")
            continue
        old = "" if market.is_fresh(value, chat.today) else "-old"
        amount = market.amount(value)
        chat.say(f"{key}{old}", value=amount, day=value.valid_from, where=value.norm)
    chat.say("home-note")
    chat.link("prices/fair", label="go-fair")
    chat.link("finance", label="go-money")
    chat.link("prices/lot", label="go-lot")
    chat.link("prices/book", label="go-book")
    chat.link("prices/alert", label="go-alert")


async def alert(chat: Chat) -> None:
    """Tell me when it goes over, or under, so much."""
    side = await chat.one_of("alert-side", ("over", "under", "none"))
    if side == "none":
        chat.learn(WATCHED, "")
        chat.say("alert-off")
        return
    line = await chat.number("alert-line", low=2000, high=40000)
    chat.learn(WATCHED, f"{side} {line}")
    chat.say(f"alert-{side}-kept", line=line)
    await chat.open("prices/watch")


async def watch(chat: Chat) -> None:
    """Stands as long as she stays: a reminder on the day on which her line was crossed."""
    side, _, text = chat.case.text(WATCHED).partition(" ")
    known = market.quotes(chat, market.COPPER)
    if text and len(known) > 1 and market.is_fresh(known[-1], chat.today):
        line, before, now = Decimal(text), market.amount(known[-2]), market.amount(known[-1])
        crossed = before < line <= now if side == "over" else before > line >= now
        if crossed:
            chat.remind(
                f"{side}.{known[-1].valid_from.isoformat()}",
                chat.today,
                say=f"crossed-{side}",
                topic="prices",
                until=chat.today,
                link=Link(chat.line("go-fair"), "prices/fair", {}),
                line=line,
                value=now,
                day=known[-1].valid_from,
            )
    chat.say("watching")
    chat.link("prices", label="go-price")
