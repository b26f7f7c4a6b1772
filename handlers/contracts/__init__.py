"""Contracts: what a paper would bind her to, what is missing, and what to ask for."""

from bot.flows import Feature
from handlers.contracts import asking, comparing, flow, telling
from handlers.contracts.content import Clause, Vocabulary
from handlers.contracts.task import analyse_contract

feature = Feature(
    name="contracts",
    flows={
        "contracts": flow.start,
        "contracts/check": flow.check,
        "contracts/questions": asking.questions,
        "contracts/compare": comparing.compare,
        "contracts/kept": telling.kept,
        "contracts/before": flow.before,
        "contracts/help": flow.help,
    },
    content={
        "contracts": Clause,
        "vocabulary": Vocabulary,
        "contract-questions": asking.Question,
    },
    tasks={"analyse-contract": analyse_contract},
    private=frozenset(f"contracts/{flow}" for flow in ("check", "questions", "compare", "kept")),
)
