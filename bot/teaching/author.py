"""`chaski new module` and `chaski gift`: a trainer's files, written and read.

Rule 1: nothing that exists is written over; what is refused is said with line and reason.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot import library
from bot.app import features, shapes
from bot.config import data_root
from bot.content_reader import nearest
from bot.errors import ContentError
from bot.library import Library
from bot.model import Line
from bot.teaching import bank, drafts, gift
from bot.teaching.drafts import FOLDER, Says
from bot.words import SOURCE, Words

FOLDER_NAME = "training"
READABLE = 4 * gift.LARGEST
"""Bytes of a file that is looked at."""


def new(id: str) -> list[str]:
    """Write a module to fill in. Raises ContentError: it is there already."""
    root = data_root()
    path = drafts.path_of(root, id)
    if path.exists():
        raise ContentError(f"{_named(path)} is there already; choose another id")
    content = _content(root)
    text = drafts.scaffold(id, _says(root, content), datetime.now(UTC).date())
    drafts.keep(path, text)
    return [
        f"{_named(path)}: written; fill it in, from the top",
        "chaski check says what is missing, with file and line",
        f"chaski talk training/{id} --drafts plays it; others see it once its off lines are gone",
    ]


def gift_import(file: Path, id: str) -> list[str]:
    """Put the questions of a GIFT file into a module, a new one if there is none.

    Raises ContentError: the file or the module cannot be read.
    """
    root = data_root()
    path, content = drafts.path_of(root, id), _content(root)
    says, found = _says(root, content), gift.parse(_text(file))
    there = path.is_file()
    if there and id not in content.items[FOLDER_NAME]:
        raise ContentError(f"{_named(path)} cannot be read; chaski check says why")
    module = content.items[FOLDER_NAME].get(id)
    place = bank.Place(
        file.name,
        says,
        sources=content.sources,
        points=[point.id for point in module.points] if module else (),
        asked=[question.ask for question in module.questions] if module else (),
    )
    taken = bank.taken(found, place)
    if taken.questions:
        today = datetime.now(UTC).date()
        text = path.read_text("utf-8") if there else drafts.scaffold(id, says, today, sample=False)
        drafts.keep(path, drafts.added(text, taken.questions))
    return [*(f"{file}:{f.line}: {f.reason}" for f in taken.faults), *_told(taken, path)]


def _told(taken: bank.Taken, path: Path) -> list[str]:
    off = sum(bool(question.off) for question in taken.questions)
    lines = [f"{len(taken.questions)} questions imported into {_named(path)}"]
    lines += [f"{taken.skipped} are there already"] if taken.skipped else []
    lines += [f"{len(taken.faults)} refused, see above"] if taken.faults else []
    if off:
        lines.append(f"{off} are off until they have a source (cites) and somebody deletes off")
    return lines


def gift_export(id: str) -> str:
    """A module's questions as GIFT. Raises ContentError: there is no such module."""
    content = _content(data_root())
    known = content.items[FOLDER_NAME]
    if id not in known:
        raise ContentError(f"no module {id!r}{nearest(id, known)}")
    return gift.write(bank.given(known[id]))


def _content(root: Path) -> Library:
    return library.read(root, shapes(features()))[0]


def _says(root: Path, content: Library) -> Says:
    words = Words.load(root, content)

    def says(line: Line) -> str:
        return words.text(line, SOURCE)

    return says


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(READABLE + 1)
    except OSError as error:
        raise ContentError(f"{file}: {error.strerror}; check the name") from None
    if len(data) > READABLE:
        raise ContentError(f"{file}: more than {READABLE // 1_000_000} MB; divide it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError(f"{file}: not UTF-8 text; save it with UTF-8 encoding") from None


def _named(path: Path) -> str:
    return f"{FOLDER}/{path.name}"
