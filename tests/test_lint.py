"""`chaski check` names what must be put right, with file, line and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bot.content_reader import hints
from bot.flows import Body, Label, Title, Value
from bot.lint import items, lint

TODAY = date(2026, 11, 22)
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Due:
    """When something falls due."""

    since: str = ""
    value: str = ""


@dataclass(frozen=True)
class Requirement:
    """A small stand-in for handlers/formalization's, under its name."""

    id: str
    label: Label
    title: Title
    what: Body
    sources: tuple[str, ...]
    checked: date
    review: str
    confidence: str
    needs: tuple[str, ...] = ()
    due: Due = field(default_factory=Due)
    answers: Mapping[str, Label] = field(default_factory=dict)


SHAPES = {"steps": Requirement}
STEP = """\
id = "igafom"
label = "El IGAFOM"
title = "IGAFOM, el papel ambiental"
what = "Es tu papel ambiental. Dice cómo cuidas el agua. Lo firmas tú."
sources = ["law"]
checked = 2026-11-01
review = "pending"
confidence = "high"
needs = ["ruc"]
[due]
since = "notification"
value = "fee"
[answers]
have-it = "Ya lo tengo"
"""
ES = """\
month-names = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
trip-hello = Hola, { $name }.
common-yes = Sí
trip-ask = ¿Qué llevas, { $name }?
    .helmet = Casco
    .lamp = Lámpara
"""
FILES = {
    "content/sources.toml": '[[source]]\nid = "law"\ntitle = "Una ley"\ndate = "2025"\n',
    "content/values/fee.toml": """\
id = "fee"
title = "Una tasa"
[[values]]
value = 1
valid_from = 2025-01-01
norm = "Ley 1"
source = ["law"]
checked = 2026-11-01
[[values]]
value = 2
valid_from = 2026-01-01
norm = "Ley 2"
source = ["law"]
checked = 2026-11-01
""",
    "content/steps/igafom.toml": STEP,
    "content/steps/ruc.toml": STEP.replace('"igafom"', '"ruc"').replace('["ruc"]', "[]"),
    "locales/es/trip.ftl": ES,
    "locales/en/trip.ftl": ES,
    "locales/quy/trip.ftl": "### review: approved by Rosa Quispe, 2026-11-22\n\ntrip-hello = Rimaykullayki, { $name }.\n",
    "locales/quy/content/steps/ruc.ftl": "label = IGAFOM\nanswers-have-it = Kachkanmi\n",
}


@pytest.fixture(name="root")
def clean_root(tmp_path: Path) -> Path:
    """Content and locales with nothing wrong in them."""
    for name, text in FILES.items():
        write(tmp_path, name, text)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def found(root: Path, **how: Any) -> list[str]:
    return [str(problem) for problem in lint(root, SHAPES, today=TODAY, **how)]


def broken(root: Path, name: str, old: str, new: str) -> list[str]:
    """The problems after one change in one file."""
    text = FILES[name]
    assert old in text
    write(root, name, text.replace(old, new, 1))
    return found(root)


def test_good_content_has_no_problems(root: Path) -> None:
    assert found(root) == []


def test_without_a_day_it_judges_by_today(root: Path) -> None:
    assert lint(root, SHAPES, oldest=10**6) == []
    assert lint(root, SHAPES, oldest=-1)


