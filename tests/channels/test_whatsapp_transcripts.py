"""Every transcript of tests/handlers played on WhatsApp, unchanged: buttons, lists, numbered words.

The house is the real one, on SQLite; the other side is the fake Graph API, which refuses whatever
is over a limit of the platform. A bubble that takes two messages (a voice note, then its words) is
read as the one bubble it is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SetClock
from bot.model import Address, Limits
from tests.channels.player import TRANSCRIPTS, Player, expected, photo
from tests.conftest import NOON
from tests.fakes.graph import FakeGraph, Heard, Person
from tests.fakes.graph_house import Graphs, house
from tests.house import PHONE
from tests.transcripts import INPUTS, parts


class OnWhatsApp(Player):
    """Rosa's phone with WhatsApp on it."""

    address = Address("whatsapp", "wa_bsuid", "PE.1349abc")

    def __init__(self, here: Graphs, rosa: Person, clock: SetClock) -> None:
        super().__init__(here.app, clock)
        self.fake, self.rosa = here.fake, rosa

    async def types(self, text: str) -> None:
        await self.rosa.sends(text={"body": text})

    async def taps(self, label: str, at: int) -> None:
        bubble = self.bubbles()[at][-1]
        await self.rosa.tap_of(next(b for b in bubble.buttons if b["title"] == label), bubble)

    async def sends(self, what: str, *where: str) -> None:
        await self.rosa.sends(**self.content(what, *where))

    def content(self, what: str, *where: str) -> dict[str, Any]:
        """What a phone sends for `{photo}` and the like."""
        match what:
            case "photo":
                return {"image": self.fake.sent_file(photo(), "image/png")}
            case "voice":
                sent = self.fake.sent_file(b"OggS" + bytes(99), "audio/ogg; codecs=opus")
                return {"audio": {**sent, "voice": True}}
            case "place":
                return {"location": {"latitude": float(where[0]), "longitude": float(where[1])}}
        pdf = b"%PDF-1.7 " + bytes(99)
        return {"document": self.fake.sent_file(pdf, "application/pdf", filename=f"{what}.pdf")}

    def bubbles(self) -> list[list[Heard]]:
        """What she got, the messages of one bubble together."""
        found: dict[str, list[Heard]] = {}
        for heard in self.rosa.heard:
            found.setdefault(heard.bubble, []).append(heard)
        return list(found.values())

    def heard(self) -> list[list[str]]:
        return [shown(bubble) for bubble in self.bubbles()]

    async def wait(self, length: Any) -> None:
        """Whether she may be written to is not what is played here: she wrote a moment ago."""
        self.rosa.wrote_at = float("inf")
        await super().wait(length)


def shown(bubble: list[Heard]) -> list[str]:
    """A bubble as the lines of a transcript: its words, its files, what can be tapped."""
    texts = [heard.text for heard in bubble if heard.text]
    lines = [f"< {line}".rstrip() for text in texts for line in text.split("\n")]
    lines += [f"< {{{kind}}}" for heard in bubble for kind, _, _ in heard.files]
    labels = " ".join(f"[{label}]" for heard in bubble for label in heard.labels)
    return [*lines, *([f"< {labels}"] if labels else [])]


@pytest.mark.parametrize("name", TRANSCRIPTS)
async def test_a_transcript_plays_on_whatsapp(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is written outside the 24 hours is played in tests/delivery; here it is free.
    monkeypatch.setattr("bot.planner.WINDOW", {})
    clock, story = SetClock(NOON), parts(TRANSCRIPTS[name])
    async with (
        FakeGraph(rate=500, burst=500) as fake,
        house(fake, tmp_path, clock, pumps=False) as here,
    ):
        limits: defaultdict[str, Limits] = defaultdict(lambda: PHONE)
        for part in (here.app.conversation, here.app.reminders, here.app.worker):
            part.house = replace(part.house, limits=limits)
        rosa = fake.person("51987654321", "PE.1349abc", wrote_at=fake.now())
        player = OnWhatsApp(here, rosa, clock)
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
