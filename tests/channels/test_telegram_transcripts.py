"""Every transcript of tests/handlers played on Telegram: what she hears is what is written there.

Only the lines that reach a phone are compared (`<`); what is learned and promised is compared by
the transcripts' own player. The house is the real one, on SQLite; the other side is the fake Bot API.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.channels.telegram_door import Polling
from bot.clock import SetClock, duration
from bot.model import Address, Case, Inbound, Limits
from bot.store import cases, contacts, sessions
from tests.conftest import NOON
from tests.fakes.telegram import FakeTelegram, Heard, Person
from tests.fakes.telegram_house import QUICK, Telegrams, house
from tests.house import PHONE
from tests.known import value_of
from tests.transcripts import INPUTS, parts

FOLDER = Path(__file__).parents[1] / "handlers"
ROSA = Address("telegram", "user", "51")
FILE = re.compile(r"< \{(\w+) .*\}")


class Player:
    """Rosa's phone, moved by the lines of a transcript."""

    def __init__(self, here: Telegrams, rosa: Person, clock: SetClock) -> None:
        self.here, self.rosa, self.clock = here, rosa, clock
        self.door = Polling(here.channel, here.app.intakes[0].keep, long_poll=0)
        self.facts: dict[str, Any] = {"consent": "v1"}
        self.bubbles: list[Heard] = []

    async def play(self, line: str) -> list[str]:
        """Do what one line says; what she hears."""
        sign, said = line[0], line[1:].strip()
        before = len(self.rosa.heard)
        if sign == "!":
            await self.prepare(*said.split())
        elif sign == "~":
            await self.wait(duration(said))
        elif sign == "*":
            self.here.app.conversation.wake(await self.here.app.worker.run_due())
            await self.settle()
        else:
            self.clock.move(timedelta(minutes=1))
            self.act(said)
            await self.settle()
        heard = self.rosa.heard[before:]
        self.bubbles += heard
        return [line for bubble in heard for line in shown(bubble)]

    def act(self, said: str) -> None:
        """Type, tap or send."""
        if tap := re.fullmatch(r"\[(-?\d+)\] (.+)|\[(.+)\]", said):
            number, old, label = tap.groups()
            at = int(number or 0)
            bubble = self.bubbles[at - 1]
            button = next(b for b in bubble.buttons if b["text"] == (label or old))
            self.rosa.tap_of(button, bubble)
        elif sent := re.fullmatch(r"\{(\w+)(.*)\}", said):
            self.rosa.sends(**self.content(sent[1], *sent[2].split()))
        else:
            self.rosa.sends(text=said)

    def content(self, what: str, *where: str) -> dict[str, Any]:
        """What a phone sends for `{photo}` and the like."""
        fake = self.here.fake
        match what:
            case "photo":
                out = io.BytesIO()
                Image.new("RGB", (64, 48), "white").save(out, "PNG")
                return self.rosa.photo(out.getvalue())
            case "voice":
                return {"voice": {**fake.upload(b"OggS" + bytes(99)), "duration": 2}}
            case "place":
                return {"location": {"latitude": float(where[0]), "longitude": float(where[1])}}
        return {what: fake.upload(b"%PDF-1.7 " + bytes(99), file_name=f"{what}.pdf")}

    async def settle(self) -> None:
        """Everything but the platform's own work, which a `*` line does."""
        app = self.here.app
        await self.door._once()
        await app.intakes[0].drain()
        while True:
            await app.conversation.idle()
            await app.conversation.sweep()
            if not await app.outbox.send_due():
                return

    async def wait(self, length: timedelta) -> None:
        """Time goes by, a morning at a time."""
        until = self.clock.now() + length
        while self.clock.now() < until:
            today = self.clock.local(self.clock.now()).replace(hour=9, minute=0, second=0)
            morning = today if today > self.clock.local(self.clock.now()) else today + timedelta(1)
            self.clock.moment = min(morning.astimezone(until.tzinfo), until)
            await self.here.app.reminders.recompute()
            await self.here.app.reminders.tick()
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
                start = Inbound(ROSA, "start", self.clock.now(), start=given[0])
                await self.here.app.conversation.accept([start])
                await self.settle()

    async def know(self) -> None:
        """Write what is said to be true of her."""
        seal, today, now = self.here.app.house.seal, self.clock.today(), self.clock.now()
        facts, self.facts = self.facts, {}
        if not facts:
            return

        def write(on: Any) -> None:
            contact, _ = contacts.of_address(on, seal, ROSA, now, "es")
            of = sessions.create(on, seal, contact, "menu", today, now)
            sessions.save(on, seal, of, state="completed", body={}, now=now)
            cases.teach(on, seal, contact, of, case=Case(), learned=facts, today=today)

        await self.here.app.database.write(write)


def shown(bubble: Heard) -> list[str]:
    """A message as the lines of a transcript."""
    lines = [f"< {line}".rstrip() for line in bubble.text.split("\n")] if bubble.text else []
    lines += [f"< {{{kind}}}" for kind, _, _ in bubble.files]
    labels = " ".join(f"[{label}]" for label in bubble.labels)
    return [*lines, *([f"< {labels}"] if labels else [])]


def expected(came: list[str]) -> list[str]:
    """What a transcript says she hears, as her phone shows it."""
    heard = [line for line in came if line.startswith("<")]
    plain = [line if line.startswith("< [") else line.replace("*", "") for line in heard]
    return [FILE.sub(r"< {\1}", line) for line in plain]


TRANSCRIPTS = {
    f"{path.parent.name}/{path.stem}": path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.rglob("*.txt"))
}


@pytest.mark.parametrize("name", TRANSCRIPTS)
async def test_a_transcript_plays_on_telegram(name: str, tmp_path: Path) -> None:
    clock, story = SetClock(NOON), parts(TRANSCRIPTS[name])
    async with (
        FakeTelegram(rate=QUICK, chat_rate=QUICK) as fake,
        house(fake, tmp_path, clock=clock, pumps=False) as here,
    ):
        limits: defaultdict[str, Limits] = defaultdict(lambda: PHONE)
        for part in (here.app.conversation, here.app.reminders, here.app.worker):
            part.house = replace(part.house, limits=limits)
        player = Player(here, fake.person(51), clock)
        for part in story:
            if not part.kept.startswith(INPUTS):
                continue
            if part.kept[0] == ">":
                await player.know()
            heard = await player.play(part.kept)
            if part.kept[0] == "~":  # ways out of a reminder; the transcripts' player knows none
                heard = [line.replace("[Más tarde] [No más de esto] ", "") for line in heard]
            assert heard == expected(part.came), f"{name}:{part.number}: {part.kept}"
        assert fake.refused == {}
