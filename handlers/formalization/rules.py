"""What is due, what is at risk, and what to do this week: decisions, pure and dated.

Rule 1: a date the facts do not give is never made up. No base, no date.
Rule 2: `done.<requirement>` in the case is the day she did it; it clears exactly the occurrence
        it falls in, so next year's declaration comes again by itself.
Rule 3: everything is computed from the case, the content and today; nothing is remembered.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.flows import Case
from handlers.formalization.content import Requirement

Mark = Literal["done", "open", "late", "blocked"]
Risk = Literal["late", "tight", "calm", "unknown"]
END = "process-end"
TIGHT = timedelta(days=30)
THIS_WEEK = timedelta(days=7)
SOON = timedelta(days=30)
DIGIT_GROUPS = ("d0", "d1", "d2", "d2", "d4", "d4", "d6", "d6", "d8", "d8")
GROUP_COLUMN = {"d0": 0, "d1": 1, "d2": 2, "d4": 3, "d6": 4, "d8": 5}
FINAL = "autorizacion"
STEPS = ("permanence", "prerequisite", "process-step")
DETOURS = 80
MOST_NOW = 3


@dataclass(frozen=True)
class Deadline:
    """A requirement and the day it falls due.

    check: the day is one to look at the resolution on, not a deadline.
    """

    requirement: Requirement
    day: date
    check: bool = False


@dataclass(frozen=True)
class Plan:
    """What the backward planner found.

    now: what to do this week, most urgent first. ahead: dated duties, soonest first.
    risks: process steps not done, with how tight the way to the end of the process is.
    """

    end: date
    now: tuple[Requirement, ...]
    ahead: tuple[Deadline, ...]
    risks: tuple[tuple[Requirement, Risk, date | None], ...]
    done: tuple[Requirement, ...]


def done_on(requirement: Requirement, case: Case) -> date | None:
    """The day she did it."""
    return case.day(f"done.{requirement.id}")


def blocker_of(requirement: Requirement, case: Case) -> str:
    """The blocker she named for it, or nothing."""
    return case.text(f"blocked.{requirement.id}")


def applies(requirement: Requirement, case: Case) -> bool:
    """Whether this miner owes it: by role, and by where she is in the process."""
    holder = case.text("role") == "holder" or case.text("reinfo") == "titular"
    if holder and "holder" in requirement.spares:
        return False
    if requirement.concerns and not (holder and "holder" in requirement.concerns):
        return False
    finished = case.day(f"done.{FINAL}") is not None
    if requirement.kind == "after-formalization":
        return finished
    if requirement.id in ("agua", "avance-de-cierre"):
        return finished or case.day("done.igafom-preventivo") is not None
    return requirement.kind != "alternative-route" and not (finished and requirement.in_process)


def mark(requirement: Requirement, case: Case, today: date, end: date) -> Mark:
    """How a requirement stands."""
    if is_done(requirement, case, today):
        return "done"
    if blocker_of(requirement, case):
        return "blocked"
    due = due_day(requirement, case, today, end)
    return "late" if due is not None and due < today else "open"


def is_done(requirement: Requirement, case: Case, today: date) -> bool:
    """Whether it is done for now: once for all, or for the occurrence that runs."""
    if requirement.id == "reinfo":
        return case.text("reinfo") == "vigente"
    done = done_on(requirement, case)
    if done is None:
        return False
    span = _span(requirement, done, today)
    return span is None or done > span[0]


def _span(requirement: Requirement, done: date, today: date) -> tuple[date, date] | None:
    """The (last, next) days between which the running occurrence lies; None: it never recurs."""
    due = requirement.due
    if due.type == "annual":
        ahead = list(_yearly(due.dates, today))
        return _before(due.dates, ahead[0]), ahead[0]
    if due.type in ("after-month-end", "monthly-by-ruc"):
        start = today.replace(day=1) - timedelta(days=1)
        return start, today
    if due.type == "interval":
        again = add_months(done, 12 * due.years + due.months)
        return (again, again) if again <= today else None
    return None


def due_day(requirement: Requirement, case: Case, today: date, end: date) -> date | None:
    """The day it falls due next, or fell due if it is late; None when no fact gives one."""
    due, done = requirement.due, done_on(requirement, case)
    match due.type:
        case "fixed":
            return None if done else end
        case "annual":
            return _next_yearly(due.dates, today, done)
        case "yearly-by-resolution":
            return _next_yearly((due.check_on,), today, done)
        case "monthly-by-ruc":
            return _by_ruc(requirement, case, today, done)
        case "after-month-end":
            return _after_month(due.days, today, done)
        case "interval":
            return add_months(done, 12 * due.years + due.months) if done else None
        case "relative":
            return None if done else _relative(requirement, case, today, end)
    return None


def _next_yearly(dates: Sequence[str], today: date, done: date | None) -> date:
    """The first day of these, from today on, that `done` has not cleared."""
    for day in _yearly(dates, today):
        if done is None or not _before(dates, day) < done <= day:
            return day
    raise AssertionError("a year has another year after it")


def _yearly(dates: Sequence[str], today: date) -> Iterator[date]:
    for year in range(today.year, today.year + 4):
        for text in sorted(dates):
            day = _in_year(text, year)
            if day >= today:
                yield day


def _before(dates: Sequence[str], day: date) -> date:
    earlier = [_in_year(t, y) for y in (day.year - 1, day.year) for t in dates]
    return max(found for found in earlier if found < day)


def _in_year(month_day: str, year: int) -> date:
    month, day = (int(part) for part in month_day.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


def _by_ruc(requirement: Requirement, case: Case, today: date, done: date | None) -> date | None:
    """SUNAT's day for the last digit of her RUC; None without the digit or the calendar."""
    column = GROUP_COLUMN.get(case.text("ruc-digit"))
    if column is None:
        return None
    days = sorted(row[column] for row in requirement.due.calendar.values())
    ahead = [day for day in days if day >= today]
    if done and ahead and done > ahead[0] - timedelta(days=20):
        ahead = ahead[1:]
    return ahead[0] if ahead else None


