"""A miner on the terminal channel of a real house in memory, for tests of whole features.

Words are strict: a line without words, or a bubble that does not fit, fails the test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.channels.terminal import ADDRESS, Terminal
from bot.clock import SetClock
from bot.config import Settings
from bot.model import Inbound, Json, Outbound

HELLO = ("hola", "castellano", "seguir", "seguir", "sí", "saco mineral", "cobre")
"""What everybody says first, up to the region."""


@dataclass
class Miner:
    """One person: what she says, and every bubble she got."""

    app: App
    clock: SetClock
    heard: list[Outbound] = field(default_factory=list)
    said: int = 0

    @property
    def last(self) -> Outbound:
        """The newest bubble."""
        return self.heard[-1]

    async def says(self, *texts: str) -> Outbound:
        """Type these, one after another; the last answer."""
        for text in texts:
            await self._send(text=text)
        return self.last

    async def taps(self, *labels: str) -> Outbound:
        """Tap buttons of the newest bubble by what their label contains."""
        for label in labels:
            found = [b for b in self.last.buttons if label in b.label]
            assert found, f"no button {label!r} among {[b.label for b in self.last.buttons]}"
            await self._send(tap=found[0].id)
        return self.last

    async def starts(self, flow: str) -> Outbound:
        """Be put into a flow."""
        await self._send(start=flow)
        return self.last

    async def opens(self, flow: str, args: dict[str, Json]) -> str:
        """Everything a flow says when it is opened with arguments, without keeping it."""
        from bot.bubble import Bubbling
        from bot.flows.engine import Session, advance

        house, case = self.app.house, await self.case()
        found = house.flow(flow)
        assert found is not None, flow
        session = Session(10**6, flow, self.clock.today(), args)
        bubble = Bubbling(number=1)
        bubble.take(advance(found, session, None, house.given(1, case, "es")))
        limits = house.limits["terminal"]
        return str(bubble.render(house.words, "es", limits)["text"])

    async def case(self) -> Any:
        """What is known of her."""
        from bot.store import cases

        seal = self.app.house.seal
        return await self.app.database.read(lambda on: cases.load(on, seal, 1))

    async def waits(self, **time: float) -> list[Outbound]:
        """Let time pass in steps of an hour, with a night's recomputation; what arrives."""
        before, end = len(self.heard), self.clock.now() + timedelta(**time)
        while self.clock.now() < end:
            self.clock.moment = min(self.clock.now() + timedelta(hours=1), end)
            if self.clock.local(self.clock.now()).hour == 3:
                await self.app.reminders.recompute()
            await self.app.reminders.tick()
            await self.app.settle()
        return self.heard[before:]

    async def _send(self, **what: Any) -> None:
        self.said += 1
        inbound = Inbound(ADDRESS, str(self.said), self.clock.now(), **what)
        await self.app.conversation.accept([inbound])
        await self.app.settle()
        self.clock.move(timedelta(seconds=20))


@asynccontextmanager
async def miner(folder: Path, clock: SetClock, locale: str = "es") -> AsyncIterator[Miner]:
    """A new miner in a new house."""
    heard: list[Outbound] = []
    settings = Settings(data_dir=folder, database_url="sqlite://")
    app = build(settings, {"terminal": Terminal(heard.append)}, clock=clock)
    app.house.words.strict = True
    try:
        yield Miner(app, clock, heard)
    finally:
        await app.close()


async def known(miner: Miner, status: str, region: str = "Apurímac") -> Outbound:
    """Introduce her, up to her REINFO status, and go through its pages."""
    await miner.says(*HELLO, region)
    await miner.says("Grau" if region == "Apurímac" else "1")
    if not any(status in button.label for button in miner.last.buttons):
        await miner.taps("Otro caso")
    bubble = await miner.says(status)
    while any(button.label == "Seguir" for button in bubble.buttons):
        bubble = await miner.taps("Seguir")
    if "¿Lo presentaste?" in bubble.text:
        bubble = await miner.says("sí")
    return bubble
