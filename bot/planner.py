"""Gathers what is known when a bubble is to leave, and writes down what is decided about it.

The decision itself is `bot.delivery`; here is where its facts come from. All of it happens in
the transaction that claims the bubble, so a crash leaves it queued and undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from bot.delivery import DEAD_AFTER, PUSHED, WINDOW, Reach, Situation, Verdict, Way, decide
from bot.house import House, admitted
from bot.model import Case, TemplateMessage
from bot.promises import QUIET_TO, quiet
from bot.store import broadcasts, cases, contacts, holds, plans
from bot.store.holds import Held, Key
from bot.store.messages import Bubble
from bot.tariff import MICROS, Tariff
from bot.templates import READY, Template, Templates, Wording, filled

log = structlog.get_logger(__name__)
FRESH = timedelta(hours=1)
Delegates: TypeAlias = Callable[[Connection, int, bool], bool]
"""Whether a contact's cooperative has a delegate to ask; with True, ask her now."""


def _nobody(on: Connection, contact: int, ask: bool) -> bool:
    """No cooperative has named one."""
    return False


@dataclass(frozen=True)
class Budget:
    """What may be spent on a day. messages: paid ones; money: in the currency of the rate card."""

    messages: int | None = None
    money: float | None = None


@dataclass(frozen=True)
class Planner:
    """Decides how each claimed bubble goes. channels: those that are turned on."""

    house: House
    channels: Collection[str]
    templates: Templates = field(default_factory=Templates)
    tariff: Tariff = field(default_factory=Tariff)
    budget: Budget = field(default_factory=Budget)
    delegates: Delegates = _nobody

    def settle(self, on: Connection, row: Bubble) -> tuple[bool, TemplateMessage | None]:
        """Decide about a claimed bubble and write it down: whether to send it now, and how."""
        if _plain(row, self.house.clock.now()):
            return True, None
        choice = _Choice(self, on, row)
        verdict = decide(choice.situation())
        return choice.carry_out(verdict)


def _plain(row: Bubble, now: datetime) -> bool:
    """An answer made just now: she wrote just now, so there is nothing to decide.

    Should the platform know better (her message came days late), its refusal is decided about.
    """
    fresh = now - row.created_at < (FRESH if row.channel in WINDOW else timedelta(days=1))
    return row.kind == "reply" and row.code is None and fresh


