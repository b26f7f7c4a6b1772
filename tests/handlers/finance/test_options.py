"""What may be shown of financing, and to whom (facts/financing.yaml)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot import library
from bot.app import features, shapes
from bot.config import data_root
from bot.flows import Case
from bot.model import Fact
from handlers.finance.content import Option
from handlers.finance.flow import ASKABLE
from handlers.finance.rules import asked, known_of, matches

HIDDEN = {"F06", "F07", "F16", "F17", "F18"}
"""`no_mostrar` in the facts."""


@pytest.fixture(scope="module")
def options() -> dict[str, Option]:
    return dict(library.load(data_root(), shapes(features())).all(Option))


def case(**facts: str) -> Case:
    names = {name.replace("__", "."): value for name, value in facts.items()}
    return Case({n: (Fact(v, date(2026, 11, 1), 1),) for n, v in names.items()})


def groups(options: dict[str, Option], of: Case, **answers: str | Decimal) -> dict[str, str]:
    known = known_of(of, {name.replace("_", "-"): value for name, value in answers.items()})
    return {one.option.code: one.group for one in matches(options.values(), of, known)}


def test_all_eighteen_are_here_and_the_hidden_ones_hidden(options: dict[str, Option]) -> None:
    assert {o.code for o in options.values()} == {f"F{n:02}" for n in range(1, 19)}
    assert {o.code for o in options.values() if o.show == "hidden"} == HIDDEN


def test_what_is_only_background_is_never_shown(options: dict[str, Option]) -> None:
    assert all(o.show == "hidden" for o in options.values() if o.confidence == "none")
    assert all(not (o.what or o.terms) for o in options.values() if o.show == "hidden")
    assert HIDDEN.isdisjoint(groups(options, case()))


def test_what_cannot_be_applied_for_fits_nobody(options: dict[str, Option]) -> None:
    rich = case(reinfo="vigente", mineral="gold", member="yes", done__ruc="2026-01-01")
    found = groups(options, rich, amount=Decimal(5000), purpose="equipment")
    assert {found[code] for code in ("F01", "F04", "F14")} == {"not"}


def test_gold_is_for_gold(options: dict[str, Option]) -> None:
    copper = groups(options, case(mineral="copper", member="yes"))
    gold = groups(options, case(mineral="gold", member="yes"))
    assert (copper["F11"], copper["F12"], gold["F11"], gold["F12"]) == (
        "not",
        "not",
        "fits",
        "fits",
    )


def test_one_paper_away_names_the_paper(options: dict[str, Option]) -> None:
    known = case(reinfo="vigente", **{"done__igafom-correctivo": "2026-02-01"})
    answers: dict[str, str | Decimal] = {"amount": Decimal(8000), "purpose": "equipment"}
    found = {m.option.code: m for m in matches(options.values(), known, known_of(known, answers))}
    assert (found["F02"].group, found["F02"].missing) == ("near", ("igafom-preventivo",))
    assert (found["F05"].group, found["F05"].missing) == ("near", ("ruc",))


@pytest.mark.parametrize(
    ("amount", "group"), [("499", "not"), ("500", "fits"), ("100000", "fits"), ("100001", "not")]
)
def test_amounts_have_both_bounds(options: dict[str, Option], amount: str, group: str) -> None:
    papers = {"done__igafom-correctivo": "2026-02-01", "done__igafom-preventivo": "2026-02-01"}
    found = groups(
        options, case(reinfo="vigente", **papers), amount=Decimal(amount), purpose="equipment"
    )
    assert found["F02"] == group


def test_nothing_unknown_is_guessed_in_her_favour(options: dict[str, Option]) -> None:
    assert groups(options, case())["F02"] == "not"
    assert groups(options, case())["F15"] == "not"


def test_only_what_decides_and_is_not_known_is_asked(options: dict[str, Option]) -> None:
    everything, nobody = list(options.values()), known_of(case(), {})
    assert asked(everything, nobody, ASKABLE) == ASKABLE
    told = known_of(case(**{"woman-led": "no"}), {})
    assert asked(everything, told, ASKABLE) == ("member",)
    assert asked([options["credito-mype"]], nobody, ASKABLE) == ()
