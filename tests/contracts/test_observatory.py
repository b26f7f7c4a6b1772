"""The observatory counts people, only in cells where nobody can be told from others."""

from __future__ import annotations

from typing import Any

from bot.observatory import LEAST, cells
from bot.store.results import Noted


def noted(contact: int, session: int = 1, **more: Any) -> Noted:
    """One contract that may be counted."""
    value = {"type": "maquila", "region": "ica", "quarter": "2026-T4", "clauses": ["C-31"]}
    return Noted(session, contact, {**value, "missing": ["C-63"], **more})


def test_a_cell_under_five_people_is_left_out() -> None:
    few, enough = ([noted(who) for who in range(count)] for count in (LEAST - 1, LEAST))
    assert list(cells(few)) == []
    assert list(cells(enough)) == [
        ("2026-T4", "ica", "maquila", "C-31", "no", "5"),
        ("2026-T4", "ica", "maquila", "C-63", "yes", "5"),
    ]


def test_one_person_with_many_contracts_is_one() -> None:
    assert list(cells([noted(1, session=n) for n in range(20)])) == []


def test_places_quarters_and_types_are_cells_of_their_own() -> None:
    mixed = [noted(n, region="ica" if n % 2 else "puno") for n in range(8)]
    assert list(cells(mixed)) == []


def test_what_is_no_count_is_passed_over() -> None:
    assert list(cells([Noted(1, 1, "text"), Noted(2, 2, {})])) == []
