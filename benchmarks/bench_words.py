"""What the words of a reply cost, on the real catalogue and in a real turn (P18).

    python -m benchmarks.bench_words [--rounds 5]

The catalogue rows write every message of locales/es once per pass, with arguments where it takes
any; the reference is a dict and `str.format` over the same texts. The last row is the share of a
turn's CPU that goes into rendering its bubble.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from typing import Any

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from benchmarks import dialogue
from benchmarks.common import (
    Meter,
    Options,
    Ratio,
    Row,
    Sample,
    arguments,
    at_once,
    main,
    own_folder,
)
from bot import app, library
from bot.config import data_root
from bot.model import Json, Line
from bot.words import Words

PASSES = 300
COUNTS = ("1", "2", "5")


class _Variables(Visitor):
    """The variables a message takes; those it chooses a plural by are numbers."""

    def __init__(self, others: dict[str, ast.Message]) -> None:
        self.names: dict[str, str] = {}
        self.others = others

    def visit_MessageReference(self, node: ast.MessageReference) -> None:
        self.visit(self.others[node.id.name].value)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        if isinstance(node.selector, ast.VariableReference):
            keys = {v.key.name for v in node.variants if isinstance(v.key, ast.Identifier)}
            plural = keys <= {"zero", "one", "two", "few", "many", "other"}
            self.names[node.selector.id.name] = "number" if plural else sorted(keys)[0]
        self.generic_visit(node)

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:
        for argument in node.arguments.positional:
            if isinstance(argument, ast.VariableReference):
                self.names[argument.id.name] = "date"

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.setdefault(node.id.name, "text")


def catalogue() -> list[tuple[str, dict[str, str]]]:
    """Every message and attribute a miner may meet, with the kinds of its variables."""
    texts = [f.read_text(encoding="utf-8") for f in (data_root() / "locales" / "es").glob("*.ftl")]
    entries = [entry for text in texts for entry in FluentParser().parse(text).body]
    messages = {entry.id.name: entry for entry in entries if isinstance(entry, ast.Message)}
    return [found for name in sorted(messages) for found in _patterns(messages[name], messages)]


def _patterns(
    entry: ast.Message, others: dict[str, ast.Message]
) -> Iterator[tuple[str, dict[str, str]]]:
    if entry.value is not None:
        yield entry.id.name, _kinds(entry.value, others)
    for attribute in entry.attributes:
        yield f"{entry.id.name}.{attribute.id.name}", _kinds(attribute.value, others)


def _kinds(pattern: ast.Pattern, others: dict[str, ast.Message]) -> dict[str, str]:
    visitor = _Variables(others)
    visitor.visit(pattern)
    return visitor.names


def _given(kind: str, n: int) -> Json:
    match kind:
        case "number":
            return {"number": COUNTS[n % len(COUNTS)]}
        case "date":
            return {"date": f"2026-11-{1 + n % 28:02}"}
        case "text":
            return f"Haquira {n}"
    return kind


def _lines(kinds: str) -> list[list[Line]]:
    """Passes over the catalogue; arguments differ from pass to pass, as people do."""
    wanted = [
        (id, names)
        for id, names in catalogue()
        if kinds == "all" or (bool(names) if kinds == "arguments" else "number" in names.values())
    ]
    return [
        [Line(id, {name: _given(kind, n) for name, kind in names.items()}) for id, names in wanted]
        for n in range(PASSES)
    ]


def _words() -> Words:
    return Words.load(data_root(), library.load(data_root(), app.shapes(app.features())))


def _ours(_: Options, kinds: str) -> Sample:
    words, passes, meter = _words(), _lines(kinds), Meter()
    for line in passes[0]:
        words.text(line, "es")
    with meter.running():
        for lines in passes:
            for line in lines:
                words.text(line, "es")
    assert not words.missing, dict(words.missing)
    return meter.sample(len(passes) * len(passes[0]))


def _reference(_: Options, kinds: str) -> Sample:
    """A dict and str.format: the same words with their variables as `{name}`."""
    words, passes, meter = _words(), _lines(kinds), Meter()
    texts = {line.id: _template(words, line) for line in passes[0]}
    plain = [[(line.id, _plain(line)) for line in lines] for lines in passes]
    with meter.running():
        for lines in plain:
            for id, given in lines:
                found = texts[id]
                if given:
                    found.format(**given)
    return meter.sample(len(passes) * len(passes[0]))


def _template(words: Words, line: Line) -> str:
    """What Fluent wrote, with what was given turned back into its variable."""
    text = words.text(line, "es").replace("{", "{{").replace("}", "}}")
    for name, value in _plain(line).items():
        text = re.sub(rf"\b{re.escape(str(value))}\b", f"{{{name}}}", text, count=1)
    return text


def _plain(line: Line) -> dict[str, Any]:
    return {
        name: next(iter(value.values())) if isinstance(value, dict) else value
        for name, value in line.args.items()
    }


def share(_: Options) -> Sample:
    """How much of a turn's CPU is spent writing its bubble."""
    return asyncio.run(_share())


async def _share() -> Sample:
    from benchmarks import chaski

    built, _ = chaski.build(own_folder())
    await chaski.introduce(built, dialogue.CONTACTS)
    words, spent = built.house.words, [0.0]
    render = words.render

    def timed(*given: Any) -> Any:
        began = time.thread_time()
        done = render(*given)
        spent[0] += time.thread_time() - began
        return done

    words.render = timed  # type: ignore[method-assign, assignment]
    said, meter = dialogue.updates("encuesta", 300), Meter()

    async def talk(n: int) -> None:
        for raw in said[n]:
            await chaski.take(built, raw)

    await at_once(64, 40, talk)
    spent[0] = 0.0
    with meter.running():
        await at_once(64, 260, lambda n: talk(n + 40))
    await built.close()
    turns = 260 * 5
    return meter.sample(
        turns,
        **{
            "µs a bubble": spent[0] / turns * 1e6,
            "% of the turn's cpu": 100 * spent[0] / meter.cpu,
        },
    )


def row(kinds: str, ours: bool) -> Row:
    """One row over part of the catalogue."""
    return lambda options: (_ours if ours else _reference)(options, kinds)


ROWS: dict[str, Row] = {
    "all messages, Words.text": row("all", True),
    "all messages, dict + str.format": row("all", False),
    "with arguments, Words.text": row("arguments", True),
    "with arguments, dict + str.format": row("arguments", False),
    "plurals, Words.text": row("plurals", True),
    "plurals, dict + str.format": row("plurals", False),
    "rendering within a turn": share,
}
RATIOS = [
    Ratio(
        "P18: 0.083, that is 12 times",
        "all messages, Words.text",
        "all messages, dict + str.format",
    ),
    Ratio("", "with arguments, Words.text", "with arguments, dict + str.format"),
    Ratio("", "plurals, Words.text", "plurals, dict + str.format"),
]


if __name__ == "__main__":
    given = arguments(__doc__.splitlines()[0], rounds=5).parse_args()
    main("words", ROWS, RATIOS, given, unit="one message (the last row: one turn)")
