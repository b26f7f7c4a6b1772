"""The plan, the list of steps, and each step's pages."""

from __future__ import annotations

from datetime import date, timedelta

from bot.flows import Chat, Line, Link
from handlers.formalization import rules
from handlers.formalization.content import Requirement
from handlers.formalization.rules import Deadline
from handlers.formalization.words import (
    as_of,
    back_to,
    end_of_process,
    find,
    label,
    marked,
    planned,
    process_note,
    standing,
    title,
)

GROUPS = {
    "process": ("permanence", "prerequisite", "one-off", "process-step"),
    "permits": ("parallel-permit",),
    "duties": ("recurring-duty", "after-formalization"),
    "other": ("alternative-route",),
}
MOST_DATES = 6
END = "fin-del-proceso"


async def plan(chat: Chat) -> None:
    """What to do this week, what is at risk, which dates come; and the reminders of all that."""
    if not standing(chat).in_process:
        await chat.open("formalization")
    found = planned(chat)
    if chat.case.get("stopped.formalization") is False:
        _remind(chat, found)
        _remind_after(chat, found.end)
    if chat.case.text("reinfo") == "suspendido":
        chat.say("plan-suspended")
    if chat.case.day(f"done.{rules.FINAL}"):
        chat.say("plan-finished")
    if found.now:
        chat.say("plan-now", what=[label(chat, requirement) for requirement in found.now])
    else:
        chat.say("plan-nothing-now")
    risky = [_risk_line(chat, *row) for row in found.risks if row[1] in ("late", "tight")]
    risky += [_past_line(chat, r) for r in found.past]
    if risky:
        chat.say("plan-risk", what=risky)
    process_note(chat)
    for requirement in found.now:
        chat.link("formalization/step", label=label(chat, requirement), id=requirement.id)
    if not chat.case.text("ruc-digit"):
        chat.link("formalization/ruc", label="go-ruc")
    elif not any(d.requirement.due.type == "monthly-by-ruc" for d in found.ahead):
        chat.say("plan-no-sunat")
    if _dates(chat, found):
        chat.link("formalization/dates", label="go-dates")
    chat.link("formalization/steps", label="go-steps")
    chat.link("formalization/file", label="go-file")


async def dates(chat: Chat) -> None:
    """The days that come, on a page of their own: the plan must fit one screen."""
    lines = _dates(chat, planned(chat))
    if lines:
        chat.say("plan-dates", what=lines[:MOST_DATES])
    else:
        chat.say("plan-no-dates")
    chat.link("formalization/plan", label="go-plan")


def _dates(chat: Chat, found: rules.Plan) -> list[Line]:
    return [_date_line(chat, d) for d in found.ahead if d.requirement.id != END]


def _past_line(chat: Chat, requirement: Requirement) -> Line:
    day = requirement.due.date or chat.today
    return chat.line("risk-past", name=label(chat, requirement), day=day)


def _risk_line(chat: Chat, requirement: Requirement, risk: rules.Risk, last: object) -> Line:
    if last is None:
        return chat.line("risk-over", name=label(chat, requirement))
    return chat.line(f"risk-{risk}", name=label(chat, requirement), last=last)  # type: ignore[arg-type]


def _date_line(chat: Chat, deadline: Deadline) -> Line:
    key = "date-check" if deadline.check else "date-due"
    if _is_unsure(chat, deadline):
        key = "date-unsure"
    if deadline.day < chat.today:
        key = "date-late"
    left = abs((deadline.day - chat.today).days)
    return chat.line(key, name=label(chat, deadline.requirement), day=deadline.day, left=left)


def _is_unsure(chat: Chat, deadline: Deadline) -> bool:
    """Whether the day lies beyond the end of the process it belongs to (facts F-303)."""
    return deadline.requirement.in_process and deadline.day > end_of_process(chat)


def _remind_key(chat: Chat, deadline: Deadline) -> str:
    if deadline.check:
        return "remind-check"
    return "remind-unsure" if _is_unsure(chat, deadline) else "remind-due"


def _remind(chat: Chat, found: rules.Plan) -> None:
    for deadline in found.ahead:
        requirement, far = deadline.requirement, deadline.day > found.end + rules.SOON_AFTER
        if requirement.id == END:
            _remind_end(chat, found, requirement)
            continue
        link = Link(label(chat, requirement), "formalization/step", {"id": requirement.id})
        leads = requirement.due.remind or ((0,) if deadline.check else ())
        for lead in leads[1:2] if far and requirement.in_process else leads:
            chat.remind(
                f"{requirement.id}.{deadline.day.isoformat()}.{lead}",
                deadline.day - timedelta(days=lead),
                say=_remind_key(chat, deadline),
                topic=f"formalization/{requirement.id}",
                until=deadline.day,
                about=deadline.day,
                link=link,
                name=label(chat, requirement),
                day=deadline.day,
                left=lead,
            )


def _remind_after(chat: Chat, end: date) -> None:
    """The morning after the last end we know: ask before working on."""
    after = end + timedelta(days=1)
    last = after + timedelta(days=30)
    chat.remind(f"{END}.after", after, say="remind-over", topic=f"formalization/{END}", until=last)


