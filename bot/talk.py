"""`chaski talk`: the whole of Chaski in a terminal, with no network, no token and no server.

With `--json`, one object a line in: `{"text": …}`, `{"tap": "<choice id or number>"}`,
`{"file": path}`, `{"wait": "P7D"}`; one object a bubble out:
`{"text", "choices": [{"id", "label"}], "media": [{"kind", "name", "mime", "size"}],
"locale", "at"}`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

import orjson
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from bot.app import App, build, features, house
from bot.channels.terminal import ADDRESS, Terminal
from bot.clock import Clock, duration
from bot.config import Settings, data_root
from bot.config import settings as make
from bot.errors import ChaskiError, Unclear
from bot.house import House
from bot.model import Inbound, Media, Outbound
from bot.promises import QUIET_TO
from bot.store.seal import Seal, secret_in

NIGHT = time(3, 0)


class Carried(Clock):
    """The real time, carried into the future by `wait`."""

    def __init__(self, timezone: str, start: datetime | None = None) -> None:
        super().__init__(timezone)
        self.ahead = (start - datetime.now(UTC)) if start else timedelta()

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC) + self.ahead

    def carry_to(self, moment: datetime) -> None:
        """Make it this moment now."""
        self.ahead += moment - self.now()


class Talk:
    """One person at the terminal."""

    def __init__(
        self,
        settings: Settings,
        *,
        locale: str,
        as_json: bool,
        start: str = "",
        drafts: bool = False,
    ) -> None:
        self.locale, self.as_json = locale, as_json
        self.clock = Carried(settings.timezone, _moment(start))
        self.console = Console(highlight=False)
        self.last: Outbound | None = None
        self.count = 0
        phone = {"terminal": Terminal(self._show)}
        of = _with_drafts(settings, phone, self.clock) if drafts else None
        self.app: App = build(settings, phone, clock=self.clock, of=of)
        words = self.app.house.words
        if locale in words.locales:  # to be read before it is offered
            words.offered = tuple(dict.fromkeys((*words.offered, locale)))

    # -- in ----------------------------------------------------------------------------------------

    async def run(self, flow: str, lines: TextIO) -> None:
        """Until the input ends."""
        try:
            if flow:
                await self._say(Inbound(ADDRESS, self._id(), self.clock.now(), start=flow))
            elif not self.as_json:
                self.console.print("[dim]Escribe «hola».  /file RUTA   /wait P7D   /quit[/dim]")
            async for heard in self._heard(lines):
                await self._hear(heard)
        finally:
            await self.app.close()

    async def _heard(self, lines: TextIO) -> AsyncIterator[Mapping[str, Any]]:
        while line := await asyncio.to_thread(lines.readline):
            heard = _from_json(line) if self.as_json else _from_keys(line.strip())
            if heard is None:
                return
            yield heard

    async def _hear(self, heard: Mapping[str, Any]) -> None:
        if "wait" in heard:
            try:
                await self._wait(duration(str(heard["wait"])))
            except ValueError as error:
                print(f"chaski talk: {error}", file=sys.stderr)
        elif "file" in heard:
            await self._file(Path(str(heard["file"])), str(heard.get("text", "")))
        elif "tap" in heard:
            await self._say(self._inbound(tap=self._tapped(str(heard["tap"]))))
        elif "text" in heard:
            await self._say(self._inbound(text=str(heard["text"])))
        else:
            print("chaski talk: say text, tap, file or wait", file=sys.stderr)

    def _inbound(self, **said: Any) -> Inbound:
        return Inbound(ADDRESS, self._id(), self.clock.now(), locale=self.locale, **said)

    def _id(self) -> str:
        self.count += 1
        return f"{self.clock.now().timestamp()}-{self.count}"

    async def _say(self, inbound: Inbound) -> None:
        await self.app.conversation.accept([inbound])
        await self.app.settle()

    def _tapped(self, tap: str) -> str:
        """The full id of a tapped choice: as given, by its last part, number, or label."""
        buttons = self.last.buttons if self.last else ()
        for button in buttons:
            if tap in (button.id, button.id.partition(".")[2], button.label):
                return button.id
        if tap.isascii() and tap.isdigit() and 0 < int(tap) <= len(buttons):
            return buttons[int(tap) - 1].id
        return tap

    async def _file(self, path: Path, text: str) -> None:
        try:
            data = await asyncio.to_thread(path.read_bytes)
        except (OSError, ValueError) as error:
            print(f"chaski talk: {path}: {getattr(error, 'strerror', error)}", file=sys.stderr)
            return
        media: tuple[Media, ...] = ()
        problem = ""
        try:
            media = (await self.app.files.keep(data, path.name),)
        except Unclear as unclear:
            problem = unclear.reason
        await self._say(self._inbound(media=media, text=text, problem=problem))

    # -- time ---------------------------------------------------------------------------------------

    async def _wait(self, length: timedelta) -> None:
        """Let time pass, delivering what falls due on the way."""
        target = self.clock.now() + length
        while self.clock.now() < target:
            moment = min(self._night(), await self._due(), target)
            self.clock.carry_to(moment)
            if self.clock.local(moment).hour == NIGHT.hour:
                await self.app.reminders.recompute()
            await self.app.reminders.tick()
            await self.app.settle()

    def _night(self) -> datetime:
        now = self.clock.local(self.clock.now())
        night = now.replace(hour=NIGHT.hour, minute=0, second=0, microsecond=0)
        return (night if night > now else night + timedelta(days=1)).astimezone(UTC)

    async def _due(self) -> datetime:
        now, due = self.clock.now(), await self.app.reminders.next_due()
        if due is None:
            return datetime.max.replace(tzinfo=UTC)
        morning = self.clock.local(now).replace(hour=QUIET_TO, minute=0, second=1, microsecond=0)
        awake = morning if morning > self.clock.local(now) else morning + timedelta(days=1)
        return due if due > now else awake.astimezone(UTC)

    # -- out ----------------------------------------------------------------------------------------

    def _show(self, outbound: Outbound) -> None:
        self.last = outbound
        if self.as_json:
            sys.stdout.write(orjson.dumps(bubble_json(outbound, self.clock.now())).decode() + "\n")
            sys.stdout.flush()
            return
        day = self.clock.local(self.clock.now()).strftime("%d/%m %H:%M")
        self.console.print(Panel(escape(outbound.text), title=f"Chaski · {day}", width=64))
        for file in outbound.media:
            self.console.print(f"   📄 {escape(file.name)} ({file.size // 1024} kB)")
        for button in outbound.buttons:
            self.console.print(f"   [bold]{button.number or '·'}[/bold] {escape(button.label)}")


def bubble_json(outbound: Outbound, at: datetime) -> dict[str, Any]:
    """A bubble as `talk --json` prints it."""
    return {
        "text": outbound.text,
        "choices": [{"id": b.id, "label": b.label} for b in outbound.buttons],
        "media": [
            {"kind": str(m.kind), "name": m.name, "mime": m.mime, "size": m.size}
            for m in outbound.media
        ],
        "locale": outbound.locale,
        "at": at.isoformat(timespec="seconds"),
    }


def _moment(start: str) -> datetime | None:
    if not start:
        return None
    try:
        moment = datetime.fromisoformat(start)
    except ValueError:
        raise ChaskiError(f"--at {start!r} is no moment; try 2026-11-22T15:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _from_json(line: str) -> Mapping[str, Any] | None:
    try:
        heard = orjson.loads(line or "{}")
    except orjson.JSONDecodeError as error:
        print(f"chaski talk: not JSON: {error}", file=sys.stderr)
        return {"nothing": True}
    return heard if isinstance(heard, dict) else {"nothing": True}


def _from_keys(line: str) -> Mapping[str, Any] | None:
    if line in ("/quit", "/salir"):
        return None
    for name in ("file", "wait"):
        if line.startswith(f"/{name} "):
            return {name: line.partition(" ")[2].strip()}
    return {"text": line}


def talk(
    flow: str, *, locale: str, as_json: bool, database: str, start: str, drafts: bool = False
) -> None:
    """Run a conversation on a fresh store in memory, or on `database`."""
    with tempfile.TemporaryDirectory(prefix="chaski-talk-") as folder:
        settings = make(data_dir=Path(folder), database_url=database or "sqlite://")
        if database:
            settings = _kept(database)
        _known(flow)
        session = Talk(settings, locale=locale, as_json=as_json, start=start, drafts=drafts)
        asyncio.run(session.run(flow, sys.stdin))


def _known(flow: str) -> None:
    """Refuse a flow nobody offers, and name those there are."""
    known = features()
    offered = sorted(name for feature in known.values() for name in feature.flows)
    folder, _, item = flow.partition("/")
    opens = folder in known and folder in known[folder].opens
    is_item = opens and (data_root() / "content" / folder / f"{item}.toml").is_file()
    if flow and flow not in offered and not is_item:
        raise ChaskiError(f"no flow {flow!r}; there are: {', '.join(offered)}")


def _with_drafts(settings: Settings, phone: Mapping[str, Terminal], clock: Clock) -> House:
    """A house in which nothing of a module is off: for its author, at this terminal alone."""
    seal = Seal(settings.secret_key.encode() or secret_in(settings.data_dir))
    found = house(phone, seal, clock)
    modules = {
        id: replace(
            module,
            off="",
            points=tuple(replace(point, off="") for point in module.points),
            questions=tuple(replace(question, off="") for question in module.questions),
        )
        for id, module in found.content.items["training"].items()
    }
    items = {**found.content.items, "training": modules}
    return replace(found, content=replace(found.content, items=items))


def _kept(database: str) -> Settings:
    """Settings for a talk that is kept: key and files lie beside the SQLite file."""
    if "://" in database:
        return make(database_url=database)
    path = Path(database).absolute()
    return make(database_url=f"sqlite:///{path}", data_dir=path.with_suffix(".files"))
