"""Results read, shown and written out: the command behind `bot.teaching.results`."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import xlsxwriter
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Connection

from bot import cohort, library
from bot.app import features, opened, shapes
from bot.cohort import Condition
from bot.config import Settings, data_root, settings
from bot.content_reader import nearest
from bot.errors import ChaskiError
from bot.store import training
from bot.store.database import Database
from bot.store.seal import Seal, secret_in
from bot.teaching import results
from bot.teaching.xapi import Record

FOLDER = "training"
FORMATS = ("csv", "xlsx", "xapi")
COLUMNS = ("module", "what", "of", "value")
RUNS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""


def show(module: str, to: str, *, as_json: bool) -> int:
    """Print what modules came to. Raises ChaskiError: there is no such module or group."""
    told = _told(module, to)
    print(json.dumps({"modules": told}, ensure_ascii=False) if as_json else _table(told))
    return 0


def export(to: Path, form: str) -> int:
    """Write results to a file; how many rows or statements. Raises ChaskiError with a remedy."""
    if form not in FORMATS:
        raise ChaskiError(f"--format {form}: there is {', '.join(FORMATS)}")
    try:
        if form == "xapi":
            with to.open("w", encoding="utf-8") as file:
                return int(_with(lambda on, reading: write_statements(file, on, reading)))
        lines = [*results.rows(_told("", ""))]
        if form == "xlsx":
            return write_book(to, lines)
        with to.open("w", encoding="utf-8", newline="") as file:
            return write_csv(file, lines)
    except OSError as error:
        raise ChaskiError(f"{to}: {error.strerror}; choose another place") from None


class Reading:
    """What a reading of results knows: settings, seal and content."""

    def __init__(self, found: Settings) -> None:
        self.seal = Seal(found.secret_key.encode() or secret_in(found.data_dir))
        self.home = (found.public_url or f"http://{found.bind}").rstrip("/")
        content = library.read(data_root(), shapes(features()))[0]
        self.modules: dict[str, Any] = dict(content.items[FOLDER])


def _with(work: Callable[[Connection, Reading], Any]) -> Any:
    found = settings()
    found.data_dir.mkdir(parents=True, exist_ok=True)
    reading, database = Reading(found), opened(found)
    return asyncio.run(_read(database, lambda on: work(on, reading)))


async def _read(database: Database, work: Callable[[Connection], Any]) -> Any:
    try:
        return await database.read(work)
    finally:
        await database.close()


def _told(module: str, to: str) -> list[dict[str, Any]]:
    conditions = cohort.parse(to) if to else ()

    def work(on: Connection, reading: Reading) -> list[dict[str, Any]]:
        if module and module not in reading.modules:
            raise ChaskiError(f"no module {module!r}{nearest(module, reading.modules)}")
        return told(on, reading, module, conditions)

    found: list[dict[str, Any]] = _with(work)
    return found


def told(
    on: Connection, reading: Reading, module: str = "", conditions: Sequence[Condition] = ()
) -> list[dict[str, Any]]:
    """The figures of a module, or of every one that was sent or begun, in their order."""
    with _bar(training.count(on)) as looked_at:
        sums = results.gathered(training.walks(on, reading.seal, module, conditions), looked_at)
    listed = (
        [module]
        if module
        else [*reading.modules, *(id for id in sums if id not in reading.modules)]
    )
    found = []
    for id in listed:
        one = sums.get(id) or results.Module(id)
        one.sent = training.sent(on, id, conditions)
        if module or one.sent or one.started:
            known = reading.modules.get(id)
            found.append(results.figures(one, known, narrowed=bool(conditions)))
    return found


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], object]]:
    """A progress bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal or total < training.AT_ONCE:
        yield lambda _: None
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("results", total=total)
        yield lambda count: bar.advance(task, count)


def _table(told: Iterable[dict[str, Any]]) -> str:
    lines = []
    for one in told:
        gain = "" if one.get("gain") is None else f"  gain {one['gain']:+g}"
        lines.append(
            f"{one['module']}  sent {one['sent']}  started {one['started']}  "
            f"finished {one['finished']}  passed {one['passed']}{gain}"
        )
        if "withheld" in one:
            lines.append(f"    no more is told of {one['withheld']}")
        if one.get("stopped"):
            steps = ", ".join(f"{step} {count}" for step, count in one["stopped"].items())
            lines.append(f"    stopped at: {steps}")
        for question in one.get("questions", ()):
            share = "unknown" if question["right"] is None else f"{question['right']:.0%}"
            wrong = question["distractor"]
            often = f", mostly {wrong} ({question['chosen'][wrong]})" if wrong else ""
            lines.append(
                f"    {question['id']}  right {share} of {question['asked']}{often}  {question['ask']}"
            )
    return "\n".join(lines) or "no results yet: nobody has begun a module"


# -- files --------------------------------------------------------------------------------------------


def write_csv(file: TextIO, lines: Iterable[Sequence[Any]]) -> int:
    """The long table; how many rows."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for line in lines:
        writer.writerow([cell(value) for value in line])
        count += 1
    return count


def write_book(to: Path, lines: Iterable[Sequence[Any]]) -> int:
    """The same as a workbook of one sheet, written row by row."""
    kept = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(str(to), kept) as book:
        sheet = book.add_worksheet("results")
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
        for count, line in enumerate(lines, 1):
            sheet.write_row(count, 0, line)
    return count


def cell(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RUNS) else value


def write_statements(file: TextIO, on: Connection, reading: Reading) -> int:
    """Every session as xAPI statements, one array, written as they are read; how many."""
    record, count = Record(reading.home, reading.seal, reading.modules), 0
    file.write("[")
    with _bar(training.count(on)) as looked_at:
        for walk in training.walks(on, reading.seal, ""):
            for statement in record.statements(walk):
                file.write(",\n" if count else "\n")
                file.write(json.dumps(statement, ensure_ascii=False))
                count += 1
            looked_at(1)
    file.write("\n]\n")
    return count
