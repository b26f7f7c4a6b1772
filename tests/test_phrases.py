"""A filled template is what Fluent writes, to the letter, for every message there is."""

from __future__ import annotations

from typing import Any

import pytest
from fluent.runtime import FluentBundle, FluentResource

from bot.config import data_root
from bot.phrases import MOST, Day, Phrases

ODD = """
-firm = Don { $who }
plain = { $name } vende { $grams } g { "{" }así{ "}" }
chosen = { $state ->
    [done] { $name } acabó { $state }.
   *[open] { $name } sigue.
}
counted = { $count ->
    [one] { $name } tiene un papel.
   *[other] { $name } tiene { $count } papeles.
}
called = { SHOUT($name) } y { $name }
quoted = { -firm(who: "Luis") } y { plain }
lone = { $name }
"""
FOLDERS = sorted(path for path in (data_root() / "locales").iterdir() if path.is_dir())
SAID = ("Rosa", "{name} {0} %s {{", "\ue000name\ue001", "\ue000grams\ue001", "done", "1")


def bundle(text: str, tag: str = "es-PE") -> FluentBundle:
    functions = {"SHOUT": lambda words: str(words).upper(), "SHORT": lambda day: str(day)[:3]}
    made = FluentBundle([tag], functions=functions, use_isolating=False)
    made.add_resource(FluentResource(text))
    return made


def written(by: FluentBundle, pattern: Any, args: dict[str, Any]) -> str | None:
    """What Fluent itself writes."""
    words, errors = by.format_pattern(pattern, args)
    return None if errors else str(words)


@pytest.mark.parametrize("id", ["plain", "chosen", "counted", "called", "quoted", "lone"])
def test_patterns_of_every_kind_are_written_as_fluent_writes_them(id: str) -> None:
    by = bundle(ODD)
    phrases, pattern = Phrases(by), by.get_message(id).value
    for name in SAID:
        for grams in (name, 1, 2, 1234.5):
            args = {"name": name, "grams": grams, "state": name, "count": grams, "more": name}
            assert phrases.text(pattern, args) == written(by, pattern, args)
    assert phrases.text(pattern, {}) is None, "a variable is missing"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_the_whole_catalogue_is_written_as_fluent_writes_it(folder: Any) -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.ftl")))
    by = bundle(text, "es-PE")
    phrases, seen = Phrases(by), 0
    for id in by._messages:
        message = by.get_message(id)
        for pattern in filter(None, (message.value, *message.attributes.values())):
            for n in (1, 2, 21):
                args = Anything(n)
                assert phrases.text(pattern, args) == written(by, pattern, args)
                seen += 1
    assert seen > 10


class Anything(dict[str, Any]):
    """Arguments by any name: text, a number, a day, in turn."""

    NAMES = ("count", "left", "total", "name", "day", "title", "label", "due", "when", "page")

    def __init__(self, n: int) -> None:
        super().__init__({name: f"{name} {n}" for name in self.NAMES})
        day = Day(f"el {n}")
        day.iso = f"2026-11-{n:02}"
        self |= {"count": n, "left": n, "total": n, "day": day, "due": day}


def test_templates_do_not_grow_without_end() -> None:
    by = bundle(ODD)
    phrases, pattern = Phrases(by), by.get_message("counted").value
    for n in range(MOST + 10):
        assert phrases.text(pattern, {"name": "Rosa", "count": n})
    assert len(phrases._templates) <= MOST
    assert phrases.text(pattern, {"name": "Luis", "count": 1}) == "Luis tiene un papel."
