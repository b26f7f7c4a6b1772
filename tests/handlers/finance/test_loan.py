"""Loan mathematics against every published vector (facts/financing.yaml, `loan_math`)."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.finance.loan import (
    Loan,
    cents,
    cost,
    instalment,
    monthly,
    offered,
    on_fixed_days,
    return_rate,
    schedule,
    yearly,
)

LV1 = Loan(D(10000), 12, D("0.024000129"), insurance=D("0.1"))


@pytest.mark.parametrize(
    ("number", "published"),
    [
        (1, "240.00 728.98 9271.02 10.00"),
        (2, "222.51 746.47 8524.55 9.27"),
        (4, "186.24 782.73 6977.43 7.76"),
        (6, "148.22 820.76 5355.15 6.18"),
    ],
)
def test_lv1_rows_to_the_cent(number: int, published: str) -> None:
    row = schedule(LV1)[number - 1]
    shown = (row.interest, row.capital, row.balance, row.insurance)
    assert " ".join(str(cents(amount)) for amount in shown) == published


def test_lv1_instalment_insurance_and_cost() -> None:
    assert cents(instalment(LV1)) == D("968.98")
    insurance = [row.insurance for row in schedule(LV1)]
    assert cents(sum(insurance, D(0)) / 12) == D("5.65")
    rounded = return_rate(D(10000), [D("974.60")] * 12)
    assert rounded is not None and round(yearly(rounded), 3) == D("34.417")
    whole = cost(LV1)
    assert whole is not None and round(whole, 3) == D("34.489")
    assert round(yearly(LV1.rate), 3) == D("32.923")


@pytest.mark.parametrize(
    ("tea", "tem", "places", "amount", "paid"),
    [
        ("39.29", "0.028", 4, 5000, "496.33"),  # LV2
        ("40", "0.0284", 4, 6000, "597.16"),  # LV3
        ("40.92", "0.029", 4, 6000, "599.17"),  # LV4
    ],
)
def test_lv2_to_lv4_monthly_rates(tea: str, tem: str, places: int, amount: int, paid: str) -> None:
    rate = monthly(D(tea))
    assert round(rate, places) == D(tem)
    assert cents(instalment(Loan(D(amount), 12, rate))) == D(paid)


def test_lv3_with_the_rounded_rate() -> None:
    assert cents(instalment(Loan(D(6000), 12, D("0.0284")))) == D("597.03")


def test_lv5_nominal_to_effective() -> None:
    assert round(yearly(D("0.36") / 12), 2) == D("42.58")
    assert abs(yearly(D("0.36") / 12) - D("42.57")) < D("0.01")  # published cut, not rounded


@pytest.mark.parametrize(
    ("amount", "months", "paid"),
    [
        (10000, 12, {"18.25": "911.48", "30": "957.86", "55.93": "1051.43"}),
        (20000, 24, {"18.25": "987.70", "30": "1082.80", "55.93": "1281.21"}),
        (30000, 36, {"18.25": "1067.80", "30": "1217.13", "55.93": "1536.74"}),
    ],
)
def test_lv7_instalments(amount: int, months: int, paid: dict[str, str]) -> None:
    found = {tea: str(cents(instalment(Loan(D(amount), months, monthly(D(tea)))))) for tea in paid}
    assert found == paid


def test_lv8_drop_by_drop() -> None:
    daily = return_rate(D(1000), [D(50)] * 24)
    assert daily is not None and round(daily, 6) == D("0.015131")
    assert round((1 + daily) ** 30 - 1, 3) == D("0.569")
    yearly_cost = offered(D(1000), D(50), 24, a_year=360)
    assert yearly_cost is not None and round(yearly_cost / 100, 1) == D("221.8")


def test_fixed_days_agree_with_equal_months() -> None:
    days = [30 * n for n in range(1, 13)]
    equal = instalment(Loan(D(6000), 12, monthly(D(40))))
    assert cents(on_fixed_days(D(6000), D(40), days)) == cents(equal)


LOANS: st.SearchStrategy[Any] = st.builds(
    Loan,
    amount=st.decimals(100, 300000, places=2),
    months=st.integers(1, 60),
    rate=st.decimals("0.001", "0.08", places=4),
    insurance=st.decimals(0, "0.5", places=2),
    fee=st.decimals(0, 20, places=2),
)


@given(LOANS)
def test_the_schedule_pays_the_loan_back(loan: Loan) -> None:
    rows = schedule(loan)
    assert abs(sum((row.capital for row in rows), D(0)) - loan.amount) < D("1e-9")
    assert abs(rows[-1].balance) < D("1e-9")


@given(LOANS)
def test_fees_never_make_a_loan_cheaper(loan: Loan) -> None:
    whole = cost(loan)
    assert whole is not None
    assert whole >= yearly(loan.rate) - D("1e-9")


@pytest.mark.parametrize("payments", [[], [D(0)] * 3])
def test_no_rate_for_what_is_no_loan(payments: list[D]) -> None:
    assert return_rate(D(1000), payments) is None
    assert return_rate(D(0), [D(10)]) is None
