"""The sentences in a clause's file are the tests of its signs; a lawyer needs no code for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet

from bot.app import features, shapes
from bot.config import data_root
from bot.library import load
from handlers.contracts.analysis import Row, absent, book_of, find
from handlers.contracts.content import Clause
from handlers.contracts.scenes import scenes
from handlers.contracts.text import read

CONTENT = load(data_root(), shapes(features()))
BOOK = book_of(CONTENT)
CLAUSES = CONTENT.all(Clause)


def examples() -> Iterator[ParameterSet]:
    """Every example of every clause: the clause, the sentence, and whether it is bad."""
    for clause in CLAUSES.values():
        for bad, sentences in ((True, clause.bad), (False, clause.good)):
            for number, sentence in enumerate(sentences, 1):
                name = f"{clause.id}-{'bad' if bad else 'good'}-{number}"
                yield pytest.param(clause, sentence, bad, id=name)


@pytest.mark.parametrize(("clause", "sentence", "bad"), list(examples()))
def test_examples_are_found_or_left_alone_as_the_file_says(
    clause: Clause, sentence: str, bad: bool
) -> None:
    document = read([sentence], BOOK.knows)
    row = Row.of(scenes(document, BOOK.words))
    kind = clause.applies[0]
    if clause.kind == "missing":
        assert (clause.code in absent(row, BOOK, kind, whole=True)["missing"]) is bad
    else:
        found = {finding.clause for finding in find(document, row, BOOK, kind)}
        assert (clause.code in found) is bad


def test_every_clause_of_the_facts_is_there_with_both_kinds_of_examples() -> None:
    kinds = [clause.kind for clause in CLAUSES.values()]
    assert [kinds.count(kind) for kind in ("abusive", "caution", "missing")] == [19, 20, 23]
    assert not [clause.code for clause in CLAUSES.values() if not (clause.bad and clause.good)]
