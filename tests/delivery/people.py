"""People on WhatsApp and Telegram, a clock set by hand, and platforms that refuse when told to."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot import app
from bot.channels.channel import Channel
from bot.clock import Clock, SetClock
from bot.config import Settings
from bot.house import House, Mark
from bot.model import Address, Case, Limits, Outbound, StatusUpdate
from bot.planner import Planner
from bot.receipts import Receipts
from bot.store import cases, contacts, messages, sessions, statuses
from bot.store.seal import Seal
from bot.tariff import Tariff
from bot.templates import Template, Templates, Wording
from tests.databases import SECRET
from tests.house import PHONE, house

READY = Template(
    id="aviso",
    category="utility",
    kinds=("reminder",),
    checked=date(2026, 11, 22),
    wordings=(Wording("es", "Chaski avisa: {{text}} Toca el botón.", ("Ver",), "approved"),),
)


class Platform:
    """A platform that keeps what it was given, and raises what it was told to."""

    limits: Limits = PHONE

    def __init__(self, name: str) -> None:
        self.name = name
        self.got: list[Outbound] = []
        self.trouble: list[Exception] = []

    async def send(self, outbound: Outbound) -> str:
        """Take it, or raise the next trouble."""
        if self.trouble:
            raise self.trouble.pop(0)
        self.got.append(outbound)
        return f"{self.name}-{outbound.id}"


class Office:
    """A whole Chaski with two platforms."""

    def __init__(self, folder: Path, clock: SetClock, url: str, **set_: Any) -> None:
        self.clock = clock
        self.whatsapp, self.telegram = Platform("whatsapp"), Platform("telegram")
        settings = Settings(data_dir=folder, database_url=url, secret_key=SECRET.decode(), **set_)
        real, app.house = app.house, _quick
        try:
            both: dict[str, Channel] = {"whatsapp": self.whatsapp, "telegram": self.telegram}
            self.app = app.build(settings, both, clock=clock)
        finally:
            app.house = real
        self.receipts = Receipts(self.app.house, Tariff())
        self.plan(templates=Templates((READY,)))

    def plan(self, **other: Any) -> None:
        """Plan with other templates, another budget."""
        self.app.outbox.planner = dataclasses.replace(self.app.outbox.planner, **other)

    @property
    def planner(self) -> Planner:
        """Who decides."""
        return self.app.outbox.planner

    async def do(self, work: Any) -> Any:
        """Write something."""
        return await self.app.database.write(work)

    async def someone(
        self, value: str = "51987654321", *, heard: float | None = 1.0, consent: bool = True
    ) -> int:
        """A contact on WhatsApp who wrote so many hours ago."""

        def make(on: Any) -> int:
            seal, now = self.app.house.seal, self.clock.now()
            address = Address("whatsapp", "wa_phone", value)
            id, at = contacts.of_address(on, seal, address, now, "es")
            if heard is not None:
                self._hear(on, id, at, "whatsapp", heard)
            if consent:
                self.learn(on, id, consent="v1")
            return id

        found: int = await self.do(make)
        return found

    async def also_telegram(self, contact: int, *, heard: float = 1.0) -> None:
        """She has Telegram too."""

        def make(on: Any) -> None:
            seal, now = self.app.house.seal, self.clock.now()
            address = Address("telegram", "tg_user", f"7{contact}")
            other, at = contacts.of_address(on, seal, address, now, "es")
            on.execute(
                text("update address set contact = :c where id = :a"), {"c": contact, "a": at}
            )
            on.execute(text("delete from contact where id = :o"), {"o": other})

        await self.do(make)

    def _hear(self, on: Any, id: int, at: int, channel: str, hours: float) -> None:
        moment = self.clock.now() - timedelta(hours=hours)
        messages.accept(
            on,
            self.app.house.seal,
            contact=id,
            address=at,
            channel=channel,
            external=f"m{id}.{moment}",
            body={"text": "hola", "at": moment.isoformat()},
            now=moment,
        )
        on.execute(text("update inbound set state = 'handled'"))

    async def hear(self, contact: int) -> None:
        """She writes now."""

        def make(on: Any) -> None:
            at = on.scalar(text("select min(id) from address where contact = :c"), {"c": contact})
            self._hear(on, contact, at, "whatsapp", 0.0)

        await self.do(make)

    def learn(self, on: Any, contact: int, **facts: Any) -> None:
        """Facts of hers."""
        seal, day = self.app.house.seal, self.clock.today()
        of = sessions.create(on, seal, contact, "menu", day, self.clock.now())
        named = {name.replace("__", "."): value for name, value in facts.items()}
        cases.teach(on, seal, contact, of, case=Case(), learned=named, today=day)

    async def queue(self, contact: int, kind: str = "reminder", **more: Any) -> int:
        """A bubble for her."""
        urgency = {"reply": 0, "reminder": 1, "broadcast": 2}[kind]

        def make(on: Any) -> int:
            found = contacts.lock(on, contact)
            assert found is not None
            at = on.scalar(text("select min(id) from address where contact = :c"), {"c": contact})
            contacts.save(on, contact, bubbles=found.bubbles + 1)
            body = {
                "text": f"{kind} {found.bubbles + 1}\nde hoy",
                "buttons": [{"id": f"{found.bubbles + 1}.to-1", "label": "Ver", "number": 1}],
            }
            usual = {"topic": "formalization", "urgency": urgency, **more}
            messages.queue(
                on,
                self.app.house.seal,
                contact=contact,
                address=at,
                channel="whatsapp",
                bubble=found.bubbles + 1,
                kind=kind,
                locale="es",
                content="1",
                body=body,
                now=self.clock.now(),
                **usual,
            )
            kept = messages.bubble(on, self.app.house.seal, contact, found.bubbles + 1)
            assert kept is not None
            return kept.id

        id: int = await self.do(make)
        return id

    async def send(self) -> None:
        """Send what is due."""
        await self.app.outbox.send_due()

    async def row(self, id: int) -> dict[str, Any]:
        """A bubble as it stands."""
        found = await self.app.database.read(
            lambda on: (
                on.execute(text("select * from outbound where id = :i"), {"i": id}).mappings().one()
            )
        )
        return dict(found)

    async def told(self, *updates: StatusUpdate) -> None:
        """The platform speaks of bubbles."""

        def note(on: Any) -> None:
            statuses.note(on, self.app.house.seal, updates)
            self.receipts.statuses(on, updates)

        await self.do(note)

    async def rows(self, query: str) -> list[Any]:
        """Rows of the store."""
        return await self.app.database.read(lambda on: [tuple(r) for r in on.execute(text(query))])


def _quick(
    channels: Mapping[str, Channel], seal: Seal, clock: Clock, mark: Mark | None = None
) -> House:
    limits = defaultdict(lambda: PHONE)
    return dataclasses.replace(house(), seal=seal, clock=clock, limits=limits)


def at(hour: int, day: int = 23) -> datetime:
    """An hour in Lima."""
    return Clock().at(date(2026, 11, day), hour)
