"""`chaski outbox`: what waits, why, what failed and what is held; and how to set it going again.

Rule 1: it shows ids, states and reasons; never an address, never words.
Rule 2: it changes nothing unless asked to retry or to release.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.app import opened
from bot.clock import Clock
from bot.config import settings
from bot.errors import ChaskiError
from bot.store import holds, ledger, messages, raw
from bot.tariff import MICROS

T = TypeVar("T")
STATES = ("queued", "wired", "sent", "delivered", "read", "errored", "failed", "withheld")
MOST = 50
ODD = ("channel", "kind", "state", "reason", "count")


class NotAnOutbound(ChaskiError):
    """There is nothing to retry under that number; `chaski outbox --state failed` lists them."""


class NotAHold(ChaskiError):
    """Nothing is held by that name; `chaski outbox` shows each as channel/scope/subject."""


def outbox(*, state: str = "", retry: str = "", release: str = "", as_json: bool = False) -> int:
    """Show the outbox, or set something going again. Raises ChaskiError with a remedy."""
    if state and state not in STATES:
        raise ChaskiError(f"--state {state}: there is {', '.join(STATES)}")
    if retry:
        return _say(as_json, {"retried": _retry(retry)}, "{retried} queued again")
    if release:
        return _say(as_json, {"released": _release(release)}, "{released} released")
    found = _with(lambda on: _found(on, state))
    print(json.dumps(found, default=str, ensure_ascii=False) if as_json else _table(found))
    return 0


def _with(work: Callable[[Connection], T]) -> T:
    found = settings()
    found.data_dir.mkdir(parents=True, exist_ok=True)

    async def run() -> T:
        database = opened(found)
        try:
            return await database.write(work)
        finally:
            await database.close()

    return asyncio.run(run())


def _retry(what: str) -> int:
    if what != "all" and not what.isdecimal():
        raise ChaskiError(f"--retry {what}: give a number, or all")
    now = Clock().now()
    id = None if what == "all" else int(what)
    count = _with(lambda on: ledger.retry(on, now, id))
    if not count and id is not None:
        raise NotAnOutbound
    return count


def _release(what: str) -> int:
    channel, scope, subject = [*what.split("/", 2), "", ""][:3]
    count = _with(lambda on: holds.let_go(on, [(channel, scope, subject)]))
    if not count:
        raise NotAHold
    return count


def _found(on: Connection, state: str) -> dict[str, Any]:
    now = Clock().now()
    rows = ledger.listed(on, state, MOST)
    return {
        "counts": messages.counts(on),
        "held": [_held(hold) for hold in holds.loud(on, now)],
        "bubbles": [vars(row) for row in rows],
        "odd": [dict(zip(ODD, row, strict=True)) for row in raw.oddities(on)],
        "cost": [vars(day) for day in ledger.days(on)],
    }


def _held(hold: holds.Held) -> dict[str, Any]:
    name = "/".join(part for part in (hold.channel, hold.scope, hold.subject) if part)
    known = {"name": name, "reason": hold.reason, "since": hold.since, "until": hold.until}
    return known


def _table(found: dict[str, Any]) -> str:
    counts = found["counts"]
    lines = ["  ".join(f"{s} {counts[s]}" for s in STATES if s in counts) or "the outbox is empty"]
    for hold in found["held"]:
        until = f"until {hold['until']:%Y-%m-%d %H:%M} UTC" if hold["until"] else "until released"
        lines.append(f"HELD  {hold['name']}: {hold['reason']} ({until})")
        lines.append(f"      → chaski outbox --release {hold['name']}")
    for row in found["bubbles"]:
        what = f"{row['id']:>9}  {row['state']:<8} {row['kind']:<9} {row['channel']:<8}"
        plan = f" [{row['plan']}]" if row["plan"] else ""
        lines.append(f"{what} {row['created_at']:%m-%d %H:%M}{plan}  {row['reason']}".rstrip())
    for odd in found["odd"]:
        lines.append("ODD   {channel} {kind} {state}: {reason} ({count})".format(**odd))
    for day in found["cost"]:
        known = f"{day['micros'] / MICROS:.2f} {day['currency']}" if day["known"] else "unknown"
        lines.append(f"COST  {day['day']} {day['category']}: {day['messages']} charged, {known}")
    return "\n".join(lines)


def _say(as_json: bool, told: dict[str, int], words: str) -> int:
    print(json.dumps(told) if as_json else "chaski outbox: " + words.format(**told))
    return 0
