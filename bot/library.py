"""The library: everything in content/, read once into checked frozen dataclasses of one version.

Rule 1: content is data. A file is found by its folder, an item by its id, and nothing is run.
Rule 2: one version for the whole set; a turn sees one library from beginning to end.
Rule 3: nothing half read is handed out. `load` gives a whole library or raises with all problems.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast, get_args

from bot.content_file import Document, Problem, Spot, parse
from bot.content_reader import BadContent, Hint, bare, hints, nearest, origin_of, toml
from bot.content_reader import read as read_document
from bot.errors import ContentError
from bot.feature import Dated, Item, Shown, Source, Value
from bot.model import Line

T = TypeVar("T")
VALUES = "values"
SOURCES = "content/sources.toml"


@dataclass(frozen=True)
class _Sources:
    """The shape of content/sources.toml: `[[source]]` tables."""

    source: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Field:
    """One field of an item, however deep, or one element of a list in it.

    owner: the dataclass that has the field; path: by ids, as in a line id; spot: as in the file.
    """

    owner: type[Any]
    name: str
    hint: Hint
    value: Any
    path: tuple[str, ...]
    spot: Spot

    @property
    def shown(self) -> Shown | None:
        """The marker of words a miner reads, or None."""
        hint = self.hint
        if origin_of(hint) is not Annotated:
            return None
        return next((mark for mark in hint.__metadata__ if isinstance(mark, Shown)), None)


@dataclass(frozen=True)
class Passage:
    """Words a miner reads, where they stand. id: the line id, `<folder>/<item>.<path>`."""

    id: str
    text: str
    shown: Shown
    document: Document
    spot: Spot

    def problem(self, message: str) -> Problem:
        """A problem with these words."""
        return self.document.problem(self.spot, message)


@dataclass(frozen=True)
class Library:
    """All content of one version, by folder and id. What a flow sees of it is `Content`.

    items: folder → id → item, in the content's own order (`order`, then id).
    documents: (folder, file stem) → the file, for the line of a problem.
    """

    version: str
    shapes: Mapping[str, type[Any]]
    items: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Source]
    documents: Mapping[tuple[str, str], Document]

    @cached_property
    def _folders(self) -> Mapping[type[Any], str]:
        return {shape: folder for folder, shape in self.shapes.items()}

    def folder(self, shape: type[Any]) -> str:
        """The folder that holds items of a shape."""
        if shape not in self._folders:
            raise ContentError(f"no folder of content/ is read as {shape.__name__}")
        return self._folders[shape]

    def all(self, shape: type[T]) -> Mapping[str, T]:
        """Every item of one shape by id, in the content's own order."""
        return cast("Mapping[str, T]", self.items[self.folder(shape)])

    def find(self, shape: type[T], id: str) -> T | None:
        """One item, or None when it was withdrawn."""
        return self.all(shape).get(id)

    def line(self, item: Item, path: str) -> Line:
        """The words of an item's field, e.g. `documents.cargo.text`."""
        return Line(f"{self.folder(type(item))}/{item.id}.{path}")

    def value(self, id: str, on: date) -> Dated:
        """A dated quantity as it stands on a day. Raises ContentError: there is none of this id."""
        known = self.all(Value)
        if id not in known:
            raise ContentError(f'no value "{id}" in content/{VALUES}{nearest(id, known)}')
        return known[id].on(on)

    def source(self, id: str) -> Source:
        """A source by id. Raises ContentError: there is none."""
        if id not in self.sources:
            raise ContentError(f'no source "{id}" in {SOURCES}{nearest(id, self.sources)}')
        return self.sources[id]

    def words(self, line_id: str) -> str | None:
        """The words a content line stands for, `<folder>/<item>.<path>`, or None."""
        folder, _, rest = line_id.partition("/")
        name, *path = rest.split(".")
        found: Any = self.items.get(folder, {}).get(name)
        for part in path:
            found = _inside(found, part)
        return found if isinstance(found, str) else None

    def fields(self, folder: str, id: str) -> Iterator[Field]:
        """Every field of an item, nested ones and list elements too."""
        yield from _fields_of(self.items[folder][id], (), ())

    def shown(self) -> Iterator[Passage]:
        """Everything a miner may read, for the linter and for `chaski extract`."""
        for folder, items in self.items.items():
            for id in items:
                for field in self.fields(folder, id):
                    mark = field.shown
                    if mark and isinstance(field.value, str) and field.value:
                        line_id = f"{folder}/{id}.{'.'.join(field.path)}"
                        document = self.documents[folder, id]
                        yield Passage(line_id, field.value, mark, document, field.spot)


