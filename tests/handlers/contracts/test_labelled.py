"""Labelled contracts in many styles go on being read as well as they were.

They were held out when they were written; now they hold what was learned from them. Their first
figures, before anybody looked at what went wrong, are in docs/contracts.md.
"""

from __future__ import annotations

from benchmarks.contracts import HELDOUT, scored
from benchmarks.labelled import all_in
from bot.app import features, shapes
from bot.config import data_root
from bot.library import load
from handlers.contracts.analysis import book_of

BOOK = book_of(load(data_root(), shapes(features())))
SETS = all_in(HELDOUT)


def test_findings_are_found_and_fair_wording_is_left_alone() -> None:
    score, wrong = scored(SETS, BOOK)
    hits, false, missed = (sum(c.values()) for c in (score.hits, score.false, score.missed))
    assert hits / (hits + false) >= 0.96, wrong
    assert hits / (hits + missed) >= 0.95, wrong
    assert score.hard == 0, wrong


def test_types_are_told_apart_and_what_is_missing_is_seen() -> None:
    score, _ = scored(SETS, BOOK)
    assert all(score.types)
    seen, wrongly, unseen = score.absent
    assert 2 * seen / (2 * seen + wrongly + unseen) >= 0.93


def test_labels_stand_in_their_contract() -> None:
    labels = [label for contract in SETS.values() for label in (*contract.findings, *contract.fair)]
    assert len(labels) > 200
    assert all(label.start >= 0 for label in labels)
