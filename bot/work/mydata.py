"""What is kept of a person as two files for her chat: JSON for a machine, a paper for her eyes.

Rule 1: no words are made here; all come in the arguments, in her language.
Rule 2: the JSON holds everything; the paper leaves out what only machines read.
Rule 3: any part may be missing, and is then left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time
from typing import Any

from bot.work import Made
from bot.work.paper import DARK, WIDTH, Cell, Ink, Paper

TITLE, HEADING, NAME, BODY, SMALL = (
    Ink(24, bold=True),
    Ink(14, bold=True),
    Ink(10, bold=True),
    Ink(10),
    Ink(9, grey=DARK),
)
MOST_MESSAGES = 200
"""The newest messages that are printed; the JSON has them all."""


def data_json(args: Mapping[str, Any]) -> Made:
    """Everything as JSON. args: `known` as `bot.store.export` tells it, `file` its name."""
    known = {"made": args.get("date"), **args.get("known", {})}
    text = json.dumps(known, ensure_ascii=False, indent=1)
    return Made(text.encode("utf-8", "replace"), str(args.get("file", "data.json")))


def data_paper(args: Mapping[str, Any]) -> Made:
    """Everything a person may want to read, as an A4 PDF.

    args: `known`, `file`, `date` (ISO), and words: `title`, `made`, `language`, `page_words`,
    `facts`, `reminders`, `messages`, `files`, `you`, `chaski`, `none`; `names`: fact → its name
    (a fact without one is called as it is kept); `values`: `<fact>=<value>` → its words.
    """
    known = args.get("known", {})
    made = datetime.combine(
        date.fromisoformat(str(args.get("date") or "1970-01-01")), time(12), UTC
    )
    title, note = str(args.get("title", "")), str(args.get("made", ""))
    with closing(Paper(title, str(args.get("language", "es-PE")), made)) as paper:
        paper.put(paper.row([Cell(((title, TITLE),))], [WIDTH], padding=0))
        paper.put(paper.row([Cell(((note, SMALL),))], [WIDTH], padding=1))
        files = [(_day(f["at"]), str(f["name"])) for f in known.get("files", [])]
        _part(paper, args, "facts", _facts(args, known.get("facts", [])))
        _part(paper, args, "reminders", _reminders(known.get("reminders", [])))
        _part(paper, args, "files", files)
        _part(paper, args, "messages", _messages(args, known.get("messages", [])))
        paper.number_pages(note, str(args.get("page_words", "{n}")))
        return Made(paper.data(), str(args.get("file", "data.pdf")))


Pairs = Sequence[tuple[str, str]]


def _part(paper: Paper, args: Mapping[str, Any], part: str, pairs: Pairs) -> None:
    """A heading and its rows, or one that says there is nothing."""
    heading = paper.row([Cell(((str(args.get(part, "")), HEADING),))], [WIDTH], padding=2)
    rows = [
        paper.row([Cell(((left, NAME),)), Cell(((right, BODY),))], [52, WIDTH - 52], padding=1)
        for left, right in pairs or [("", str(args.get("none", "")))]
    ]
    paper.space(4)
    if not paper.fits(heading.height + rows[0].height):
        paper.turn_page()
    paper.put(heading)
    for row in rows:
        if not paper.fits(row.height):
            paper.turn_page()
        paper.put(row)


def _facts(args: Mapping[str, Any], facts: Sequence[Mapping[str, Any]]) -> Pairs:
    """The newest value of each fact that was not taken back, by its name in her language."""
    newest = {str(fact["name"]): fact["value"] for fact in facts}
    return [
        (str(args.get("names", {}).get(fact, fact)), _value(args, fact, value))
        for fact, value in newest.items()
        if value not in (None, "")
    ]


def _value(args: Mapping[str, Any], fact: str, value: Any) -> str:
    said = str(value).lower() if isinstance(value, bool) else str(value)
    values = args.get("values", {})
    words = values.get(f"{fact}={said}") or values.get(f"*={said}")
    if isinstance(value, dict):
        return str(value.get("file", ""))
    return str(words or _day(said))


def _reminders(reminders: Sequence[Mapping[str, Any]]) -> Pairs:
    return [(_day(r["due"]), str(r["says"] or "")) for r in reminders if r["state"] == "pending"]


def _messages(args: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]) -> Pairs:
    told = [message for message in messages if message.get("text")][-MOST_MESSAGES:]
    who = {name: str(args.get(name, "")) for name in ("you", "chaski")}
    return [(f"{_day(m['at'])} {who[m['from']]}", str(m["text"])) for m in told]


def _day(said: str) -> str:
    """An ISO day or moment as day/month/year; anything else as it is."""
    try:
        day = datetime.fromisoformat(said)
    except ValueError:
        return said
    return f"{day.day}/{day.month}/{day.year}"
