"""The shape of an emergency card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.flows import Body


@dataclass(frozen=True)
class FirstStep:
    """One thing to do while help comes."""

    id: str
    text: Body


@dataclass(frozen=True)
class Emergency:
    """What is said when somebody calls for help. It does not diagnose.

    leave: said first; call: whom; first: three steps; after: what it does not know.
    """

    id: str
    leave: Body
    call: Body
    first: tuple[FirstStep, ...]
    after: Body
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    confidence: Literal["high", "medium", "low"]
    checked: date
    review: str
