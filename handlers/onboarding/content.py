"""The shapes of what onboarding needs: places and the consent text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from bot.flows import Body, Label, Shown


@dataclass(frozen=True)
class Province:
    """A province, with the Quechua variety to offer first (`quy`, `quz` or `ask`)."""

    id: str
    label: Annotated[str, Shown(24, prose=False)]
    variety: str


@dataclass(frozen=True)
class Region:
    """A region of Peru; without provinces listed, the province is asked in words."""

    id: str
    order: int
    label: Label
    sources: tuple[str, ...]
    checked: date
    review: str
    provinces: tuple[Province, ...] = ()


@dataclass(frozen=True)
class Page:
    """One screen of the consent."""

    id: str
    text: Body


@dataclass(frozen=True)
class Consent:
    """What a person agrees to. A new meaning is a new version, and is asked again."""

    id: str
    version: int
    valid_from: date
    pages: tuple[Page, ...]
    sources: tuple[str, ...]
    review: str
