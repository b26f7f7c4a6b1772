"""Rules for the facts of an item: its ids, sources, dates, review and links to other items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from bot.content_file import Problem
from bot.content_reader import nearest, toml
from bot.feature import Value
from bot.library import SOURCES, Field, Library

LINKS: Mapping[str, str] = {
    "Requirement.needs": "Requirement",
    "Status.leads": "Requirement",
    "Blocker.about": "Requirement",
    "Blocker.offices": "Office",
    "Office.regions": "Region",
    "Due.since": "Requirement",
    "Need.done": "Requirement",
    "Due.value": "Value",
}
"""`<shape>.<field>` → the shape its ids belong to. A new field of links is one line here."""
NOT_LINKS: Mapping[str, frozenset[str]] = {"Due.since": frozenset({"notification"})}
"""Words that may stand where an id is expected."""
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 40
"""Characters: with the bubble and the step around it, a callback stays under 64 bytes."""
REVIEW = re.compile(r"(\d{4}-\d\d-\d\d) \S.*")
UNFIT = ("background", "unverified")
"""Confidence of what may never be stated as a rule."""


@dataclass(frozen=True)
class _Rules:
    """What the rules know beside the field. Each returns what is wrong, or nothing."""

    library: Library
    today: date
    oldest: int

    def id(self, field: Field) -> str:
        return _slug(str(field.value))

    def sources(self, field: Field) -> str:
        if field.value == ():
            return f"{field.name} is empty; name at least one id of {SOURCES}"
        known = self.library.sources
        if isinstance(field.value, str) and field.value not in known:
            remedy = nearest(field.value, known) or f"; add it to {SOURCES}"
            return f"source {toml(field.value)} is not in {SOURCES}{remedy}"
        return ""

    def checked(self, field: Field) -> str:
        if not isinstance(field.value, date):
            return "checked is missing; add the day its facts were last looked at"
        age = (self.today - field.value).days
        if age < 0:
            return f"checked = {field.value} lies ahead; write the day it was looked at"
        if age > self.oldest:
            return (
                f"checked = {field.value} has expired: {age} days old, at most {self.oldest}; "
                "look at the facts again and write the new day"
            )
        return ""

    def review(self, field: Field) -> str:
        found = REVIEW.fullmatch(str(field.value))
        if field.value == "pending" or (found and _is_day(found[1])):
            return ""
        return f'review = {toml(field.value)} must be "pending" or "<day> <name>", as "2026-11-22 Ana Quispe"'

    def confidence(self, field: Field) -> str:
        if field.value not in UNFIT:
            return ""
        return f"confidence = {toml(field.value)} may not be shown; confirm it or take it out"

    def link(self, field: Field) -> str:
        place = f"{field.owner.__name__}.{field.name}"
        target = LINKS.get(place)
        folder = next((f for f, s in self.library.shapes.items() if s.__name__ == target), None)
        if folder is None or not isinstance(field.value, str) or not field.value:
            return ""
        known = [stem for kind, stem in self.library.documents if kind == folder]
        if field.value in (*known, *NOT_LINKS.get(place, ())):
            return ""
        remedy = nearest(field.value, known) or "; write the id of a file in that folder"
        return f"{field.name} = {toml(field.value)} is not in content/{folder}{remedy}"

    def options(self, field: Field) -> str:
        """The keys of a table of labels are option ids."""
        return next(filter(None, map(_slug, field.value)), "")


def check(root: Path, library: Library, *, today: date, oldest: int) -> Iterator[Problem]:
    """Problems of every item, every source and every folder of content/."""
    rules = _Rules(library, today, oldest)
    for folder, items in library.items.items():
        for id, item in items.items():
            document = library.documents[folder, id]
            for field in library.fields(folder, id):
                for rule in _rules_for(field, rules):
                    message = rule(field)
                    if message:
                        yield document.problem(field.spot, message)
            if isinstance(item, Value):
                for i, message in _order(item):
                    yield document.problem(("values", i, "valid_from"), message)
    yield from _sources(library)
    yield from _folders(root, library)


def _rules_for(field: Field, rules: _Rules) -> list[Callable[[Field], str]]:
    named: Mapping[str, Callable[[Field], str]] = {
        "id": rules.id,
        "sources": rules.sources,
        "source": rules.sources,
        "checked": rules.checked,
        "review": rules.review,
        "confidence": rules.confidence,
    }
    options = [rules.options] if isinstance(field.value, Mapping) else []
    return [*([named[field.name]] if field.name in named else []), rules.link, *options]


def _order(item: Value) -> Iterator[tuple[int, str]]:
    """Dated values stand oldest first, or the wrong one would be in force."""
    for i, (before, after) in enumerate(pairwise(item.values), 1):
        if after.valid_from <= before.valid_from:
            yield i, f"valid_from = {after.valid_from} is not later than the one before; sort them"
    for i, value in enumerate(item.values):
        if value.valid_to and value.valid_to < value.valid_from:
            yield i, f"valid_to = {value.valid_to} is before valid_from; correct one of them"


def _sources(library: Library) -> Iterator[Problem]:
    for i, source in enumerate(library.sources.values()):
        lacks = {"title": source.title, "date": source.date}
        for name in (name for name, value in lacks.items() if not value):
            remedy = ', "s.f." when it bears none' if name == "date" else ""
            message = f'source "{source.id}" has no {name}; add {name} = "…"{remedy}'
            yield library.documents["", "sources"].problem(("source", i), message)


def _folders(root: Path, library: Library) -> Iterator[Problem]:
    for path in sorted((root / "content").glob("*/")):
        if path.name not in library.shapes and any(path.glob("*.toml")):
            remedy = nearest(path.name, library.shapes) or "; add it to a feature's `content`"
            yield Problem(f"content/{path.name}", 1, f"no feature reads this folder{remedy}")


def _slug(id: str) -> str:
    if not SLUG.fullmatch(id):
        return f'id {toml(id)} must be lower-case letters, digits and dashes, as "mi-papel"'
    if len(id) > LONGEST_ID:
        return f'id "{id}" has {len(id)} characters, at most {LONGEST_ID}; choose a shorter one'
    return ""


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
