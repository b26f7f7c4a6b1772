"""The certificate of a passed module, with her name only if she gives one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.flows import Chat, Json, Line, Task, encode, media_of
from handlers.training import rules
from handlers.training.content import Module

WORDS = ("kicker", "lead", "criteria", "issuer", "unchecked", "note", "lookup", "offline")
NAME = "certificate-name"
LONGEST_NAME = 60


async def certificates(chat: Chat) -> None:
    """Every module she passed and need not repeat yet."""
    held = [m for m in chat.content.all(Module).values() if _passed(chat, m)]
    chat.say("certificates" if held else "certificates-none")
    for module in held:
        label = chat.content.line(module, "label")
        chat.link("training/certificate", label=label, id=module.id)
    chat.link("training", label="go-home")


async def certificate(chat: Chat, id: str) -> None:
    """The certificate of one module as a PDF that can be verified without us."""
    module = chat.content.find(Module, id)
    passed = _passed(chat, module) if module else None
    if module is None or passed is None:
        chat.say("certificate-none" if module else Line("common-gone"))
        if module:
            chat.link(f"training/{id}", label=chat.content.line(module, "label"))
        chat.link("training", label="go-home")
        return
    holder = await _holder(chat)
    if holder:
        chat.learn(NAME, holder)
    task = Task("certificate", _paper(chat, module, passed, holder))
    made = media_of(await chat.work("certificate-draw", task, ask="drawing"))
    if made is None:
        chat.say("certificate-failed")
        chat.link("training/certificate", label="go-certificate", id=id)
    else:
        chat.say("certificate-ready", file=made)
    chat.link("training", label="go-home")


def _passed(chat: Chat, module: Module) -> date | None:
    """The day she passed it, as long as its refresher is not due."""
    passed = chat.case.day(f"passed.{module.id}")
    holds = rules.stands(module, passed, chat.today, begun=True) == "passed"
    return passed if holds else None


async def _holder(chat: Chat) -> str:
    """The name she wants on it; empty when she wants none. It is never asked for elsewhere."""
    known = chat.case.text(NAME)
    offered = ("same", "write", "without") if known else ("write", "without")
    key = "named-again" if known else "named"
    chosen = await chat.one_of(key, offered, name=known or "-")
    if chosen == "same":
        return known
    return name(await chat.text("holder", longest=LONGEST_NAME)) if chosen == "write" else ""


def name(said: str) -> str:
    """A name without digits: no telephone and no document number gets onto the paper."""
    return " ".join(re.sub(r"[\d+]", " ", said).split())


def _paper(chat: Chat, module: Module, passed: date, holder: str) -> dict[str, Json]:
    """What the paper says."""
    until = passed + timedelta(days=module.refresher_days)
    words = {one: encode(chat.line(f"paper-{one}")) for one in WORDS}
    return {
        **words,
        "title": encode(chat.content.line(module, "title")),
        "dates": encode(chat.line("paper-dates", since=passed, until=until)),
        "file": encode(chat.line("paper-file", module=module.id)),
        "module": module.id,
        "passed": passed.isoformat(),
        "until": until.isoformat(),
        "subject": str(chat.contact.id),
        "holder": holder,
        "picture": module.id,
        "language": chat.contact.locale,
    }
