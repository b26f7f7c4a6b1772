"""What stops her, what can be done about it, and who can help nearby."""

from __future__ import annotations

from bot.flows import Chat, Line
from handlers.formalization.content import Blocker, Office, Requirement
from handlers.formalization.words import back_to, label


async def problem(chat: Chat, about: str = "") -> None:
    """She names what stops her; what can be done comes one thing at a time."""
    blockers = chat.content.all(Blocker)
    fitting = {id: b for id, b in blockers.items() if not about or about in b.about}
    options = {id: chat.content.line(b, "label") for id, b in (fitting or blockers).items()}
    await _advise(chat, await chat.one_of("problem", options), about)


async def stopped(chat: Chat, id: str) -> None:
    """One thing that stops miners, as she looked for it; nothing is learned by looking."""
    blocker = chat.content.find(Blocker, id)
    if blocker is None:
        chat.say(Line("common-gone"))
        return
    if await chat.yes_no("stops-me", what=chat.content.line(blocker, "title")):
        await _advise(chat, id, "")
    else:
        chat.link("formalization/problem", label="go-problem")


async def _advise(chat: Chat, chosen: str, about: str) -> None:
    """What can be done about it, a screen at a time, and who can help."""
    blocker = chat.content.all(Blocker)[chosen]
    for id in _stopped(blocker, about):
        chat.learn(f"blocked.{id}", chosen)
    page = chat.content.line(blocker, "hear")
    for advice in blocker.do:
        await chat.one_of(f"{chosen}-{advice.id}", {"next": Line("common-next")}, ask=page)
        page = chat.content.line(blocker, f"do.{advice.id}.text")
    chat.say(page)
    chat.say("as-of", checked=blocker.checked)
    _ways_on(chat, blocker, about)


def _stopped(blocker: Blocker, about: str) -> tuple[str, ...]:
    """The requirement it stops: the one she came from, or its only one."""
    if about:
        return (about,)
    return blocker.about if len(blocker.about) == 1 else ()


def _ways_on(chat: Chat, blocker: Blocker, about: str) -> None:
    for office in _serving(chat, blocker.offices)[:3]:
        chat.link("formalization/office", label=chat.content.line(office, "label"), id=office.id)
    stopped = _stopped(blocker, about)
    if stopped:
        chat.link("formalization/solved", label="go-solved", id=stopped[0])
    requirement = chat.content.find(Requirement, about) if about else None
    if requirement:
        chat.link("formalization/step", label=label(chat, requirement), id=about)


async def solved(chat: Chat, id: str) -> None:
    """The problem is out of the way."""
    chat.learn(f"blocked.{id}", "")
    chat.say("solved")
    requirement = chat.content.find(Requirement, id)
    if requirement:
        back_to(chat, requirement)
    chat.link("formalization/plan", label="go-plan")


def _serving(chat: Chat, ids: tuple[str, ...] = ()) -> list[Office]:
    """Offices for her region first, then those of the whole country."""
    region = chat.case.text("region")
    known = [o for o in chat.content.all(Office).values() if not ids or o.id in ids]
    here = [o for o in known if region in o.regions]
    return here + [o for o in known if not o.regions]


async def offices(chat: Chat) -> None:
    """Offices near her and for the whole country."""
    chat.say("offices-are")
    for office in _serving(chat):
        chat.link("formalization/office", label=chat.content.line(office, "label"), id=office.id)


async def office(chat: Chat, id: str) -> None:
    """One office: how it helps, where it is, and what was not found."""
    found = chat.content.find(Office, id)
    if found is None:
        chat.say(Line("common-gone"))
        return
    chat.say("office", title=chat.content.line(found, "title"))
    chat.say(chat.content.line(found, "helps"))
    for field in ("address", "phone", "hours", "web"):
        if getattr(found, field):
            chat.say(f"office-{field}", value=chat.content.line(found, field))
    if not (found.address or found.phone or found.web):
        chat.say("office-not-found")
    if found.note:
        chat.say(chat.content.line(found, "note"))
    key = "as-of" if found.confidence == "high" else "as-of-unsure"
    chat.say(key, checked=found.checked)
    chat.link("formalization/offices", label="go-offices")
