"""How a content file becomes a checked value: TOML text in, a frozen dataclass or problems out.

Rule 1: nothing stops at the first fault. A trainer sees all problems of a file at once.
Rule 2: every problem names the file, the line and the remedy.
Rule 3: the reader knows types only. What a shape knows about itself it checks in its own
        `__post_init__`, by raising ContentError("<key> = … is wrong; do this").
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from bot.content_file import Document, Problem, Spot
from bot.errors import ContentError

Hint: TypeAlias = Any

KINDS: Mapping[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
    bool: "true or false",
    date: "a day without quotes, as 2026-11-22",
}
EXAMPLES: Mapping[type, str] = {
    str: '"…"',
    int: "1",
    float: "1.5",
    Decimal: "1.5",
    bool: "true",
    date: "2026-11-22",
}


class BadContent(ContentError):
    """Content was refused; `problems` says everything that is wrong, by file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read(document: Document, shape: type[Any]) -> tuple[Any, tuple[Problem, ...]]:
    """The document as a `shape`, or None with all its problems."""
    reader = _Reader(document)
    item = reader.table(shape, document.table, ())
    return item, tuple(reader.problems)


def hints(shape: Any) -> Mapping[str, Hint]:
    """The fields of a dataclass with their types, `Annotated` markers kept."""
    return _hints(shape)


@cache
def _hints(shape: Any) -> Mapping[str, Hint]:
    known = get_type_hints(shape, include_extras=True)
    return {field.name: known[field.name] for field in fields(shape)}


def origin_of(hint: object) -> Any:
    """What a generic type is made from: `tuple` for `tuple[int, ...]`; None for a plain one."""
    return get_origin(hint)


def bare(hint: Hint) -> Hint:
    """A type without its markers and without `| None`."""
    if origin_of(hint) is Annotated:
        return bare(get_args(hint)[0])
    if origin_of(hint) in (Union, UnionType):
        kept = [arg for arg in get_args(hint) if arg is not NoneType]
        return bare(kept[0]) if len(kept) == 1 else hint
    return hint


def nearest(word: str, known: object) -> str:
    """`; did you mean "…"?` when a known word is close, else nothing."""
    names = [str(name) for name in known] if hasattr(known, "__iter__") else []
    close = get_close_matches(word, names, 1)
    return f'; did you mean "{close[0]}"?' if close else ""


def toml(value: object) -> str:
    """A value as an author wrote it, short enough for a message."""
    match value:
        case list() | tuple():
            return "a list"
        case dict():
            return "a table"
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value if len(value) < 40 else value[:39] + "…", ensure_ascii=False)
    return str(value)


