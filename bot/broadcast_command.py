"""`chaski broadcast`: one message to many, and what has become of it.

Rule 1: without --text it only looks; --dry-run counts and changes nothing.
Rule 2: it writes rows and goes; a running `chaski serve` plans, feeds and sends them.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, TypeVar

from bot import app, cohort
from bot.broadcasts import Broadcasts, NoBroadcast, Order
from bot.campaigns import words
from bot.clock import Clock, duration
from bot.config import settings
from bot.errors import ChaskiError
from bot.house import link_json
from bot.model import Line, line_json
from bot.store import broadcasts
from bot.store.broadcasts import Sending
from bot.wanted import Link

T = TypeVar("T")
ACTIONS = ("list", "show", "start", "pause", "resume", "cancel")
LONGEST = 600


def command(action: str, id: int, *, as_json: bool, **given: Any) -> int:
    """Do it and say what came of it. Raises ChaskiError with a remedy."""
    if action not in ACTIONS:
        raise ChaskiError(f"{action}: there is {', '.join(ACTIONS)}")
    told = opened(lambda many: _do(many, action, id, **given))
    print(json.dumps(told, default=str, ensure_ascii=False) if as_json else _table(told))
    return 0


def opened(work: Callable[[Broadcasts], Awaitable[T]]) -> T:
    """Do something with the broadcasts of this machine's database."""
    found = settings()
    found.data_dir.mkdir(parents=True, exist_ok=True)

    async def run() -> T:
        built = app.build(found, {})
        try:
            return await work(built.broadcasts)
        finally:
            await built.close()

    return asyncio.run(run())


async def _do(many: Broadcasts, action: str, id: int, **given: Any) -> dict[str, Any]:
    if action == "start":
        return await _start(many, **given)
    if action in ("pause", "resume", "cancel"):
        moved = await getattr(many, action)(id)
        if not moved:
            raise ChaskiError(
                f"broadcast {id} cannot {action} as it stands; chaski broadcast show {id}"
            )
    seal = many.house.seal
    if action == "list":
        found = await many.database.read(lambda on: broadcasts.all_(on, seal))
        return {"broadcasts": [await shown(many, one) for one in found]}
    one = await many.database.read(lambda on: broadcasts.find(on, seal, id))
    if one is None:
        raise NoBroadcast
    return {"broadcasts": [await shown(many, one)]}


async def _start(many: Broadcasts, **given: Any) -> dict[str, Any]:
    text, to, topic = given["text"].strip(), given["to"], given["topic"]
    if not text or not to:
        raise ChaskiError("a broadcast needs --to and --text; see chaski broadcast --help")
    if len(text) > LONGEST:
        raise ChaskiError(f"--text has {len(text)} characters, at most {LONGEST}; shorten it")
    conditions = cohort.parse(to)
    if given["flow"] and many.house.flow(given["flow"]) is None:
        raise ChaskiError(f"--open {given['flow']}: there is no such flow")
    count = await many.database.read(lambda on: broadcasts.count(on, conditions, topic))
    if given["dry_run"]:
        return {"would reach": count, "cohort": to, "text": text}
    one, new = await many.start(_order(many.house.clock, text, to, topic, given))
    return {"new": new, "recipients": count, "broadcasts": [await shown(many, one)]}


def _order(clock: Clock, text: str, to: str, topic: str, given: dict[str, Any]) -> Order:
    starts = moment(clock, given["at"]) or clock.now()
    within = duration(given["within"]) if given["within"] else timedelta(days=2)
    link = Link(Line("broadcast-open"), given["flow"], {}) if given["flow"] else None
    named = "|".join((text, to, topic, given["flow"])).encode()
    return Order(
        key=given["key"] or blake2b(named, digest_size=8).hexdigest(),
        cohort=to,
        body={"line": line_json(words(text)), "link": link_json(link)},
        topic=topic,
        starts_at=starts,
        expires_at=starts + within,
    )


def moment(clock: Clock, text: str) -> datetime | None:
    """The moment that was written, there where the clock is. Raises ChaskiError: it is none."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ChaskiError(f"--at {text}: write it as 2026-11-27T09:00") from None
    return found if found.tzinfo else found.replace(tzinfo=clock.zone)


async def shown(many: Broadcasts, one: Sending) -> dict[str, Any]:
    """What has become of a broadcast: how many in each state, and why."""
    rows = await many.database.read(lambda on: broadcasts.progress(on, one.id))
    states, reasons = Counter[str](), Counter[str]()
    for state, sent, reason, count in rows:
        now = sent or state
        states[now] += count
        if reason and now not in ("sent", "delivered", "read"):
            reasons[f"{now}: {reason}"] += count
    return {
        "id": one.id,
        "key": one.key,
        "state": one.state,
        "cohort": one.cohort,
        "topic": one.topic,
        "starts": one.starts_at,
        "expires": one.expires_at,
        "states": dict(states),
        "reasons": dict(reasons),
    }


def _table(told: dict[str, Any]) -> str:
    lines = []
    if "would reach" in told:
        lines.append(f"would reach {told['would reach']} ({told['cohort']}); nothing was changed")
    if told.get("new") is False:
        lines.append(
            "this broadcast was started before; it is not sent twice (--key names another)"
        )
    for one in told.get("broadcasts", []):
        states = "  ".join(f"{name} {count}" for name, count in one["states"].items())
        lines.append(f"{one['id']:>5}  {one['state']:<9} {one['cohort']}  {states}".rstrip())
        lines += [f"       {count} {reason}" for reason, count in one["reasons"].items()]
    return "\n".join(lines) or "no broadcasts yet; chaski broadcast --help says how"
