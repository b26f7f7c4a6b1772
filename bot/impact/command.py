"""`chaski impact` and `chaski tell-change`: the database as it is, the two contents, the answer."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot import app, library, releases
from bot.clock import Clock
from bot.config import BadSetting, Settings, data_root, settings
from bot.content_file import Problem
from bot.house import House
from bot.impact.report import Report
from bot.impact.tell import Told, tell
from bot.impact.weigh import LookedAt, contents, weigh
from bot.library import Library
from bot.store import contacts, migrate, reminders
from bot.store import releases as released
from bot.store.database import Database
from bot.store.releases import Released
from bot.store.seal import Seal, secret_in


def impact(content: str, *, as_json: bool) -> int:
    """Weigh the content of a folder; 1 when somebody would lose their place, else 0.

    Raises BadContent: it cannot be read. Raises BadSetting: there is no database to weigh it on.
    """
    found = settings()
    report = asyncio.run(_weighed(found, releases.tree(content, data_root())))
    if as_json:
        print(orjson.dumps(report.to_json(), option=orjson.OPT_INDENT_2).decode())
    else:
        print("\n".join(report.lines()))
    return int(report.weight.lost > 0)


async def _weighed(found: Settings, root: Path) -> Report:
    shapes = app.shapes(app.features())
    tree = library.load(root, shapes)
    async with reading(found) as database:
        now = await database.read(released.newest)
        opened = releases.opened(now, shapes)
        if opened is None:
            _warn(
                "nothing was released yet (chaski serve does it); weighed by what people were shown"
            )
        before = usable(opened)
        house = house_of(found)
        old = contents(house, before) if before and before.version != tree.version else None
        total = await database.read(contacts.count)
        with progress("replaying", total) as looked_at:
            weight = await weigh(database, contents(house, tree), old, looked_at)
    return Report(before, tree, weight)


def tell_change(*, dry: bool) -> int:
    """Tell everybody whose plan moved since people were last told; 1 when some were busy.

    Raises BadSetting: there is no database, or nothing in it was released.
    """
    found = settings()
    told, upto = asyncio.run(_tell(found, dry=dry))
    if upto is None:
        print("chaski tell-change: nothing changed since people were last told; nothing is sent")
        return 0
    will = "would be told" if dry else "will be told at the next decent hour"
    print(
        f"chaski tell-change: {told.told} {will}, {told.knew} knew, "
        f"{told.stopped} want no reminders of it, {told.busy} could not be reached"
    )
    if told.busy:
        _warn("run it again for those who could not be reached; nobody hears it twice")
    return int(told.busy > 0)


async def _tell(found: Settings, *, dry: bool) -> tuple[Told, Released | None]:
    house = house_of(found)
    async with reading(found) as database:
        known = await database.read(released.last_told)
        newest = await database.read(released.newest)
        if newest is None or known is None:
            raise BadSetting("nothing was released yet; start chaski serve with the new content")
        if newest.version != house.content.version:
            _warn(
                "the content of this folder is not released; start chaski serve with it first. "
                "What is told now is the newest release"
            )
        before, after = (usable(releases.opened(r, house.content.shapes)) for r in (known, newest))
        if known.id == newest.id or before is None or after is None:
            return Told(), None
        new, old = contents(house, after), contents(house, before)
        flows = house.standing()
        total = len(await database.read(lambda on: reminders.contacts_with(on, 0, flows, 10**9)))
        with progress("telling", total) as looked_at:
            told = await tell(database, new, old, dry=dry, looked_at=looked_at)
        if not dry and not told.busy:
            now = house.clock.now()
            await database.write(lambda on: released.told(on, newest.id, now))
    return told, newest


def usable(opened: tuple[Library, Sequence[Problem]] | None) -> Library | None:
    """A released library; what of it no longer fits this program is said on stderr."""
    if opened is None:
        return None
    content, problems = opened
    if problems:
        _warn(f"{len(problems)} places of the released content do not fit this program; the first:")
        _warn(str(problems[0]))
    return content


def seal_of(found: Settings) -> Seal:
    """The seal of what is stored. Raises BadSetting: there is no key, so nothing can be read."""
    if not found.secret_key and not (found.data_dir / "secret.key").exists():
        raise BadSetting(
            f"no key in {found.data_dir}; set CHASKI_DATA_DIR or CHASKI_SECRET_KEY of the server"
        )
    return Seal(found.secret_key.encode() or secret_in(found.data_dir))


@asynccontextmanager
async def reading(found: Settings) -> AsyncIterator[Database]:
    """The database as it is: neither made nor migrated. Raises BadSetting with the remedy."""
    _there(found)
    database = Database(found.database)
    try:
        await _current(database)
        yield database
    finally:
        await database.close()


async def _current(database: Database) -> None:
    try:
        at = await database.read(migrate.current)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise BadSetting(f"CHASKI_DATABASE_URL: {reason}") from None
    if at != migrate.head():
        raise BadSetting(
            f"the database is at version {at or 'none'}, this program at {migrate.head()}; "
            "run chaski migrate (and back up first)"
        )


def _there(found: Settings) -> None:
    url = make_url(found.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise BadSetting(f"no database at {url.database}; run chaski serve once, then ask again")


@contextmanager
def progress(what: str, total: int) -> Iterator[LookedAt]:
    """A bar on stderr while people wait; none where nobody looks."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.advance(task, count)


def _warn(text: str) -> None:
    print(f"chaski: {text}", file=sys.stderr)


def house_of(found: Settings) -> House:
    """The house of this tree, without channels."""
    return app.house({}, seal_of(found), Clock(found.timezone))
