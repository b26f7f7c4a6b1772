"""What a feature is, and the shapes of content it may bring along.

A feature is a folder in handlers/ that offers one `feature = Feature(…)`. Its content is TOML
read by `bot.library` into the frozen dataclasses named here and in the feature's content.py.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Protocol, TypeVar

from bot.model import Json, Line

T = TypeVar("T")


@dataclass(frozen=True)
class Shown:
    """Marks a content field as words a miner reads; `most` is its limit in characters."""

    most: int
    prose: bool = True


Body = Annotated[str, Shown(600)]
"""One screen of plain words: at most 600 characters, 45 words, INFLESZ 65 or more."""
Title = Annotated[str, Shown(90, prose=False)]
"""A name, official or plain; not prose, so not measured for reading ease."""
Label = Annotated[str, Shown(20, prose=False)]
"""A button: at most 20 characters on every platform."""
Marked = Annotated[str, Shown(18, prose=False)]
"""A button that bears a mark (☐ ☑): two characters less."""


@dataclass(frozen=True)
class Source:
    """Where a fact comes from (content/sources.toml). kind: norm, press, official, study."""

    id: str
    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Dated:
    """One value of a dated quantity, in the shape OpenFisca made standard.

    valid_to: None means until further notice. checked: the day a person last looked.
    """

    value: date | int | float | str
    valid_from: date
    norm: str
    source: tuple[str, ...]
    checked: date
    valid_to: date | None = None
    note: Annotated[str, Shown(300)] = ""


@dataclass(frozen=True)
class Value:
    """A quantity the law may change, with all its dated values, oldest first."""

    id: str
    title: Title
    values: tuple[Dated, ...]

    def on(self, day: date) -> Dated:
        """The value in force on a day; the last known one when the day lies beyond them all."""
        known = [value for value in self.values if value.valid_from <= day]
        return known[-1] if known else self.values[0]


class Item(Protocol):
    """Any piece of content: it has an id that is for ever."""

    @property
    def id(self) -> str: ...


class Content(Protocol):
    """All content of one version, as a flow may see it."""

    @property
    def version(self) -> str: ...

    def all(self, shape: type[T]) -> Mapping[str, T]:
        """Every item of one shape by id, in the content's own order."""

    def find(self, shape: type[T], id: str) -> T | None:
        """One item, or None when it was withdrawn."""

    def line(self, item: Item, path: str) -> Line:
        """The words of an item's field, e.g. `documents.cargo.text`."""

    def value(self, id: str, on: date) -> Dated:
        """A dated quantity as it stands on a day."""

    def source(self, id: str) -> Source:
        """A source by id."""


Flow = Callable[..., Coroutine[Any, Any, Any]]
"""`async def flow(chat: Chat, **args) -> None`."""


@dataclass(frozen=True)
class Feature:
    """One need of a miner.

    flows: by full name, `<feature>` or `<feature>/<flow>`.
    content: folder under content/ → the dataclass of its files.
    standing: flows whose reminders are recomputed as long as the contact stays (plans).
    tasks: pure functions offered as work, by task name.
    private: flows of which nothing that was said or sent is kept once they are over.
    opens: folder under content/ → the flow that opens one of its items by `id`, for the search.
    """

    name: str
    flows: Mapping[str, Flow]
    content: Mapping[str, type[Any]] = field(default_factory=dict)
    standing: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    tasks: Mapping[str, Callable[[Json], Json]] = field(default_factory=dict)
    opens: Mapping[str, str] = field(default_factory=dict)
