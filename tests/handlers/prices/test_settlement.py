"""The price of a lot against every vector of facts/financing.yaml (`price_test_vectors`)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.prices.settlement import (
    Credit,
    Lot,
    Penalty,
    Terms,
    payable,
    settle,
    share_of_metal,
)

PRICE = D("13345.50")


def close(found: D, expected: str, tolerance: str) -> bool:
    return abs(found - D(expected)) <= D(tolerance)


def part(settlement: Any, name: str) -> D:
    return next(part.amount for part in settlement.parts if part.name == name)


def test_pv1_refining_charge() -> None:
    terms = Terms(payable=D(100), deduction=D(1), refining=D("0.045"))
    found = settle(Lot(D(1), D(0), D(24)), terms, PRICE)
    assert close(-part(found, "refining"), "22.8", "0.05")


@pytest.mark.parametrize(("deduction", "expected"), [("0", "1433.03"), ("1", "1430.00")])
def test_pv2_metal_with_and_without_the_least_deduction(deduction: str, expected: str) -> None:
    terms = Terms(payable=D("96.5"), deduction=D(deduction))
    found = settle(Lot(D(1), D(0), D(27)), terms, D(5500))
    assert close(part(found, "metal"), expected, "0.01")


def test_pv3_penalties() -> None:
    rows = {
        "As": ("0.68", "0.5", "0.1", "1.0", "1.8"),
        "Pb+Zn": ("0.6", "0.3", "1.0", "3.0", "0.9"),
        "Bi": ("0.2", "0.1", "0.1", "1.5", "1.5"),
        "Sb": ("0.7", "0.5", "0.1", "3.0", "6.0"),
    }
    penalties = []
    for element, (content, free, step, rate, expected) in rows.items():
        penalty = Penalty(element, D(content), D(free), D(step), D(rate))
        assert close(penalty.amount, expected, "0.001")
        penalties.append(penalty)
    found = settle(Lot(D(1), D(0), D(20)), Terms(D(100), penalties=penalties), PRICE)
    assert close(-part(found, "penalties"), "10.2", "0.001")


def test_a_step_begun_counts_whole_where_the_contract_says_so() -> None:
    penalty = Penalty("As", D("0.68"), D("0.5"), D("0.1"), D(1), by_fraction=True)
    assert penalty.amount == 2


def test_pv4_dry_tonnes_shrinkage_and_payable_grade() -> None:
    lot = Lot(D(200000), D(8), D(52), shrinkage=D(1))
    assert (lot.dry, lot.paid_for) == (184000, 182160)
    assert payable(D(52), Terms(payable=D(85), deduction=D(8))) == 44


def test_pv5_concentrate() -> None:
    penalties = (
        Penalty("As", D("0.62"), D("0.2"), D("0.1"), D("2.5")),
        Penalty("Bi", D("0.08"), D("0.05"), D("0.01"), D(1)),
    )
    terms = Terms(
        payable=D("96.5"),
        deduction=D(1),
        treatment=D("21.25"),
        refining=D("0.02125"),
        freight=D(60),
        penalties=penalties,
    )
    found = settle(Lot(D(25), D(8), D(22), shrinkage=D("0.5")), terms, PRICE)
    assert (found.lot.dry, found.lot.paid_for, found.payable) == (23, D("22.885"), 21)
    assert close(part(found, "metal"), "2802.56", "0.02")
    assert close(-part(found, "refining"), "9.84", "0.02")
    assert close(-part(found, "penalties"), "13.5", "0.02")
    assert close(found.a_tonne, "2697.97", "0.02")
    assert close(found.total, "61742.97", "0.02")


def test_pv6_raw_ore() -> None:
    terms = Terms(payable=D("96.5"), recovery=D(85), treatment=D(60), freight=D(45), other=D(70))
    found = settle(Lot(D(10), D(6), D(5)), terms, PRICE)
    assert (found.lot.dry, found.lot.copper) == (D("9.4"), D("0.47"))
    assert close(part(found, "metal"), "547.33", "0.02")
    assert close(found.a_tonne, "372.33", "0.02")


def test_gold_and_silver_are_paid_by_the_ounce() -> None:
    credit = Credit("Au", content=D("31.1034768"), payable=D(90), price=D(4000))
    assert credit.amount == 3600


def test_share_of_metal() -> None:
    assert share_of_metal(D(400), D(5), D(10000)) == 80


LOTS: st.SearchStrategy[Any] = st.builds(
    Lot,
    wet=st.decimals("0.1", 1000, places=2),
    moisture=st.decimals(0, 30, places=1),
    grade=st.decimals("0.1", 40, places=2),
    shrinkage=st.decimals(0, 3, places=1),
)
TERMS: st.SearchStrategy[Any] = st.builds(
    Terms,
    payable=st.decimals(50, 100, places=1),
    deduction=st.decimals(0, 3, places=1),
    recovery=st.decimals(50, 100, places=1),
    treatment=st.decimals(0, 200, places=2),
    refining=st.just(D(0)) | st.decimals(0, "0.2", places=4),
    freight=st.decimals(0, 100, places=2),
)


@given(LOTS, TERMS, st.decimals(0, 5, places=2))
def test_more_copper_is_never_worth_less(lot: Lot, terms: Terms, more: D) -> None:
    richer = replace(lot, grade=lot.grade + more)
    assert settle(richer, terms, PRICE).a_tonne >= settle(lot, terms, PRICE).a_tonne


@given(LOTS, TERMS, st.integers(2, 50))
def test_the_price_of_a_tonne_does_not_depend_on_the_tonnes(
    lot: Lot, terms: Terms, times: int
) -> None:
    bigger = settle(replace(lot, wet=lot.wet * times), terms, PRICE)
    small = settle(lot, terms, PRICE)
    assert bigger.a_tonne == small.a_tonne
    assert abs(bigger.total - small.total * times) < D("1e-9") * times