def _after_month(days: int, today: date, done: date | None) -> date:
    due = today.replace(day=days)
    if due < today or (done is not None and done >= today.replace(day=1)):
        due = add_months(due, 1)
    return due


def _relative(requirement: Requirement, case: Case, today: date, end: date) -> date | None:
    """From its base; a step of the process cannot wait beyond the end of the process."""
    day = _from_base(requirement, case)
    if day is not None and requirement.in_process and today <= end < day:
        return end
    return day


def _from_base(requirement: Requirement, case: Case) -> date | None:
    due = requirement.due
    base = case.day(
        f"notified.{requirement.id}" if due.since == "notification" else f"done.{due.since}"
    )
    if base is None:
        return None
    if due.working_days:
        return add_working_days(base, due.working_days)
    return add_months(base, due.months + 12 * due.years) + timedelta(days=due.days)


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_working_days(day: date, count: int) -> date:
    """Monday to Friday; holidays are not in the facts, so the true day may be later."""
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        if day.weekday() < 5:
            count -= 1 if count > 0 else -1
    return day


def plan(requirements: Iterable[Requirement], case: Case, today: date, end: date) -> Plan:
    """The backward planner: from the end of the process and the duties to this week."""
    owed = [requirement for requirement in requirements if applies(requirement, case)]
    done = tuple(r for r in owed if is_done(r, case, today))
    undone = [r for r in owed if not is_done(r, case, today)]
    ahead = tuple(
        sorted(_dated(owed, case, today, end), key=lambda d: (d.day, d.requirement.order))
    )
    risks = tuple((r, *risk(r, today, end)) for r in undone if _leads_to_the_end(r))
    return Plan(end, _now(undone, ahead, case, today), ahead, risks, done)


def _leads_to_the_end(requirement: Requirement) -> bool:
    """Whether the process cannot be finished without it."""
    dated = requirement.due.type in ("fixed", "relative")
    return requirement.kind == "process-step" and dated and _is_step(requirement)


def _dated(owed: Sequence[Requirement], case: Case, today: date, end: date) -> Iterator[Deadline]:
    """Every duty with a day of its own; the end of the process stands for all it ends."""
    for requirement in owed:
        if requirement.due.type == "fixed" and requirement.id != "fin-del-proceso":
            continue
        day = due_day(requirement, case, today, end)
        if day is not None:
            yield Deadline(requirement, day, requirement.due.type == "yearly-by-resolution")


def risk(requirement: Requirement, today: date, end: date) -> tuple[Risk, date | None]:
    """How tight it is, and the last day to file for a decision within the authority's own term.

    The term is the law's; decisions have taken far longer. Unknown terms stay unknown.
    """
    if not requirement.authority_days:
        return ("late" if end < today else "unknown"), None
    last = add_working_days(end, -requirement.authority_days)
    if last < today:
        return "late", last
    return ("tight" if last - today <= TIGHT else "calm"), last


def _now(
    undone: Sequence[Requirement], ahead: Sequence[Deadline], case: Case, today: date
) -> tuple[Requirement, ...]:
    """This week: what is late or near first, then what keeps her in, then the way on."""
    ids = {requirement.id for requirement in undone}
    near = [d.requirement for d in ahead if d.day - today <= THIS_WEEK and d.requirement.id in ids]
    ready = [r for r in undone if not any(need in ids for need in r.needs) and _is_step(r)]
    rank = {"permanence": 0, "prerequisite": 0, "process-step": 1}
    ready.sort(key=lambda r: (bool(blocker_of(r, case)), rank.get(r.kind, 2), r.order))
    chosen = {r.id: r for r in (*(r for r in near if r.kind != "one-off"), *ready)}
    return tuple(chosen.values())[:MOST_NOW]


def _is_step(requirement: Requirement) -> bool:
    """Whether it is work of its own: not an answer to a letter, not a detour, not the end."""
    answers = requirement.due.since == "notification"
    return not answers and requirement.order < DETOURS and requirement.kind in STEPS