def load(root: Path, shapes: Mapping[str, type[Any]]) -> Library:
    """The library in `root`/content. shapes: folder → the dataclass of its files.

    Raises BadContent (a ContentError): anything is wrong in any file; all of it is named.
    """
    library, problems = read(root, shapes)
    if problems:
        raise BadContent(problems)
    return library


def read(root: Path, shapes: Mapping[str, type[Any]]) -> tuple[Library, tuple[Problem, ...]]:
    """What can be read of `root`/content, and the problems of what cannot."""
    return _Reading(root, {VALUES: Value, **shapes}).library()


class _Reading:
    """One reading of a content folder; problems and the hash of all bytes gather as it goes."""

    def __init__(self, root: Path, shapes: Mapping[str, type[Any]]) -> None:
        self.root, self.shapes = root, shapes
        self.problems: list[Problem] = []
        self.documents: dict[tuple[str, str], Document] = {}
        self.digest = blake2b(digest_size=6)

    def library(self) -> tuple[Library, tuple[Problem, ...]]:
        sources = self._sources()
        items = {
            folder: self._folder(folder, self.shapes[folder]) for folder in sorted(self.shapes)
        }
        version = self.digest.hexdigest()
        library = Library(version, self.shapes, items, sources, self.documents)
        return library, tuple(sorted(self.problems))

    def _document(self, path: Path) -> Document | None:
        file = path.relative_to(self.root).as_posix()
        data = path.read_bytes()
        self.digest.update(f"{file}\0{len(data)}\0".encode() + data)
        found = parse(file, data)
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        return found

    def _item(self, document: Document, shape: type[Any]) -> Any:
        item, problems = read_document(document, shape)
        self.problems.extend(problems)
        return item

    def _sources(self) -> Mapping[str, Source]:
        path = self.root / SOURCES
        document = self._document(path) if path.is_file() else None
        read = self._item(document, _Sources) if document else None
        if document:
            self.documents["", "sources"] = document
        return {source.id: source for source in (read or _Sources()).source}

    def _folder(self, folder: str, shape: type[Any]) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        taken: dict[str, str] = {}
        for path in sorted((self.root / "content" / folder).glob("*.toml")):
            document = self._document(path)
            if document is None:
                continue
            self.documents[folder, path.stem] = document
            self._named(document, path.stem, taken)
            item = self._item(document, shape)
            if item is not None and item.id == path.stem:
                found[item.id] = item
        ordered = sorted(found.values(), key=lambda item: (getattr(item, "order", 0), item.id))
        return {item.id: item for item in ordered}

    def _named(self, document: Document, stem: str, taken: dict[str, str]) -> None:
        """Refuses an id that is not the file's name, or that another file of the folder has."""
        id = document.table.get("id")
        if not isinstance(id, str):
            return
        if id in taken:
            message = f"id = {toml(id)} is already the id of {taken[id]}; ids are never shared"
            self.problems.append(document.problem(("id",), message))
        elif id != stem:
            message = f'id = {toml(id)} differs from the file name; write id = "{stem}"'
            self.problems.append(document.problem(("id",), message))
        taken.setdefault(id, document.file)


def _inside(value: Any, part: str) -> Any:
    """One step of a path: a field, a key, an element by its id or by its position."""
    if isinstance(value, tuple):
        named = (element for element in value if getattr(element, "id", None) == part)
        placed = value[int(part)] if part.isdecimal() and int(part) < len(value) else None
        return next(named, placed)
    if isinstance(value, Mapping):
        return value.get(part)
    return getattr(value, part, None) if is_dataclass(value) else None


def _fields_of(item: Any, path: tuple[str, ...], spot: Spot) -> Iterator[Field]:
    for name, hint in hints(type(item)).items():
        value = getattr(item, name)
        yield from _deep(Field(type(item), name, hint, value, (*path, name), (*spot, name)))


def _deep(field: Field) -> Iterator[Field]:
    """A field, then what it holds."""
    yield field
    if isinstance(field.value, tuple):
        names: list[Any] = [getattr(part, "id", str(i)) for i, part in enumerate(field.value)]
        parts = list(zip(names, range(len(names)), field.value, strict=True))
    elif isinstance(field.value, Mapping):
        parts = [(key, key, part) for key, part in field.value.items()]
    else:
        if is_dataclass(field.value):
            yield from _fields_of(field.value, field.path, field.spot)
        return
    hint = get_args(bare(field.hint))[1 if isinstance(field.value, Mapping) else 0]
    for name, place, part in parts:
        path, spot = (*field.path, name), (*field.spot, place)
        yield from _deep(Field(field.owner, field.name, hint, part, path, spot))
