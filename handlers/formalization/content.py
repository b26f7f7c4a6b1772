"""The shapes of formalization content: requirements, status rows, blockers and offices.

Every item has `sources` (ids of content/sources.toml), `checked` (the day its facts were last
looked at), `confidence`, and `review` (`pending` until a named lawyer has read it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from bot.flows import Body, Label, Marked, Shown, Title

Confidence = Literal["high", "medium", "low"]
Kind = Literal[
    "prerequisite",
    "permanence",
    "process-step",
    "parallel-permit",
    "after-formalization",
    "recurring-duty",
    "alternative-route",
    "one-off",
]
DueType = Literal[
    "none",
    "fixed",
    "annual",
    "monthly-by-ruc",
    "after-month-end",
    "interval",
    "relative",
    "yearly-by-resolution",
    "event",
    "past",
]


@dataclass(frozen=True)
class Document:
    """One paper to bring, as it stands in a tick list."""

    id: str
    label: Marked
    text: Annotated[str, Shown(200)]


@dataclass(frozen=True)
class Due:
    """When something falls due. What the facts do not give is not here: no date is invented.

    type `fixed`: the dated value named by `value`; `annual`: `dates` as MM-DD of every year,
    each from the day it `opens`; with `deadline = false` the day is when one may begin;
    `monthly-by-ruc`: `calendar`, month → one date per digit group 0, 1, 2-3, 4-5, 6-7, 8-9;
    `after-month-end`: `days` after the month ends; `interval`: every `years`/`months` from the
    day it was done; `relative`: `months`/`days`/`working_days` from the day `since` was done
    (a requirement id) or from a notification (`since = "notification"`); `rejected_days`
    when the letter says no; `approximate`: the term itself is to be confirmed;
    `yearly-by-resolution`: date unknown until published, look on `check_on` (MM-DD);
    `event`: on something happening; `past`: a one-off whose `date` has gone by.
    remind: days before, as the facts suggest; a suggestion, not law.
    """

    type: DueType
    value: str = ""
    dates: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    deadline: bool = True
    calendar: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    since: str = ""
    years: int = 0
    months: int = 0
    days: int = 0
    working_days: int = 0
    rejected_days: int = 0
    check_on: str = ""
    date: date | None = None
    approximate: bool = False
    remind: tuple[int, ...] = ()


@dataclass(frozen=True)
class Requirement:
    """One step or duty of the way to being formal (facts/formalization_steps.yaml).

    code: its id in the facts, e.g. ST-05. needs: requirements to be done before it.
    concerns: only these roles owe it; empty means every miner in the process. spares: never
    these. granted: it is done when the authority gave it, not when it was asked for.
    authority_days: working days the law gives the authority to decide, 0 when unknown.
    unknown: what nobody could establish, said as unknown, and whom to ask.
    """

    id: str
    code: str
    order: int
    kind: Kind
    label: Marked
    title: Title
    what: Body
    decides: Body
    where: Body
    deadline: Body
    missed: Body
    cost: Body
    due: Due
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    law: tuple[str, ...]
    confidence: Confidence
    checked: date
    review: str
    documents: tuple[Document, ...] = ()
    needs: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    authority_days: int = 0
    granted: bool = False
    in_process: bool = True
    shortcut: Body = ""
    unknown: Body = ""
    tip: Body = ""


@dataclass(frozen=True)
class Advice:
    """One thing that can be done."""

    id: str
    text: Body


@dataclass(frozen=True)
class Status:
    """One row of the triage table: what a REINFO status or role means, and what comes next.

    plan: whether the backward planner applies; leads: requirement ids to look at first.
    other: not what the REINFO says but who she is; asked second, so that no question has eight answers.
    """

    id: str
    order: int
    label: Label
    title: Title
    means: Body
    next: tuple[Advice, ...]
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    confidence: Confidence
    checked: date
    review: str
    plan: bool = False
    other: bool = False
    leads: tuple[str, ...] = ()
    lawyer: bool = False


@dataclass(frozen=True)
class Blocker:
    """Something that stops a miner, and what can be done about it.

    about: the requirements it may stop; offices: where to go, by office id.
    """

    id: str
    order: int
    label: Label
    title: Title
    about: tuple[str, ...]
    hear: Body
    do: tuple[Advice, ...]
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    confidence: Confidence
    checked: date
    review: str
    offices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Office:
    """A place or line that helps. What was not found stays empty and is said as not found.

    regions: region ids it serves; empty means the whole country.
    """

    id: str
    order: int
    label: Label
    title: Title
    helps: Body
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    confidence: Confidence
    checked: date
    review: str
    regions: tuple[str, ...] = ()
    address: Annotated[str, Shown(160, prose=False)] = ""
    phone: Annotated[str, Shown(80, prose=False)] = ""
    hours: Annotated[str, Shown(120, prose=False)] = ""
    web: Annotated[str, Shown(120, prose=False)] = ""
    note: Body = ""
    emergency: bool = False
