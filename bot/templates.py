"""Texts WhatsApp approves for writing outside the service window, and which of them fits.

Rule 1: content/templates.toml says what we submitted; what became of it says the platform.
Rule 2: a variable is one line: WhatsApp refuses line breaks, tabs and runs of spaces in it.
Source: platforms.md §1.1 and §1.5.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from bot.content_file import Problem, parse
from bot.content_reader import BadContent
from bot.content_reader import read as read_document
from bot.errors import ContentError
from bot.feature import Label
from bot.model import Json, TemplateMessage

FILE = "content/templates.toml"
NAME = re.compile(r"[a-z0-9_]{1,512}")
VARIABLE = re.compile(r"\{\{([a-z]+)\}\}")
KNOWN = frozenset({"text"})
"""What a variable may stand for: `text` is what the bubble says, as one line."""
MOST_BODY, MOST_BUTTONS, LONGEST_TEXT = 1024, 3, 700
READY = "approved"


@dataclass(frozen=True)
class Wording:
    """A template in one language. status: as we last knew it; the platform's own word comes first."""

    language: str
    body: str
    buttons: tuple[Label, ...] = ()
    status: Literal["draft", "submitted", "approved", "rejected", "paused"] = "draft"

    def __post_init__(self) -> None:
        if len(self.body) > MOST_BODY:
            raise ContentError(f"body has {len(self.body)} characters, at most {MOST_BODY}")
        if len(self.buttons) > MOST_BUTTONS:
            raise ContentError(f"buttons are {len(self.buttons)}, at most {MOST_BUTTONS}")
        unknown = sorted(set(VARIABLE.findall(self.body)) - KNOWN)
        if unknown:
            raise ContentError(f"body names {{{{{unknown[0]}}}}}; only {{{{text}}}} is known")
        if self.body.strip().startswith("{{") or self.body.strip().endswith("}}"):
            raise ContentError("body begins or ends with a variable; WhatsApp wants words there")


@dataclass(frozen=True)
class Template:
    """One template by its name at WhatsApp. kinds: reply, reminder, broadcast; topics: empty for any."""

    id: str
    category: Literal["utility", "marketing", "authentication"]
    kinds: tuple[str, ...]
    checked: date
    wordings: tuple[Wording, ...]
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    review: str = "pending"

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.id):
            raise ContentError(f"id = {self.id!r} is no template name; take a-z, 0-9 and _")

    def fits(self, kind: str, topic: str) -> bool:
        """Whether it may carry a bubble of this kind and topic."""
        whole = topic.partition("/")[0]
        return kind in self.kinds and (not self.topics or bool({topic, whole} & set(self.topics)))


@dataclass(frozen=True)
class _File:
    template: tuple[Template, ...] = ()


@dataclass(frozen=True)
class Templates:
    """Every template we have."""

    all: Sequence[Template] = field(default=())

    def fitting(self, kind: str, topic: str, locale: str) -> list[tuple[Template, Wording]]:
        """Those that may carry a bubble, her language first, then Spanish."""
        tags = list(dict.fromkeys((locale, locale.partition("-")[0], "es")))
        return [
            (template, wording)
            for tag in tags
            for template in self.all
            if template.fits(kind, topic)
            for wording in template.wordings
            if wording.language.partition("_")[0] == tag or wording.language == tag
        ]

    def find(self, name: str, language: str) -> tuple[Template, Wording] | None:
        """One template in one language."""
        pairs = ((t, w) for t in self.all if t.id == name for w in t.wordings)
        return next(((t, w) for t, w in pairs if w.language == language), None)


def load(root: Path) -> Templates:
    """The templates of `root`/content/templates.toml. Raises BadContent: something is wrong in it."""
    found, problems = read(root)
    if problems:
        raise BadContent(problems)
    return found


def read(root: Path) -> tuple[Templates, tuple[Problem, ...]]:
    """What can be read of it, and what is wrong."""
    path = root / FILE
    if not path.is_file():
        return Templates(), ()
    document = parse(FILE, path.read_bytes())
    if isinstance(document, Problem):
        return Templates(), (document,)
    made, problems = read_document(document, _File)
    return Templates(made.template if made else ()), problems


def filled(wording: Wording, template: Template, body: Mapping[str, Json]) -> TemplateMessage:
    """The template as it carries a bubble: its variables, and where its quick replies lead."""
    values = {"text": one_line(str(body.get("text", "")))}
    buttons: Any = body.get("buttons") or []
    return TemplateMessage(
        name=template.id,
        language=wording.language,
        variables=tuple(values[name] for name in VARIABLE.findall(wording.body)),
        payloads=tuple(str(b["id"]) for b in buttons[: len(wording.buttons)]),
    )


def one_line(text: str) -> str:
    """Words as a variable holds them: no line breaks, cut after a whole sentence or word."""
    flat = re.sub(r"\s+", " ", text).strip() or "…"
    if len(flat) <= LONGEST_TEXT:
        return flat
    cut = flat[:LONGEST_TEXT]
    end = cut.rfind(". ")
    return cut[: end + 1] if end > LONGEST_TEXT // 2 else cut.rpartition(" ")[0] + " …"


def spoken(wording: Wording, message: TemplateMessage) -> str:
    """What she reads."""
    values = iter(message.variables)
    return VARIABLE.sub(lambda _: next(values, ""), wording.body)
