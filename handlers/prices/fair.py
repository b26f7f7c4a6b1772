"""Is the price offered for this lot fair? Asked one thing at a time, told line by line.

Rule 1: no term is invented: it comes from her contract, or it is not in the sum.
Rule 2: units are asked, never guessed: wet or dry, tonnes or kilos, soles or dollars, 25 or 0.25.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.flows import Chat, Json, Line
from handlers.prices import market, odd
from handlers.prices.settlement import Lot, Penalty, Settlement, Terms, settle, share_of_metal

Range = tuple[Decimal, Decimal]
RICH_ORE, POOR_CONCENTRATE = 15, 5
"""Percent of copper at which a comma may have slipped."""
LEAST_GRADE, RICHEST = Decimal("0.01"), 60
LEAST_WEIGHT = Decimal("0.01")
WHOLE = Decimal(1)


@dataclass(frozen=True)
class Money:
    """How dollars are told: in soles at a rate. rate: soles a dollar."""

    rate: Decimal

    def soles(self, dollars: Decimal) -> Json:
        """Whole soles, as an argument of a line."""
        return {"money": str((dollars * self.rate).quantize(WHOLE)), "currency": "PEN"}


async def fair(chat: Chat) -> None:
    """The lot, the market, the terms, the offer; then what it comes to."""
    product = await chat.one_of("product", ("concentrate", "ore"))
    lot = await _lot(chat, product)
    price = await _asked(chat, market.COPPER, "price", low=2000, high=40000)
    money = Money(await _asked(chat, market.DOLLAR, "rate", low=2, high=8))
    terms = await _terms(chat, product) if await chat.yes_no("have-terms") else None
    other = await _second_grade(chat) if terms else None
    offer = await _offer(chat, lot, money)
    chat.say("lot", dry=round(lot.dry, 3), copper=round(lot.copper * 1000, 1))
    if terms:
        _tell(chat, settle(lot, terms, price), money)
        low, high = _range(chat, lot, terms, price, other)
        _verdict(chat, low, high, offer, money)
        if high > 0:
            chat.record("share", str(round(offer / high * 100, 1)))
        for key in odd.lines(terms, product):
            chat.say(f"odd-{key}")
    else:
        _without_terms(chat, lot, price, offer)
    chat.say("gold")
    chat.say("detraction")
    chat.link("prices/lot", label="go-lot")
    chat.link("finance", label="go-money")


# -- the lot ---------------------------------------------------------------------------------------


async def _lot(chat: Chat, product: str) -> Lot:
    grade = await _grade(chat, product, "grade")
    unit = await chat.one_of("unit", ("tonnes", "kilos"))
    most = 5000 if unit == "tonnes" else 5_000_000
    weight = await chat.number(f"weight-{unit}", low=LEAST_WEIGHT, high=most)
    tonnes = weight / (1 if unit == "tonnes" else 1000)
    state = await chat.one_of("wet", ("wet", "dry", "unknown"))
    moisture = await chat.number("moisture", low=0, high=40) if state == "wet" else Decimal(0)
    if state == "unknown":
        chat.say("moisture-unknown")
    return Lot(tonnes, moisture, grade)


async def _grade(chat: Chat, product: str, key: str) -> Decimal:
    """Percent of copper; where a comma may have slipped, she is asked which she meant."""
    grade = await chat.number(key, low=LEAST_GRADE, high=RICHEST, ask="grade")
    doubtful = grade > RICH_ORE if product == "ore" else grade < POOR_CONCENTRATE
    if not doubtful:
        return grade
    other = grade / 100 if product == "ore" else grade * 100
    if other > RICHEST:
        return grade
    options = {
        "said": chat.line("grade-is", grade=grade),
        "other": chat.line("grade-is", grade=other),
    }
    meant = await chat.one_of(f"{key}-sure", options, ask=f"grade-sure-{product}")
    return grade if meant == "said" else other


async def _second_grade(chat: Chat) -> Decimal | None:
    """Another analysis of the same lot, if there is one: two grades make a range."""
    if not await chat.yes_no("second-grade"):
        return None
    return await chat.number("other-grade", low=LEAST_GRADE, high=RICHEST, ask="grade")


async def _asked(chat: Chat, id: str, key: str, *, low: int, high: int) -> Decimal:
    """The price of the last days, or what she reads in her paper."""
    value = market.fresh(chat, id)
    if value is not None:
        return market.amount(value)
    return await chat.number(key, low=low, high=high)


# -- the terms and the offer ---------------------------------------------------------------------------


async def _terms(chat: Chat, product: str) -> Terms:
    """What the contract says, one term at a time; 0 is an answer."""
    recovery, deduction = Decimal(100), Decimal(0)
    if product == "ore":
        recovery = await chat.number("recovery", low=20, high=100)
    payable = await chat.number("payable", low=20, high=100)
    if product == "concentrate":
        deduction = await chat.number("deduction", low=0, high=10)
    treatment = await chat.number("treatment", low=0, high=1000)
    refining = await chat.number("refining", low=0, high=100)
    penalties = await chat.number("penalties", low=0, high=1000)
    freight = await chat.number("freight", low=0, high=1000)
    other = await chat.number("other", low=0, high=1000)
    fined = Penalty("all", penalties, Decimal(0), WHOLE, WHOLE)
    return Terms(
        payable,
        deduction,
        recovery,
        treatment=treatment,
        refining=refining / 100,
        freight=freight,
        other=other,
        penalties=(fined,),
    )


async def _offer(chat: Chat, lot: Lot, money: Money) -> Decimal:
    """What she is offered for the lot, in dollars."""
    currency = await chat.one_of("currency", ("soles", "dollars"))
    per = await chat.one_of("per", ("lot", "dry", "wet"))
    offered = await chat.money(f"offer-{currency}", low=1, high=10**8)
    dollars = offered / money.rate if currency == "soles" else offered
    return dollars * {"lot": WHOLE, "dry": lot.dry, "wet": lot.wet}[per]


# -- telling -------------------------------------------------------------------------------------------


def _tell(chat: Chat, found: Settlement, money: Money) -> None:
    """Every line that is not nothing, for the whole lot, in soles."""
    tonnes = found.lot.paid_for
    rows: list[str | Line] = [
        chat.line(f"part-{part.name}", amount=money.soles(part.amount * tonnes))
        for part in found.parts
        if part.amount
    ]
    chat.say("parts", what=rows)


def _range(chat: Chat, lot: Lot, terms: Terms, price: Decimal, other: Decimal | None) -> Range:
    """What the lot is worth, low and high: by the prices of the month and by both grades."""
    grades = [lot.grade, *([other] if other else [])]
    lots = [Lot(lot.wet, lot.moisture, grade) for grade in grades]
    totals = [settle(one, terms, at).total for one in lots for at in market.spread(chat, price)]
    return min(totals), max(totals)


def _verdict(chat: Chat, low: Decimal, high: Decimal, offer: Decimal, money: Money) -> None:
    if high <= 0:
        chat.say("worth-nothing")
        return
    chat.say("worth", low=money.soles(low), high=money.soles(high))
    if offer < low:
        chat.say("offer-low", offer=money.soles(offer), less=money.soles(low - offer))
    elif offer > high:
        chat.say("offer-high", offer=money.soles(offer))
    else:
        chat.say("offer-within", offer=money.soles(offer))


def _without_terms(chat: Chat, lot: Lot, price: Decimal, offer: Decimal) -> None:
    """Without terms there is no fair price: only how much of the copper's value is paid."""
    share = share_of_metal(offer / lot.dry, lot.grade, price)
    chat.say("share", share=round(share, 1))
    chat.say("ask-terms")
