"""Checking a contract: papers in, the report of design §11 out; for the command line and as work.

Rule 1: the words of a contract leave this module only as quotes in findings.
Rule 2: what could not be checked has a reason code, and never a verdict.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.config import data_root
from bot.library import Library, load
from bot.model import Json, Line
from bot.words import Words
from bot.work import documents
from bot.work.reading import MOST_BYTES, Document, Tell
from handlers.contracts.analysis import analyse
from handlers.contracts.content import Clause
from handlers.contracts.points import MISSING, RED, YELLOW, count, points

CHECKED, NOT_CHECKED = 0, 2
PATIENCE = 240.0
"""Seconds the command gives the reader; as work it has `SECONDS`, for a worker waits no longer."""
NO_CONTRACT = {"no-contrato": "not-a-contract", "otro": "other-contract"}
EMPTY: Mapping[str, Any] = {
    "type": "no-contrato",
    "language": "unknown",
    "pages": 0,
    "findings": [],
    "missing": [],
    "present": [],
    "unknown": [],
}


@cache
def _library() -> Library:
    """The clauses and their words, read once a process."""
    from bot.app import features, shapes

    return load(data_root(), shapes(features()))


def report_on(document: Document) -> dict[str, Any]:
    """The report of design §11 on what was read; `reason` says why it is no contract to check.

    unread: pages that could not be read, `{"page": from 1, "reason": code}`.
    """
    unread = [
        {"page": at, "reason": page.problem}
        for at, page in enumerate(document.pages, 1)
        if page.problem
    ]
    texts = [page.text for page in document.pages if page.text]
    if document.problem or not texts:
        return {**EMPTY, "reason": document.problem or "empty", "unread": unread}
    report: dict[str, Any] = {**analyse(texts, _library(), whole=not unread)}
    report["pages"] = len(document.pages)
    reason = _reason(report)
    return {**report, **({"reason": reason} if reason else {}), "unread": unread}


def _reason(report: Mapping[str, Any]) -> str:
    """Why a paper that was read is not checked: its language, or what it is."""
    if report["language"] in ("en", "qu"):
        return "language"
    return NO_CONTRACT.get(str(report["type"]), "")


def check_task(args: Mapping[str, Any]) -> dict[str, Any]:
    """As work: `{"files": [bytes], "texts": [str]}` in, the report with figures and pages out.

    Adds `figures` (see bot.work.reading.Figure), and `by_eye`: whether any page was read by OCR.
    """
    written = "\n\n".join(str(text) for text in args.get("texts", ()) if text)
    document = documents.read_task({**args, "text": written})
    found = Document.of_json(document)
    report = report_on(found)
    return {**report, "figures": document["figures"], "by_eye": found.by_eye}


# -- the command -------------------------------------------------------------------------------------


def contract(paths: Sequence[Path], *, as_json: bool) -> int:
    """Check the contract in these files and print the report; the exit code."""
    started = time.perf_counter()
    files, missing = _files(paths)
    if missing:
        return _done({**EMPTY, "reason": "no-file", "unread": []}, as_json, started, missing)
    document = documents.read(files, seconds=PATIENCE, tell=_teller())
    return _done(report_on(document), as_json, started, "")


def _files(paths: Sequence[Path]) -> tuple[list[bytes], str]:
    """What is in the files, and the name of the first that cannot be opened."""
    found = []
    for path in paths:
        try:
            with path.open("rb") as file:
                found.append(file.read(MOST_BYTES + 1))
        except OSError as error:
            return [], f"{path}: {error.strerror}"
    return found, ""


def _teller() -> Tell:
    """Says on stderr how many pages are read, on one line."""

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty() or total > 1:
            print(f"chaski contract: {done}/{total}", file=sys.stderr, flush=True)

    return tell


def _done(report: dict[str, Any], as_json: bool, started: float, missing: str) -> int:
    report["ms"] = round((time.perf_counter() - started) * 1000)
    if missing:
        print(f"chaski contract: {missing}; check the name of the file", file=sys.stderr)
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _print(report)
    return NOT_CHECKED if report.get("reason") else CHECKED


def _print(report: Mapping[str, Any]) -> None:
    """The report in words, as the chat tells it."""
    words = Words.load(data_root(), _library())

    def say(key: str, **args: Json) -> None:
        print(words.text(Line(f"contracts-{key}", args), words.locales[0]) + "\n")

    if report.get("reason"):
        return say("cannot", reason=str(report["reason"]))
    clauses = {clause.code: clause for clause in _library().all(Clause).values()}
    found = points(report, clauses)
    counts = {light: count(found, light) for light in (RED, YELLOW, MISSING)}
    unread = ", ".join(str(page["page"]) for page in report["unread"])
    if unread:
        say("unread", pages=unread)
    say(
        "summary", kind=str(report["type"]), unknown=len(report["unknown"]), **counts
    ) if found else say("nothing-found")
    for at, point in enumerate(found, 1):
        lines = {name: getattr(point.clause, name) for name in ("title", "why", "law")}
        light = words.text(Line(f"contracts-light-{point.light}"), words.locales[0])
        told = {"light": light, "at": at, "of": len(found), "what": point.clause.ask, **lines}
        key = "missing" if point.light == MISSING else "point"
        say(key, quote=" ".join(point.quote.split()), **told)
