"""What a loan costs, by the French method, as Peruvian cajas publish it (facts/financing.md §4).

Rule 1: a year has 360 days, a month 30; rates are effective, in percent (40 means 40 % a year).
Rule 2: balances and instalments are carried unrounded and rounded only when shown (vector LV1).
Rule 3: the cost of it all (TCEA) is the rate that makes what is paid worth what was received: an
internal rate of return, never a sum of rates (FS67; the sum of FS68 is wrong).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

YEAR, MONTH, MONTHS = 360, 30, 12
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
HALVINGS = 80
STEEPEST = Decimal(10)
"""Per period: 1 000 %. A loan dearer than that is not compared, it is refused."""


def cents(amount: Decimal) -> Decimal:
    """An amount as it is shown: to the cent, halves up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def monthly(tea: Decimal) -> Decimal:
    """TEM, as a fraction, of a TEA in percent: (1 + TEA)^(30/360) - 1 (FS61)."""
    return _power(1 + tea / HUNDRED, Decimal(MONTH) / YEAR) - 1


def yearly(rate: Decimal, periods: int = MONTHS) -> Decimal:
    """TEA in percent of a rate, as a fraction, of one of `periods` equal periods of a year."""
    return ((1 + rate) ** periods - 1) * HUNDRED


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    return (base.ln() * exponent).exp()


@dataclass(frozen=True)
class Loan:
    """A loan as it is offered.

    amount: what is owed at the start; months: instalments, one a month; rate: a month's, a fraction.
    insurance: desgravamen, percent of the balance a month; fee: with each instalment.
    upfront: taken from what is handed out, so that less is received than is owed.
    """

    amount: Decimal
    months: int
    rate: Decimal
    insurance: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    upfront: Decimal = Decimal(0)

    @property
    def received(self) -> Decimal:
        """What reaches the borrower's hands."""
        return self.amount - self.upfront


@dataclass(frozen=True)
class Row:
    """One month: what is paid, and what is owed after it. Unrounded."""

    number: int
    interest: Decimal
    capital: Decimal
    insurance: Decimal
    fee: Decimal
    balance: Decimal

    @property
    def paid(self) -> Decimal:
        """All that leaves the borrower's hands that month."""
        return self.interest + self.capital + self.insurance + self.fee


def instalment(loan: Loan) -> Decimal:
    """Capital and interest of each month: K i (1 + i)^n / ((1 + i)^n - 1) (FS61, FS65)."""
    if not loan.rate:
        return loan.amount / loan.months
    growth = (1 + loan.rate) ** loan.months
    return loan.amount * loan.rate * growth / (growth - 1)


def schedule(loan: Loan) -> tuple[Row, ...]:
    """Every month of a loan. Insurance is on the balance before the payment (FS60, FS63)."""
    fixed, balance, rows = instalment(loan), loan.amount, []
    for number in range(1, loan.months + 1):
        interest = balance * loan.rate
        insurance = balance * loan.insurance / HUNDRED
        balance -= fixed - interest
        row = Row(number, interest, fixed - interest, insurance, loan.fee, balance)
        rows.append(row)
    return tuple(rows)


def return_rate(received: Decimal, payments: Sequence[Decimal]) -> Decimal | None:
    """The rate of one period, a fraction, at which the payments are worth what was received.

    None: no rate between -99 % and 1 000 % does it (nothing received, or hardly anything paid).
    """
    low, high = Decimal("-0.99"), STEEPEST
    if received <= 0 or not _worth(high, payments) <= received <= _worth(low, payments):
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _worth(middle, payments) > received:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _worth(rate: Decimal, payments: Sequence[Decimal]) -> Decimal:
    """What payments at the end of each period are worth before the first."""
    worth = Decimal(0)
    for payment in reversed(payments):
        worth = (worth + payment) / (1 + rate)
    return worth


def cost(loan: Loan) -> Decimal | None:
    """TCEA in percent: all that is paid against all that is received; None as in `return_rate`."""
    found = return_rate(loan.received, [row.paid for row in schedule(loan)])
    return None if found is None else yearly(found)


def offered(received: Decimal, payment: Decimal, times: int, *, a_year: int) -> Decimal | None:
    """The yearly cost in percent of an offer said as `so much, so many times`.

    a_year: how many such periods a year has: 360 days, 12 months. None as in `return_rate`.
    """
    found = return_rate(received, [payment] * times)
    return None if found is None else yearly(found, a_year)


def on_fixed_days(amount: Decimal, tea: Decimal, days: Sequence[int]) -> Decimal:
    """The equal instalment when payments fall on given days after the loan, in rising order.

    C = K (1 + TEA)^(D/360) / sum of (1 + TEA)^(d/360), d: days from each payment to the last (FS65).
    """
    growth, last = 1 + tea / HUNDRED, days[-1]
    whole = amount * _power(growth, Decimal(last) / YEAR)
    return whole / sum(_power(growth, Decimal(last - day) / YEAR) for day in days)
