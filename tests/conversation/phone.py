"""A person's phone on a whole Chaski: the real store in memory, a clock that is set by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text, update

from bot import app
from bot.channels.channel import Channel
from bot.clock import Clock, SetClock
from bot.config import Settings
from bot.feature import Feature
from bot.flows import Chat
from bot.house import House, Mark
from bot.model import Address, Case, Inbound, Location, Outbound
from bot.store import cases, contacts, reminders, sessions
from bot.store.reminders import Promise
from bot.store.seal import Seal
from tests.databases import SECRET
from tests.house import PHONE, house

ONBOARDED = ("hola", "1", "1", "1", "1", "1", "1", "1", "5", "vigente")
"""From hello to what her status means."""


class Line:
    """The channel of the tests: it keeps what it was given, and fails when told to."""

    name = "phone"
    limits = PHONE

    def __init__(self) -> None:
        self.got: dict[str, list[Outbound]] = {}
        self.trouble: list[Exception] = []

    async def send(self, outbound: Outbound) -> str:
        """Take it, or raise the next trouble."""
        if self.trouble:
            raise self.trouble.pop(0)
        self.got.setdefault(outbound.address.value, []).append(outbound)
        return f"line-{outbound.id}"


class Chaski:
    """A whole Chaski without doors, and the people who write to it."""

    def __init__(self, folder: Path, clock: SetClock, database: str = "sqlite://") -> None:
        self.clock, self.line, self.folder = clock, Line(), folder
        settings = Settings(data_dir=folder, database_url=database, secret_key=SECRET.decode())
        with _quick_house():
            self.app = app.build(settings, {"phone": self.line}, clock=clock)
        self.count = 0

    def phone(self, name: str = "rosa") -> Phone:
        """Somebody's phone."""
        return Phone(self, name)

    @contextmanager
    def features(self, **changed: Feature) -> Any:
        """A house with other features, for a while."""
        before = self.app.house
        self.live_in(dataclasses.replace(before, features={**before.features, **changed}))
        try:
            yield
        finally:
            self.live_in(before)

    def live_in(self, other: House) -> None:
        """From now on, this house: other code, other content."""
        parts = (self.app.conversation, self.app.outbox, self.app.worker, self.app.reminders)
        for part in parts:
            part.house = other
        self.app = dataclasses.replace(self.app, house=other)

    async def wait(self, **length: float) -> None:
        """Let time pass in one go, then tick, as a server that was down."""
        self.clock.move(timedelta(**length))
        await self.tick()

    async def days(self, count: int) -> None:
        """Let days pass one by one: recompute at night, tick in the morning."""
        for _ in range(count):
            self.clock.move(timedelta(days=1))
            await self.app.reminders.recompute()
            await self.tick()

    async def tick(self) -> None:
        """Say what is due and send it."""
        await self.app.reminders.tick()
        await self.app.settle()

    async def damage(self, table: Any, *where: Any) -> None:
        """Make what is sealed there unreadable, as a broken disk would."""
        spoilt = update(table).where(*where).values(sealed=b"x" * 40)
        await self.app.database.write(lambda on: on.execute(spoilt).rowcount)

    async def rows(self, query: str) -> list[Any]:
        """Rows of the store."""
        return await self.app.database.read(lambda on: list(on.execute(text(query))))

    async def close(self) -> None:
        """Let go."""
        await self.app.close()


@contextmanager
def _quick_house() -> Any:
    """`app.build` with the house that was read once."""
    real = app.house

    def quick(
        channels: Mapping[str, Channel], seal: Seal, clock: Clock, mark: Mark | None = None
    ) -> House:
        return dataclasses.replace(house(), seal=seal, clock=clock)

    app.house = quick
    try:
        yield
    finally:
        app.house = real