SENTENCE = "Es tu papel ambiental. Dice cómo cuidas el agua. Lo firmas tú."


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("label =", "lable =", '2: unknown key "lable"; did you mean "label"?'),
        (
            'sources = ["law"]',
            "sources = []",
            "5: sources is empty; name at least one id of content/sources.toml",
        ),
        (
            'sources = ["law"]',
            'sources = [\n"law",\n"lew",\n]',
            '7: source "lew" is not in content/sources.toml; did you mean "law"?',
        ),
        (
            "checked = 2026-11-01",
            "checked = 2025-10-17",
            "6: checked = 2025-10-17 has expired: 401 days old, at most 400; "
            "look at the facts again and write the new day",
        ),
        (
            "checked = 2026-11-01",
            "checked = 2026-11-23",
            "6: checked = 2026-11-23 lies ahead; write the day it was looked at",
        ),
        (
            'review = "pending"',
            'review = "Ana"',
            '7: review = "Ana" must be "pending" or "<day> <name>", as "2026-11-22 Ana Quispe"',
        ),
        (
            'review = "pending"',
            'review = "2026-02-30 Ana"',
            '7: review = "2026-02-30 Ana" must be "pending" or "<day> <name>", '
            'as "2026-11-22 Ana Quispe"',
        ),
        (
            'confidence = "high"',
            'confidence = "background"',
            '8: confidence = "background" may not be shown; confirm it or take it out',
        ),
        (
            'needs = ["ruc"]',
            'needs = ["ruk"]',
            '9: needs = "ruk" is not in content/steps; did you mean "ruc"?',
        ),
        (
            'since = "notification"',
            'since = "xxxx"',
            '11: since = "xxxx" is not in content/steps; write the id of a file in that folder',
        ),
        (
            'value = "fee"',
            'value = "fees"',
            '12: value = "fees" is not in content/values; did you mean "fee"?',
        ),
        (
            "have-it",
            "Have_it",
            '13: id "Have_it" must be lower-case letters, digits and dashes, as "mi-papel"',
        ),
        (
            "have-it",
            "a" * 41,
            f'13: id "{"a" * 41}" has 41 characters, at most 40; choose a shorter one',
        ),
        (
            'label = "El IGAFOM"',
            'label = "El IGAFOM preventivo."',
            "2: label has 21 characters, at most 20; shorten it",
        ),
        (
            "Ya lo tengo",
            "Ya lo tengo desde antes",
            "14: have-it has 23 characters, at most 20; shorten it",
        ),
        (
            SENTENCE,
            "Ve ya. " * 23,
            "4: what has 46 words, at most 45; say one idea, move the rest",
        ),
        (
            SENTENCE,
            "Ve ya y " * 7,
            "4: what has a sentence of 21 words, at most 20; split it",
        ),
        (
            SENTENCE,
            "La acreditación de propiedad es obligatoria.",
            "4: what reads at INFLESZ 35, at least 65; use shorter words and sentences",
        ),
        (SENTENCE, "Paga mediante el banco.", '4: what has "mediante"; write "con"'),
        (SENTENCE, "Mina En vías de paz.", '4: what has "En vías de"; write "en camino a"'),
        ("Lo firmas", "Lo\u200b firmas", "4: what has an invisible mark U+200B; take it out"),
    ],
)
def test_an_item_is_checked(root: Path, old: str, new: str, problem: str) -> None:
    told = broken(root, "content/steps/igafom.toml", old, new)
    assert told == [f"content/steps/igafom.toml:{problem}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("checked = 2026-11-01", "checked = 2025-10-18"),
        ('label = "El IGAFOM"', 'label = "El IGAFOM correctivo"'),
        (SENTENCE, "Autorización firmada."),
        (SENTENCE, "Ve ya. " * 22),
        ('"pending"', '"2026-11-22 Ana Quispe, abogada"'),
    ],
)
def test_the_last_good_value_is_good(root: Path, old: str, new: str) -> None:
    assert broken(root, "content/steps/igafom.toml", old, new) == []


def test_a_refused_item_is_no_dead_link(root: Path) -> None:
    write(root, "content/steps/ruc.toml", FILES["content/steps/ruc.toml"].replace("what", "wat"))
    assert found(root) == ['content/steps/ruc.toml:4: unknown key "wat"; did you mean "what"?']


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'date = "2025"',
            "",
            '1: source "law" has no date; add date = "…", "s.f." when it bears none',
        ),
        ('title = "Una ley"', 'title = ""', '1: source "law" has no title; add title = "…"'),
    ],
)
def test_a_source_is_checked(root: Path, old: str, new: str, problem: str) -> None:
    assert broken(root, "content/sources.toml", old, new) == [f"content/sources.toml:{problem}"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "valid_from = 2026-01-01",
            "valid_from = 2024-01-01",
            "11: valid_from = 2024-01-01 is not later than the one before; sort them",
        ),
        (
            "valid_from = 2026-01-01",
            "valid_from = 2026-01-01\nvalid_to = 2025-12-31",
            "11: valid_to = 2025-12-31 is before valid_from; correct one of them",
        ),
        (
            'source = ["law"]',
            "source = []",
            "7: source is empty; name at least one id of content/sources.toml",
        ),
    ],
)
def test_a_dated_value_is_checked(root: Path, old: str, new: str, problem: str) -> None:
    told = broken(root, "content/values/fee.toml", old, new)
    assert told == [f"content/values/fee.toml:{problem}"]


def test_a_folder_that_no_feature_reads(root: Path) -> None:
    write(root, "content/step/x.toml", "")
    write(root, "content/zzz/x.toml", "")
    assert found(root) == [
        'content/step:1: no feature reads this folder; did you mean "steps"?',
        "content/zzz:1: no feature reads this folder; add it to a feature's `content`",
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("trip-hello = Hola, { $name }.\n", "", "1: trip-hello is missing; translate locales/es/trip.ftl:2"),
        ("    .lamp = Lámpara\n", "", "4: trip-ask.lamp is missing; translate locales/es/trip.ftl:4"),
        ("Hola, { $name }", "Hola", "2: trip-hello lacks { $name }; see locales/es/trip.ftl:2"),
        (
            "Hola, { $name }",
            "Hola, { $name } { $nam }",
            "2: trip-hello has an unknown { $nam }; see locales/es/trip.ftl:2",
        ),
        ("common-yes = Sí", "common-yes = Sí\ntrip-helo = x", '4: trip-helo is not in locales/es; did you mean "trip-hello"?'),
        ("    .lamp = Lámpara", "    .lamp = Lámpara\n    .lampa = L", '4: trip-ask.lampa is not in locales/es/trip.ftl:4; did you mean ".lamp"?'),
        ("    .lamp = Lámpara", "    .lamp = Lámpara para la cabeza", "4: label trip-ask.lamp has 22 characters, at most 20; shorten it"),
        ("    .lamp = Lámpara", "    .lamp = CASCO", "4: labels trip-ask.helmet and trip-ask.lamp read the same; WhatsApp takes no two alike: change one"),
        ("common-yes = Sí", "common-yes = Sí, claro que sí quiero", "3: label common-yes has 23 characters, at most 20; shorten it"),
        ("common-yes = Sí", "common-yes = Sí\ncommon-yes = No", "4: common-yes is already in locales/en/trip.ftl:3; keep one"),
        ("1, 2, 3", "1 2 3", "1: month-names has 10 names, 12 needed; put a comma between them"),
    ],
)  # fmt: skip
def test_a_language_is_checked(root: Path, old: str, new: str, problem: str) -> None:
    assert broken(root, "locales/en/trip.ftl", old, new) == [f"locales/en/trip.ftl:{problem}"]


