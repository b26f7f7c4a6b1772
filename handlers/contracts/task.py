"""The analysis as work: plain JSON in, the report out, so that it may run in another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, cast

from bot.flows import Content, Json
from handlers.contracts.analysis import examine, rulebook
from handlers.contracts.content import Clause, Vocabulary


def analyse_contract(args: Any) -> Json:
    """The report on `args["pages"]` by `args["rules"]`, which is `rules(chat.content)`.

    `args["whole"]` is False when some page could not be read.
    """
    given = cast("Mapping[str, Any]", args)
    clauses = [_clause(row) for row in given["rules"]["clauses"]]
    words = Vocabulary("all", given["rules"]["words"], tuple(given["rules"]["topics"]))
    return examine(given["pages"], rulebook(clauses, [words]), whole=given.get("whole", True))


def rules(content: Content) -> dict[str, Json]:
    """What a work item must carry of the content: the clauses and the vocabulary, as JSON.

    A concept may stand in several files; each adds words to it.
    """
    words: dict[str, list[Json]] = {}
    topics: list[Json] = []
    for vocabulary in content.all(Vocabulary).values():
        for name, said in vocabulary.concepts.items():
            words.setdefault(name, []).extend(said)
        topics += vocabulary.topics
    clauses: list[Json] = [_row(clause) for clause in content.all(Clause).values()]
    return {"clauses": clauses, "words": dict(words), "topics": topics}


KEPT = ("id", "code", "kind", "severity", "title", "why", "ask", "law")
LISTS = ("applies", "signs", "doubts", "fair")


def _row(clause: Clause) -> Json:
    row: dict[str, Json] = {name: getattr(clause, name) for name in KEPT}
    return {**row, **{name: list(getattr(clause, name)) for name in LISTS}}


def _clause(row: Mapping[str, Any]) -> Clause:
    given = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
    spare: dict[str, Any] = {"sources": (), "confidence": "medium", "review": "pending"}
    known = {name.name for name in fields(Clause)}
    return Clause(
        **{**spare, "checked": date.min, **{k: v for k, v in given.items() if k in known}}
    )