class Phone:
    """One person."""

    def __init__(self, chaski: Chaski, name: str) -> None:
        self.chaski, self.name = chaski, name
        self.address = Address("phone", "user", name)

    # -- what she does ---------------------------------------------------------------------------

    def message(self, *, id: str = "", **said: Any) -> Inbound:
        """A message of hers, not yet sent."""
        self.chaski.count += 1
        moment = self.chaski.clock.now()
        return Inbound(self.address, id or f"{self.name}-{self.chaski.count}", moment, **said)

    async def send(self, *inbounds: Inbound) -> str:
        """Send; what she reads then."""
        await self.chaski.app.conversation.accept(inbounds)
        await self.chaski.app.settle()
        return self.text

    async def say(self, *texts: str) -> str:
        """Type, one thing after another; the last answer."""
        for typed in texts:
            await self.send(self.message(text=typed))
        return self.text

    async def tap(self, label: str) -> str:
        """Tap a button of the newest bubble, by its label or its id."""
        return await self.send(self.message(tap=self.button(label)))

    async def give(self, data: bytes, name: str = "foto.png") -> str:
        """Send a file."""
        media = await self.chaski.app.files.keep(data, name)
        return await self.send(self.message(media=(media,)))

    async def place(self, latitude: float, longitude: float) -> str:
        """Share where she is."""
        return await self.send(self.message(place=Location(latitude, longitude)))

    async def open(self, flow: str, **args: Any) -> str:
        """Come to a flow as a button would bring her there."""

        async def go(chat: Chat) -> None:
            await chat.open(flow, **args)

        with self.chaski.features(go=Feature(name="go", flows={"go": go})):
            return await self.send(self.message(start="go"))

    async def onboard(self, *, remind: bool = True) -> str:
        """All the way to her plan, whatever is asked on the way."""
        await self.say(*ONBOARDED)
        while (kept := await self.waiting()) and kept.body["waiting_for"] != "remind-me":
            offered = [button.id.partition(".")[2] for button in self.bubbles[-1].buttons]
            await self.tap("next" if "next" in offered else "yes")
        return await self.tap("yes" if remind else "no")

    # -- what she sees ---------------------------------------------------------------------------

    @property
    def bubbles(self) -> list[Outbound]:
        """All she was sent."""
        return self.chaski.line.got.get(self.name, [])

    @property
    def text(self) -> str:
        """The newest bubble."""
        return self.bubbles[-1].text if self.bubbles else ""

    def button(self, label: str) -> str:
        """The id of a button of the newest bubble."""
        found = self.bubbles[-1].buttons
        named = [b.id for b in found if label in (b.label, b.id, b.id.partition(".")[2])]
        assert len(named) == 1, f"{label!r} is not on {[b.label for b in found]}"
        return named[0]

    def in_order(self) -> None:
        """Bubbles came one by one, without gap or repeat."""
        numbers = [bubble.bubble for bubble in self.bubbles]
        assert numbers == list(range(1, len(numbers) + 1))

    # -- what is kept of her -----------------------------------------------------------------------

    async def id(self) -> int:
        """Her contact id."""
        [row] = await self.chaski.app.database.read(
            lambda on: [_known(on, self.chaski.app.house.seal, self.address)]
        )
        return row

    async def case(self) -> Case:
        """What is known of her."""
        id, seal = await self.id(), self.chaski.app.house.seal
        return await self.chaski.app.database.read(lambda on: cases.load(on, seal, id))

    async def promises(self) -> list[Promise]:
        """What she will be reminded of."""
        id, seal = await self.id(), self.chaski.app.house.seal
        return await self.chaski.app.database.read(lambda on: reminders.pending(on, seal, id))

    async def waiting(self) -> sessions.Kept | None:
        """The session that waits for her."""
        id, seal = await self.id(), self.chaski.app.house.seal
        return await self.chaski.app.database.read(lambda on: sessions.waiting(on, seal, id))

    async def said(self) -> list[Any]:
        """Everything sealed about her in messages and sessions, opened."""
        id, seal = await self.id(), self.chaski.app.house.seal
        found = []
        for table in ("inbound", "session", "fact", "result", "reminder", "work_item"):
            for row in await self.chaski.rows(f"select sealed from {table} where contact = {id}"):  # noqa: S608
                found.append(seal.open_json(row[0]) if row[0] else None)
        return found

    async def sessions(self) -> Mapping[int, tuple[str, str]]:
        """Her sessions: id → flow and state."""
        id = await self.id()
        query = f"select id, flow, state from session where contact = {id} order by id"  # noqa: S608
        return {row[0]: (row[1], row[2]) for row in await self.chaski.rows(query)}


def _known(on: Any, seal: Any, address: Address) -> int:
    known = contacts.known(on, seal, address)
    assert known is not None
    return known[0]


def lima(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in Lima."""
    return Clock().at(day, hour) + timedelta(minutes=minute)
