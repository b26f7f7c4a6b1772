"""Contracts: what a paper would bind her to, what is missing, and what to ask for."""

from bot.flows import Feature
from handlers.contracts.content import Clause, Vocabulary
from handlers.contracts.task import analyse_contract

feature = Feature(
    name="contracts",
    flows={},
    content={"contracts": Clause, "vocabulary": Vocabulary},
    tasks={"analyse-contract": analyse_contract},
)
