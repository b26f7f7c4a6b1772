"""Her papers: the tick list, what was done with its stamped copy, and the printed case file."""

from __future__ import annotations

from datetime import date, timedelta

from bot.flows import Chat, Task, encode, media_of
from handlers.formalization import report, rules
from handlers.formalization.content import Requirement
from handlers.formalization.words import back_to, find, label

STAMPED = ("process-step", "parallel-permit", "recurring-duty", "one-off", "after-formalization")


async def papers(chat: Chat, id: str) -> None:
    """The documents of a requirement, to be ticked."""
    requirement = find(chat, id)
    if requirement is None:
        return
    have = {d.id for d in requirement.documents if chat.case.get(f"have.{id}.{d.id}") is True}
    texts = [
        chat.content.line(requirement, f"documents.{d.id}.text") for d in requirement.documents
    ]
    chat.say("papers-are", title=label(chat, requirement), papers=texts)
    labels = {
        d.id: chat.content.line(requirement, f"documents.{d.id}.label")
        for d in requirement.documents
    }
    ticked = await chat.many_of("have", labels, ticked=[d for d in labels if d in have])
    for document in requirement.documents:
        chat.learn(f"have.{id}.{document.id}", document.id in ticked)
    missing = [labels[d] for d in labels if d not in ticked]
    if missing:
        chat.say("papers-missing", papers=missing)
    else:
        chat.say("papers-complete")
    back_to(chat, requirement)


async def done(chat: Chat, id: str) -> None:
    """She did it: the day, and a photo of the stamped copy if there is one."""
    requirement = find(chat, id)
    if requirement is None:
        return
    given = not requirement.granted or await _is_granted(chat)
    known = await _day(chat, "done-day", requirement)
    day = known or chat.today
    chat.learn(f"done.{id}" if given else f"asked.{id}", day.isoformat())
    if known is None or rules.is_forgotten(id, chat.case):
        chat.learn(f"forgot.{id}", known is None)
    chat.learn(f"blocked.{id}", "")
    if requirement.kind in STAMPED:
        photo = await chat.photo("cargo")
        chat.learn(f"cargo.{id}", "" if photo is None else encode(photo))
        chat.say("cargo-advice" if photo is None else "cargo-kept")
    key = "done-kept" if given else "asked-kept"
    if known is None:
        chat.say(f"{key}-forgot", title=label(chat, requirement))
    else:
        chat.say(key, title=label(chat, requirement), day=known)
    chat.link("formalization/plan", label="go-plan")
    chat.link("formalization/steps", label="go-steps")
    chat.link("formalization/undone", label="go-undone", id=id)


async def _is_granted(chat: Chat) -> bool:
    """Whether the authority gave it, or she only asked for it."""
    return await chat.one_of("granted", ("given", "asked")) == "given"


async def _day(chat: Chat, key: str, requirement: Requirement) -> date | None:
    """A day that has come, with yesterday's as the example; None when she forgot it."""
    name, example = label(chat, requirement), _example(chat)
    return await chat.day_if_known(key, latest=chat.today, title=name, example=example)


def _example(chat: Chat) -> str:
    yesterday = chat.today - timedelta(days=1)
    return f"{yesterday.day}/{yesterday.month}/{yesterday.year}"


async def undone(chat: Chat, id: str) -> None:
    """It was marked by mistake."""
    requirement = find(chat, id)
    if requirement is None:
        return
    if await chat.yes_no("undo", title=label(chat, requirement)):
        chat.learn(f"done.{id}", "")
        chat.learn(f"cargo.{id}", "")
        chat.say("undone")
    else:
        chat.say("not-undone")
    back_to(chat, requirement)
    chat.link("formalization/plan", label="go-plan")


async def notified(chat: Chat, id: str) -> None:
    """A letter came: its term runs from that day."""
    requirement = find(chat, id)
    if requirement is None:
        return
    rejected = requirement.due.rejected_days and await _is_rejected(chat)
    name, example = label(chat, requirement), _example(chat)
    day = await chat.day("notified-day", latest=chat.today, title=name, example=example)
    chat.learn(f"notified.{id}", day.isoformat())
    chat.learn(f"letter.{id}", "rejected" if rejected else "")
    chat.learn(f"done.{id}", "")
    _say_term(chat, requirement, day, rejected=bool(rejected))
    back_to(chat, requirement)
    chat.link("formalization/plan", label="go-plan")


async def _is_rejected(chat: Chat) -> bool:
    """Whether they ask to correct it, or said no."""
    return await chat.one_of("letter", ("correct", "rejected")) == "rejected"


def _say_term(chat: Chat, requirement: Requirement, day: date, *, rejected: bool) -> None:
    """How long she has from that letter; a term that is not certain is said so."""
    due = requirement.due
    if rejected:
        last = day + timedelta(days=due.rejected_days)
        chat.say("rejected-kept", day=day, due=last, days=due.rejected_days)
        return
    last = rules.add_working_days(day, due.working_days)
    key = "notified-unsure" if due.approximate else "notified-kept"
    if due.approximate and last < chat.today:
        key = "notified-past"
    chat.say(key, day=day, due=last, days=due.working_days)


async def file(chat: Chat) -> None:
    """*Mi expediente* as a PDF to print and carry to the window."""
    made = await chat.work("draw", Task("case-file", report.case_file(chat)), ask="drawing")
    pdf = media_of(made)
    if pdf is None:
        chat.say("file-failed")
        chat.link("formalization/file", label="go-again")
    else:
        chat.say("file-ready", file=pdf)
    chat.link("formalization/plan", label="go-plan")