def _remind_end(chat: Chat, found: rules.Plan, requirement: Requirement) -> None:
    """One reminder for all that the end of the process ends, naming what is missing."""
    missing = [label(chat, r) for r, _, _ in found.risks]
    if not missing:
        return
    checked = chat.content.value(rules.END, chat.today).checked
    link = Link(chat.line("go-end"), "formalization/plan", {})
    for lead in requirement.due.remind:
        chat.remind(
            f"{requirement.id}.{lead}",
            found.end - timedelta(days=lead),
            say="remind-end",
            topic=f"formalization/{requirement.id}",
            until=found.end,
            about=found.end,
            link=link,
            day=found.end,
            left=lead,
            missing=missing,
            checked=checked,
        )


async def ruc_digit(chat: Chat) -> None:
    """The last digit of her RUC, which decides SUNAT's days; never the whole number."""
    digit = int(await chat.number("ruc-last-digit", low=0, high=9, whole=True))
    chat.learn("ruc-digit", rules.DIGIT_GROUPS[digit])
    chat.say("ruc-kept", digit=digit)
    await chat.open("formalization/plan")


async def steps(chat: Chat, group: str = "") -> None:
    """All requirements, in four groups, each behind a sign of how it stands."""
    if group not in GROUPS:
        group = await chat.one_of("group", list(GROUPS))
    mine = standing(chat)
    listed = [
        r
        for r in chat.content.all(Requirement).values()
        if r.kind in GROUPS[group]
        and (r.kind == "alternative-route" or rules.applies(r, chat.case, mine))
    ]
    if not listed:
        chat.say("steps-none")
        return
    chat.say("steps-are", signs=chat.line("signs"))
    for requirement in listed:
        chat.link("formalization/step", label=marked(chat, requirement), id=requirement.id)


async def step(chat: Chat, id: str) -> None:
    """One requirement: what it is, how it stands, and its pages."""
    requirement = find(chat, id)
    if requirement is None:
        return
    end = end_of_process(chat)
    chat.say("step", title=title(chat, requirement))
    chat.say(chat.content.line(requirement, "what"))
    mark = rules.mark(requirement, chat.case, chat.today, end)
    day = rules.done_on(requirement, chat.case)
    if mark == "done" and day and rules.is_forgotten(id, chat.case):
        chat.say("state-done-forgot")
    elif mark == "done" and day:
        chat.say("state-done", day=day)
    elif mark != "done":
        chat.say(f"state-{mark}")
    _pages(chat, requirement, done=mark == "done" and day is not None)


def _pages(chat: Chat, requirement: Requirement, *, done: bool) -> None:
    id = requirement.id
    if requirement.documents:
        chat.link("formalization/papers", label="go-papers", id=id)
    chat.link("formalization/where", label="go-where", id=id)
    chat.link("formalization/deadline", label="go-deadline", id=id)
    chat.link("formalization/cost", label="go-cost", id=id)
    if requirement.due.since == "notification":
        chat.link("formalization/notified", label="go-notified", id=id)
    if id == "reinfo":
        chat.link("formalization/triage", label="go-triage")
    elif done:
        chat.link("formalization/undone", label="go-undone", id=id)
    else:
        chat.link("formalization/done", label="go-done", id=id)
    chat.link("formalization/problem", label="go-problem", about=id)
    chat.link("formalization/sources", label="go-sources", id=id)


async def where(chat: Chat, id: str) -> None:
    """Who decides, and where to file."""
    requirement = find(chat, id)
    if requirement is None:
        return
    chat.say(chat.content.line(requirement, "decides"))
    chat.say(chat.content.line(requirement, "where"))
    if requirement.tip:
        chat.say(chat.content.line(requirement, "tip"))
    as_of(chat, requirement)
    back_to(chat, requirement)
    chat.link("formalization/offices", label="go-offices")


async def deadline(chat: Chat, id: str) -> None:
    """By when, what happens if missed, and her own day where the facts give one."""
    requirement = find(chat, id)
    if requirement is None:
        return
    chat.say(chat.content.line(requirement, "deadline"))
    day = rules.due_day(requirement, chat.case, chat.today, end_of_process(chat))
    if day is not None and requirement.due.type != "fixed":
        chat.say(_date_line(chat, Deadline(requirement, day, rules.begins(requirement))))
    if requirement.missed:
        chat.say("if-missed", text=chat.content.line(requirement, "missed"))
    as_of(chat, requirement)
    back_to(chat, requirement)


async def cost(chat: Chat, id: str) -> None:
    """What it costs, or that it is to be confirmed; what is simpler; what nobody knows."""
    requirement = find(chat, id)
    if requirement is None:
        return
    chat.say(chat.content.line(requirement, "cost"))
    if requirement.shortcut:
        chat.say("shortcut", text=chat.content.line(requirement, "shortcut"))
    if requirement.unknown:
        chat.say("unknown", text=chat.content.line(requirement, "unknown"))
    as_of(chat, requirement)
    back_to(chat, requirement)


async def sources(chat: Chat, id: str) -> None:
    """The law and the sources this rests on, with the day they were read."""
    requirement = find(chat, id)
    if requirement is None:
        return
    chat.say("law", law=list(requirement.law))
    found = [chat.content.source(source) for source in requirement.sources]
    chat.say("sources", sources=[f"{s.title}, {s.date}".strip(", ") for s in found])
    as_of(chat, requirement)
    chat.say(
        "reviewed-not" if requirement.review == "pending" else "reviewed", by=requirement.review
    )
    back_to(chat, requirement)
