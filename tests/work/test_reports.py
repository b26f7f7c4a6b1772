"""The case file on paper: everything given is on it, and nothing given can spoil it."""

from __future__ import annotations

import io
import os
import pickle
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from bot.work import Made
from bot.work.paper import BOTTOM, LEFT, RIGHT, Cell, Ink, Paper
from bot.work.reports import MOST_PHOTOS, case_file, small_photo

COLUMNS = ["Trámite", "Cuándo", "Dónde", "Nota"]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def step(
    name: str, *, state: str = "open", when: str = "", where: str = "", note: str = ""
) -> dict[str, Any]:
    return {"state": state, "state_words": f"({state})", "cells": [name, when, where, note]}


def steps(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"sections": [{"title": "Los pasos", "columns": COLUMNS, "rows": rows}]}


@pytest.fixture
def args() -> dict[str, Any]:
    """A file like most."""
    return {
        "title": "Mi expediente",
        "subtitle": "Formalización de Rosa Quispe",
        "made": "Hecho el 22 de noviembre de 2026",
        "date": "2026-11-22",
        "warning": "Esto no es un permiso. El proceso termina el 31 de diciembre de 2026.",
        "about": [["Nombre", "Rosa Quispe Mamani"], ["REINFO", "080004567"], ["Base", "Ananea"]],
        "now": {"title": "Qué toca ahora", "items": ["Firma el contrato.", "Lleva el IGAFOM."]},
        "sections": [
            {
                "title": "Los pasos",
                "columns": COLUMNS,
                "rows": [
                    step("Inscripción", state="done", when="12 de marzo", where="SUNAT", note="A1"),
                    step("IGAFOM correctivo", state="late", where="DREM Puno"),
                    step("Contrato", state="blocked", note="Habla con el titular"),
                    step("Terreno", state="unknown"),
                    *(step(f"Parte técnica {at}") for at in range(8)),
                ],
            }
        ],
        "deadlines": {"title": "Fechas", "rows": [["15 de diciembre", "Declara", "23 días"]]},
        "papers": {
            "title": "Papeles",
            "rows": [{"have": True, "text": "DNI"}, {"have": False, "text": "Plano UTM"}],
        },
        "offices": {"title": "Dónde ir", "rows": [["DREM", "Jr. Moquegua 269", "(051) 351-042"]]},
        "sources": {"title": "Fuentes", "items": ["D. Leg. 1293", "D.S. 018-2017-EM"]},
        "footer": "Hecho con Chaski.",
        "page_words": "Página {n} de {total}",
    }


def reader(made: Made) -> PdfReader:
    return PdfReader(io.BytesIO(made.data))


def words(made: Made) -> str:
    """All words, spaces and line ends made one space."""
    return " ".join(" ".join(page.extract_text() for page in reader(made).pages).split())


