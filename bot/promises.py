"""Reminders: kept in step with case, content and day; said once, together, at a decent hour.

Rule 1: what is due lies in rows. A process that slept a day finds them and says one bubble.
Rule 2: of several reminders of one deadline that are due at once, only the newest is said.
Rule 3: standing plans are replayed when the case changes, when content changes and every
        night: what is done falls away, what moved moves, what recurs comes again.
Rule 4: quiet hours hold; a reminder whose `until` has passed is never said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.bubble import Bubbling
from bot.flows.engine import Session, advance
from bot.house import House, link_of
from bot.model import Case, Json, Line, line_of
from bot.store import cases, contacts, messages, reminders, sessions
from bot.store.reminders import Promise
from bot.wanted import Link

QUIET_FROM, QUIET_TO = 20, 8
MOST_AT_ONCE = 3


def refresh(house: House, on: Connection, contact: int, case: Case, locale: str) -> None:
    """Recompute the reminders of a contact's standing plans."""
    for name in house.standing():
        flow, kept = house.flow(name), sessions.latest(on, house.seal, contact, name)
        if flow is None or kept is None:
            continue
        session = Session.of_json(kept.id, kept.flow, kept.started, kept.body)
        turn = advance(flow, session, None, house.given(contact, case, locale))
        wanted = {
            key: house.promise(contact, kept.id, key, reminder)
            for key, reminder in turn.reminders.items()
        }
        now = house.clock.now()
        reminders.keep(on, house.seal, contact=contact, session=kept.id, wanted=wanted, now=now)


def refresh_contact(house: House, on: Connection, contact: int) -> None:
    """The nightly recomputation of one contact."""
    found = contacts.lock(on, contact)
    if found is not None:
        case = cases.load(on, house.seal, contact)
        refresh(house, on, contact, case, house.locale(case, found.locale))


def quiet(house: House) -> bool:
    """Whether people sleep now."""
    hour = house.clock.local(house.clock.now()).hour
    return hour >= QUIET_FROM or hour < QUIET_TO


def say_due(house: House, on: Connection, contact: int) -> bool:
    """Say what is due to one contact, as one bubble; False when it was nothing."""
    if quiet(house):
        return False
    found = contacts.lock(on, contact)
    address = contacts.last_address(on, contact)
    if found is None or address is None:
        return False
    now = house.clock.now()
    due = reminders.due(on, house.seal, contact, now)
    case = cases.load(on, house.seal, contact)
    paused = case.day("paused")
    if paused is not None and paused > house.clock.today():
        reminders.move(on, [promise.id for promise in due], house.moment(paused))
        return False
    said, dropped = _sorted(due, case, house)
    for state, promises in dropped.items():
        reminders.settle(on, [promise.id for promise in promises], state)
    if not said:
        return False
    now_said, later = said[:MOST_AT_ONCE], said[MOST_AT_ONCE:]
    reminders.settle(on, [promise.id for promise in now_said], "sent")
    reminders.move(on, [promise.id for promise in later], now + timedelta(days=1))
    _queue(house, on, found, address, now_said, house.locale(case, found.locale))
    return True


def _sorted(
    due: Sequence[Promise], case: Case, house: House
) -> tuple[list[Promise], dict[str, list[Promise]]]:
    """What to say, nearest deadline first, and what to drop and why."""
    dropped: dict[str, list[Promise]] = {"stopped": [], "passed": []}
    newest: dict[object, Promise] = {}
    for promise in due:
        if _stopped(promise, case):
            dropped["stopped"].append(promise)
        elif promise.until and house.clock.today() > promise.until:
            dropped["passed"].append(promise)
        else:
            subject = (promise.topic, promise.about) if promise.about else promise.id
            if subject in newest:
                dropped["passed"].append(newest[subject])
            newest[subject] = promise
    return sorted(newest.values(), key=lambda p: (p.about or p.due_at.date(), p.id)), dropped


def _stopped(promise: Promise, case: Case) -> bool:
    """Whether she stopped all, this topic, or this very reminder."""
    return is_stopped(promise.topic, case, subject_of(promise))


def is_stopped(topic: str, case: Case, subject: str = "") -> bool:
    """Whether she stopped all reminders, this topic, or one subject of it."""
    stopped = ("all", topic.partition("/")[0], topic, subject)
    return any(case.get(f"stopped.{name}") is True for name in stopped)


def subject_of(promise: Promise) -> str:
    """What `not this one` stops: one deadline of a topic; of her own reminders, just the one."""
    if promise.about is None:
        return f"{promise.session}.{promise.name}"
    return f"{promise.topic}.{promise.about.isoformat()}"


def _queue(
    house: House,
    on: Connection,
    found: contacts.Found,
    address: tuple[int, str],
    said: Sequence[Promise],
    locale: str,
) -> None:
    bubble = Bubbling(number=found.bubbles + 1)
    bubble.lines.append(Line("reminders-greeting", {"count": len(said)}))
    for promise in said:
        line, link = _as_of_today(house, promise), link_of(promise.body.get("link"))
        bubble.lines += [line] if line else []
        bubble.links += [link] if link else []
    bubble.links += _ways_out(said)
    body = bubble.render(house.words, locale, house.limits[address[1]])
    now = house.clock.now()
    contacts.save(on, found.id, bubbles=bubble.number)
    messages.queue(
        on,
        house.seal,
        contact=found.id,
        address=address[0],
        channel=address[1],
        bubble=bubble.number,
        kind="reminder",
        urgency=1,
        locale=locale,
        content=house.content.version,
        body=body,
        now=now,
        asking=False,
        topic=said[0].topic if len({promise.topic for promise in said}) == 1 else "",
        expires_at=_worth_until(house, said),
    )


def _worth_until(house: House, said: Sequence[Promise]) -> datetime | None:
    """When the last of these is no longer worth saying; None where one has no end."""
    ends = [promise.until for promise in said]
    last = max((end for end in ends if end), default=None)
    return house.clock.at(last + timedelta(days=1), 0) if last and all(ends) else None


def _as_of_today(house: House, promise: Promise) -> Line | None:
    """The line with the days that are left now, however long it was put off."""
    line = line_of(promise.body.get("line"))
    if line is None or promise.about is None or "left" not in line.args:
        return line
    left = (promise.about - house.clock.today()).days
    return Line(line.id, {**line.args, "left": max(left, 0)})


def _ways_out(said: Sequence[Promise]) -> list[Link]:
    """Later, when it is one reminder; and no more of this, always."""
    first = said[0]
    until = first.until.isoformat() if first.until else ""
    later: dict[str, Json] = {
        "line": first.body.get("line"),
        "link": first.body.get("link"),
        "topic": first.topic,
        "until": until,
    }
    stop = Link(Line("reminders-go-stop-topic"), "reminders/stop", {"topic": first.topic})
    if len(said) > 1:
        return [stop]
    return [Link(Line("reminders-go-later"), "reminders/later", later), stop]
