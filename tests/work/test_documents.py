"""Reading papers in their own process: what comes out, and what nothing can do to it."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from bot import worker
from bot.work import documents
from bot.work.reading import Document
from tests.work import papers


def read(*files: bytes) -> Document:
    """The document of these files."""
    return documents.read(files)


def words(document: Document) -> str:
    """All its words on one line."""
    return " ".join(" ".join(page.text for page in document.pages).split())


# -- what is read ------------------------------------------------------------------------------------


def test_text_is_read_in_any_usual_encoding_and_cut_at_form_feeds() -> None:
    said = "Cláusula primera: el dueño.\fCláusula segunda: la señora."
    for coded in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        found = read(said.encode(coded))
        assert [page.text for page in found.pages] == said.split("\f"), coded


def test_word_is_read_in_order_with_its_tables() -> None:
    table = (("Nombre", "Rosa Mamani"), ("DNI", "99214037"))
    found = read(papers.word(["Antes de la tabla."], table, "Después de la tabla."))
    assert words(found) == "Antes de la tabla. Nombre Rosa Mamani DNI 99214037 Después de la tabla."
    assert not found.by_eye


def test_a_pdf_is_read_without_the_feet_that_cut_its_sentences() -> None:
    first = [
        "PRIMERA: El titular autoriza a la minera a",
        "trabajar en el área hasta",
        "Página 1 de 2",
    ]
    second = ["el fin del plazo que aquí se acuerda entre las dos partes.", "Página 2 de 2"]
    found = read(papers.pdf(first, second))
    assert "trabajar en el área hasta el fin del plazo" in words(found)
    assert [page.by for page in found.pages] == ["text", "text"]


def test_photographed_pages_are_read_upright_evened_and_in_their_order() -> None:
    """Sent backwards, one of them sideways, both in the shade of a hand."""
    later = ("CUARTA: PLAZO. El contrato dura cinco años desde la firma.", "Se firma en Nasca.")
    found = read(papers.photo(later, turn=90), papers.photo(turn=3))
    assert found.problem == ""
    assert [page.text[:6] for page in found.pages] == ["CONTRA", "CUARTA"]
    assert "autoriza a la señora Rosa Mamani Quispe" in words(found)
    assert {(figure.kind, figure.text, figure.sure) for figure in found.figures} >= {
        ("ruc", "20991104490", False),
        ("dni", "99214037", True),
        ("percent", "40 %", True),
        ("date", "9 de febrero de 2026", True),
    }
    assert found.by_eye
    assert min(page.quality for page in found.pages) > 0.9


def test_a_scanned_pdf_is_read_by_eye_and_its_blank_page_is_said() -> None:
    blank = papers.encoded(papers.Image.new("L", (800, 1100), 250), "JPEG")
    found = read(papers.scanned(papers.photo(), blank))
    assert "Toda la producción se vende a la planta del titular" in words(found)
    assert [(page.by, page.problem) for page in found.pages] == [("ocr", ""), ("ocr", "blank")]


def test_it_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    documents.read([b"Una hoja de letras.", b"Otra hoja."], tell=lambda *at: told.append(at))
    assert told == [(1, 2), (2, 2)]


# -- what cannot be read, and why --------------------------------------------------------------------

HOSTILE = {
    "nothing": (b"", "empty"),
    "only white": (b" \n \x00\x00", "empty"),
    "a sealed PDF": (papers.sealed(papers.pdf(["Hola"])), "encrypted"),
    "a PDF without end": (papers.long_pdf(130), "too-many-pages"),
    "half a PDF": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "broken"),
    "a zip bomb": (papers.zip_bomb(), "bomb"),
    "a zip that is no DOCX": (b"PK\x03\x04" + bytes(400), "broken"),
    "a picture that would fill the memory": (papers.wide_png(), "too-many-pixels"),
    "a hundred megapixels of white": (papers.large_jpeg(), "blank"),
    "a cow": (papers.cow(), "no-text"),
    "half a photo": (papers.photo()[:400], "broken"),
    "one letter 200 000 times": (b"a" * 200_000, "not-words"),
    "a program": (b"\x7fELF" + bytes(range(32)) * 200, "unsupported"),
    "an old Word file": (b"\xd0\xcf\x11\xe0" + bytes(600), "unsupported"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_read_has_its_code(what: str) -> None:
    data, code = HOSTILE[what]
    assert read(data).problem == code


def test_too_many_files_are_refused_before_anything_runs() -> None:
    assert read(*[b"Una hoja."] * 41).problem == "too-big"


def test_a_good_page_is_kept_beside_a_bad_one() -> None:
    found = read(papers.pdf(["El contrato dura cinco años, desde el primer día."]), papers.cow())
    assert [page.problem for page in found.pages] == ["", "no-text"]
    assert "cinco años" in words(found)
    assert found.problem == ""


# -- the process -------------------------------------------------------------------------------------


def reader() -> int:
    """The reader's process id, once it runs."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                parent = path.joinpath("stat").read_text().rpartition(")")[2].split()[1]
                named = b"bot.work.reading.child" in path.joinpath("cmdline").read_bytes()
                if named and int(parent) == os.getpid():
                    return int(path.name)
        time.sleep(0.01)
    raise AssertionError("no reader was started")


def started(files: list[bytes], seconds: float = 60) -> tuple[threading.Thread, list[Document]]:
    """A paper being read in the background."""
    found: list[Document] = []
    run = threading.Thread(target=lambda: found.append(documents.read(files, seconds=seconds)))
    run.start()
    return run, found


def test_a_reader_that_dies_is_a_paper_that_is_broken() -> None:
    run, found = started([papers.photo()] * 9)
    os.kill(reader(), signal.SIGKILL)
    run.join(20)
    assert found[0].problem == "broken"


def test_a_reader_that_grows_too_large_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_MEMORY", 120 * 2**20)
    assert read(papers.photo()).problem == "bomb"


def test_pages_that_time_does_not_reach_are_said() -> None:
    found = documents.read(
        [
            papers.pdf(
                ["Una hoja con letras bastantes, que se lee sin mirar mucho y sin esperar a nadie."]
            ),
            papers.photo(),
        ],
        seconds=0,
    )
    assert [page.problem for page in found.pages] == ["", "time"]


def test_one_paper_is_read_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents.tempfile, "gettempdir", lambda: str(tmp_path))
    with documents._turn():
        run, found = started([b"Una hoja de letras."])
        run.join(0.4)
        assert run.is_alive()
    run.join(20)
    assert found[0].pages[0].text == "Una hoja de letras."


def test_a_worker_waits_longer_than_the_reader_may_take() -> None:
    assert documents.TURN + documents.SECONDS + documents.GRACE < worker.TIMEOUT
