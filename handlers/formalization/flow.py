"""Where she stands: the triage by REINFO status, and the home of her way."""

from __future__ import annotations

from bot.flows import Chat, Line
from handlers.formalization import rules
from handlers.formalization.content import Requirement, Status
from handlers.formalization.words import end_of_process, process_note


async def home(chat: Chat) -> None:
    """The way in: triage when her status is not known, else how far she is and what is next."""
    status = chat.content.find(Status, chat.case.text("reinfo"))
    if status is None:
        await chat.open("formalization/triage")
    assert status is not None
    chat.say("home", status=chat.content.line(status, "label"))
    if status.plan:
        chat.say("progress", **_progress(chat))
        process_note(chat)
    chat.link("formalization/plan", label="go-plan")
    chat.link("formalization/steps", label="go-steps")
    chat.link("formalization/problem", label="go-problem")
    chat.link("formalization/file", label="go-file")
    chat.link("formalization/offices", label="go-offices")
    chat.link("formalization/triage", label="go-triage")


def _progress(chat: Chat) -> dict[str, int]:
    """How many steps of the process are done, of how many."""
    case, end = chat.case, end_of_process(chat)
    steps = [r for r in chat.content.all(Requirement).values() if r.kind == "process-step"]
    owed = [
        r for r in steps if rules.applies(r, case) and r.order < rules.DETOURS and not _is_answer(r)
    ]
    done = [r for r in owed if rules.mark(r, case, chat.today, end) == "done"]
    return {"done": len(done), "total": len(owed)}


def _is_answer(requirement: Requirement) -> bool:
    return requirement.due.since == "notification"


async def triage(chat: Chat) -> None:
    """What her status means, and what can honestly be done from there."""
    statuses = chat.content.all(Status)
    options = {id: chat.content.line(status, "label") for id, status in statuses.items()}
    chosen = await chat.one_of("status", options)
    chat.learn("reinfo", chosen)
    chat.learn("reinfo-checked", chat.today.isoformat())
    status = statuses[chosen]
    chat.say("status-is", title=chat.content.line(status, "title"))
    page = chat.content.line(status, "means")
    for advice in status.next:
        await chat.one_of(f"{chosen}-{advice.id}", {"next": Line("common-next")}, ask=page)
        page = chat.content.line(status, f"next.{advice.id}.text")
    chat.say(page)
    if status.lawyer:
        chat.say("lawyer")
    if status.plan:
        await _promise(chat)
    process_note(chat)
    chat.link("formalization/problem", label="go-problem")
    chat.link("formalization/offices", label="go-offices")


async def _promise(chat: Chat) -> None:
    """Offer to remind her, then show the plan."""
    wanted = await chat.yes_no("remind-me")
    chat.learn("stopped.formalization", not wanted)
    await chat.open("formalization/plan")
