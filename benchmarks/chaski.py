"""Chaski as it is measured: the real engine, words, content and store, with one feature added.

The feature is the four-question survey of `features/`; its words stand beside the others'.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

import handlers
from benchmarks import dialogue
from benchmarks.common import ROOT
from bot import app, config, model
from bot.app import App
from bot.channels.channel import Channel
from bot.clock import Clock
from bot.config import Settings
from bot.model import Limits
from bot.store import cases, contacts, sessions

SECRET = "for benchmarks only: 32 bytes and more"
FACTS: dict[str, model.Json] = {
    "consent": "v1",
    "language": "es",
    "work-today": "alone",
    "reinfo": "vigente",
    "ruc": True,
    "land": "lease",
    "province": "cotabambas",
    "my.place": "Haquira",
}
_numbers = count(1)


class Phone:
    """A channel whose platform answers in-process, once the request is serialised in full."""

    name = "phone"
    limits = Limits(text=4096, buttons=10, label=20, rows=0)

    def __init__(self) -> None:
        self.sent = 0

    async def send(self, outbound: model.Outbound) -> str:
        body: dict[str, Any] = {"chat_id": outbound.address.value, "text": outbound.text}
        if outbound.buttons:
            rows = [[{"text": b.label, "callback_data": b.id}] for b in outbound.buttons]
            body["reply_markup"] = {"inline_keyboard": rows}
        assert orjson.dumps(body)
        chat = int(outbound.address.value)
        answered = orjson.loads(dialogue.answer("sendMessage", chat, outbound.text))
        self.sent += 1
        return f"{answered['result']['message_id']}-{next(_numbers)}"


def build(
    folder: Path,
    database: str = "",
    clock: Clock | None = None,
    channel: Channel | None = None,
) -> tuple[App, Phone]:
    """The application, wired as `chaski serve` wires it, with the survey among its features."""
    here = ROOT / "benchmarks" / "features"
    if str(here) not in handlers.__path__:
        handlers.__path__.append(str(here))
    root, phone = _root(folder, here), Phone()
    app.data_root = lambda: root  # type: ignore[attr-defined]
    found = Settings(data_dir=folder / "data", database_url=database, secret_key=SECRET)
    served = channel or phone
    return app.build(found, {served.name: served}, clock=clock), phone


def _root(folder: Path, features: Path) -> Path:
    """Content and words of the tree, and the survey's."""
    root, tree = folder / "root", config.data_root()
    (root / "locales").mkdir(parents=True)
    (root / "content").symlink_to(tree / "content")
    for language in (tree / "locales").iterdir():
        if language.name != "es":
            (root / "locales" / language.name).symlink_to(language)
    (root / "locales" / "es").mkdir()
    words = [*(tree / "locales" / "es").glob("*"), *features.glob("*/*.ftl")]
    for file in words:
        (root / "locales" / "es" / file.name).symlink_to(file)
    return root


def address(user: int, channel: str = "phone") -> model.Address:
    """Where a person of the benchmark is reached."""
    return model.Address(channel, "chat" if channel == "phone" else "user", str(user))


async def introduce(built: App, people: int, channel: str = "phone") -> None:
    """People who agreed to be remembered, and told us a little."""
    now, today = built.house.clock.now(), built.house.clock.today()
    seal = built.house.seal

    def _introduce(on: Connection) -> None:
        for n in range(people):
            contact, _ = contacts.of_address(on, seal, address(1_000_000 + n, channel), now, "es")
            session = sessions.create(on, seal, contact, "onboarding", today, now)
            sessions.save(on, seal, session, state="completed", body={"answers": {}}, now=now)
            cases.teach(on, seal, contact, session, case=model.Case(), learned=FACTS, today=today)

    await built.database.write(_introduce)


def inbound(raw: bytes, at: datetime) -> model.Inbound:
    """An update of Telegram's as our message: a stand-in for the channel's parser."""
    message = orjson.loads(raw)["message"]
    who = address(message["from"]["id"])
    return model.Inbound(who, str(message["message_id"]), at, text=message["text"], locale="es")


async def take(built: App, raw: bytes) -> None:
    """One update: accepted, then handled; both durable when this returns."""
    message = inbound(raw, built.house.clock.now())
    for contact in await built.conversation.accept([message]):
        await built.conversation.handle(contact)


class Sending:
    """The outbox at work beside the turns, as `chaski serve` runs it: woken by each bubble."""

    def __init__(self, built: App) -> None:
        self._app, self._woken = built, asyncio.Event()
        built.conversation.on_bubble = self._woken.set
        self._task = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            await self._app.outbox.send_due()

    async def finish(self, done: Callable[[], bool]) -> None:
        """Once everything has been sent."""
        while not done():
            await asyncio.sleep(0.002)
            await self._app.outbox.send_due()
        self._task.cancel()
