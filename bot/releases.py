"""Released content: what a server speaks, kept in the database so that a change can be weighed.

Rule 1: a release is written by `chaski serve` when it begins to speak content that differs from
        the newest release. Nothing else releases; editing a file does not.
Rule 2: a release is the content files themselves, read by the same reader as the tree's.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from bot import library
from bot.content_file import Problem
from bot.errors import ChaskiError
from bot.house import House
from bot.library import Library
from bot.store import releases
from bot.store.releases import Released

Shapes = Mapping[str, type[Any]]
Readable = tuple[Library, tuple[Problem, ...]]


class NoContent(ChaskiError):
    """There is no content/ in this folder; name the folder that holds it."""


def pack(content: Library) -> bytes:
    """The files of a library: `{file: text}` as JSON, deflated."""
    files = {document.file: document.text for document in content.documents.values()}
    return zlib.compress(orjson.dumps(files, option=orjson.OPT_SORT_KEYS))


def unpack(packed: bytes, shapes: Shapes) -> Readable:
    """The library back, and what in it no longer fits today's shapes."""
    files: dict[str, str] = orjson.loads(zlib.decompress(packed))
    with tempfile.TemporaryDirectory(prefix="chaski-release-") as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return library.read(Path(folder), shapes)


def publish(house: House, on: Connection) -> bool:
    """Note the content of this house as what is spoken from now on; False when it was."""
    content = house.content
    known = releases.newest(on)
    if known is not None and known.version == content.version:
        return False
    return releases.add(on, content.version, pack(content), house.clock.now())


def opened(release: Released | None, shapes: Shapes) -> Readable | None:
    """The content of a release; None where there is none."""
    return None if release is None else unpack(release.packed, shapes)


def tree(folder: str, default: Path) -> Path:
    """The root whose content/ is meant. folder: the root, content/ itself, or nothing.

    Raises NoContent.
    """
    root = Path(folder) if folder else default
    if not (root / "content").is_dir() and root.name == "content":
        root = root.absolute().parent
    if not (root / "content").is_dir():
        raise NoContent(f"no content/ in {root}; name the folder that holds it: --content DIR")
    return root
