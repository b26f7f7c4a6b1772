"""A process that is killed and lives again: the real conversation, outbox, worker and reminders.

It reads the world once, then lives one life after another in forked processes: a life that ends
by SIGKILL leaves nothing behind but what it wrote. One JSON object a line in, one out:

    {"live": {folder, kill, now}}      a life begins                            → {"lives": true}
    {"accept": [inbounds], "now": …}   returned only when accepted              → {"accepted": n}
    {"keep": name}                     store a photo                            → {"media": {…}}
    {"tick": true}                     say what falls due, recompute promises   → {"ticked": true}
    {"purge": true}                    forget what its time has passed          → {"purged": n}
    {"kill": [place, count]}           where this life ends                     → {"armed": true}
    {"settle": true}                   do all that is due                       → {"settled": true}
    {"dump": true}                     what the store holds                     → {"dump": {…}}
    {"end": true}                      end well
    a life is over                                                              → {"died": signal}

The places where a life can end: the eight names of `House.mark`, and between them
`written` (inside the transaction, just before COMMIT), `committed` (just after it), `sent` (the
platform has the bubble, we have not noted it), `working` and `worked` (in a task, and after it).
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import signal
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app
from bot.clock import SetClock
from bot.config import Settings
from bot.house import House
from bot.model import Address, Inbound, Limits, Outbound, media_of
from bot.store import tables
from bot.store.cases import load
from bot.store.seal import Seal
from bot.work import reports
from bot.worker import TaskFunction
from tests.databases import SECRET

LIMITS = Limits(text=4000, buttons=10, label=20, rows=0)
ADDRESS = Address("terminal", "user", "rosa")
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(100)
LEASE = timedelta(seconds=30)
Line = dict[str, Any]


class Fate:
    """Kills this process where and when it was told to."""

    def __init__(self, place: str = "", count: int = 0) -> None:
        self.place, self.left = place, count

    def pass_by(self, place: str) -> None:
        """Here we are; perhaps for the last time."""
        if place == self.place:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Platform:
    """A platform that writes down what it was given, for good, before it answers."""

    name = "terminal"
    limits = LIMITS

    def __init__(self, log: Path, fate: Fate) -> None:
        self.file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.fate = fate

    async def send(self, outbound: Outbound) -> str:
        """Take it."""
        given = {
            "bubble": outbound.bubble,
            "id": outbound.id,
            "text": outbound.text,
            "buttons": {button.id: button.label for button in outbound.buttons},
            "media": [file.name for file in outbound.media],
        }
        os.write(self.file, (json.dumps(given) + "\n").encode())
        os.fsync(self.file)
        self.fate.pass_by("sent")
        await asyncio.sleep(0)
        return f"platform-{outbound.id}"


class Life:
    """One process, from its start to its end."""

    def __init__(self, house: House, life: Line) -> None:
        self.fate = Fate(*life["kill"])
        self.clock = SetClock(datetime.fromisoformat(life["now"]))
        self.app = self._build(Path(life["folder"]), house)
        self.sending: set[asyncio.Task[int]] = set()
        self.app.conversation.on_bubble = self._send

    def _build(self, folder: Path, house: House) -> app.App:
        clock, mark = self.clock, self.fate.pass_by
        app.house = lambda *_: dataclasses.replace(house, clock=clock, mark=mark)
        app.TASKS = {"case-file": self._watched(reports.case_file)}
        settings = Settings(data_dir=folder, secret_key=SECRET.decode(), database_url="")
        built = app.build(settings, {"terminal": Platform(folder / "sent", self.fate)}, clock=clock)
        built.outbox.lease = built.worker.lease = LEASE
        self._watch(built)
        return built

    def _watched(self, task: TaskFunction) -> TaskFunction:
        def work(args: Mapping[str, Any]) -> Any:
            self.fate.pass_by("working")
            made = task(args)
            self.fate.pass_by("worked")
            return made

        return work

    def _watch(self, built: app.App) -> None:
        write = built.database.write

        async def watched(work: Callable[[Any], Any]) -> Any:
            def inside(on: Any) -> Any:
                result = work(on)
                self.fate.pass_by("written")
                return result

            result = await write(inside)
            self.fate.pass_by("committed")
            return result

        built.database.write = watched  # type: ignore[method-assign]

    def _send(self) -> None:
        task = asyncio.ensure_future(self.app.outbox.send_due())
        self.sending.add(task)
        task.add_done_callback(self.sending.discard)

    # -- what it is told -----------------------------------------------------------------------

    async def live(
        self, read: Callable[[], Awaitable[Line]], answer: Callable[[Line], None]
    ) -> None:
        """Until told to end."""
        answer({"lives": True})
        while "end" not in (told := await read()):
            if "now" in told:
                self.clock.moment = max(self.clock.moment, datetime.fromisoformat(told["now"]))
            if "kill" in told:
                self.fate.place, self.fate.left = told["kill"]
            answer(await self._do(told))
        await self.app.close()

    async def _do(self, told: Line) -> Line:
        match told:
            case {"accept": list(inbounds)}:
                return await self._accept([_inbound(i, self.clock.now()) for i in inbounds])
            case {"keep": str(name)}:
                return {"media": (await self.app.files.keep(PIXEL, name)).to_json()}
            case {"tick": _}:
                await self.app.reminders.recompute()
                await self.app.reminders.tick()
                return {"ticked": True}
            case {"purge": _}:
                return {"purged": await self.app.purge()}
            case {"settle": _}:
                await self._settle()
                return {"settled": True}
            case {"kill": _}:
                return {"armed": True}
            case _:
                return {"dump": await self.app.database.read(self._dump)}

    async def _accept(self, inbounds: list[Inbound]) -> Line:
        """Accept them, all at once; handle and send in the background, as the server does."""
        conversation = self.app.conversation
        kept = await asyncio.gather(*(conversation.accept([one]) for one in inbounds))
        conversation.wake([contact for contacts in kept for contact in contacts])
        return {"accepted": len(kept)}

    async def _settle(self) -> None:
        while self.sending:
            await asyncio.gather(*self.sending)
        await self.app.settle()
        while self.sending:
            await asyncio.gather(*self.sending)

    def _dump(self, on: Any) -> Line:
        seal = self.app.house.seal
        rows = {table.__tablename__: list(on.execute(_all(table)).mappings()) for table in KEPT}
        files = [p.name for p in self.app.files.folder.glob("*/*")]
        case = load(on, seal, 1)
        return {
            "facts": {
                name: [[f.value, f.since.isoformat(), f.session] for f in known]
                for name, known in sorted(case.facts.items())
            },
            "sessions": [
                [r["id"], r["flow"], r["state"], str(r["started"]), _opened(seal, r)]
                for r in rows["session"]
            ],
            "inbound": [[r["channel"], r["state"], r["reason"]] for r in rows["inbound"]],
            "outbound": [
                [r["id"], r["bubble"], r["state"], _opened(seal, r).get("text")]
                for r in rows["outbound"]
            ],
            "reminders": [
                [r["name"], r["session"], r["state"], r["planned_at"].date().isoformat()]
                for r in rows["reminder"]
            ],
            "work": [[r["session"], r["step"], r["state"]] for r in rows["work_item"]],
            "owned": sorted(r["ref"] for r in rows["media_file"] if r["contact"] is not None),
            "ownerless": sorted(r["ref"] for r in rows["media_file"] if r["contact"] is None),
            "files": sorted(files),
        }


KEPT: tuple[Any, ...] = (
    tables.Session,
    tables.Inbound,
    tables.Outbound,
    tables.Reminder,
    tables.WorkItem,
    tables.MediaFile,
)


def _all(table: Any) -> Any:
    rows = table.__table__
    return rows.select().order_by(rows.c.ref if "ref" in rows.c else rows.c.id)


def _opened(seal: Seal, row: Any) -> Any:
    return seal.open_json(row["sealed"])


def _inbound(said: Line, now: datetime) -> Inbound:
    file = media_of(said.get("media"))
    return Inbound(
        ADDRESS,
        said["id"],
        now,
        text=said.get("text", ""),
        tap=said.get("tap", ""),
        media=(file,) if file else (),
    )


# -- lives -------------------------------------------------------------------------------------


def _main() -> None:
    """Read the world once; then one life after another."""
    speak = os.dup(1)
    os.dup2(2, 1)
    lines: deque[bytes] = deque()
    start = datetime.fromisoformat("2026-11-22T17:00:00+00:00")
    house = app.house(
        {"terminal": Platform(Path(os.devnull), Fate())}, Seal(SECRET), SetClock(start)
    )
    while told := _read(lines):
        if "live" not in told:  # it was for the life that ended just now; `died` answers it
            continue
        if (pid := os.fork()) == 0:
            _live(house, told["live"], speak)
        _, status = os.waitpid(pid, 0)
        _answer(speak, {"died": os.WTERMSIG(status) or os.waitstatus_to_exitcode(status)})


def _live(house: House, life: Line, speak: int) -> None:
    code = 1
    try:
        asyncio.run(_life(house, life, speak))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


async def _life(house: House, life: Line, speak: int) -> None:
    lines: deque[bytes] = deque()

    async def read() -> Line:
        return await asyncio.to_thread(_read, lines) or {"end": True}

    await Life(house, life).live(read, lambda line: _answer(speak, line))


def _read(lines: deque[bytes]) -> Line | None:
    """One line of stdin; the parent never sends a second before the first is answered."""
    while not lines:
        data = os.read(0, 1 << 16)
        if not data:
            return None
        lines.extend(data.splitlines())
    found: Line = json.loads(lines.popleft())
    return found


def _answer(speak: int, line: Line) -> None:
    os.write(speak, (json.dumps(line) + "\n").encode())


if __name__ == "__main__":
    _main()
