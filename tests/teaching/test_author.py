"""Trainers write modules without code, and are told file, line and remedy."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import library
from bot.content_file import Problem
from bot.content_reader import BadContent
from bot.errors import ContentError
from bot.lint import items, prose, training
from bot.teaching import author, bank, gift
from handlers.training.content import Module
from tests.house import house

ROOT = Path(__file__).parents[2]
SHAPES = {"training": Module}
MOODLE = """\
$CATEGORY: $course$/Seguridad

// [id:roca-1] [tag:critical] [tag:basis:high] [tag:cites:TS10] [tag:cites:nada] [tag:about:p9]
::Antes::[html]<p>¿Qué haces <b>antes</b> de entrar?</p>{
  =Desatar#Bien.
  ~Prender la máquina
  ####Primero el techo.
}

La labor ventila sola.{FALSE#No: se mide.#Sí: se mide.}

¿Qué llevas? {~%50%Casco ~%50%Lámpara ~Sandalias}

¿Cuántos metros? {#3:0.5}

Une. {=casco -> cabeza =bota -> pie}

Escribe. {}

Solo un texto.

¿Cómo se llama? {=barretilla}

Cinco {=a ~b ~c ~d ~e}

Foto {=[html]<img src=x> ~b}

Media {=a ~%50%b}

Igual {=a ~a}
"""


@pytest.fixture(name="root")
def _root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what trainers may change."""
    for name in ("sources.toml", "training/accesos.toml", "training/roca.toml"):
        (tmp_path / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "content" / name, tmp_path / "content" / name)
    for tag in ("es", "en"):
        (tmp_path / "locales" / tag).mkdir(parents=True)
        for name in ("authoring", "common", "language"):
            shutil.copy(ROOT / f"locales/{tag}/{name}.ftl", tmp_path / f"locales/{tag}")
    monkeypatch.setattr(author, "data_root", lambda: tmp_path)
    return tmp_path


def problems(root: Path) -> list[Problem]:
    """What `chaski check` says of content; the words are checked elsewhere."""
    content, refused = library.read(root, SHAPES)
    far = datetime.now(UTC).date()
    found = [*items.check(root, content, today=far, oldest=10**6), *prose.check(content)]
    return sorted({*refused, *found, *training.check(content)})


def said(root: Path) -> str:
    return "\n".join(map(str, problems(root)))


def test_a_new_module_lacks_only_what_is_named(root: Path) -> None:
    assert "chaski talk training/mi-tema --drafts" in author.new("mi-tema")[-1]
    found = problems(root)
    assert [one.message.partition(";")[0] for one in found] == ["sources is empty"]
    path = root / "content/training/mi-tema.toml"
    path.write_text(path.read_text().replace("sources = []", 'sources = ["TS10"]'))
    assert problems(root) == []
    assert library.load(root, SHAPES).items["training"]["mi-tema"].off


def test_what_is_there_is_not_written_over(root: Path) -> None:
    with pytest.raises(ContentError, match="there already"):
        author.new("roca")
    for wrong in ("../roca", "Mi Tema", "a" * 41, ""):
        with pytest.raises(ContentError, match="no id"):
            author.new(wrong)


BROKEN = [
    ('right = "b"', 'right = "d"', 'right = "d" is not one of its choices; '),
    ('right = "b"', 'right = "Dos, separadas 30 metro"', 'did you mean "b"?'),
    ('about = ["p1"]', 'about = ["p11"]', 'no point of the module; did you mean "p1"?'),
    ('id = "q2"', 'id = "q1"', 'id = "q1" is used twice in questions'),
    ('text = "Tres"', f'text = "{"x" * 91}"', "has 91 characters, at most 90"),
    ('text = "Tres"', 'text = "Una"', 'two choices read "Una"; change one'),
    ('id = "c"\ntext = "Tres"', 'id = "e"\ntext = "Tres"', 'choices has the id "e"'),
    ('cites = ["TS11"]', 'cites = ["TS111"]', 'did you mean "TS11"?'),
    ('cites = ["TS11"]', "cites = []", "is shown and cites nothing"),
    ('basis = "high"', 'basis = "background"', "is background and shown"),
    ("[[questions]]", '[[questions]]\noff = "x"\n[[questions]]', "missing key"),
    ('id = "q1"', "id = q1", "not valid TOML"),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN)
def test_a_fault_has_file_line_and_remedy(root: Path, old: str, new: str, message: str) -> None:
    path = root / "content/training/accesos.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    found = [str(one) for one in problems(root)]
    assert any(message in one for one in found), found
    line = int(next(one for one in found if message in one).split(":")[1])
    assert abs(line - text[: text.index(old)].count("\n") - 1) <= 12 and line > 1
    assert all(one.startswith("content/training/accesos.toml:") for one in found)


def test_five_choices_and_no_live_question(root: Path) -> None:
    path = root / "content/training/accesos.toml"
    more = "".join(f'\n[[questions.choices]]\nid = "{mark}"\ntext = "{mark}"\n' for mark in "de")
    path.write_text(path.read_text() + more)
    assert "choices has 5; give 2 to 4 of them" in said(root)
    text = (ROOT / "content/training/accesos.toml").read_text()
    path.write_text(text.replace('basis = "high"', 'basis = "high"\noff = "no"'))
    assert "no question is live" in said(root)


def test_a_broken_file_is_refused_while_the_old_stays_live(root: Path) -> None:
    live = replace(house(), content=library.load(root, SHAPES))
    path = root / "content/training/accesos.toml"
    path.write_text(path.read_text().replace('right = "b"', 'right = "d"', 1))
    with pytest.raises(BadContent, match=r"content/training/accesos\.toml:\d+: right"):
        library.load(root, SHAPES)
    assert live.flow("training/accesos") and live.content.items["training"]["accesos"].questions


def test_a_bank_comes_in_and_what_cannot_is_named(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "banco.gift"
    file.write_text(MOODLE)
    told = author.gift_import(file, "nuevo")
    refused = [line.removeprefix(f"{file}:") for line in told if line.startswith(str(file))]
    kinds = ("several right", "a number", "a matching", "an essay", "a text", "a short")
    kinds = (*kinds, "5 choices", "a picture", "'b' is partly right", "two choices")
    assert [
        line.split(": ", 1)[1].startswith(kind) for line, kind in zip(refused, kinds, strict=True)
    ]
    assert [int(line.split(":")[0]) for line in refused] == [12, 14, 16, 18, 20, 22, 24, 26, 28, 30]
    module = library.load(root, SHAPES).items["training"]["nuevo"]
    first, second = module.questions
    assert (first.ask, first.because) == ("¿Qué haces antes de entrar?", "Primero el techo.")
    assert (first.critical, first.basis, first.cites, first.about) == (True, "high", ("TS10",), ())
    assert first.off == "" and "banco.gift, línea 10" in second.off
    assert [choice.text for choice in second.choices] == ["Verdadero", "Falso"]
    assert (second.right, second.because) == ("b", "Sí: se mide.")
    assert module.off


def test_a_bank_comes_in_once(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "banco.gift"
    file.write_text(MOODLE)
    author.gift_import(file, "roca")
    before = (root / "content/training/roca.toml").read_text()
    assert "2 are there already" in author.gift_import(file, "roca")
    after = (root / "content/training/roca.toml").read_text()
    assert after == before and after.startswith((ROOT / "content/training/roca.toml").read_text())


def test_every_module_goes_out_and_comes_back(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.gift"
    for id, module in house().content.items["training"].items():
        shutil.copy(ROOT / f"content/training/{id}.toml", root / "content/training")
        file.write_text(author.gift_export(id))
        assert author.gift_import(file, f"{id}-2")[0].startswith(
            f"{len(module.questions)} questions"
        )
        again = library.read(root, SHAPES)[0].items["training"][f"{id}-2"]
        for was, now in zip(module.questions, again.questions, strict=True):
            assert (now.ask, now.right, now.because, now.choices, now.critical, now.cites) == (
                *(was.ask, was.right, was.because, was.choices, was.critical, was.cites),
            )
            assert bool(now.off) == bool(was.off)


def test_files_that_cannot_be_read(root: Path, tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="check the name"):
        author.gift_import(tmp_path / "none.gift", "roca")
    (tmp_path / "x").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentError, match="UTF-8"):
        author.gift_import(tmp_path / "x", "roca")
    with pytest.raises(ContentError, match='did you mean "roca"'):
        author.gift_export("rocas")
    (root / "content/training/roca.toml").write_text("id = ")
    (tmp_path / "y").write_text("a{=b ~c}")
    with pytest.raises(ContentError, match="cannot be read"):
        author.gift_import(tmp_path / "y", "roca")


def test_what_looks_like_a_tag_is_kept() -> None:
    place = bank.Place("x", lambda line: line.id)
    found = bank.taken(gift.parse("¿ley < 2 y > 1? {=sí ~no}"), place)
    assert found.questions[0].ask == "¿ley < 2 y > 1?"
