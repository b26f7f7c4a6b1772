"""The check for those without a file: a dozen questions about the same clauses, the same report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.flows import Body, Chat, Json, Line
from handlers.contracts.content import Clause
from handlers.contracts.telling import by_code, tell

ANSWERS = ("yes", "no", "unsure")
KINDS = ("explotacion", "compraventa")


@dataclass(frozen=True)
class Question:
    """One question about a contract she may not have at hand.

    clauses: codes of what is found, or missing, when the answer is `danger`.
    """

    id: str
    order: int
    ask: Body
    clauses: tuple[str, ...]
    danger: Literal["yes", "no"]
    sources: tuple[str, ...]
    checked: date
    review: str
    applies: tuple[str, ...] = KINDS


async def questions(chat: Chat) -> None:
    """Ask, one question a bubble; then tell the report as if it had been read."""
    kind = await chat.one_of("kind-of", KINDS)
    said: dict[str, str] = {}
    asked = [q for q in chat.content.all(Question).values() if kind in q.applies]
    for question in asked:
        labels = {
            "yes": Line("common-yes"),
            "no": Line("common-no"),
            "unsure": chat.line("unsure"),
        }
        said[question.id] = await chat.one_of(
            f"q-{question.id}", labels, ask=chat.content.line(question, "ask")
        )
    await tell(chat, answered(kind, asked, said, by_code(chat)))


def answered(
    kind: str, asked: list[Question], said: dict[str, str], clauses: dict[str, Clause]
) -> dict[str, Json]:
    """The report her answers come to, in the shape of design §11; nothing is quoted."""
    lists: dict[str, list[Json]] = {"findings": [], "missing": [], "present": [], "unknown": []}
    for question in asked:
        answer = said[question.id]
        for clause in (clauses[code] for code in question.clauses if code in clauses):
            if answer == "unsure":
                lists["unknown"].append(clause.code)
            elif answer == question.danger and clause.kind == "missing":
                lists["missing"].append(clause.code)
            elif answer == question.danger:
                lists["findings"].append(_finding(clause))
            elif clause.kind == "missing":
                lists["present"].append(clause.code)
    return {"type": kind, "language": "es", "pages": 0, **lists}


def _finding(clause: Clause) -> Json:
    return {
        "clause": clause.code,
        "kind": clause.kind,
        "severity": clause.severity,
        "quote": "",
        "start": 0,
        "end": 0,
        "why": clause.why,
        "ask": clause.ask,
        "law": clause.law,
    }
