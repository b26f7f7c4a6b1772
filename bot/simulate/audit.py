"""The reckoning: what phones sent and saw, beside what the store says; what is left waiting, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import Connection, func, select
from sqlmodel import col

from bot.clock import Clock
from bot.model import Json
from bot.simulate.miner import Miner
from bot.simulate.phone import Phone
from bot.store import contacts, sessions
from bot.store.seal import Seal
from bot.store.tables import PENDING, UNDONE, UNSENT, Inbound, Outbound, Reminder, WorkItem

PUT_OFF = timedelta(days=3)
"""More than three reminders on one morning are said on the next ones: that is not late."""


@dataclass(frozen=True)
class Told:
    """A bubble as the store has it."""

    number: int
    kind: str
    state: str
    reason: str
    created_at: datetime
    body: Mapping[str, Json]


@dataclass(frozen=True)
class Heard:
    """A message as the store has it."""

    channel: str
    external: bytes
    state: str
    reason: str


def faults(on: Connection, seal: Seal, clock: Clock, miners: Sequence[Miner]) -> Counter[str]:
    """Everything that is wrong, by name."""
    found: Counter[str] = Counter()
    for miner in miners:
        known = contacts.known(on, seal, miner.phone.address)
        if known is None:
            found["lost: a person whose messages were taken"] += any(
                m.taken for m in miner.phone.sent
            )
            continue
        heard, told = _heard(on, known[0]), _told(on, seal, known[0])
        found += _messages(seal, miner.phone, heard)
        found += _answers(miner.phone, heard, told)
        found += _bubbles(miner.phone, told)
        found += _reminders(miner, told, clock)
    return found


def _messages(seal: Seal, phone: Phone, heard: Sequence[Heard]) -> Counter[str]:
    """Each message she sent is kept once and handled."""
    found: Counter[str] = Counter()
    rows = Counter(row.external for row in heard if row.channel != "work")
    wrote = {seal.digest("air", f"{phone.name}:{m.inbound.external_id}"): m for m in phone.sent}
    for external, message in wrote.items():
        found["lost: a message that was taken"] += message.taken and external not in rows
    found["doubled: messages kept twice"] += sum(rows.values()) - len(rows.keys() & wrote.keys())
    for row in heard:
        found["left: a message nobody handled"] += row.state == "new"
        found[f"lost: a message set aside ({row.reason})"] += row.state == "failed"
    return found


def _answers(phone: Phone, heard: Sequence[Heard], told: Sequence[Told]) -> Counter[str]:
    """Each message has one answer. A second tap on the same button may share the first one's."""
    found: Counter[str] = Counter()
    taps = Counter(m.inbound.tap for m in phone.sent if m.inbound.tap)
    texts = sum(not m.inbound.tap for m in phone.sent)
    works = sum(row.channel == "work" for row in heard)
    replies = [row for row in told if row.kind == "reply"]
    if any(not row.body for row in replies):  # she refused, and what was said is forgotten
        again = sum(count - 1 for count in taps.values())
        wrote, answered = len(phone.sent), len(replies)
        found["lost: a message without an answer"] += max(0, wrote - again - answered)
        found["doubled: an answer more than there were messages"] += max(
            0, answered - wrote - works
        )
        return found
    tapped = Counter(str(row.body.get("tapped") or "") for row in replies)
    words = tapped.pop("", 0)
    found["lost: a message without an answer"] += max(0, texts - words)
    found["doubled: an answer more than there were messages"] += max(0, words - texts - works)
    for tap, count in taps.items():
        found["lost: a tap without an answer"] += tapped[tap] == 0
        found["doubled: an answer more than there were taps"] += max(0, tapped[tap] - count)
    return found


