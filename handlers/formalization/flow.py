"""Where she stands: the triage by REINFO status, and the home of her way."""

from __future__ import annotations

from collections.abc import Mapping

from bot.flows import Chat, Line
from handlers.formalization import rules
from handlers.formalization.content import Requirement, Status
from handlers.formalization.words import end_of_process, label, process_note, standing

OTHER = "other"
STATUS_OF_ROLE = {"worker": "trabajador", "sorter": "pallaquera"}
DECLARATIONS = ("declaracion-enero-junio", "declaracion-julio-diciembre")


async def home(chat: Chat) -> None:
    """The way in: triage when her status is not known, else how far she is and what is next."""
    status = chat.content.find(Status, chat.case.text("reinfo"))
    if status is None:
        known = STATUS_OF_ROLE.get(chat.case.text("role"), "")
        await chat.open("formalization/triage", status=known)
    assert status is not None
    chat.say("home", status=chat.content.line(status, "label"))
    if status.plan:
        progress = _progress(chat)
        if progress["total"]:
            chat.say("progress", **progress)
        process_note(chat)
        chat.link("formalization/plan", label="go-plan")
        chat.link("formalization/steps", label="go-steps")
    else:
        chat.say(chat.content.line(status, "means"))
    chat.link("formalization/problem", label="go-problem")
    chat.link("formalization/file", label="go-file")
    chat.link("formalization/offices", label="go-offices")
    chat.link("formalization/triage", label="go-triage")


def _progress(chat: Chat) -> dict[str, int]:
    """How many steps of the process are done, of how many."""
    case, end = chat.case, end_of_process(chat)
    steps = [r for r in chat.content.all(Requirement).values() if r.kind == "process-step"]
    owed = [
        r
        for r in steps
        if rules.applies(r, case, standing(chat)) and r.order < rules.DETOURS and not _is_answer(r)
    ]
    done = [r for r in owed if rules.mark(r, case, chat.today, end) == "done"]
    return {"done": len(done), "total": len(owed)}


def _is_answer(requirement: Requirement) -> bool:
    return requirement.due.since == "notification"


async def triage(chat: Chat, status: str = "") -> None:
    """What her status means, and what can honestly be done from there.

    status: what her role already says; it is not asked again.
    """
    statuses = chat.content.all(Status)
    chosen = status if status in statuses else await _status(chat, statuses)
    await _explain(chat, statuses[chosen], chosen)


async def _status(chat: Chat, statuses: Mapping[str, Status]) -> str:
    """What the REINFO says of her; who she is, when it says nothing: two short questions."""

    def labels(*, other: bool) -> dict[str, Line]:
        rows = {id: row for id, row in statuses.items() if row.other == other}
        return {id: chat.content.line(row, "label") for id, row in rows.items()}

    chosen = await chat.one_of("status", {**labels(other=False), OTHER: chat.line("status-other")})
    if chosen != OTHER:
        return chosen
    return await chat.one_of("status-who", labels(other=True))


async def _explain(chat: Chat, status: Status, chosen: str) -> None:
    chat.learn("reinfo", chosen)
    chat.learn("reinfo-checked", chat.today.isoformat())
    chat.say("status-is", title=chat.content.line(status, "title"))
    page = chat.content.line(status, "means")
    for advice in status.next:
        await chat.one_of(f"{chosen}-{advice.id}", {"next": Line("common-next")}, ask=page)
        page = chat.content.line(status, f"next.{advice.id}.text")
    chat.say(page)
    if status.lawyer:
        chat.say("lawyer")
    if status.plan:
        await _ask_declaration(chat)
        await _promise(chat)
    chat.link("formalization/problem", label="go-problem")
    chat.link("formalization/offices", label="go-offices")


async def _ask_declaration(chat: Chat) -> None:
    """The declaration that fell due last, before she came: missing it suspends (facts F-126)."""
    found = [chat.content.find(Requirement, id) for id in DECLARATIONS]
    passed = [(r, rules.last_missed(r, chat.case, chat.today)) for r in found if r]
    dated = [(day, requirement) for requirement, day in passed if day is not None]
    if not dated:
        return
    day, requirement = max(dated, key=lambda row: row[0])
    key = f"declared-{requirement.id}-{day.year}"
    if await chat.yes_no(key, ask="declared", name=label(chat, requirement), day=day):
        chat.learn(f"done.{requirement.id}", day.isoformat())
    else:
        chat.learn(f"missed.{requirement.id}", day.isoformat())


async def _promise(chat: Chat) -> None:
    """Offer to remind her, then show the plan."""
    wanted = await chat.yes_no("remind-me")
    chat.learn("stopped.formalization", not wanted)
    await chat.open("formalization/plan")
