"""Content is read into checked values, and every fault is named with file, line and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pytest

from bot.content_reader import BadContent
from bot.errors import ContentError
from bot.feature import Shown
from bot.flows import Body, Content, Label, Line, Title
from bot.library import Library, load, read

GASES = """\
id = "gases"
order = 2
title = "Gases"
ready = true
ratio = 2
price = 1.10
checked = 2026-11-01
level = "easy"
sources = [
  "norm-1",
  "norm-2",
]
note = ""

[due]
days = 30
date = 2026-12-31

[[quiz]]
id = "where"
ask = \"\"\"
¿Dónde?
Mira [bien] # no es comentario
\"\"\"
right = "oven"
[quiz.choices]
oven = "Horno"
"open air" = "Afuera"

[[quiz]]
id = "when"
ask = "¿Cuándo?"
right = "now"
choices = { now = "Ahora", later = "Luego" }
"""
SOURCES = """\
[[source]]
id = "norm-1"
title = "Una norma"
date = "2026"
"""
VALUE = """\
id = "fee"
title = "Una tasa"
[[values]]
value = 100
valid_from = 2025-01-01
norm = "Norma 1"
source = ["norm-1"]
checked = 2026-11-01
[[values]]
value = 120.5
valid_from = 2026-01-01
norm = "Norma 2"
source = ["norm-1"]
checked = 2026-11-01
"""


@dataclass(frozen=True)
class Quiz:
    """A question that knows what its right answer may be."""

    id: str
    ask: Body
    right: str
    choices: Mapping[str, Label] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.right not in self.choices:
            raise ContentError(f'right = "{self.right}" is not one of its choices')


@dataclass(frozen=True)
class Due:
    """A nested table whose field has the name of its type."""

    days: int
    date: date | None = None


@dataclass(frozen=True)
class Module:
    """A shape with every type the reader knows."""

    id: str
    title: Title
    checked: date
    level: Literal["easy", "hard"]
    sources: tuple[str, ...]
    order: int = 0
    ready: bool = False
    ratio: float = 1.0
    price: Decimal = Decimal(0)
    note: Annotated[str, Shown(30)] = ""
    tip: Body | None = None
    due: Due | None = None
    quiz: tuple[Quiz, ...] = ()
    meets: date | int | str = ""


SHAPES = {"training": Module}


def write(root: Path, **files: str) -> None:
    """Files of content/ by name: `training__gases` is content/training/gases.toml."""
    for name, text in files.items():
        path = root / "content" / f"{name.replace('__', '/')}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(name="library")
def whole_library(tmp_path: Path) -> Library:
    first = GASES.replace('"gases"', '"dust"').replace("order = 2", "order = 1")
    write(tmp_path, training__gases=GASES, training__dust=first, sources=SOURCES)
    write(tmp_path, values__fee=VALUE)
    return load(tmp_path, SHAPES)


def told(root: Path, text: str, name: str = "gases") -> list[str]:
    """The problems of one training file, as an author reads them."""
    write(root, **{f"training__{name}": text})
    return [str(problem) for problem in read(root, SHAPES)[1]]


# -- what is read ---------------------------------------------------------------------------------


def test_toml_becomes_the_shape(library: Library) -> None:
    module = library.find(Module, "gases")
    assert module is not None
    assert (module.order, module.ready, module.ratio, module.price) == (
        2,
        True,
        2.0,
        Decimal("1.1"),
    )
    assert (module.sources, module.checked) == (("norm-1", "norm-2"), date(2026, 11, 1))
    assert module.due == Due(30, date(2026, 12, 31))
    assert module.quiz[0].ask == "¿Dónde?\nMira [bien] # no es comentario"
    assert module.quiz[1].choices == {"now": "Ahora", "later": "Luego"}
    assert module.tip is None


def test_items_stand_in_their_own_order(library: Library) -> None:
    assert list(library.all(Module)) == ["dust", "gases"]
    assert library.find(Module, "gone") is None


def test_it_is_the_content_a_flow_sees(library: Library) -> None:
    content: Content = library
    assert content.value("fee", date(2025, 6, 1)).value == 100
    assert content.value("fee", date(2026, 6, 1)).norm == "Norma 2"
    assert content.source("norm-1").title == "Una norma"
    with pytest.raises(ContentError, match='no value "fees" in content/values; did you mean "fee"'):
        content.value("fees", date(2026, 1, 1))
    with pytest.raises(ContentError, match=r'no source "norm-9" in content/sources\.toml'):
        content.source("norm-9")
    with pytest.raises(ContentError, match="no folder of content/ is read as Quiz"):
        content.all(Quiz)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("title", "Gases"),
        ("quiz.when.ask", "¿Cuándo?"),
        ("quiz.when.choices.now", "Ahora"),
        ("sources.1", "norm-2"),
        ("note", ""),
        ("gone", None),
        ("quiz.gone.ask", None),
        ("quiz", None),
        ("order", None),
        ("sources.7", None),
        ("quiz.where.__class__", None),
    ],
)
def test_a_content_line_has_its_own_words(library: Library, path: str, words: str | None) -> None:
    module = library.all(Module)["gases"]
    line = library.line(module, path)
    assert line == Line(f"training/gases.{path}")
    assert library.words(line.id) == words


@pytest.mark.parametrize("id", ["training/gone.title", "gone/gases.title", "training", "x"])
def test_a_line_of_nothing_has_no_words(library: Library, id: str) -> None:
    assert library.words(id) is None


def test_everything_shown_is_listed_with_its_line(library: Library) -> None:
    shown = {passage.id: passage for passage in library.shown()}
    assert shown["training/gases.title"].shown.most == 90
    assert shown["values/fee.title"].text == "Una tasa"
    assert "training/gases.note" not in shown, "there are no words in it"
    for passage in shown.values():
        assert library.words(passage.id) == passage.text
    later = shown["training/gases.quiz.when.choices.later"]
    assert (later.text, later.shown.most) == ("Luego", 20)
    assert str(later.problem("x")) == "content/training/gases.toml:34: x"


def test_the_version_is_a_hash_of_every_byte(library: Library, tmp_path: Path) -> None:
    assert load(tmp_path, SHAPES).version == library.version
    write(tmp_path, sources=SOURCES + "# looked at again\n")
    assert load(tmp_path, SHAPES).version != library.version


def test_an_empty_root_is_an_empty_library(tmp_path: Path) -> None:
    assert not load(tmp_path, SHAPES).all(Module)


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('title = "Gases"', "", '1: missing key "title"; add title = "…"'),
        ("checked = 2026-11-01", "", '1: missing key "checked"; add checked = 2026-11-22'),
        ('level = "easy"', "", '1: missing key "level"; add level = "easy"'),
        ("days = 30", "", '15: missing key "days"; add days = 1'),
        ("title =", "titel =", '3: unknown key "titel"; did you mean "title"?'),
        ("days = 30", "days = 30\nweeks = 1", '17: unknown key "weeks"; known: days, date'),
        ("order = 2", 'order = "2"', '2: order = "2" must be a whole number; write 1'),
        ("order = 2", "order = true", "2: order = true must be a whole number; write 1"),
        ("ready = true", "ready = 1", "4: ready = 1 must be true or false; write true"),
        ("ratio = 2", 'ratio = "2"', '5: ratio = "2" must be a number; write 1.5'),
        ('title = "Gases"', "title = 5", '3: title = 5 must be text in quotes; write "5"'),
        ('"norm-2"', "2", '11: sources[2] = 2 must be text in quotes; write "2"'),
        (
            "checked = 2026-11-01",
            'checked = "2026-11-01"',
            '7: checked = "2026-11-01" must be a day without quotes, as 2026-11-22; '
            "write 2026-11-22",
        ),
        (
            "checked = 2026-11-01",
            "checked = 2026-11-01T10:00:00",
            "7: checked = 2026-11-01 10:00:00 must be a day without quotes, as 2026-11-22, "
            "not a time of day; write 2026-11-22",
        ),
        (
            'level = "easy"',
            'level = "esy"',
            '8: level = "esy" is not one of "easy", "hard"; did you mean "easy"?',
        ),
        (
            'note = ""',
            "meets = [1]",
            "13: meets = a list must be a day without quotes, as 2026-11-22 or a whole number "
            "or text in quotes",
        ),
        (
            "[due]\ndays = 30\ndate = 2026-12-31",
            'due = "soon"',
            '15: due = "soon" must be a table; write [due]',
        ),
        (
            'choices = { now = "Ahora", later = "Luego" }',
            'choices = "now"',
            '34: choices = "now" must be a table; write [choices]',
        ),
        (
            'right = "oven"',
            'right = "ovn"',
            '25: right = "ovn" is not one of its choices',
        ),
        (
            'id = "when"',
            'id = "where"',
            '31: id = "where" is used twice in quiz; give each its own id',
        ),
        (
            'id = "gases"',
            'id = "gas"',
            '1: id = "gas" differs from the file name; write id = "gases"',
        ),
        (
            'ask = "¿Cuándo?"',
            'ask = "¿Cuándo?',
            "32: not valid TOML: Illegal character '\\n'; look for a missing quote or bracket",
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert told(tmp_path, GASES.replace(old, new, 1)) == [f"content/training/gases.toml:{problem}"]


def test_a_lone_value_is_no_list(tmp_path: Path) -> None:
    text = GASES.split("\n[due]")[0].replace('[\n  "norm-1",\n  "norm-2",\n]', '"norm-1"')
    assert told(tmp_path, text + '\nquiz = "x"') == [
        'content/training/gases.toml:9: sources = "norm-1" must be a list; '
        'write sources = ["norm-1"]',
        'content/training/gases.toml:12: quiz = "x" must be a list; write [[quiz]]',
    ]


def test_two_files_never_share_an_id(tmp_path: Path) -> None:
    write(tmp_path, training__dust=GASES.replace('"gases"', '"dust"'))
    assert told(tmp_path, GASES.replace('"gases"', '"dust"')) == [
        'content/training/gases.toml:1: id = "dust" is already the id of '
        "content/training/dust.toml; ids are never shared"
    ]


def test_text_must_be_utf_8(tmp_path: Path) -> None:
    write(tmp_path, training__gases="")
    (tmp_path / "content/training/gases.toml").write_bytes(b'id = "gases"\ntitle = "Minas\xf1"')
    problems = read(tmp_path, SHAPES)[1]
    assert [str(problem) for problem in problems] == [
        "content/training/gases.toml:2: not UTF-8 text; save the file with UTF-8 encoding"
    ]


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, training__gases=GASES.replace("order = 2", 'order = "2"\nodd = 1'))
    write(tmp_path, training__dust="id = 5", sources=SOURCES.replace("title", "titel"))
    with pytest.raises(ContentError) as caught:
        load(tmp_path, SHAPES)
    assert isinstance(caught.value, BadContent)
    files = [(problem.file, problem.line) for problem in caught.value.problems]
    assert files.count(("content/training/dust.toml", 1)) == 5
    assert ("content/training/gases.toml", 3) in files
    assert ("content/sources.toml", 3) in files
    assert files == sorted(files)
    assert str(caught.value).count("\n") == len(files) - 1


def test_a_shape_the_reader_does_not_know_is_a_developers_fault(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Odd:
        """A shape with a type that TOML has no words for."""

        id: str
        what: complex

    write(tmp_path, odd__x='id = "x"\nwhat = 1')
    with pytest.raises(TypeError, match="does not know the type"):
        read(tmp_path, {"odd": Odd})
