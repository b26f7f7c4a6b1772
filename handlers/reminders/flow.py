"""What I will remind you of; done, later, stop, and a reminder of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.flows import Chat, Json, Line, Link, encode, line_of

MOST = 6
LATER = {"tomorrow": 1, "three-days": 3, "week": 7}
MOST_CHANGES = 3
TOLD_WITHIN = timedelta(days=30)
"""How long after a change it still makes sense to say that it changed."""
PAUSES = {"week": 7, "fortnight": 15, "month": 30}
"""Days without reminders."""
Promised = Sequence[dict[str, Json]]


async def listed(chat: Chat, promised: Promised = ()) -> None:
    """The next reminder of each subject, soonest first.

    promised: `{session, name, topic, subject, due, line, label}` of each.
    """
    coming = _next_of_each([p for p in promised if not _stopped(chat, p)])[:MOST]
    stopped, paused = chat.case.get("stopped.all") is True, chat.case.day("paused")
    if paused and paused > chat.today and not stopped:
        chat.say("paused-until", day=paused)
    if stopped:
        chat.say("all-stopped")
    elif coming:
        days = [chat.line("on", day=_due(p), what=_label(chat, p)) for p in coming]
        chat.say("coming", days=days)
    else:
        chat.say("none")
    for promise in coming:
        chat.link("reminders/one", label=_label(chat, promise), promise=encode(dict(promise)))
    chat.link("reminders/own", label="go-own")
    if stopped or _stops(chat) or (paused and paused > chat.today):
        chat.link("reminders/resume", label="go-resume")
    if coming and not stopped:
        chat.link("reminders/pause", label="go-pause")
        chat.link("reminders/stop", label="go-stop-all")


def _next_of_each(promised: Promised) -> list[dict[str, Json]]:
    soonest: dict[str, dict[str, Json]] = {}
    for promise in promised:
        soonest.setdefault(_subject(promise), promise)
    return list(soonest.values())


def _subject(promise: dict[str, Json]) -> str:
    """What `not this one` stops, as the platform names it."""
    return str(promise["subject"])


def _due(promise: dict[str, Json]) -> date:
    return date.fromisoformat(str(promise["due"]))


def _label(chat: Chat, promise: dict[str, Json]) -> Line:
    """What it is about: the label of its button, or her own."""
    return line_of(promise.get("label")) or chat.line("mine")


def _stops(chat: Chat) -> list[str]:
    """Everything she stopped."""
    return [n for n in chat.case if n.startswith("stopped.") and chat.case.get(n) is True]


def _stopped(chat: Chat, promise: dict[str, Json]) -> bool:
    topic = str(promise["topic"])
    names = (topic, topic.partition("/")[0], _subject(promise), "all")
    return any(chat.case.get(f"stopped.{name}") is True for name in names)


async def one(chat: Chat, promise: dict[str, Json], promised: Promised = ()) -> None:
    """One reminder as it will be said."""
    line = line_of(promise.get("line"))
    chat.say("will-say", day=_due(promise))
    if line is not None:
        chat.say(line)
    chat.link("reminders/cancel", label="go-cancel", subject=_subject(promise))
    chat.link("reminders", label="go-list")


async def cancel(chat: Chat, subject: str, promised: Promised = ()) -> None:
    """Not this one."""
    chat.learn(f"stopped.{subject}", True)
    chat.say("cancelled")
    chat.link("reminders", label="go-list")


async def own(chat: Chat, promised: Promised = ()) -> None:
    """A reminder in her own words."""
    what = await chat.text("own-what", longest=200)
    tomorrow, latest = chat.today + timedelta(days=1), chat.today + timedelta(days=730)
    day = await chat.day("own-day", earliest=tomorrow, latest=latest)
    chat.remind("own", day, say="own-said", topic="own", what=what)
    chat.say("own-kept", what=what, day=day)
    chat.link("reminders", label="go-list")


async def later(
    chat: Chat,
    line: Json = None,
    topic: str = "own",
    until: str = "",
    link: Json = None,
    promised: Promised = (),
) -> None:
    """Say it again in a while; not beyond the day on which it makes sense."""
    said = line_of(line)
    when = LATER[await chat.one_of("later", list(LATER))]
    day = chat.today + timedelta(days=when)
    last = date.fromisoformat(until) if until else None
    if last is not None and day > last:
        day = max(last, chat.today + timedelta(days=1))
    if said is None or (last is not None and day > last):
        chat.say("too-late")
        return
    chat.remind("later", day, say=said, topic=topic, until=last, link=_link(link))
    chat.say("later-kept", day=day)


def _link(link: Json) -> Link | None:
    if not isinstance(link, dict):
        return None
    label, args = line_of(link.get("label")), link.get("args")
    if label is None:
        return None
    return Link(label, str(link["flow"]), args if isinstance(args, dict) else {})


async def stop(chat: Chat, topic: str = "all", promised: Promised = ()) -> None:
    """No more reminders, of one topic or at all; at once, with a way back."""
    chat.learn(f"stopped.{topic}", True)
    chat.say("stopped-all" if topic == "all" else "stopped-topic")
    chat.link("reminders/resume", label="go-resume", topic=topic)


async def changed(
    chat: Chat,
    changes: Sequence[dict[str, Json]] = (),
    at: str = "",
    told: Json = None,
    promised: Promised = (),
) -> None:
    """What a newer law moved in her plan, said at the next decent hour.

    changes: `{kind, topic, name, before, after, norm, checked, link}` of each, as
    `bot.impact.tell` writes them; told: all she was ever told, day by topic.
    """
    if not changes:
        chat.say("none")
        return
    topics = {str(change["topic"]) for change in changes}
    one = topics.pop() if len(topics) == 1 else min(topics).partition("/")[0]
    chat.remind(
        "changed",
        datetime.fromisoformat(at),
        topic=one,
        until=chat.started + TOLD_WITHIN,
        link=_link(changes[0].get("link")),
        changes=[_change(chat, change) for change in changes[:MOST_CHANGES]],
        count=len(changes),
    )


def _change(chat: Chat, change: dict[str, Json]) -> Line:
    """Old and new day of one thing, with the norm and the day it was checked, where known."""
    days = {name: change[name] for name in ("before", "after") if change.get(name)}
    ground: Line | str = ""
    if change.get("norm") and change.get("checked"):
        ground = chat.line("change-ground", norm=change["norm"], checked=change["checked"])
    return chat.line(f"change-{change['kind']}", name=change["name"], ground=ground, **days)


async def pause(chat: Chat, promised: Promised = ()) -> None:
    """No reminders for a while; then all of them again."""
    length = PAUSES[await chat.one_of("pause", list(PAUSES))]
    day = chat.today + timedelta(days=length)
    chat.learn("paused", day.isoformat())
    chat.say("paused", day=day)
    chat.link("reminders/resume", label="go-resume")


async def resume(chat: Chat, topic: str = "all", promised: Promised = ()) -> None:
    """All reminders again."""
    for name in {*_stops(chat), "stopped.formalization"}:
        chat.learn(name, False)
    chat.learn("paused", "")
    chat.say("resumed")
    chat.link("reminders", label="go-list")
