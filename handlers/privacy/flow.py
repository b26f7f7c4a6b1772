"""What Chaski knows of her, and how to make it forget."""

from __future__ import annotations

from bot.flows import Chat, Line, media_of


async def known(chat: Chat) -> None:
    """What is kept, in words, with ways to correct it, take it along, pause or erase it."""
    case = chat.case
    agreed = case.day("consent-day")
    chat.say("known")
    if agreed:
        chat.say("agreed", day=agreed, version=case.text("consent"))
    about = [_fact(chat, name) for name in ("role", "mineral", "region") if case.text(name)]
    if about:
        chat.say("about", facts=about)
    done = [name for name in case if name.startswith("done.") and case.text(name)]
    photos = [n for n in case if n.startswith("cargo.") and media_of(case.get(n)) is not None]
    chat.say("counts", done=len(done), photos=len(photos))
    chat.link("onboarding/profile", label="go-correct")
    chat.link("privacy/export", label="go-export")
    chat.link("reminders/pause", label="go-pause")
    chat.link("privacy/erase", label="go-erase")


def _fact(chat: Chat, name: str) -> Line:
    value = chat.case.text(name)
    line = (
        Line(f"regions/{value}.label") if name == "region" else Line(f"onboarding-{name}.{value}")
    )
    return chat.line(f"fact-{name}", value=line)


async def erase(chat: Chat) -> None:
    """Erase everything, after one clear question."""
    chat.say("erase-warning")
    if await chat.one_of("erase", ("keep", "erase"), final=True) == "erase":
        chat.learn("consent", "no")
        chat.say("erased", day=chat.today)
    else:
        chat.say("kept")
