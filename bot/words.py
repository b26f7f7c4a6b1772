"""Words: a line and a locale become text, along a chain of languages that ends in Spanish.

Rule 1: an id with `/` is a content line: its translation, else the library's own words, as they
        stand. Any other id is a Fluent message; `<message>.<option>` is its attribute.
Rule 2: what a person wrote is data. It is cleaned, and never read as Fluent.
Rule 3: a miner never meets an error. What has no words anywhere is shown by its id and counted.
Rule 4: dates, numbers and money follow Peru; day and month names are our own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, cast

from babel.numbers import format_currency
from fluent.runtime import FluentBundle, FluentResource

from bot.errors import ChaskiError
from bot.feature import Value
from bot.layout import Draft, Option, Rendered, cut, lay_out
from bot.library import Library
from bot.model import Json, Limits, Line, line_of
from bot.phrases import Day, Phrases
from bot.typed import clean

__all__ = ["Draft", "MissingWords", "Option", "Rendered", "Words"]

CHAINS: Mapping[str, tuple[str, ...]] = {
    "es": ("es-PE",),
    "en": ("en", "es-PE"),
    "quy": ("quy", "qu-PE", "es-PE"),
    "quz": ("quz", "qu-PE", "es-PE"),
}
"""Language → the locales Fluent formats by, in order. The words themselves end in SOURCE."""
SOURCE = "es"
RELEASED = (SOURCE, "en")
"""Languages offered to miners: nothing is missing, and somebody who speaks it has read it."""
VALUE = re.compile(r"\{([a-z0-9-]+)\}")
"""A dated value inside words of content."""
LONGEST_ARG = 2400
"""Characters; Fluent refuses arguments over 2,500."""


class MissingWords(ChaskiError):
    """A line has no words in any language of its chain, or lacks one of its variables."""


class Words:
    """Every word a miner can meet, in every language there is.

    missing: (locale, line id) → how often it was asked for and had no words.
    strict: for tests: raise MissingWords instead.
    offered: the languages people are written to; the words of others are only understood.
    """

    def __init__(self, library: Library, *, strict: bool = False) -> None:
        self.library, self.strict = library, strict
        self.offered: tuple[str, ...] = RELEASED
        self._chains: dict[str, tuple[str, ...]] = {}
        self.missing: Counter[tuple[str, str]] = Counter()
        self._bundles: dict[str, FluentBundle] = {}
        self._content: dict[tuple[str, str], FluentBundle] = {}
        self._known: dict[tuple[str, str], str] = {}
        self._days: dict[tuple[str, str, str], str] = {}
        self._phrases: dict[str, Phrases] = {}
        self._found: dict[tuple[str, str], list[tuple[str, Any]]] = {}

    @classmethod
    def load(cls, root: Path, library: Library, *, strict: bool = False) -> Words:
        """The words in `root`/locales, one folder per language, around the words of a library."""
        words = cls(library, strict=strict)
        for folder in sorted(path for path in (root / "locales").glob("*") if path.is_dir()):
            tag = folder.name
            words._bundles[tag] = words._bundle(tag, sorted(folder.glob("*.ftl")))
            words._phrases[tag] = Phrases(words._bundles[tag])
            for file in sorted(folder.glob("content/*/*.ftl")) if tag != SOURCE else ():
                item = f"{file.parent.name}/{file.stem}"
                words._content[tag, item] = words._bundle(tag, [file])
        return words

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages there are words in, Spanish first."""
        return tuple(sorted(self._bundles, key=lambda tag: (tag != SOURCE, tag)))

    def locale(self, tag: str) -> str:
        """The language offered for a tag such as `es-PE` or `en_US`; Spanish when there is none."""
        language = tag.replace("_", "-").partition("-")[0].lower()
        found = (known for known in (tag, language) if known in self.offered)
        return next((known for known in found if known in self._bundles), SOURCE)

    def has(self, id: str, locale: str) -> bool:
        """Whether a line of this id has words in a locale or along its chain."""
        tag = self._tag(locale)
        if "/" in id:
            return self.library.words(id) is not None
        return any(pattern is not None for _, pattern in self._patterns(id, tag))

    def owns(self, id: str, tag: str) -> bool:
        """Whether a language has its own words for a message or attribute, without its chain."""
        return any(found is not None for of, found in self._patterns(id, tag) if of == tag)

    def text(self, line: Line, locale: str) -> str:
        """The words of a line. Raises MissingWords only when strict."""
        tag = self._tag(locale)
        if not line.args:
            known = self._known.get((tag, line.id))
            if known is not None:
                return known
        words = self._find(line, tag)
        if words is None:
            return self._lost(line, tag)
        if not line.args:
            self._known[tag, line.id] = words
        return words

    def render(self, draft: Draft, locale: str, limits: Limits) -> Rendered:
        """A draft as one bubble in her language that fits the channel.

        Raises MissingWords: strict, and the text is longer than the channel takes.
        """
        rendered = lay_out(draft, limits, partial(self.text, locale=locale))
        if rendered.cut and self.strict:
            raise MissingWords(f"{draft.name} is longer than {limits.text} characters; say less")
        if rendered.cut:
            self.missing[self.locale(locale), f"{draft.name} (cut)"] += 1
        return rendered

    # -- where words are found ------------------------------------------------------------------

    def _find(self, line: Line, tag: str) -> str | None:
        if "/" in line.id:
            found = self._content_words(line.id, tag)
        else:
            found = self._message(line, tag)
        _, dot, option = line.id.rpartition(".")
        if found is None and dot:
            return self._message(Line(f"common-{option}", line.args), tag)
        return found

    def _content_words(self, id: str, tag: str) -> str | None:
        item, _, path = id.partition(".")
        bundle = self._content.get((tag, item))
        name = path.replace(".", "-")
        if bundle is not None and bundle.has_message(name):
            pattern = bundle.get_message(name).value
            words = self._format(bundle, pattern, {}) if pattern is not None else None
            if words is not None:
                return words
        own = self.library.words(id)
        return VALUE.sub(partial(self._value, tag), own) if own and "{" in own else own

    def _value(self, tag: str, place: re.Match[str]) -> str:
        """`{process-end}` in content: the value's newest day; `{process-end-checked}`: its check."""
        name, _, _ = place[1].partition("-checked")
        found = self.library.find(Value, name)
        last = found.values[-1] if found else None
        newest = None if last is None else last.checked if place[1] != name else last.value
        if isinstance(newest, date):
            return self._day(newest.isoformat(), tag, "date-short")
        return str(newest) if newest is not None else place[0]

    def _message(self, line: Line, tag: str) -> str | None:
        key = (line.id, tag)
        if key not in self._found:
            found = [(language, p) for language, p in self._patterns(*key) if p is not None]
            if not found:
                return None
            self._found[key] = found
        for language, pattern in self._found[key]:
            args = self._args(line.args, language, tag) if line.args else {}
            words = self._phrases[language].text(pattern, args)
            if words is not None:
                return words
        return None

    def _patterns(self, id: str, tag: str) -> Iterator[tuple[str, Any]]:
        """Each language of the chain with its words for a message or attribute, or None."""
        name, _, option = id.partition(".")
        for language in self._chain(tag):
            bundle = self._bundles.get(language)
            if bundle is not None and bundle.has_message(name):
                message = bundle.get_message(name)
                yield language, message.attributes.get(option) if option else message.value

    def _chain(self, tag: str) -> tuple[str, ...]:
        """The languages whose words are tried, in order: `quy`, `qu-PE`, `es`."""
        if tag not in self._chains:
            among = (tag, *CHAINS.get(tag, ())[:-1], SOURCE)
            self._chains[tag] = tuple(dict.fromkeys(t for t in among if t in self._bundles))
        return self._chains[tag]

    def _tag(self, locale: str) -> str:
        """The language whose words are meant: any there is, by its exact tag."""
        return locale if locale in self._bundles else self.locale(locale)

    def _format(self, bundle: FluentBundle, pattern: Any, args: dict[str, Any]) -> str | None:
        words, errors = bundle.format_pattern(pattern, args)
        return None if errors else str(words)

    def _lost(self, line: Line, tag: str) -> str:
        self.missing[tag, line.id] += 1
        if self.strict:
            given = f" with {', '.join(line.args)}" if line.args else ""
            raise MissingWords(f"no words in {tag} for {line.id}{given}; check id and variables")
        return line.id

    def _bundle(self, tag: str, files: Sequence[Path]) -> FluentBundle:
        chain = list(CHAINS.get(tag, (tag, "es-PE")))
        short: dict[str, Callable[[Any], Any]] = {"SHORT": partial(self._short, tag)}
        bundle = FluentBundle(chain, functions=short, use_isolating=False)
        for file in files:
            bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
        return bundle

    # -- how arguments are written ----------------------------------------------------------------

    def _args(self, args: Mapping[str, Json], language: str, tag: str) -> dict[str, Any]:
        """Arguments as Fluent takes them; media have no words. tag: the language of lines."""
        written = {name: self._arg(value, language, tag) for name, value in args.items()}
        return {name: value for name, value in written.items() if value is not None}

    def _arg(self, value: Json, language: str, tag: str) -> Any:
        match value:
            case bool():
                return str(value).lower()
            case str():
                return cut(_clean(value), LONGEST_ARG)
            case {"date": str(iso)}:
                day = Day(self._day(iso, language, "date-long"))
                day.iso = iso
                return day
            case {"money": amount, "currency": str(currency)}:
                return _money(str(amount), currency)
            case {"number": number}:
                return _number(str(number))
            case {"line": _}:
                return cut(self.text(cast("Line", line_of(value)), tag), LONGEST_ARG)
            case list():
                return cut(self._list(value, language, tag), LONGEST_ARG)
            case dict() | None:
                return None
        return value

    def _list(self, values: list[Json], language: str, tag: str) -> str:
        written = (self._arg(value, language, tag) for value in values)
        return "\n".join(f"• {words}" for words in written if words is not None)

    def _short(self, tag: str, day: object) -> str:
        return self._day(day.iso, tag, "date-short") if isinstance(day, Day) else str(day)

    def _day(self, iso: str, tag: str, form: str) -> str:
        """A day in words by `date-long` or `date-short`; names come from the same language."""
        key = (iso, tag, form)
        if key not in self._days:
            if len(self._days) > 5000:
                self._days.clear()
            self._days[key] = self._write_day(iso, tag, form)
        return self._days[key]

    def _write_day(self, iso: str, tag: str, form: str) -> str:
        months = self.text(Line("month-names"), tag).split(",")
        weekdays = self.text(Line("weekday-names"), tag).split(",")
        if len(months) != 12 or len(weekdays) != 7:
            return iso
        day = date.fromisoformat(iso)
        names: dict[str, Json] = {
            "weekday": weekdays[day.weekday()].strip(),
            "day": str(day.day),
            "month": months[day.month - 1].strip(),
            "number": f"{day.month:02}",
            "year": str(day.year),
        }
        return self.text(Line(form, names), tag)


def _clean(text: str) -> str:
    """What a person wrote, without control and direction marks."""
    return text.strip() if text.isascii() and text.isprintable() else clean(text)


@lru_cache(maxsize=2048)
def _number(written: str) -> int | float | str:
    """A decimal as Fluent can write it and choose a plural by it."""
    try:
        number = Decimal(written)
    except InvalidOperation:
        return written
    return int(number) if number == number.to_integral_value() else float(number)


@lru_cache(maxsize=2048)
def _money(amount: str, currency: str) -> str:
    """`S/ 1,234.50`. By CLDR's qu_PE, which writes US$ as people in Peru do; es_PE writes USD."""
    try:
        return format_currency(Decimal(amount), currency, locale="qu_PE").replace("\xa0", " ")
    except InvalidOperation:
        return amount
