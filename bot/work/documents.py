"""Reading papers: files in, their words out, in a process of its own that may die alone.

Rule 1: one paper is read at a time on a machine; the others wait.
Rule 2: a reader that grows too large or takes too long is ended, and the document says so.
Rule 3: nothing of a paper is logged, and nothing of it touches the disk.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.work.reading import MOST_BYTES, MOST_FILES, SECONDS, Document, Tell

MOST_MEMORY = 1_200 * 2**20
"""Bytes the reader may hold; measured 0.9 GiB with the models open."""
GRACE = 8.0  # with SECONDS and TURN it stays under the worker's patience (bot.worker.TIMEOUT)
"""Seconds beyond its own limit after which the reader is ended."""
TURN = 10.0
"""Seconds to wait for another paper to be done; then both are read."""
LOOK = 0.05
ROOT = Path(__file__).parent.parent.parent
_PAGE = os.sysconf("SC_PAGE_SIZE")


def read(files: Sequence[bytes], *, seconds: float = SECONDS, tell: Tell | None = None) -> Document:
    """One document of these files: photos of pages, a PDF, a DOCX, a text.

    seconds: for all of it; pages not reached are said. tell: told of each page that is done.
    Never raises for what is in a file: `Document.problem` and `Page.problem` say it.
    """
    if not files or not any(files):
        return Document(problem="empty")
    if len(files) > MOST_FILES or sum(map(len, files)) > MOST_BYTES:
        return Document(problem="too-big")
    with _turn():
        return _Reader(files, seconds, tell or (lambda done, total: None)).run()


def read_task(args: Mapping[str, Any]) -> dict[str, Any]:
    """As work: `{"files": [bytes], "text": str}` in, the document as JSON out."""
    text = str(args.get("text") or "")
    files = [data for data in args.get("files", ()) if isinstance(data, bytes)]
    return read([*files, *([text.encode()] if text else [])]).to_json()


class _Reader:
    """One process for one document."""

    def __init__(self, files: Sequence[bytes], seconds: float, tell: Tell) -> None:
        self.files, self.seconds, self.tell = files, seconds, tell
        self.ended = ""

    def run(self) -> Document:
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bot.work.reading.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"},
        )
        guard = threading.Thread(target=self._guard, daemon=True)
        feeder = threading.Thread(target=self._feed, daemon=True)
        guard.start()
        feeder.start()
        try:
            return self._answer() or Document(problem=self.ended or "broken")
        finally:
            self.process.kill()
            self.process.wait()
            feeder.join()
            guard.join()
            assert self.process.stdout is not None
            self.process.stdout.close()

    def _feed(self) -> None:
        assert self.process.stdin is not None
        head = {"sizes": [len(data) for data in self.files], "seconds": self.seconds}
        with contextlib.suppress(BrokenPipeError, ValueError):
            self.process.stdin.write(json.dumps(head).encode() + b"\n")
            for data in self.files:
                self.process.stdin.write(data)
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()

    def _answer(self) -> Document | None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with contextlib.suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                if "document" in said:
                    return Document.of_json(said["document"])
                self.tell(int(said["page"]), int(said["of"]))
        return None

    def _guard(self) -> None:
        """End the reader when it grows too large or takes too long."""
        until = time.monotonic() + self.seconds + GRACE
        while self.process.poll() is None:
            if held(self.process.pid) > MOST_MEMORY:
                self.ended = "bomb"
            elif time.monotonic() > until:
                self.ended = "time"
            if self.ended:
                self.process.kill()
                return
            time.sleep(LOOK)


def held(process: int) -> int:
    """Bytes of memory a process holds now; 0 when it is gone, or nobody can tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Wait until no other paper is being read on this machine by this user."""
    path = Path(tempfile.gettempdir()) / f"chaski-reader-{os.getuid()}.lock"
    try:
        file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    except OSError:
        yield
        return
    try:
        until = time.monotonic() + TURN
        while time.monotonic() < until:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(LOOK)
        yield
    finally:
        os.close(file)
