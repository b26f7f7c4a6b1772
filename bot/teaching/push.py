"""`chaski push`: a module to a group, now or at an hour, followed by one nudge.

Rule 1: a push is a broadcast, so consent, opt-outs, quiet hours, pace and budget hold as for any.
Rule 2: the same module to the same group is the same push: started twice, it is sent once.
Rule 3: who began and stopped is nudged once, some days after; who finished or passed is not.
Rule 4: what is not known, such as a price, is said to be unknown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from bot import cohort, tariff
from bot.broadcast_command import moment, opened, shown
from bot.broadcasts import Broadcasts, NoBroadcast, Order
from bot.config import Settings, data_root, settings
from bot.content_reader import nearest
from bot.errors import ChaskiError
from bot.house import House, link_json
from bot.model import Line, line_json
from bot.store import broadcasts
from bot.store.broadcasts import Sending
from bot.tariff import MICROS, Tariff
from bot.wanted import Link

FOLDER, TOPIC, KEY = "training", "training", "push:"
WITHIN = timedelta(days=7)
NUDGE_AFTER, NUDGE_WITHIN = timedelta(days=3), timedelta(days=2)
LISTED = 200
NUDGE = ":nudge"


@dataclass(frozen=True)
class Push:
    """A push as it is asked for. key: empty for one of its module and group."""

    module: str
    to: str
    at: str = ""
    key: str = ""
    nudge: bool = True


def command(push: Push, *, dry_run: bool, cancel: int, listed: bool, as_json: bool) -> int:
    """Do it and say what came of it. Raises ChaskiError with a remedy."""
    if cancel:
        told = opened(lambda many: cancelled(many, cancel))
    elif listed:
        told = opened(_listed)
    elif dry_run:
        told = opened(lambda many: planned(many, push, settings()))
    else:
        told = opened(lambda many: started(many, push))
    print(json.dumps(told, default=str, ensure_ascii=False) if as_json else _table(told))
    return 0


# -- who, how many, how long, how much ----------------------------------------------------------------


async def planned(many: Broadcasts, push: Push, found: Settings) -> dict[str, Any]:
    """What a push would do; nothing is changed."""
    _module(many.house, push.module)
    conditions = cohort.parse(who(push))
    reached = await many.database.read(lambda on: broadcasts.channels(on, conditions, TOPIC))
    clock = many.house.clock
    starts = clock.local(moment(clock, push.at) or clock.now())
    return {
        "module": push.module,
        "cohort": who(push),
        "would reach": sum(reached.values()),
        "channels": reached,
        "starts": starts,
        "seconds": seconds(reached, found),
        "cost": cost(reached, tariff.load(data_root()), starts),
        "nudge": starts + NUDGE_AFTER if push.nudge else None,
    }


def who(push: Push) -> str:
    """The cohort in the words of `bot.cohort`: `not-passed=roca` is `!passed.roca`."""
    words = []
    for word in push.to.split():
        name, _, value = word.partition("=")
        if name in ("passed", "not-passed", "begun", "not-begun"):
            no = "!" if name.startswith("not-") else ""
            word = f"{no}{name.removeprefix('not-')}.{value or push.module}"
        words.append(word)
    return " ".join(words)


def seconds(reached: Mapping[str, int], found: Settings) -> float:
    """How long the platforms take at their pace, answers to others not counted."""
    rates = {"telegram": found.telegram_rate, "whatsapp": found.whatsapp_rate}
    return max((count / rates[name] for name, count in reached.items() if name in rates), default=0)


def cost(reached: Mapping[str, int], card: Tariff, at: datetime) -> dict[str, Any]:
    """What it costs at most: WhatsApp by its rate card, the others nothing. amount: None, unknown."""
    paid = reached.get("whatsapp", 0)
    micros = card.micros("whatsapp", "marketing", at.date()) if paid else 0
    rate = card.rate("whatsapp", "marketing", at.date())
    amount = None if micros is None else micros * paid / MICROS
    return {"paid messages": paid, "amount": amount, "currency": rate.currency if rate else ""}


def _module(house: House, id: str) -> Any:
    """The module. Raises ChaskiError: there is none, or it is off."""
    known = house.content.items.get(FOLDER, {})
    module = known.get(id)
    if module is None:
        raise ChaskiError(f"no module {id!r}{nearest(id, known)}; {', '.join(known)}")
    if module.off:
        raise ChaskiError(f"{id} is off: {module.off}")
    return module


# -- doing it -----------------------------------------------------------------------------------------


async def started(many: Broadcasts, push: Push) -> dict[str, Any]:
    """Begin a push and its nudge, unless they were begun before."""
    module = _module(many.house, push.module)
    order = _order(many.house, module, push)
    one, new = await many.start(order)
    nudge = None
    if push.nudge and one.state not in ("cancelled",):
        nudge, _ = await many.start(_nudge(many.house, module, order, one))
    pushed = await _shown(many, one)
    return {"new": new, "push": {**pushed, "nudge": nudge.starts_at if nudge else None}}


def _order(house: House, module: Any, push: Push) -> Order:
    to = who(push)
    starts = moment(house.clock, push.at) or house.clock.now()
    named = blake2b(" ".join(sorted(to.split())).encode(), digest_size=6).hexdigest()
    return Order(
        key=f"{KEY}{push.module}:{push.key or named}",
        cohort=to,
        body=_body(house, module, "pushed", f"{FOLDER}/{push.module}"),
        topic=TOPIC,
        starts_at=starts,
        expires_at=starts + WITHIN,
    )


def _nudge(house: House, module: Any, order: Order, one: Sending) -> Order:
    """Those of a push who began it and stopped, some days after it began."""
    starts = one.starts_at + NUDGE_AFTER
    return replace(
        order,
        key=order.key + NUDGE,
        cohort=f"broadcast={one.id} unfinished={FOLDER}/{module.id} !passed.{module.id}",
        body=_body(house, module, "nudge", "menu"),
        starts_at=starts,
        expires_at=starts + NUDGE_WITHIN,
    )


def _body(house: House, module: Any, what: str, flow: str) -> dict[str, Any]:
    name = line_json(house.content.line(module, "label"))
    link = Link(Line(f"training-go-{what}"), flow, {})
    return {
        "line": line_json(Line(f"training-{what}", {"name": name})),
        "link": link_json(link),
    }


async def cancelled(many: Broadcasts, id: int) -> dict[str, Any]:
    """Send the rest of a push to nobody, and nudge nobody. Raises NoBroadcast."""
    found = await _pushes(many)
    one = next((push for push in found if push.id == id), None)
    if one is None:
        raise NoBroadcast(f"there is no push {id}; chaski push --list shows them")
    for other in found:
        if other.key in (one.key, one.key + NUDGE):
            await many.cancel(other.id)
    return await _listed(many, id)


# -- what has become of them --------------------------------------------------------------------------


async def _pushes(many: Broadcasts) -> list[Sending]:
    seal = many.house.seal
    found = await many.database.read(lambda on: broadcasts.all_(on, seal, LISTED))
    return [one for one in found if one.key.startswith(KEY)]


async def _listed(many: Broadcasts, only: int = 0) -> dict[str, Any]:
    found = await _pushes(many)
    return {"pushes": [await _shown(many, one) for one in found if only in (0, one.id)]}


async def _shown(many: Broadcasts, one: Sending) -> dict[str, Any]:
    """A push with how many of its people began and passed since whenever."""
    module = one.key.removeprefix(KEY).partition(":")[0]
    told = {"module": module, **await shown(many, one)}
    told["starts"] = many.house.clock.local(one.starts_at)
    for name in ("begun", "passed"):
        conditions = cohort.parse(f"broadcast={one.id} {name}.{module}")
        told[name] = await many.database.read(
            lambda on, c=conditions: broadcasts.count(on, c, "")  # type: ignore[misc]
        )
    return told


def _table(told: dict[str, Any]) -> str:
    if "would reach" in told:
        return "\n".join(_estimate(told))
    lines = []
    if told.get("new") is False:
        lines.append("this push was started before; it is not sent twice (--key names another)")
    for one in [told["push"]] if "push" in told else told["pushes"]:
        states = "  ".join(f"{name} {count}" for name, count in one["states"].items())
        kind = "nudge" if one["key"].endswith(NUDGE) else "push"
        head = f"{one['id']:>5}  {kind:<5}  {one['module']}  {one['state']}  from {one['starts']:%F %H:%M}"
        lines.append(f"{head}  {one['cohort']}")
        lines.append(
            f"       {states or 'nobody yet'}  began {one['begun']}  passed {one['passed']}"
        )
        lines += [f"       {count} {reason}" for reason, count in one["reasons"].items()]
    return "\n".join(lines) or "no pushes yet; chaski push --help says how"


def _estimate(told: dict[str, Any]) -> list[str]:
    channels = ", ".join(f"{name} {count}" for name, count in told["channels"].items())
    money = told["cost"]
    price = (
        f"{money['amount']:.2f} {money['currency']}" if money["amount"] is not None else "unknown"
    )
    if not money["paid messages"]:
        price = "nothing"
    lines = [
        f"{told['module']} would reach {told['would reach']} ({told['cohort']}); nothing was changed",
        f"  by {channels or 'no channel'}; about {told['seconds']:.0f} s at the platforms' pace,",
        f"  not before {told['starts']:%F %H:%M %Z}, not in quiet hours, answers to others first",
        f"  cost: {price}, for at most {money['paid messages']} paid messages",
    ]
    if told["nudge"]:
        lines.append(f"  who began and stopped is nudged once, from {told['nudge']:%F}")
    return lines
