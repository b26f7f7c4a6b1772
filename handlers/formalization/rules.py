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
DIGIT_GROUPS = ("d0", "d1", "d2", "d2", "d4", "d4", "d6", "d6", "d8", "d8")
GROUP_COLUMN = {"d0": 0, "d1": 1, "d2": 2, "d4": 3, "d6": 4, "d8": 5}
FINAL = "autorizacion"
RECURRING = ("annual", "yearly-by-resolution", "monthly-by-ruc", "after-month-end")
GRACE = timedelta(days=60)
SOON_AFTER = timedelta(days=120)
OUT = ("suspendido", "excluido")
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
    past: one-off duties whose day has gone by, not done as far as we know.
    """

    end: date
    now: tuple[Requirement, ...]
    ahead: tuple[Deadline, ...]
    risks: tuple[tuple[Requirement, Risk, date | None], ...]
    done: tuple[Requirement, ...]
    past: tuple[Requirement, ...] = ()


def done_on(requirement: Requirement, case: Case) -> date | None:
    """The day she did it."""
    return case.day(f"done.{requirement.id}")


def is_forgotten(id: str, case: Case) -> bool:
    """Whether she did it, but no longer knows which day: no term can be counted from there."""
    return case.get(f"forgot.{id}") is True


def blocker_of(requirement: Requirement, case: Case) -> str:
    """The blocker she named for it, or nothing."""
    return case.text(f"blocked.{requirement.id}")


@dataclass(frozen=True)
class Standing:
    """Where she stands. in_process: the process is hers; leads: what comes first for her."""

    in_process: bool
    leads: tuple[str, ...] = ()


def applies(requirement: Requirement, case: Case, standing: Standing) -> bool:
    """Whether this miner owes it: by status, by role, and by where she is in the process."""
    if requirement.in_process and not standing.in_process:
        return False
    if requirement.due.since == "notification":
        return _may_come(requirement, case)
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


def _may_come(letter: Requirement, case: Case) -> bool:
    """Whether a letter of this kind can reach her: it answers what she filed, or her status."""
    if case.day(f"notified.{letter.id}") is not None:
        return True
    if letter.needs:
        return all(case.day(f"done.{need}") for need in letter.needs)
    return case.text("reinfo") in OUT


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
    due = requirement.due
    if due.type == "interval":
        return add_months(done, 12 * due.years + due.months) > today
    running = [o for o in _occurrences(requirement, case, today) if o.opens <= today]
    return running[-1].holds(done) if running else not _recurs(requirement)


def due_day(requirement: Requirement, case: Case, today: date, end: date) -> date | None:
    """The day it falls due next, or fell due if it is late; None when no fact gives one."""
    due, done = requirement.due, done_on(requirement, case)
    match due.type:
        case "fixed":
            return None if done else end
        case "interval" if not is_forgotten(requirement.id, case):
            return add_months(done, 12 * due.years + due.months) if done else None
        case "relative":
            return None if done else _relative(requirement, case, today, end)
    occurrences = _occurrences(requirement, case, today)
    return next((o.due for o in occurrences if _is_owed(requirement, o, case, today)), None)


def _is_owed(requirement: Requirement, occurrence: Occurrence, case: Case, today: date) -> bool:
    """Not done, and still to come; or missed not long ago, since we know her.

    What fell due before she came is not held against her, unless she told us she missed it.
    """
    done = done_on(requirement, case)
    if done is not None and occurrence.holds(done):
        return False
    if occurrence.due >= today:
        return True
    if case.day(f"missed.{requirement.id}") == occurrence.due:
        return True
    came = case.since("reinfo")
    known = came is not None and came <= occurrence.due
    return occurrence.deadline and known and today - occurrence.due <= GRACE


@dataclass(frozen=True)
class Occurrence:
    """One time a recurring duty is owed: what is done from `opens` until `closes` counts for it."""

    opens: date
    due: date
    closes: date
    deadline: bool = True

    def holds(self, done: date) -> bool:
        """Whether something done that day counts for this time."""
        return self.opens <= done < self.closes


def _recurs(requirement: Requirement) -> bool:
    return requirement.due.type in RECURRING


def _occurrences(requirement: Requirement, case: Case, today: date) -> list[Occurrence]:
    """The times around today, oldest first; none when it does not recur, or no fact dates it."""
    due = requirement.due
    match due.type:
        case "annual":
            return _yearly(due.dates, due.opens or due.dates, today, deadline=due.deadline)
        case "yearly-by-resolution":
            return _yearly((due.check_on,), (due.check_on,), today, deadline=False)
        case "monthly-by-ruc":
            column = GROUP_COLUMN.get(case.text("ruc-digit"))
            days = [row[column] for row in due.calendar.values()] if column is not None else []
            return [_in_its_month(day) for day in sorted(days)]
        case "after-month-end":
            first = today.replace(day=1)
            return [_in_its_month(add_months(first, n).replace(day=due.days)) for n in (-1, 0, 1)]
    return []


def _in_its_month(due: date) -> Occurrence:
    first = due.replace(day=1)
    return Occurrence(first, due, add_months(first, 1))


def _yearly(
    dates: Sequence[str], opens: Sequence[str], today: date, *, deadline: bool
) -> list[Occurrence]:
    """From two years ago to two years on; each lasts until the same one opens again."""
    found = []
    for year in range(today.year - 2, today.year + 3):
        for opening, text in zip(opens, dates, strict=True):
            begin, again = _in_year(opening, year), _in_year(opening, year + 1)
            due = _in_year(text, year)
            found.append(Occurrence(begin, due if due >= begin else again, again, deadline))
    return sorted(found, key=lambda occurrence: occurrence.due)


def _in_year(month_day: str, year: int) -> date:
    month, day = (int(part) for part in month_day.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


def _relative(requirement: Requirement, case: Case, today: date, end: date) -> date | None:
    """From its base; a step of the process cannot wait beyond the end of the process."""
    day = _from_base(requirement, case)
    if day is not None and requirement.due.approximate and day < today:
        return None
    if day is not None and requirement.in_process and today <= end < day:
        return end
    return day


def _from_base(requirement: Requirement, case: Case) -> date | None:
    due = requirement.due
    rejected = case.text(f"letter.{requirement.id}") == "rejected"
    base = case.day(
        f"notified.{requirement.id}" if due.since == "notification" else f"done.{due.since}"
    )
    if base is None or is_forgotten(due.since, case):
        return None
    if due.rejected_days and rejected:
        return base + timedelta(days=due.rejected_days)
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


def plan(
    requirements: Iterable[Requirement], case: Case, today: date, end: date, standing: Standing
) -> Plan:
    """The backward planner: from the end of the process and the duties to this week.

    After the last end known, the steps of the process are nobody's advice any more.
    """
    over = end < today
    owed = [
        r
        for r in requirements
        if applies(r, case, standing) and not (over and r.in_process and not _recurs(r))
    ]
    done = tuple(r for r in owed if is_done(r, case, today))
    undone = [r for r in owed if not is_done(r, case, today)]
    ahead = tuple(
        sorted(_dated(owed, case, today, end), key=lambda d: (d.day, d.requirement.order))
    )
    risks = tuple((r, *risk(r, today, end)) for r in undone if _leads_to_the_end(r))
    past = tuple(r for r in undone if r.kind == "one-off" and r.due.type == "past")
    return Plan(end, _now(undone, ahead, case, today, standing.leads), ahead, risks, done, past)


def _leads_to_the_end(requirement: Requirement) -> bool:
    """Whether the process cannot be finished without it."""
    return requirement.kind == "process-step" and _is_step(requirement)


def _dated(owed: Sequence[Requirement], case: Case, today: date, end: date) -> Iterator[Deadline]:
    """Every duty with a day of its own; the end of the process stands for all it ends."""
    for requirement in owed:
        if requirement.due.type == "fixed" and requirement.id != "fin-del-proceso":
            continue
        day = due_day(requirement, case, today, end)
        if day is not None:
            yield Deadline(requirement, day, begins(requirement))


def begins(requirement: Requirement) -> bool:
    """Whether its day is one to begin or to look on, not one to be ready by."""
    return requirement.due.type == "yearly-by-resolution" or not requirement.due.deadline


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
    undone: Sequence[Requirement],
    ahead: Sequence[Deadline],
    case: Case,
    today: date,
    leads: Sequence[str],
) -> tuple[Requirement, ...]:
    """This week: what is late or near, then what her status puts first, then the way on."""
    ids = {requirement.id for requirement in undone}
    near = [d.requirement for d in ahead if d.day - today <= THIS_WEEK and d.requirement.id in ids]
    ready = [
        r
        for r in undone
        if not any(need in ids for need in r.needs) and (_is_step(r) or r.id in leads)
    ]
    ready = [r for r in ready if not _recurs(r)]
    place = {id: n for n, id in enumerate(leads)}
    for r in undone:
        for need in r.needs:
            place[need] = min(place.get(need, len(leads)), place.get(r.id, len(leads)))
    ready.sort(key=lambda r: (bool(blocker_of(r, case)), place.get(r.id, len(leads)), r.order))
    chosen = {r.id: r for r in (*(r for r in near if r.kind != "one-off"), *ready)}
    return tuple(chosen.values())[:MOST_NOW]


def _is_step(requirement: Requirement) -> bool:
    """Whether it is work of its own: not an answer to a letter, not a detour, not the end."""
    answers = requirement.due.since == "notification"
    return not answers and requirement.order < DETOURS and requirement.kind in STEPS


def last_missed(requirement: Requirement, case: Case, today: date) -> date | None:
    """The newest time of a yearly duty that has passed, if she never told us whether she did it."""
    passed = [o for o in _occurrences(requirement, case, today) if o.due < today < o.closes]
    if not passed or not passed[-1].deadline or requirement.due.type != "annual":
        return None
    done, due = done_on(requirement, case), passed[-1].due
    told = done is not None and passed[-1].holds(done)
    return None if told or case.day(f"missed.{requirement.id}") == due else due
