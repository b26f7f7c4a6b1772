"""Every transcript of tests/handlers played on Telegram: what she hears is what is written there.

Only the lines that reach a phone are compared (`<`); what is learned and promised is compared by
the transcripts' own player. The house is the real one, on SQLite; the other side is the fake Bot API.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram_door import Polling
from bot.clock import SetClock
from bot.model import Address, Limits
from tests.channels.player import TRANSCRIPTS, Player, expected, photo
from tests.conftest import NOON
from tests.fakes.telegram import FakeTelegram, Heard, Person
from tests.fakes.telegram_house import QUICK, Telegrams, house
from tests.house import PHONE
from tests.transcripts import INPUTS, parts


class OnTelegram(Player):
    """Rosa's phone with Telegram on it."""

    address = Address("telegram", "user", "51")

    def __init__(self, here: Telegrams, rosa: Person, clock: SetClock) -> None:
        super().__init__(here.app, clock)
        self.fake, self.rosa = here.fake, rosa
        self.door = Polling(here.channel, here.app.intakes[0].keep, long_poll=0)

    async def types(self, text: str) -> None:
        self.rosa.sends(text=text)

    async def taps(self, label: str, at: int) -> None:
        bubble = self.rosa.heard[at]
        button = next(b for b in bubble.buttons if b["text"] == label)
        self.rosa.tap_of(button, bubble)

    async def sends(self, what: str, *where: str) -> None:
        self.rosa.sends(**self.content(what, *where))

    def content(self, what: str, *where: str) -> dict[str, Any]:
        """What a phone sends for `{photo}` and the like."""
        match what:
            case "photo":
                return self.rosa.photo(photo())
            case "voice":
                return {"voice": {**self.fake.upload(b"OggS" + bytes(99)), "duration": 2}}
            case "place":
                return {"location": {"latitude": float(where[0]), "longitude": float(where[1])}}
        return {what: self.fake.upload(b"%PDF-1.7 " + bytes(99), file_name=f"{what}.pdf")}

    async def fetch(self) -> None:
        await self.door._once()

    def heard(self) -> list[list[str]]:
        return [shown(bubble) for bubble in self.rosa.heard]


def shown(bubble: Heard) -> list[str]:
    """A message as the lines of a transcript."""
    lines = [f"< {line}".rstrip() for line in bubble.text.split("\n")] if bubble.text else []
    lines += [f"< {{{kind}}}" for kind, _, _ in bubble.files]
    labels = " ".join(f"[{label}]" for label in bubble.labels)
    return [*lines, *([f"< {labels}"] if labels else [])]


def plain(lines: list[str]) -> list[str]:
    """Without the marks of bold words, which Telegram shows as bold."""
    return [line if line.startswith("< [") else line.replace("*", "") for line in lines]


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
        player = OnTelegram(here, fake.person(51), clock)
        for part in story:
            if not part.kept.startswith(INPUTS):
                continue
            if part.kept[0] == ">":
                await player.know()
            heard = await player.play(part.kept)
            if part.kept[0] == "~":  # ways out of a reminder; the transcripts' player knows none
                heard = [line.replace("[Más tarde] [No más de esto] ", "") for line in heard]
            assert heard == plain(expected(part.came)), f"{name}:{part.number}: {part.kept}"
        assert fake.refused == {}