def test_a_swapped_variable_is_named(root: Path) -> None:
    assert broken(root, "locales/en/trip.ftl", "Hola, { $name }", "Hola, { $nam }") == [
        'locales/en/trip.ftl:2: trip-hello has an unknown { $nam }; did you mean "name"?',
        "locales/en/trip.ftl:2: trip-hello lacks { $name }; see locales/es/trip.ftl:2",
    ]


def test_junk_is_named_with_its_line(root: Path) -> None:
    told = broken(root, "locales/es/trip.ftl", "common-yes = Sí", "common-yes = Sí\nOh no { x\n")
    assert told == [
        'locales/es/trip.ftl:4: does not parse: Expected token: "="; '
        "indent what belongs to a message"
    ]


def test_a_released_language_must_be_there(root: Path) -> None:
    assert found(root, released=("es", "en", "pt")) == [
        "locales/pt:1: this released language has no folder; add it"
    ]
    assert any("month-names is missing" in told for told in found(root, released=("es", "quy")))


QUECHUA = """\
### review: approved by Rosa Quispe, 2026-11-22
trip-hello = { $name }pa wasin.
trip-ask = { $count ->
    [one] Huk, { $name }.
   *[other] { $name }ta { $count }.
}
"""


def test_quechua_has_no_plural_and_no_glued_suffix(root: Path) -> None:
    write(root, "locales/quy/trip.ftl", QUECHUA)
    write(root, "locales/es/trip.ftl", ES.replace("$name }?", "$name } { $count }?"))
    write(root, "locales/en/trip.ftl", ES.replace("$name }?", "$name } { $count }?"))
    assert found(root) == [
        "locales/quy/trip.ftl:2: trip-hello glues a suffix to { $name }; "
        "put a space or a word between",
        "locales/quy/trip.ftl:3: trip-ask glues a suffix to { $name }; "
        "put a space or a word between",
        "locales/quy/trip.ftl:3: trip-ask uses [one], which never fits here; write [1]",
    ]


def test_quechua_that_nobody_has_read_says_so_and_is_not_about_safety(root: Path) -> None:
    write(root, "locales/quy/trip.ftl", "trip-hello = Rimaykullayki, { $name }.\n")
    write(root, "locales/quy/sos.ftl", "### review: pending\n")
    write(root, "locales/quy/language.ftl", "### review: pending\n")
    assert found(root) == [
        "locales/quy/sos.ftl:1: sos is not for unread Quechua; take it out, or have it read",
        "locales/quy/trip.ftl:1: begin it with: ### review: pending (or: approved by NAME, DATE)",
    ]


def test_a_translation_of_content_must_fit_its_place(root: Path) -> None:
    write(
        root, "locales/quy/content/steps/igafom.ftl", "label = IGAFOM nisqa qillqa kay\nwat = x\n"
    )
    write(root, "locales/quy/content/steps/gone.ftl", "label = x\n")
    assert found(root) == [
        "locales/quy/content/steps/gone.ftl:1: there is no content/steps/gone.toml; "
        "take the file out",
        "locales/quy/content/steps/igafom.ftl:1: label has 23 characters, at most 20; shorten it",
        'locales/quy/content/steps/igafom.ftl:2: wat translates nothing; did you mean "what"?',
    ]


def test_every_link_of_the_table_is_a_field_of_a_real_shape() -> None:
    paths = sorted((ROOT / "handlers").glob("*/content.py"))
    modules = [import_module(f"handlers.{path.parent.name}.content") for path in paths]
    shapes = {n: s for m in modules for n, s in vars(m).items() if isinstance(s, type)}
    shapes["Value"] = Value
    for place, target in items.LINKS.items():
        name, _, key = place.partition(".")
        assert key in hints(shapes[name]), place
        assert target in shapes, place


def test_modules_are_checked_too(root: Path) -> None:
    from handlers.training.content import Module

    text = (ROOT / "content/training/accesos.toml").read_text(encoding="utf-8")
    write(root, "content/training/accesos.toml", text.replace('about = ["p1"]', 'about = ["p11"]'))
    said = [str(one) for one in lint(root, {**SHAPES, "training": Module}, today=TODAY)]
    assert any('about names "p11"' in one for one in said)
