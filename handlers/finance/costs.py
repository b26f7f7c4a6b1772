"""What a loan truly costs: one offer, two offers side by side, and the schedule on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.flows import Arg, Chat, Json, Task, encode, media_of
from handlers.finance.loan import Loan, Row, cents, cost, instalment, monthly, offered
from handlers.finance.loan import schedule as months_of
from handlers.finance.words import compared, percent, soles

MOST, LONGEST, STEEP = 1_000_000, 120, 2000
SIGNS = ("upfront", "blank", "ore", "keys", "none")
"""What a lender who means ill asks for (facts/financing.md, safety messages; clauses C-05 …)."""
COLUMNS = ("month", "interest", "capital", "fee", "paid", "balance")
PERIODS = {"daily": 360, "weekly": 52, "monthly": 12}


@dataclass(frozen=True)
class Offer:
    """What is received, paid each time, and how often. a_year: such periods in a year."""

    received: Decimal
    payment: Decimal
    times: int
    a_year: int = 12

    @property
    def paid(self) -> Decimal:
        """All of it together."""
        return self.payment * self.times

    @property
    def extra(self) -> Decimal:
        """What is paid beyond what was received."""
        return self.paid - self.received

    @property
    def yearly(self) -> Decimal | None:
        """TCEA in percent, or None when there is none."""
        return offered(self.received, self.payment, self.times, a_year=self.a_year)


async def loan(chat: Chat) -> None:
    """She says what she was told: a rate, or so much so many times."""
    printed: Mapping[str, Arg] = {}
    if await chat.one_of("told", ("rate", "payments")) == "payments":
        await _by_payments(chat)
    else:
        printed = await _by_rate(chat)
    await _signs(chat)
    if printed:
        chat.link("finance/schedule", label="go-schedule", **printed)
    chat.link("finance/compare", label="go-compare")
    chat.link("finance/match", label="go-match")


async def _by_rate(chat: Chat) -> Mapping[str, Arg]:
    """Amount, months, TEA, and what else is charged; what the schedule is drawn from."""
    amount = await chat.money("borrow", low=1, high=MOST)
    months = int(await chat.number("months", low=1, high=LONGEST, whole=True))
    tea = await chat.number("tea", low=0, high=STEEP)
    fee = await chat.money("fee", high=amount)
    upfront = await chat.money("taken", high=amount - 1)
    found = Loan(amount, months, monthly(tea), fee=fee, upfront=upfront)
    payment = instalment(found) + fee
    chat.say("instalment", payment=soles(payment), months=months)
    _total(chat, Offer(found.received, payment, months), cost(found))
    return {"amount": str(amount), "months": months, "tea": str(tea), "fee": str(fee)}


async def _by_payments(chat: Chat) -> None:
    """What reaches her hands, and what she gives back."""
    found = await _offer(chat, "one", "periods")
    _total(chat, found, found.yearly)


async def _offer(chat: Chat, key: str, every: str = "") -> Offer:
    """One offer, asked in three questions; every: the key of the question how often, if asked."""
    received = await chat.money(f"{key}-received", low=1, high=MOST, ask="received")
    often = await chat.one_of(f"{key}-{every}", tuple(PERIODS), ask=every) if every else "monthly"
    payment = await chat.money(f"{key}-payment", low=1, high=MOST, ask="payment")
    times = int(await chat.number(f"{key}-times", low=1, high=365, whole=True, ask="times"))
    return Offer(received, payment, times, PERIODS[often])


def _total(chat: Chat, offer: Offer, yearly: Decimal | None) -> None:
    """What is paid in all, the yearly cost, and how it stands to average and cap."""
    if offer.extra < 0:
        chat.say("pays-less", received=soles(offer.received), paid=soles(offer.paid))
        return
    chat.say(
        "total", received=soles(offer.received), paid=soles(offer.paid), extra=soles(offer.extra)
    )
    if yearly is None:
        chat.say("beyond-measure")
        return
    chat.say("yearly", tcea=percent(yearly))
    compared(chat, yearly)


async def _signs(chat: Chat) -> None:
    """Warning signs, asked after the figures: what she answers is said at once."""
    told = await chat.one_of("signs", SIGNS)
    chat.say(f"sign-{told}")
    if told != "none":
        chat.link("formalization/offices", label="go-offices")


async def compare(chat: Chat) -> None:
    """Two monthly offers in one card: what is paid in all, each month, and the yearly cost."""
    first = await _offer(chat, "first")
    chat.say("second")
    second = await _offer(chat, "second")
    for name, offer in (("first", first), ("second", second)):
        _card(chat, name, offer)
    better = min((("first", first), ("second", second)), key=lambda row: row[1].yearly or 0)
    if first.yearly == second.yearly:
        chat.say("same-cost")
    elif first.yearly is not None and second.yearly is not None:
        chat.say(f"cheaper-{better[0]}")
    chat.say("ask-summary")
    chat.link("finance/loan", label="go-loan")


def _card(chat: Chat, name: str, offer: Offer) -> None:
    yearly = offer.yearly
    args: dict[str, Json] = {
        "received": soles(offer.received),
        "payment": soles(offer.payment),
        "paid": soles(offer.paid),
        "extra": soles(offer.extra),
    }
    if yearly is None or offer.extra < 0:
        chat.say(f"card-{name}-odd", **args)
    else:
        chat.say(f"card-{name}", tcea=percent(yearly), times=offer.times, **args)


async def schedule(chat: Chat, amount: str, months: int, tea: str, fee: str = "0") -> None:
    """The schedule as a table on paper, drawn by the platform."""
    form = await chat.one_of("form", ("pdf", "xlsx"))
    found = Loan(Decimal(amount), months, monthly(Decimal(tea)), fee=Decimal(fee))
    rows: list[Json] = [_columns(row) for row in months_of(found)]
    args: dict[str, Json] = {
        "title": encode(chat.line("schedule-title", amount=soles(found.amount), months=months)),
        "heads": [encode(chat.line(f"column-{name}")) for name in COLUMNS],
        "rows": rows,
        "note": encode(chat.line("schedule-note")),
        "name": encode(chat.line("schedule-name")),
    }
    made = media_of(await chat.work(f"draw-{form}", Task(f"table-{form}", args), ask="drawing"))
    if made is None:
        chat.say("schedule-failed")
    else:
        chat.say("schedule-ready", file=made)


def _columns(row: Row) -> list[Json]:
    """One month as numbers to the cent, in the order of `COLUMNS`."""
    amounts = (row.interest, row.capital, row.fee, row.paid, abs(row.balance))
    return [row.number, *(float(cents(amount)) for amount in amounts)]
