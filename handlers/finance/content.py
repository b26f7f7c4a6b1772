"""The shape of financing content: one option a file, with its conditions (facts/financing.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.flows import Body, Label, Title

Show = Literal["shown", "warned", "example", "cooperatives", "hidden"]
"""`mostrar`, `mostrar_con_aviso`, `mostrar_como_ejemplo`, `solo_cooperativas_con_aviso`, `no_mostrar`."""


@dataclass(frozen=True)
class Need:
    """One condition of an option, typed, and why it matters in words.

    done: requirements of the formalization path that must be done, by id; the first that is not is
    the paper that is missing. fact: a fact of the case or an answer, which must be one of `allowed`,
    or a number from `least` to `most`, both allowed (0: no bound).
    why: said when it is not met.
    """

    id: str
    why: Body
    done: tuple[str, ...] = ()
    fact: str = ""
    allowed: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


@dataclass(frozen=True)
class Option:
    """One way of getting money, or what is called one.

    code: its id in the facts, e.g. F05. applies: whether one can ask for it today; `no`: it was
    announced, is closed, or is only an example. terms: amounts and rates, each with its date.
    confidence `none`: nothing but background is known, so it is hidden.
    """

    id: str
    code: str
    order: int
    show: Show
    label: Label
    title: Title
    sources: tuple[str, ...]
    confidence: Literal["high", "medium", "low", "none"]
    checked: date
    review: str
    applies: Literal["yes", "no"] = "yes"
    what: Body = ""
    terms: Body = ""
    ask: Body = ""
    warning: Body = ""
    needs: tuple[Need, ...] = ()