class _Reader:
    """One document on its way to a dataclass; problems pile up, values come back as they can."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def refuse(self, spot: Spot, message: str) -> None:
        self.problems.append(self.document.problem(spot, message))

    def value(self, hint: Hint, raw: Any, spot: Spot) -> Any:
        kind = bare(hint)
        origin = origin_of(kind)
        if origin is Literal:
            return self._literal(get_args(kind), raw, spot)
        if origin in (Union, UnionType):
            return self._union(get_args(kind), raw, spot)
        if origin is tuple:
            return self._list(get_args(kind)[0], raw, spot)
        if origin is not None and issubclass(origin, Mapping):
            return self._mapping(get_args(kind)[1], raw, spot)
        if is_dataclass(kind) and isinstance(kind, type):
            return self._nested(kind, raw, spot)
        return self._scalar(kind, raw, spot)

    def table(self, shape: type[Any], raw: Mapping[str, Any], spot: Spot) -> Any:
        """A table as a dataclass; None when anything in it was refused."""
        before = len(self.problems)
        known = hints(shape)
        meant = self._unknown(known, raw, spot)
        values = {
            name: self.value(hint, raw[name], (*spot, name))
            for name, hint in known.items()
            if name in raw
        }
        for field in fields(shape):
            required = field.default is MISSING and field.default_factory is MISSING
            if required and field.name not in raw and field.name not in meant:
                example = _example(field.name, bare(known[field.name]))
                self.refuse(spot, f'missing key "{field.name}"; add {example}')
        return self._built(shape, values, spot) if len(self.problems) == before else None

    def _unknown(self, known: Mapping[str, Hint], raw: Mapping[str, Any], spot: Spot) -> set[str]:
        """Refuses the keys a shape does not have; returns the ones they were meant for."""
        meant: set[str] = set()
        for key in raw:
            if key not in known:
                close = get_close_matches(key, [name for name in known if name not in raw], 1)
                meant.update(close)
                remedy = f'did you mean "{close[0]}"?' if close else f"known: {', '.join(known)}"
                self.refuse((*spot, key), f'unknown key "{key}"; {remedy}')
        return meant

    def _built(self, shape: type[Any], values: Mapping[str, Any], spot: Spot) -> Any:
        try:
            return shape(**values)
        except (ContentError, ValueError) as error:
            key = re.split(r"\W", str(error), maxsplit=1)[0]
            self.refuse((*spot, key), str(error))
            return None

    def _nested(self, shape: type[Any], raw: Any, spot: Spot) -> Any:
        if isinstance(raw, dict):
            return self.table(shape, raw, spot)
        return self.refuse(
            spot, f"{_key(spot)} = {toml(raw)} must be a table; write [{_key(spot)}]"
        )

    def _list(self, element: Hint, raw: Any, spot: Spot) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            remedy = f"write {_key(spot)} = [{toml(raw)}]"
            if is_dataclass(bare(element)):
                remedy = f"write [[{_key(spot)}]]"
            self.refuse(spot, f"{_key(spot)} = {toml(raw)} must be a list; {remedy}")
            return ()
        read = tuple(self.value(element, part, (*spot, i)) for i, part in enumerate(raw))
        self._twice(raw, spot)
        return read

    def _twice(self, raw: list[Any], spot: Spot) -> None:
        seen: set[object] = set()
        for i, part in enumerate(raw):
            name = part.get("id") if isinstance(part, dict) else None
            if isinstance(name, str) and name in seen:
                where = f'id = "{name}" is used twice in {_key(spot)}'
                self.refuse((*spot, i, "id"), f"{where}; give each its own id")
            seen.add(name if isinstance(name, str) else None)

    def _mapping(self, element: Hint, raw: Any, spot: Spot) -> dict[str, Any]:
        if not isinstance(raw, dict):
            name = _key(spot)
            self.refuse(spot, f"{name} = {toml(raw)} must be a table; write [{name}]")
            return {}
        return {key: self.value(element, part, (*spot, key)) for key, part in raw.items()}

    def _literal(self, options: tuple[Any, ...], raw: Any, spot: Spot) -> Any:
        if raw in options and type(raw) in {type(option) for option in options}:
            return raw
        listed = ", ".join(toml(option) for option in options)
        remedy = nearest(str(raw), options)
        return self.refuse(spot, f"{_key(spot)} = {toml(raw)} is not one of {listed}{remedy}")

    def _union(self, kinds: tuple[Hint, ...], raw: Any, spot: Spot) -> Any:
        for kind in kinds:
            trial = _Reader(self.document)
            value = trial.value(kind, raw, spot)
            if not trial.problems:
                return value
        names = " or ".join(KINDS.get(bare(k), "a table") for k in kinds if k is not NoneType)
        return self.refuse(spot, f"{_key(spot)} = {toml(raw)} must be {names}")

    def _scalar(self, kind: Hint, raw: Any, spot: Spot) -> Any:
        if kind is str and isinstance(raw, str):
            return raw.strip()
        if kind in (float, Decimal) and type(raw) in (int, float):
            return kind(str(raw))
        if kind is date and type(raw) is date:
            return raw
        if kind in (int, bool) and type(raw) is kind:
            return raw
        if kind not in KINDS:
            raise TypeError(f"{self.document.file}: the reader does not know the type {kind!r}")
        wrong = f"{_key(spot)} = {toml(raw)} must be {KINDS[kind]}"
        if isinstance(raw, datetime) and kind is date:
            wrong += ", not a time of day"
        plain = kind is str and not isinstance(raw, list | dict)
        return self.refuse(spot, f"{wrong}; write {toml(str(raw)) if plain else EXAMPLES[kind]}")


def _key(spot: Spot) -> str:
    """A spot as an author names it: `right`, or `sources[2]` for the second of a list."""
    match spot:
        case (*_, str(name), int(number)):
            return f"{name}[{number + 1}]"
        case (*_, last):
            return str(last)
    return "the file"


def _example(name: str, kind: Hint) -> str:
    """What to write for a key that is not there."""
    if is_dataclass(kind):
        return f"a table [{name}]"
    origin = origin_of(kind)
    if origin is Literal:
        return f"{name} = {toml(get_args(kind)[0])}"
    if origin is tuple:
        return f"[[{name}]]" if is_dataclass(bare(get_args(kind)[0])) else f'{name} = ["…"]'
    return f"[{name}]" if origin is not None else f"{name} = {EXAMPLES.get(kind, '…')}"
