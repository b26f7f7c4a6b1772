"""Her papers: the tick list, what was done with its stamped copy, and the printed case file."""

from __future__ import annotations

from bot.flows import Chat, Task, encode, media_of
from handlers.formalization import report, rules
from handlers.formalization.words import back_to, find, title

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
    chat.say("papers-are", title=title(chat, requirement), papers=texts)
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
    day = await chat.day("done-day", latest=chat.today, title=title(chat, requirement))
    chat.learn(f"done.{id}", day.isoformat())
    chat.learn(f"blocked.{id}", "")
    if requirement.kind in STAMPED:
        photo = await chat.photo("cargo")
        if photo is not None:
            chat.learn(f"cargo.{id}", encode(photo))
            chat.say("cargo-kept")
        else:
            chat.say("cargo-advice")
    chat.say("done-kept", title=title(chat, requirement), day=day)
    chat.link("formalization/plan", label="go-plan")
    chat.link("formalization/steps", label="go-steps")
    chat.link("formalization/undone", label="go-undone", id=id)


async def undone(chat: Chat, id: str) -> None:
    """It was marked by mistake."""
    requirement = find(chat, id)
    if requirement is None:
        return
    if await chat.yes_no("undo", title=title(chat, requirement)):
        chat.learn(f"done.{id}", "")
        chat.say("undone")
    back_to(chat, requirement)
    chat.link("formalization/plan", label="go-plan")


async def notified(chat: Chat, id: str) -> None:
    """A letter came: its term runs from that day."""
    requirement = find(chat, id)
    if requirement is None:
        return
    day = await chat.day("notified-day", latest=chat.today, title=title(chat, requirement))
    chat.learn(f"notified.{id}", day.isoformat())
    chat.learn(f"done.{id}", "")
    due = rules.add_working_days(day, requirement.due.working_days)
    chat.say("notified-kept", day=day, due=due, days=requirement.due.working_days)
    back_to(chat, requirement)
    chat.link("formalization/plan", label="go-plan")


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
