"""The process in which papers are read: it takes files on stdin and gives words on stdout.

In: one line of JSON `{"sizes": [bytes of each file], "seconds": …}`, then the files.
Out: lines `{"page": done, "of": all}` while it works, then one line `{"document": …}`.

Rule 1: it may use so much memory and time and no more; it writes no file and no core.
Rule 2: it ends when the one who started it is gone.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from bot.work.reading import MOST_BYTES, MOST_FILES, SECONDS, Budget, Document, Page, Unreadable
from bot.work.reading.figures import figures
from bot.work.reading.order import in_order, without_repeats

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
NOT_OURS = (b"{\\rtf", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"OggS", b"ID3")
MOST_CPU = 400
"""Seconds of both cores together: what no honest document takes."""
MOST_DATA = 1_500 * 2**20
"""Bytes of writable memory it may ask for; what it really holds is watched from outside."""


def kind_of(data: bytes) -> str:
    """`pdf`, `photo`, `word`, `text`, by the first bytes. Raises Unreadable: nothing we read."""
    if not data.strip(b"\x00 \r\n\t"):
        raise Unreadable("empty")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(PICTURES) or data[8:12] == b"WEBP":
        return "photo"
    if data.startswith(b"PK\x03\x04"):
        return "word"
    if data.startswith(NOT_OURS) or data[4:8] == b"ftyp":
        raise Unreadable("unsupported")
    return "text"


def read(files: Sequence[bytes], budget: Budget) -> Document:
    """One document of all files: their pages in order, and the figures on them."""
    if len(files) > MOST_FILES or sum(map(len, files)) > MOST_BYTES:
        return Document(problem="too-big")
    pages: list[Page] = []
    photos = True
    for at, data in enumerate(files):
        found, by_eye = _pages(data, budget)
        pages += found
        photos = photos and by_eye
        budget.told(at + 1, len(files))
    if not any(page.text for page in pages):
        codes = [page.problem for page in pages if page.problem]
        return Document(tuple(pages), problem=codes[0] if codes else "empty")
    pages = in_order(pages) if photos else pages
    pages = without_repeats(pages)
    return Document(tuple(pages), tuple(figures(pages)))


def _pages(data: bytes, budget: Budget) -> tuple[list[Page], bool]:
    """The pages of one file, and whether it is a photo; one that cannot be read says why."""
    try:
        kind = kind_of(data)
        if kind == "text":
            from bot.work.reading import plain

            return plain.read(data), False
        if kind == "word":
            from bot.work.reading import word

            return word.read(data), False
        if kind == "pdf":
            from bot.work.reading import pdf

            return pdf.read(data, budget), False
        from bot.work.reading import photo

        budget.take_photo()
        return [photo.read(data)], True
    except Unreadable as why:
        return [Page(problem=why.code, quality=0.0)], False
    except MemoryError:
        return [Page(problem="bomb", quality=0.0)], False


# -- the process -------------------------------------------------------------------------------------


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, MOST_CPU),
        (resource.RLIMIT_DATA, MOST_DATA),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(2)


def _end_with(parent: int) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Read what comes in, within the limits."""
    _end_with(os.getppid())
    _limit()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    head = json.loads(sys.stdin.buffer.readline())
    files = [sys.stdin.buffer.read(size) for size in head["sizes"]]

    def say(line: dict[str, Any]) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    until = time.monotonic() + float(head.get("seconds", SECONDS))
    budget = Budget(until, time.monotonic)
    budget.told = lambda done, total: say({"page": done, "of": total})
    say({"document": read(files, budget).to_json()})


if __name__ == "__main__":
    main()
