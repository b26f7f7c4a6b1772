"""Fluent patterns, each resolved once for a kind of arguments, and filled like a template after.

Rule 1: text that a pattern only inserts is filled in afterwards; what it chooses by (a number, a
        state) or hands to a function (a day) tells templates apart.
Rule 2: the words are Fluent's, to the letter: a template is what Fluent wrote, with gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fluent.runtime import FluentBundle
from fluent.runtime import resolver as fluent

MOST = 4000
"""Templates kept at once; then all are forgotten, for numbers have no end."""
OPEN, SHUT = "\ue000", "\ue001"
Template = str | None


class Day(str):
    """A date already written long; `SHORT($day)` in a message writes it short."""

    iso: str = ""


class Phrases:
    """The patterns of one language."""

    def __init__(self, bundle: FluentBundle) -> None:
        self._bundle = bundle
        self._inserted: dict[Any, frozenset[str]] = {}
        self._templates: dict[tuple[Any, ...], Template] = {}

    def text(self, pattern: Any, args: Mapping[str, Any]) -> str | None:
        """The words of a pattern; None when Fluent cannot write them."""
        inserted = self._inserted.get(pattern)
        if inserted is None:
            inserted = self._inserted[pattern] = _inserted(pattern)
        key: list[Any] = [pattern]
        for name, value in args.items():
            if name in inserted and type(value) is str:
                key.append(name)
            else:
                key.append((name, type(value), getattr(value, "iso", value)))
        kind = tuple(key)
        if kind not in self._templates:
            if len(self._templates) >= MOST:
                self._templates.clear()
            self._templates[kind] = self._template(pattern, args, inserted)
        template = self._templates[kind]
        return template.format_map(args) if template is not None and args else template

    def _template(
        self, pattern: Any, args: Mapping[str, Any], inserted: frozenset[str]
    ) -> Template:
        gaps = {n for n, value in args.items() if n in inserted and type(value) is str}
        given = {n: f"{OPEN}{n}{SHUT}" if n in gaps else value for n, value in args.items()}
        words, errors = self._bundle.format_pattern(pattern, given)
        if errors or not args:
            return None if errors else str(words)
        template = str(words).replace("{", "{{").replace("}", "}}")
        for name in gaps:
            template = template.replace(f"{OPEN}{name}{SHUT}", f"{{{name}}}")
        return template


def _inserted(pattern: Any) -> frozenset[str]:
    """The variables that a pattern inserts as they are, and uses for nothing else."""
    uses = set(_uses(pattern))
    if ("", False) in uses:
        return frozenset()
    return frozenset(name for name, only in uses if only and (name, False) not in uses)


def _uses(node: Any, only: bool = True) -> Iterator[tuple[str, bool]]:
    """Variables and whether they are inserted there; no name: another message has them all."""
    match node:
        case fluent.Pattern():
            for element in node.elements:
                yield from _uses(element)
        case fluent.Placeable() | fluent.NeverIsolatingPlaceable():
            yield from _uses(node.expression, only)
        case fluent.VariableReference():
            yield node.id.name, only
        case fluent.SelectExpression():
            yield from _uses(node.selector, only=False)
            for variant in node.variants:
                yield from _uses(variant.value)
        case fluent.FunctionReference():
            for argument in node.arguments.positional:
                yield from _uses(argument, only=False)
        case fluent.MessageReference() | fluent.TermReference():
            yield "", False