class _Choice:
    """One bubble's case, while it is decided."""

    def __init__(self, planner: Planner, on: Connection, row: Bubble) -> None:
        self.planner, self.on, self.row = planner, on, row
        self.house, self.now = planner.house, planner.house.clock.now()
        self.carrier: tuple[Template, Wording] | None = None

    # -- what is known --------------------------------------------------------------------------

    def situation(self) -> Situation:
        row, asks = self.row, self.row.kind != "reply"
        places = plans.places(self.on, row.contact)
        held = holds.find(self.on, self._keys(places), self.now)
        reaches = {p.id: self._reach(p, held) for p in places if self._usable(p)}
        here = reaches.pop(row.address, None) or Reach(row.address, row.channel)
        case = cases.load(self.on, self.house.seal, row.contact) if asks else Case()
        closed = here.windowed and not here.open
        parked = self._find_template() if closed else ""
        return Situation(
            kind=row.kind,
            now=self.now,
            created_at=row.created_at,
            expires_at=row.expires_at,
            here=here,
            others=[reach for reach in reaches.values() if reach.channel in PUSHED],
            consent=not asks or admitted(case),
            stopped=self._stopped(case) if asks else "",
            quiet_until=self._quiet_until(case) if asks else None,
            held=self._resting(held),
            cancelled=self._broadcast() == "cancelled",
            template=self.carrier[0].id if self.carrier else "",
            parked=parked,
            budget=self._budget() if here.windowed else "",
            tomorrow=self._morning(),
            delegate=closed and self.planner.delegates(self.on, row.contact, False),
            asked="delegate" in str(row.body.get("asked", "")),
            hurried=asks and row.urgency == 0,
        )

    def _quiet_until(self, case: Case) -> datetime | None:
        """The end of the quiet hours, or of the pause she asked for."""
        paused = case.day("paused")
        if paused and paused > self.house.clock.today():
            return self.house.clock.at(paused, QUIET_TO)
        return self._morning() if quiet(self.house) else None

    def _resting(self, held: Mapping[Key, Held]) -> str:
        """Why broadcasts rest, or this one does."""
        if self._broadcast() == "paused":
            return "the broadcast is paused"
        rest = held.get((self.row.channel, holds.BROADCASTS, ""))
        return f"broadcasts are held: {rest.reason}" if rest else ""

    def _broadcast(self) -> str:
        return broadcasts.state_of(self.on, self.row.broadcast) if self.row.broadcast else ""

    def _usable(self, place: plans.Place) -> bool:
        return place.id == self.row.address or place.channel in self.planner.channels

    def _keys(self, places: list[plans.Place]) -> list[Key]:
        person = [
            (place.channel, scope, str(place.id))
            for place in places
            for scope in (holds.ADDRESS, holds.WINDOW, holds.MARKETING)
        ]
        country = [(p.channel, holds.COUNTRY, c) for p in places if (c := self._country(p))]
        return [*person, *country, (self.row.channel, holds.BROADCASTS, "")]

    def _country(self, place: plans.Place) -> str:
        """The country an id of WhatsApp's names; a phone number is never asked for one."""
        if "bsuid" not in place.kind:
            return ""
        return contacts.address(self.on, self.house.seal, place.id).value.partition(".")[0]

    def _reach(self, place: plans.Place, held: Mapping[Key, Held]) -> Reach:
        span, key = WINDOW.get(place.channel), str(place.id)
        heard = self._heard(place)
        told = held.get((place.channel, holds.WINDOW, key))
        fresh = heard is not None and span is not None and self.now - heard < span
        open_ = span is None or (fresh and not (told and heard and told.since >= heard))
        return Reach(
            address=place.id,
            channel=place.channel,
            windowed=span is not None,
            open=open_,
            dead=self._dead(place, held, heard),
            marketing=(place.channel, holds.MARKETING, key) not in held,
        )

    def _heard(self, place: plans.Place) -> datetime | None:
        """When she last wrote from there. An answer takes the later of sent and received: should
        her message have come days late, the platform says so, and it is decided anew."""
        found = plans.heard(self.on, self.house.seal, self.row.contact, place.id)
        return found and found[1 if self.row.kind == "reply" else 0]

    def _dead(self, place: plans.Place, held: Mapping[Key, Held], heard: datetime | None) -> str:
        """Why an address takes nothing. Whoever wrote since then can be reached again."""
        if country := held.get((place.channel, holds.COUNTRY, self._country(place))):
            return f"country is held: {country.reason}"
        hold = held.get((place.channel, holds.ADDRESS, str(place.id)))
        if hold is None or (heard and heard > hold.since):
            return ""
        mine = self.row.code is not None and self.row.code == hold.code
        final = hold.code is None or hold.strikes >= DEAD_AFTER
        return f"unreachable: {hold.reason}" if mine or final else ""

    def _stopped(self, case: Case) -> str:
        whole = self.row.topic.partition("/")[0]
        subjects = ("all", *(t for t in dict.fromkeys((whole, self.row.topic)) if t))
        return next((s for s in subjects if case.get(f"stopped.{s}") is True), "")

    def _morning(self) -> datetime:
        """When the next day's waking hours begin."""
        local = self.house.clock.local(self.now)
        day = local.date() if local.hour < QUIET_TO else local.date() + timedelta(days=1)
        return self.house.clock.at(day, QUIET_TO)

    def _find_template(self) -> str:
        """Find what can carry it; else why nothing can."""
        states = plans.template_states(self.on)
        why = ""
        for template, wording in self.planner.templates.fitting(
            self.row.kind, self.row.topic, self.row.locale
        ):
            key = (template.id, wording.language)
            status, reason = states.get(key, (wording.status, ""))
            subject = f"{template.id}:{wording.language}"
            held = holds.find(self.on, [(self.row.channel, holds.TEMPLATE, subject)], self.now)
            if status == READY and not held:
                self.carrier = template, wording
                return ""
            why = why or f"template {subject} is {'held' if held else status} {reason}".strip()
        return why

    def _budget(self) -> str:
        limit, today = self.planner.budget, self.house.clock.today()
        if limit.messages is None and limit.money is None:
            return ""
        messages, micros = plans.spent(self.on, today)
        if limit.messages is not None and messages >= limit.messages:
            return f"budget of {limit.messages} messages a day is used up"
        if limit.money is not None and micros >= limit.money * MICROS:
            return f"budget of {limit.money} a day is used up"
        return ""

    # -- what is written down ----------------------------------------------------------------------

    def carry_out(self, verdict: Verdict) -> tuple[bool, TemplateMessage | None]:
        on, row, way = self.on, self.row, verdict.way
        if way is Way.NOW:
            self._spend("service")
            return True, None
        log.info("delivery", outbound=row.id, way=str(way), reason=verdict.reason)
        if way is Way.TEMPLATE and self.carrier:
            template, wording = self.carrier
            self._spend(template.category)
            plans.noted(on, row.id, f"template:{template.id}:{wording.language}", verdict.reason)
            return True, filled(wording, template, row.body)
        if way is Way.ELSEWHERE and verdict.address:
            place = verdict.address.address, verdict.address.channel
            plans.readdress(on, row.id, place, verdict.reason, self.now)
        elif way is Way.WITHHELD:
            plans.withhold(on, row.id, verdict.reason)
        else:
            if way is Way.DELEGATE:
                self.planner.delegates(on, row.contact, True)
            plans.put_off(on, row.id, str(way), verdict.reason, verdict.until or self.now)
        return False, None

    def _spend(self, category: str) -> None:
        row = self.row
        if row.channel in WINDOW and (row.kind != "reply" or category != "service"):
            today = self.house.clock.today()
            micros = self.planner.tariff.micros(row.channel, category, today)
            plans.spend(self.on, today, row.channel, category, micros)
