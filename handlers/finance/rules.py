"""Which option fits whom: conditions over what is known of a miner, each with its reason.

Rule 1: a condition that cannot be known is not met; nothing is guessed in her favour.
Rule 2: an option is *near* when papers of the formalization path are all that is missing.
Rule 3: hidden options do not exist; examples and what is closed never fit anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.flows import Case
from handlers.finance.content import Need, Option

Group = Literal["fits", "near", "not"]
Known = Callable[[str], str | Decimal]
"""What is known under a fact's name; empty text when it is not."""
COOPERATIVE = "member"


@dataclass(frozen=True)
class Match:
    """How one option stands to one person. unmet: conditions not met; missing: papers, by id."""

    option: Option
    unmet: tuple[Need, ...]
    missing: tuple[str, ...]

    @property
    def group(self) -> Group:
        """Fits now, one thing away, or not for her."""
        if self.option.applies == "no":
            return "not"
        if not self.unmet:
            return "fits"
        return "near" if len(self.missing) == len(self.unmet) == 1 else "not"


def known_of(case: Case, answers: Mapping[str, str | Decimal]) -> Known:
    """What the case and the answers of today say, by fact name."""
    return lambda name: answers.get(name) or case.text(name)


def matches(options: Iterable[Option], case: Case, known: Known) -> tuple[Match, ...]:
    """Every option she may see, in the content's own order."""
    shown = (option for option in options if option.show != "hidden")
    return tuple(_match(option, case, known) for option in shown)


def _match(option: Option, case: Case, known: Known) -> Match:
    unmet = tuple(need for need in option.needs if not is_met(need, case, known))
    papers = (_missing(need, case) for need in unmet)
    return Match(option, unmet, tuple(paper for paper in papers if paper))


def is_met(need: Need, case: Case, known: Known) -> bool:
    """Whether a condition is met by what is known."""
    if need.done:
        return not _missing(need, case)
    value = known(need.fact)
    if need.allowed:
        return value in need.allowed
    if not isinstance(value, Decimal):
        return False
    return need.least <= value <= (need.most or value)


def _missing(need: Need, case: Case) -> str:
    """The first requirement of a condition that is not done yet."""
    return next((id for id in need.done if not case.text(f"done.{id}")), "")


def asked(options: Iterable[Option], known: Known, askable: Iterable[str]) -> tuple[str, ...]:
    """The facts that decide about some option and are not known, in the order they are asked."""
    decisive = {need.fact for option in options if option.show != "hidden" for need in option.needs}
    return tuple(fact for fact in askable if fact in decisive and not known(fact))