def leaves(value: object) -> Iterator[str]:
    """Every text in the arguments."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in ("date", "page_words", "state"):
                yield from leaves(one)


def photo(width: int = 300, height: int = 200, *, turned: int = 0, noise: bool = False) -> bytes:
    if noise:
        image = Image.frombytes("RGB", (width, height), os.urandom(3 * width * height))
    else:
        image = Image.new("RGB", (width, height), "white")
        ImageDraw.Draw(image).rectangle((0, 0, width // 2, height), fill="black")
    exif, kept = Image.Exif(), io.BytesIO()
    exif[0x010F] = "SECRET CAMERA"
    if turned:
        exif[0x0112] = turned
    image.save(kept, "JPEG", exif=exif, quality=90)
    return kept.getvalue()


def pixels(side: int) -> bytes:
    kept = io.BytesIO()
    Image.new("1", (side, side)).save(kept, "PNG")
    return kept.getvalue()


def assert_inside(made: Made) -> None:
    """No letter stands outside the margins, nor over the footer."""
    mm = 72 / 25.4
    document = pypdfium2.PdfDocument(made.data)
    for page in document:
        letters = page.get_textpage()
        for at in range(letters.count_chars()):
            left, bottom, right, top = letters.get_charbox(at)
            if right > left:
                assert left > (LEFT - 1) * mm
                assert right < (RIGHT + 1) * mm
                assert bottom > (297 - 291) * mm
                assert not (297 - 281) * mm < bottom < (297 - BOTTOM - 1) * mm
                assert top < 297 * mm
    document.close()


# --- what is on it ----------------------------------------------------------------------------


def test_every_word_given_is_on_the_paper(args: dict[str, Any]) -> None:
    made = case_file(args)
    found = words(made)
    for text in leaves(args):
        assert text in found, text
    assert made.name == "expediente.pdf"
    assert_inside(made)


def test_pages_are_a4_and_numbered(args: dict[str, Any]) -> None:
    pages = reader(case_file(args)).pages
    assert len(pages) == 2
    for at, page in enumerate(pages, 1):
        assert f"Página {at} de 2" in page.extract_text()
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]


def test_name_and_tax_number_have_lines_to_fill_by_hand(args: dict[str, Any]) -> None:
    labels = ["Nombre y apellidos:", "RUC:"]
    first = reader(case_file({**args, "by_hand": labels})).pages[0].extract_text()
    assert first.index(labels[0]) < first.index(labels[1])
    one, two = (len(case_file({**args, "by_hand": some}).data) for some in (labels[:1], labels))
    assert one < two


def test_later_pages_say_whose_they_are(args: dict[str, Any]) -> None:
    second = reader(case_file(args)).pages[1].extract_text()
    assert second.startswith("Mi expediente — Formalización de Rosa Quispe")


def test_eighty_rows_go_on_under_repeated_heads() -> None:
    made = case_file(steps([step(f"Paso {at};", where=f"Oficina {at};") for at in range(80)]))
    pages = [page.extract_text() for page in reader(made).pages]
    assert len(pages) > 3
    assert all("Los pasos" in page and "Trámite" in page and "Dónde" in page for page in pages)
    found = words(made)
    for at in range(80):
        assert f"Paso {at};" in found
        assert f"Oficina {at};" in found
    assert_inside(made)


def test_a_column_nobody_filled_is_left_out() -> None:
    found = words(case_file(steps([step("Contrato", where="Notaría")])))
    assert "Dónde" in found
    assert "Cuándo" not in found
    assert "Nota " not in found


def test_a_title_never_stands_alone_at_the_foot_of_a_page() -> None:
    for rows in range(8, 26):
        made = case_file(
            {
                **steps([step(f"Paso {at}") for at in range(rows)]),
                "offices": {"title": "Oficinas", "rows": [["DREM", "Puno", "1"]]},
            }
        )
        for page in reader(made).pages:
            text = page.extract_text()
            assert ("Oficinas" in text) == ("DREM" in text)


@pytest.mark.parametrize(
    "text",
    [
        "áéíóúüñ ÁÉÍÓÚÜÑ ¿Qué? ¡Ya! «N.º» 12,5 % — S/ 300",
        "Llaqtaykipi t’ikra, ch’uya, p’acha, q’illu, k’anchay",
        "tʼikra chʼuya pʼacha",
        "kawsay wasiyuq ñawpaqta hamuy",
        "ä ë ï ö k̈",
    ],
)
def test_the_letters_of_spanish_and_quechua(text: str) -> None:
    found = words(case_file({"title": text, "now": {"title": "x", "items": [text]}}))
    assert found.count(text) >= 2
    assert "�" not in found


def test_the_marks_differ_without_colour() -> None:
    """Each state has its own shape in black and white."""
    seen = set()
    for state in ("done", "open", "late", "blocked", "unknown"):
        with closing(Paper("x", "es-PE", NOON)) as paper:
            paper.put(paper.row([Cell((), mark=state, mark_size=20)], [100]))
            page = pypdfium2.PdfDocument(paper.data())[0]
        seen.add(page.render(scale=1, grayscale=True).to_pil().convert("1").tobytes())
    assert len(seen) == 5


# --- what is left out -------------------------------------------------------------------------


def test_nothing_given_is_one_clean_page() -> None:
    made = case_file({})
    assert len(reader(made).pages) == 1
    assert words(made) == ""


PARTS = (
    *("title", "subtitle", "made", "warning", "about", "now", "sections", "deadlines", "papers"),
    *("offices", "photos", "sources", "footer", "page_words", "date", "file"),
)


@pytest.mark.parametrize("part", PARTS)
def test_any_part_may_be_missing(args: dict[str, Any], part: str) -> None:
    args.pop(part, None)
    assert words(case_file(args))


@pytest.mark.parametrize("value", [None, [], {}, [None], [[]], [{}], {"rows": [None]}, 7, True])
def test_any_part_may_be_wrong(value: object) -> None:
    for part in PARTS:
        assert case_file({part: value}).data.startswith(b"%PDF")
    assert case_file(dict.fromkeys(PARTS, value)).data.startswith(b"%PDF")


def test_short_rows_are_filled_up() -> None:
    row = {"state": "??", "cells": ["Solo el nombre"]}
    found = words(case_file({"sections": [{"rows": [row]}], "about": [["Nombre"], []]}))
    assert "Solo el nombre" in found
    assert "Nombre" in found


# --- what would spoil it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("abc\x00def\x1b[31m", "abc def [31m"),
        ("\u202egpj.exe\u202c\u200b fin", "gpj.exe fin"),
        ("שלום עולם fin", "� fin"),
        ("Oro 👍🏽👩‍👩‍👧 bueno", "Oro � bueno"),
        ("\ud800 solo", "� solo"),
        ("𝐅𝐢𝐫𝐦𝐚 ｙａ", "Firma ya"),
        ("cafe\u0301", "café"),
        ("{nb} {n} {total} %s", "{nb} {n} {total} %s"),
        ("(a) \\ <b>**c**", "(a) \\ <b>**c**"),
        ("uno\r\ndos\u2028tres", "uno dos tres"),
    ],
)
def test_what_cannot_be_printed_is_replaced(args: dict[str, Any], given: str, printed: str) -> None:
    args |= {"title": given, "footer": given, "about": [[given, given]], **steps([step(given)])}
    made = case_file(args)
    assert words(made).count(printed) >= 5
    assert_inside(made)


@pytest.mark.parametrize("text", ["W" * 5_000, "palabra " * 5_000, "\n" * 5_000 + "x", "i" * 9_000])
def test_endless_words_stay_inside_the_margins(text: str) -> None:
    made = case_file(
        {
            "title": text,
            "subtitle": text,
            "made": text,
            "warning": text,
            "about": [[text, text]],
            "now": {"title": text, "items": [text, text]},
            "sections": [
                {
                    "title": text,
                    "columns": [text] * 4,
                    "rows": [{"state": text, "state_words": text, "cells": [text] * 4}],
                }
            ],
            "deadlines": {"title": text, "rows": [[text] * 3]},
            "photos": [{"caption": text, "image": photo()}],
            "photos_title": text,
            "sources": {"title": text, "items": [text]},
            "footer": text,
            "page_words": text,
        }
    )
    assert len(reader(made).pages) < 20
    assert_inside(made)


def test_a_long_word_is_broken_and_whole() -> None:
    word = "".join(chr(97 + at % 26) for at in range(300))
    found = words(case_file(steps([step("Nota larga", note=word)])))
    assert word in found.replace(" ", "")


def test_words_cut_short_end_in_an_ellipsis() -> None:
    with closing(Paper("x", "es-PE", NOON)) as paper:
        lines = paper.lines("una palabra " * 50, 40, Ink(10), most=3)
        assert len(lines) == 3
        assert lines[-1].endswith("…")
        assert all(paper.width(line, Ink(10)) <= 40 for line in lines)


# --- photos -----------------------------------------------------------------------------------


def test_photos_are_upright_small_and_tell_nothing_of_the_camera() -> None:
    made = case_file({"photos": [{"caption": "Bocamina", "image": photo(3000, 2000, turned=6)}]})
    (image,) = reader(made).pages[0].images
    assert image.image is not None
    assert image.image.size == (933, 1400)
    assert b"SECRET CAMERA" not in made.data
    top, bottom = (image.image.convert("L").getpixel((400, y)) for y in (50, 1350))
    assert (top, bottom) == (0, 255)
    assert "Bocamina" in words(made)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a photo",
        photo()[:2000],
        b"\xff\xd8\xff\xe0" + b"\x00" * 500,
        pixels(7_500),
        pixels(10_000),
        pixels(20_000),
        b"GIF89a" + b"\x00" * 50,
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        None,
        "text",
    ],
    ids=["none", "text", "cut", "hollow", "56M", "100M", "400M", "gif", "eps", "lost", "wrong"],
)
def test_a_broken_photo_leaves_its_caption(data: object) -> None:
    made = case_file({"photos": [{"caption": "Cargo", "image": data}, {"image": photo()}]})
    assert "Cargo" in words(made)
    assert len(reader(made).pages[0].images) == 1


def test_twelve_photos_at_most_and_all_captions() -> None:
    shown = [{"caption": f"Foto {at};", "image": photo(400 + at, 300)} for at in range(15)]
    made = case_file({"photos": shown, "photos_title": "Fotos"})
    assert sum(len(page.images) for page in reader(made).pages) == MOST_PHOTOS
    assert all(f"Foto {at};" in words(made) for at in range(15))
    assert_inside(made)


def test_twelve_photos_of_noise_stay_under_three_megabytes() -> None:
    shown = [{"image": photo(1600, 1600, noise=True)} for _ in range(12)]
    assert len(case_file({"photos": shown}).data) < 3_000_000


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
def test_any_kind_of_pixels(mode: str) -> None:
    kept = io.BytesIO()
    image = Image.new("L", (60, 40)).convert(mode) if mode != "I;16" else Image.new(mode, (60, 40))
    image.save(kept, "JPEG" if mode == "CMYK" else "PNG")
    small = small_photo(kept.getvalue(), 100_000)
    assert small is not None
    assert (small.width, small.height) == (60, 40)


# --- the file itself --------------------------------------------------------------------------


def test_the_same_arguments_give_the_same_bytes(args: dict[str, Any]) -> None:
    args["photos"] = [{"caption": "x", "image": photo()}]
    first = case_file(args)
    args.pop("date")
    undated = case_file(args)
    args["date"] = "2026-11-22"
    assert case_file(args) == first
    assert case_file({**args, "date": "no date"}).data == undated.data != first.data


def test_what_the_file_says_of_itself(args: dict[str, Any]) -> None:
    read = reader(case_file(args))
    assert read.metadata is not None
    assert read.metadata.title == "Mi expediente"
    assert read.metadata.creation_date == NOON
    assert read.trailer["/Root"]["/Lang"] == "es-PE"
    other = reader(case_file({**args, "language": "qu-PE"}))
    assert other.trailer["/Root"]["/Lang"] == "qu-PE"
    assert not re.search(rb"/(work|home|root|usr|tmp)/", case_file(args).data)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("mi expediente.pdf", "mi-expediente.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("Quispe Ñahui", "Quispe-Ñahui.pdf"),
        ("..", "expediente.pdf"),
        (None, "expediente.pdf"),
    ],
)
def test_its_name_is_only_a_name(given: object, name: str) -> None:
    assert case_file({"file": given}).name == name


def test_the_task_travels_to_another_process(args: dict[str, Any]) -> None:
    task, given = pickle.loads(pickle.dumps((case_file, args)))
    assert pickle.loads(pickle.dumps(task(given))) == case_file(args)


def test_it_is_light(args: dict[str, Any]) -> None:
    assert len(case_file(args).data) < 60_000
