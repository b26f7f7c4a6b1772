"""A phone moved by the lines of a transcript, whatever the platform between it and the house."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.app import App
from bot.clock import SetClock, duration
from bot.model import Address, Case, Inbound
from bot.store import cases, contacts, sessions
from tests.known import value_of

FOLDER = Path(__file__).parents[1] / "handlers"
FILE = re.compile(r"< \{(\w+) .*\}")
TRANSCRIPTS = {
    f"{path.parent.name}/{path.stem}": path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.rglob("*.txt"))
    if path.stem != "without-a-platform"
}


class Player:
    """Rosa's phone. A platform's own player knows how to type, tap, send and hear."""

    address: Address

    def __init__(self, app: App, clock: SetClock) -> None:
        self.app, self.clock = app, clock
        self.facts: dict[str, Any] = {"consent": "v1"}

    # -- what a platform's player knows -------------------------------------------------------------

    async def types(self, text: str) -> None:
        """Type words."""
        raise NotImplementedError

    async def taps(self, label: str, at: int) -> None:
        """Tap a button of the bubble at this place, counted from the end when below zero."""
        raise NotImplementedError

    async def sends(self, what: str, *where: str) -> None:
        """Send what stands in `{…}`."""
        raise NotImplementedError

    async def fetch(self) -> None:
        """Bring what is on its way to the house."""

    def heard(self) -> list[list[str]]:
        """Every bubble she got so far, as lines of a transcript."""
        raise NotImplementedError

    # -- what every player does ---------------------------------------------------------------------

    async def play(self, line: str) -> list[str]:
        """Do what one line says; what she hears."""
        sign, said = line[0], line[1:].strip()
        before = len(self.heard())
        if sign == "!":
            await self.prepare(*said.split())
        elif sign == "~":
            await self.wait(duration(said))
        elif sign == "*":
            self.bring(said)
            self.app.conversation.wake(await self.app.worker.run_due())
            await self.settle()
        else:
            self.clock.move(timedelta(minutes=1))
            await self.act(said)
            await self.settle()
        # A platform calls a picture a photo, the transcripts an image.
        heard = (line for bubble in self.heard()[before:] for line in bubble)
        return [line.replace("{photo}", "{image}") for line in heard]

    async def act(self, said: str) -> None:
        """Type, tap or send."""
        if tap := re.fullmatch(r"\[(-?\d+)\] (.+)|\[(.+)\]", said):
            number, old, label = tap.groups()
            await self.taps(label or old, int(number or 0) - 1)
        elif sent := re.fullmatch(r"\{(\w+)(.*)\}", said):
            await self.sends(sent[1], *sent[2].split())
        else:
            await self.types(said)

    def bring(self, said: str) -> None:
        """Have reading a contract come to what is written; all other work is done."""
        if said.startswith("{"):
            tasks = {**self.app.worker.tasks, "check-contract": lambda _: json.loads(said)}
            self.app.worker.tasks = tasks

    async def settle(self) -> None:
        """Everything but the platform's own work, which a `*` line does."""
        await self.fetch()
        for intake in self.app.intakes:
            await intake.drain()
        while True:
            await self.app.conversation.idle()
            await self.app.conversation.sweep()
            if not await self.app.outbox.send_due():
                return

    async def wait(self, length: timedelta) -> None:
        """Time goes by, a morning at a time."""
        until = self.clock.now() + length
        while self.clock.now() < until:
            today = self.clock.local(self.clock.now()).replace(hour=9, minute=0, second=0)
            morning = today if today > self.clock.local(self.clock.now()) else today + timedelta(1)
            self.clock.moment = min(morning.astimezone(until.tzinfo), until)
            await self.app.reminders.recompute()
            await self.app.reminders.tick()
            await self.settle()

    async def prepare(self, what: str, *given: str) -> None:
        """`! case`, `! new`, `! today`, `! locale`, `! flow`."""
        pairs = dict(pair.partition("=")[::2] for pair in given)
        match what:
            case "new":
                self.facts = {}
            case "case":
                self.facts |= {name: value_of(value) for name, value in pairs.items()}
            case "today":
                self.clock.moment = self.clock.at(date.fromisoformat(given[0]), 12)
            case "locale":
                self.facts["language"] = given[0]
            case "flow":
                self.clock.move(timedelta(minutes=1))
                await self.know()
                if given[1:]:
                    pytest.skip("starts in a flow with arguments, which no phone can")
                start = Inbound(self.address, "start", self.clock.now(), start=given[0])
                await self.app.conversation.accept([start])
                await self.settle()

    async def know(self) -> None:
        """Write what is said to be true of her."""
        seal, today, now = self.app.house.seal, self.clock.today(), self.clock.now()
        facts, self.facts = self.facts, {}
        if not facts:
            return

        def write(on: Any) -> None:
            contact, _ = contacts.of_address(on, seal, self.address, now, "es")
            of = sessions.create(on, seal, contact, "menu", today, now)
            sessions.save(on, seal, of, state="completed", body={}, now=now)
            cases.teach(on, seal, contact, of, case=Case(), learned=facts, today=today)

        await self.app.database.write(write)


def photo() -> bytes:
    """A picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, "PNG")
    return out.getvalue()


def expected(came: list[str]) -> list[str]:
    """What a transcript says she hears, as her phone shows it."""
    heard = [line for line in came if line.startswith("<")]
    return [FILE.sub(r"< {\1}", line) for line in heard]