def _bubbles(phone: Phone, told: Sequence[Told]) -> Counter[str]:
    """Each bubble reached her once, in its order."""
    found: Counter[str] = Counter()
    numbers = list(phone.arrived)
    found["out of order: bubbles"] += sum(after < before for before, after in pairwise(numbers))
    found["doubled: a bubble that came again without reason"] += phone.strange
    for row in told:
        came = row.number in phone.arrived
        found["lost: a bubble the house calls sent"] += row.state == "sent" and not came
        found[f"lost: a bubble given up ({row.reason})"] += row.state == "failed"
        found["left: a bubble on its way"] += row.state in ("queued", "wired", "errored")
    found["doubled: bubbles nobody queued"] += len(set(numbers) - {row.number for row in told})
    return found


def _reminders(miner: Miner, told: Sequence[Told], clock: Clock) -> Counter[str]:
    """Her own reminders come once, on their day; none while she wants none."""
    found: Counter[str] = Counter()
    said = [row for row in told if row.kind == "reminder"]
    for row in said:
        found["in vain: a reminder to somebody who stopped them"] += _silent(miner, row.created_at)
    texts = Counter(str(row.body.get("text")) for row in said)
    again = sum(n - 1 for n in texts.values())
    found["doubled: the same reminder twice"] += max(0, again - miner.laters)
    for one in miner.own:
        days = [
            clock.local(row.created_at).date() - one.day
            for row in said
            if one.what in str(row.body.get("text"))
        ]
        over = clock.at(one.day, 9) + PUT_OFF >= clock.now()
        expected = one.kept and not over and not _stopped(miner, clock.at(one.day, 9))
        found["lost: a reminder of her own"] += expected and not days
        found["doubled: a reminder of her own"] += max(0, len(days) - 1)
        found["late: a reminder of her own"] += any(day > PUT_OFF for day in days)
        found["early: a reminder of her own"] += any(day < timedelta() for day in days)
    return found


def _silent(miner: Miner, at: datetime) -> bool:
    return any(s.since < at and (s.until is None or at < s.until) for s in miner.silences)


def _stopped(miner: Miner, at: datetime) -> bool:
    """Whether she may have stopped them around that day: her word takes its way, too."""
    slack = timedelta(days=4)
    return any(
        s.since - slack < at and (s.until is None or at < s.until + slack) for s in miner.silences
    )


def waiting(on: Connection, seal: Seal, miners: Sequence[Miner]) -> dict[str, int]:
    """What is left waiting, by the reason why."""
    left: Counter[str] = Counter()
    for miner in miners:
        known = contacts.known(on, seal, miner.phone.address)
        kept = sessions.waiting(on, seal, known[0]) if known else None
        if kept is not None:
            left[f"a question waits for its answer: {kept.flow}"] += 1
        left["a message waits on a phone, for nobody took it"] += sum(
            not m.taken for m in miner.phone.sent
        )
    for why, table, where in (
        ("a reminder waits for its day", Reminder, PENDING),
        ("a bubble waits for the network", Outbound, UNSENT),
        ("a work item waits for the worker", WorkItem, UNDONE),
    ):
        left[why] = on.execute(select(func.count()).select_from(table).where(where)).scalar_one()
    return {why: count for why, count in sorted(left.items()) if count}


def _heard(on: Connection, contact: int) -> list[Heard]:
    columns: tuple[Any, ...] = (
        col(Inbound.channel),
        col(Inbound.external),
        col(Inbound.state),
        col(Inbound.reason),
    )
    rows = on.execute(select(*columns).where(col(Inbound.contact) == contact))
    return [Heard(*row) for row in rows]


def _told(on: Connection, seal: Seal, contact: int) -> list[Told]:
    columns: tuple[Any, ...] = (
        col(Outbound.bubble),
        col(Outbound.kind),
        col(Outbound.state),
        col(Outbound.reason),
        col(Outbound.created_at),
        col(Outbound.sealed),
    )
    rows = on.execute(
        select(*columns).where(col(Outbound.contact) == contact).order_by(col(Outbound.bubble))
    )
    return [_opened(seal, row) for row in rows]


def _opened(seal: Seal, row: Any) -> Told:
    number, kind, state, reason, created_at, sealed = row
    body = cast("Mapping[str, Json]", seal.open_json(sealed))
    return Told(number, kind, state, reason, created_at, body)
