"""A file meant to hang the check, or to fool it, costs a bounded amount of work."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from bot.app import features, shapes
from bot.config import data_root
from bot.library import load
from handlers.contracts.analysis import analyse

CONTENT = load(data_root(), shapes(features()))
CONTRACT = (
    "CONTRATO DE COMPRAVENTA DE MINERAL DE COBRE\n\nLas partes acuerdan: LA PLANTA compra el "
    "mineral de EL MINERO. "
)
HOSTILE = {
    "one-letter": ("", "a"),
    "articles": ("", "el "),
    "negations": (CONTRACT, "no "),
    "parties": (CONTRACT, "el minero y la planta "),
    "brackets": (CONTRACT, "("),
    "spaces": ("", " \n"),
    "hyphens": ("", "mine-\n"),
    "figures": (CONTRACT, "1,000.00 "),
    "words-as-numbers": (CONTRACT, "mil cien y "),
    "grown-together": (CONTRACT, "delasconpor"),
    "signs": (CONTRACT, "la planta no podrá resolver el precio sin causa y "),
}
"""What a text begins with, and what it repeats."""


def work(text: str) -> int:
    """How many functions of ours one analysis calls."""
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call" and "contracts" in frame.f_code.co_filename

    sys.setprofile(count)
    try:
        analyse([text], CONTENT)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_hostile_text_costs_at_most_twice_the_work(name: str) -> None:
    begin, repeated = HOSTILE[name]
    once, twice = (work(begin + repeated * (size // len(repeated))) for size in (8_000, 16_000))
    assert twice < 2.2 * once + 500


def test_of_a_megabyte_only_the_beginning_is_read() -> None:
    read_whole, read_partly = (work("el " * times) for times in (133_334, 333_334))
    assert read_partly <= read_whole * 1.01


def test_what_is_beyond_the_limit_leaves_what_is_missing_unknown() -> None:
    report = analyse([CONTRACT * 4_000], CONTENT)
    assert (report["missing"], report["type"]) == ([], "compraventa")
    assert report["unknown"]
