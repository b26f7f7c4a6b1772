"""What a lot of copper is worth under the terms of its contract, line by line (facts/financing.md §2).

Rule 1: every term comes from the contract or from the miner; nothing here has a default that looks
like a fair price.
Rule 2: tonnes are metric; TMH is wet, TMS dry. Grades and shares are percent, prices US$ a tonne,
refining charges US$ a pound, all else US$ a dry tonne.
Rule 3: nothing is rounded before it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

POUNDS = Decimal("2204.6226")
"""In a tonne."""
OUNCE = Decimal("31.1034768")
"""Grams in a troy ounce."""
HUNDRED = Decimal(100)
KILOS = Decimal(10)
"""Of copper in a dry tonne, for each percent of its grade."""
Name = Literal["metal", "credits", "treatment", "refining", "penalties", "freight", "other"]


@dataclass(frozen=True)
class Lot:
    """What is sold. wet: tonnes as weighed (TMH); moisture and shrinkage (merma): percent."""

    wet: Decimal
    moisture: Decimal
    grade: Decimal
    shrinkage: Decimal = Decimal(0)

    @property
    def dry(self) -> Decimal:
        """Tonnes without their water (TMS)."""
        return self.wet * (1 - self.moisture / HUNDRED)

    @property
    def paid_for(self) -> Decimal:
        """Dry tonnes that are settled, after shrinkage."""
        return self.dry * (1 - self.shrinkage / HUNDRED)

    @property
    def copper(self) -> Decimal:
        """Tonnes of copper in it."""
        return self.dry * self.grade / HUNDRED


@dataclass(frozen=True)
class Penalty:
    """One unwanted element: above `free` percent, each `step` of percent costs `rate`.

    by_fraction: every step begun counts whole, when the contract says «por cada fracción».
    """

    element: str
    content: Decimal
    free: Decimal
    step: Decimal
    rate: Decimal
    by_fraction: bool = False

    @property
    def amount(self) -> Decimal:
        """US$ a dry tonne."""
        steps = max(Decimal(0), (self.content - self.free) / self.step)
        whole = steps.to_integral_value("ROUND_CEILING") if self.by_fraction else steps
        return whole * self.rate


@dataclass(frozen=True)
class Credit:
    """Gold or silver that is paid. content: grams a dry tonne; price: US$ an ounce."""

    metal: str
    content: Decimal
    payable: Decimal
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """US$ a dry tonne."""
        return self.content * self.payable / HUNDRED / OUNCE * self.price


@dataclass(frozen=True)
class Terms:
    """What the contract says.

    payable: percent of the copper. deduction: the least that is taken off the grade, in points, for
    concentrate (P08). recovery: percent the plant gets out, for raw ore; 100 for concentrate.
    """

    payable: Decimal
    deduction: Decimal = Decimal(0)
    recovery: Decimal = HUNDRED
    treatment: Decimal = Decimal(0)
    refining: Decimal = Decimal(0)
    freight: Decimal = Decimal(0)
    other: Decimal = Decimal(0)
    penalties: Sequence[Penalty] = ()
    credits: Sequence[Credit] = ()


@dataclass(frozen=True)
class Part:
    """One line of a settlement. amount: US$ a dry tonne; what is taken off is negative."""

    name: Name
    amount: Decimal


@dataclass(frozen=True)
class Settlement:
    """What a lot comes to. payable: percent of copper that is paid for."""

    lot: Lot
    payable: Decimal
    parts: tuple[Part, ...]

    @property
    def a_tonne(self) -> Decimal:
        """US$ a dry tonne, all in. Below zero: selling would cost money."""
        return sum((part.amount for part in self.parts), Decimal(0))

    @property
    def total(self) -> Decimal:
        """US$ for the lot. A detracción goes to the seller's own account and is no cost (T1)."""
        return self.a_tonne * self.lot.paid_for


def payable(grade: Decimal, terms: Terms) -> Decimal:
    """Percent of copper paid for: the payable share, or the grade less the deduction, if that is less."""
    won = grade * terms.recovery / HUNDRED
    return max(Decimal(0), min(won * terms.payable / HUNDRED, won - terms.deduction))


def settle(lot: Lot, terms: Terms, price: Decimal) -> Settlement:
    """The settlement of a lot. price: of copper, US$ a tonne."""
    paid = payable(lot.grade, terms)
    share = paid / HUNDRED
    parts = (
        Part("metal", share * price),
        Part("credits", sum((credit.amount for credit in terms.credits), Decimal(0))),
        Part("treatment", -terms.treatment),
        Part("refining", -share * POUNDS * terms.refining),
        Part("penalties", -sum((penalty.amount for penalty in terms.penalties), Decimal(0))),
        Part("freight", -terms.freight),
        Part("other", -terms.other),
    )
    return Settlement(lot, paid, parts)


def share_of_metal(offer: Decimal, grade: Decimal, price: Decimal) -> Decimal:
    """Percent of the copper's whole value that an offer pays.

    offer and price: US$ a dry tonne of ore, US$ a tonne of copper. It compares two offers; it does not
    say what is fair.
    """
    return offer / (grade * KILOS * price / 1000) * HUNDRED
