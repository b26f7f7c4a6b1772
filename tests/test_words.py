"""Lines become text in her language, and bubbles fit the channel they go to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.flows import Body, Label, Media, MediaKind, encode
from bot.library import load
from bot.model import Choice, Limits, Line
from bot.words import Draft, MissingWords, Words

ES = """
language-name = Castellano
month-names = enero, febrero, marzo, abril, mayo, junio, julio, agosto, setiembre, octubre, noviembre, diciembre
weekday-names = lunes, martes, miércoles, jueves, viernes, sábado, domingo
date-long = { $weekday } { $day } de { $month } de { $year }
date-short = { $day }/{ $number }/{ $year }
common-yes = Sí
common-no = No
common-done = Listo
common-more = Más
common-first = Inicio
common-other = Otro
common-tick = ☑ { $label }
common-untick = ☐ { $label }
trip-hello = Hola, { $name }.
trip-plain = Sin datos.
trip-when = Vence el { $due }.
trip-short = Vence el { SHORT($due) }.
trip-grams = Son { $grams } gramos.
trip-cost = Cuesta { $cost }.
trip-list = Lleva:
    { $things }
trip-count = { $count ->
    [one] Falta un papel.
   *[other] Faltan { $count } papeles.
}
trip-ask = ¿Qué llevas?
    .helmet = Casco
    .lamp = Lámpara de cabeza
    .mask = Mascarilla con filtro para polvo
trip-only-es = Solo en castellano el { $due }.
"""
EN = """
language-name = English
month-names = January, February, March, April, May, June, July, August, September, October, November, December
weekday-names = Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
date-long = { $weekday } { $day } { $month } { $year }
trip-plain = No data.
trip-when = Due on { $due }.
trip-hello = Hello, { $wrong }.
trip-ask = What do you bring?
    .helmet = Helmet
"""
QUY = """
trip-count = { $count ->
    [1] Huk qillqa.
   *[other] { $count } qillqa.
}
"""
CONTENT = """
id = "gas"
title = "El gas"
says = "Sal ya. {No es Fluent}"
[[steps]]
id = "out"
label = "Salir"
text = "Camina hacia afuera."
"""
WIDE = Limits(text=1024, buttons=8, label=20, rows=0)
NARROW = Limits(text=300, buttons=3, label=20, rows=10)


@dataclass(frozen=True)
class Step:
    """A nested piece with an id."""

    id: str
    label: Label
    text: Body


@dataclass(frozen=True)
class Card:
    """A tiny piece of content."""

    id: str
    title: str
    says: Body
    steps: tuple[Step, ...] = ()


@pytest.fixture(name="make")
def make_words(tmp_path: Path) -> Callable[..., Words]:
    """Words in es, en and quy around one card, strict or not."""
    files = {
        "content/cards/gas.toml": CONTENT,
        "locales/es/common.ftl": ES,
        "locales/en/common.ftl": EN,
        "locales/quy/common.ftl": QUY,
        "locales/en/content/cards/gas.ftl": "steps-out-text = Walk out.\n",
        "locales/es/content/cards/gas.ftl": "steps-out-text = Viejo y sin uso.\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = load(tmp_path, {"cards": Card})
    return lambda **how: Words.load(tmp_path, library, **how)


@pytest.fixture(name="words")
def strict_words(make: Callable[..., Words]) -> Words:
    return make(strict=True)


def line(id: str, **args: Any) -> Line:
    return Line(id, {name: encode(value) for name, value in args.items()})


# -- finding words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "locale", "text"),
    [
        ("trip-plain", "es", "Sin datos."),
        ("trip-plain", "en", "No data."),
        ("trip-plain", "quy", "Sin datos."),
        ("trip-plain", "quz", "Sin datos."),
        ("trip-plain", "en-GB", "No data."),
        ("trip-plain", "fr", "Sin datos."),
        ("trip-ask.helmet", "en", "Helmet"),
        ("trip-ask.lamp", "en", "Lámpara de cabeza"),
        ("trip-ask.other", "en", "Otro"),
        ("trip-ask.yes", "es", "Sí"),
        ("cards/gas.title", "es", "El gas"),
        ("cards/gas.says", "en", "Sal ya. {No es Fluent}"),
        ("cards/gas.steps.out.text", "es", "Camina hacia afuera."),
        ("cards/gas.steps.out.text", "en", "Walk out."),
        ("cards/gas.steps.out.text", "quy", "Camina hacia afuera."),
        ("cards/gas.says.no", "es", "No"),
    ],
)
def test_words_are_found_along_the_chain(words: Words, id: str, locale: str, text: str) -> None:
    assert words.text(Line(id), locale) == text
    assert words.text(Line(id), locale) == text, "and again, from the cache"


def test_what_has_no_words_is_shown_by_its_id_and_counted(make: Callable[..., Words]) -> None:
    words = make()
    gone = ["trip-gone", "trip-ask.gone", "cards/gas.gone", "cards/none.title", "nowhere/x.y"]
    assert [words.text(Line(id), "en") for id in gone] == gone
    words.text(Line("trip-gone"), "en")
    assert words.missing["en", "trip-gone"] == 2
    assert not words.has("trip-gone", "en")
    assert words.has("trip-only-es", "en")
    assert words.has("cards/gas.title", "en")


def test_a_missing_variable_falls_back_then_shows_the_id(make: Callable[..., Words]) -> None:
    words = make()
    assert words.text(line("trip-hello", name="Rosa"), "en") == "Hola, Rosa."
    assert words.text(Line("trip-hello"), "es") == "trip-hello"
    assert words.missing == {("es", "trip-hello"): 1}


def test_strict_words_raise_and_name_the_line(words: Words) -> None:
    with pytest.raises(MissingWords, match="no words in es for trip-gone"):
        words.text(Line("trip-gone"), "es")
    with pytest.raises(MissingWords, match="trip-hello with nombre; check id and variables"):
        words.text(line("trip-hello", nombre="Rosa"), "es")


def test_languages_are_listed_spanish_first(words: Words) -> None:
    assert words.locales == ("es", "en", "quy")


# -- arguments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "locale", "text"),
    [
        (line("trip-when", due=date(2026, 11, 22)), "es",
         "Vence el domingo 22 de noviembre de 2026."),
        (line("trip-when", due=date(2026, 9, 1)), "en",
         "Due on Tuesday 1 September 2026."),
        (line("trip-short", due=date(2026, 9, 1)), "es",
         "Vence el 1/09/2026."),
        (line("trip-only-es", due=date(2026, 9, 1)), "en",
         "Solo en castellano el martes 1 de setiembre de 2026."),
        (line("trip-grams", grams=Decimal("12.50")), "es", "Son 12.5 gramos."),
        (line("trip-grams", grams=Decimal("1234.5")), "es", "Son 1,234.5 gramos."),
        (line("trip-grams", grams=Decimal("1234.5")), "quy", "Son 1,234.5 gramos."),
        (line("trip-grams", grams=1200), "es", "Son 1,200 gramos."),
        (Line("trip-cost", {"cost": {"money": "120.00", "currency": "PEN"}}), "es",
         "Cuesta S/ 120.00."),
        (Line("trip-cost", {"cost": {"money": "1234.5", "currency": "USD"}}), "es",
         "Cuesta US$ 1,234.50."),
        (line("trip-count", count=1), "es", "Falta un papel."),
        (line("trip-count", count=Decimal(1)), "es", "Falta un papel."),
        (line("trip-count", count=1200), "es", "Faltan 1,200 papeles."),
        (line("trip-count", count=1), "quy", "Huk qillqa."),
        (line("trip-count", count=2), "quy", "2 qillqa."),
        (line("trip-hello", name=line("trip-ask.helmet")), "es", "Hola, Casco."),
        (line("trip-list", things=["Casco", line("cards/gas.title")]), "es",
         "Lleva:\n• Casco\n• El gas"),
    ],
)  # fmt: skip
def test_arguments_are_written_as_in_peru(words: Words, sent: Line, locale: str, text: str) -> None:
    assert words.text(sent, locale) == text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("{ $name }", "{ $name }"),
        ("\u202eRosa\u2066", "Rosa"),
        ("  Ro\x07sa\u200b ", "Rosa"),
        ("{trip-plain}", "{trip-plain}"),
        ("Ñusta 👷", "Ñusta 👷"),
    ],
)
def test_what_a_person_wrote_is_data(words: Words, said: str, written: str) -> None:
    assert words.text(line("trip-hello", name=said), "es") == f"Hola, {written}."


def test_a_very_long_argument_is_cut_and_not_refused(words: Words) -> None:
    said = words.text(line("trip-hello", name="oro " * 2000), "es")
    assert said.startswith("Hola, oro oro")
    assert len(said) < 2500


def test_media_have_no_words(words: Words) -> None:
    photo = Media(MediaKind.IMAGE, "x.jpg")
    sent = line("trip-list", things=["Casco", photo], picture=photo)
    assert words.text(sent, "es") == "Lleva:\n• Casco"


# -- bubbles --------------------------------------------------------------------------------------


def choices(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(f"o{n}", line("trip-hello", name=f"{n}")) for n in range(1, count + 1))


def test_a_bubble_is_note_lines_prompt(words: Words) -> None:
    draft = Draft(
        note=Line("trip-plain"),
        lines=(line("trip-hello", name="Rosa"), Line("cards/gas.title")),
        prompt=Line("trip-ask"),
    )
    done = words.render(draft, "es", WIDE)
    assert done.text == "Sin datos.\n\nHola, Rosa.\n\nEl gas\n\n¿Qué llevas?"
    assert (done.buttons, done.page, done.pages, done.cut) == ((), 1, 1, False)


def test_short_labels_are_plain_buttons_that_can_still_be_typed_by_number(words: Words) -> None:
    asked = tuple(Choice(id, Line(f"trip-ask.{id}")) for id in ("helmet", "lamp"))
    done = words.render(Draft(prompt=Line("trip-ask"), choices=asked), "es", NARROW)
    assert done.text == "¿Qué llevas?"
    assert [(b.id, b.label) for b in done.buttons] == [
        ("helmet", "Casco"),
        ("lamp", "Lámpara de cabeza"),
    ]
    assert [o.number for o in done.options] == [1, 2]


def test_a_long_label_stands_whole_in_the_text(words: Words) -> None:
    asked = tuple(Choice(id, Line(f"trip-ask.{id}")) for id in ("helmet", "mask"))
    done = words.render(Draft(prompt=Line("trip-ask"), choices=asked), "es", NARROW)
    assert done.text == "¿Qué llevas?\n\n1 Casco\n2 Mascarilla con filtro para polvo"
    assert [b.label for b in done.buttons] == ["Casco", "Mascarilla con"]
    assert done.options[1].label == "Mascarilla con filtro para polvo"


@pytest.mark.parametrize(
    ("page", "numbers", "turn"),
    [(1, [1, 2], "more"), (2, [3, 4], "more"), (3, [5], "first"), (9, [5], "first")],
)
def test_pages_keep_counting(words: Words, page: int, numbers: list[int], turn: str) -> None:
    done = words.render(Draft(choices=choices(5), page=page), "es", NARROW)
    assert [b.number for b in done.buttons[:-1]] == numbers
    assert [b.label for b in done.buttons[:-1]] == [f"Hola, {n}." for n in numbers]
    assert done.buttons[-1].id == turn
    assert done.text == ""
    assert len(done.options) == 5, "a number of another page is still understood"
    assert (done.page, done.pages) == (min(page, 3), 3)


def test_links_stand_beside_the_choices_of_every_page(words: Words) -> None:
    draft = Draft(choices=choices(9), links=(("to-1", Line("cards/gas.title")),))
    done = words.render(draft, "es", WIDE)
    assert [b.id for b in done.buttons] == ["o1", "o2", "o3", "o4", "o5", "o6", "to-1", "more"]
    assert done.options[-1].id == "to-1"


@pytest.mark.parametrize("count", range(1, 12))
@pytest.mark.parametrize("links", range(0, 12, 3))
@pytest.mark.parametrize("ticked", [None, ()])
def test_a_bubble_never_holds_more_buttons_than_its_channel(
    words: Words, count: int, links: int, ticked: tuple[str, ...] | None
) -> None:
    asked = choices(count) + ((Choice("done", Line("common-done")),) if ticked is not None else ())
    linked = tuple((f"to-{n}", Line("cards/gas.title")) for n in range(links))
    seen: set[str] = set()
    pages = 1
    page = 1
    while page <= pages:
        draft = Draft(choices=asked, links=linked, ticked=ticked, page=page)
        done = words.render(draft, "es", NARROW)
        assert len(done.buttons) <= NARROW.buttons
        seen |= {button.id for button in done.buttons}
        page, pages = page + 1, done.pages
    assert {choice.id for choice in asked} | {id for id, _ in linked} <= seen


def test_links_alone_are_offered_by_page(words: Words) -> None:
    linked = tuple((f"to-{n}", Line("cards/gas.title")) for n in range(4))
    done = words.render(Draft(lines=(Line("trip-plain"),), links=linked), "es", NARROW)
    assert [b.label for b in done.buttons] == ["El gas", "El gas", "Más"]


def test_a_step_that_reads_numbers_never_numbers_its_choices(words: Words) -> None:
    asked = tuple(Choice(id, Line(f"trip-ask.{id}")) for id in ("helmet", "mask"))
    draft = Draft(prompt=Line("trip-ask"), choices=asked, numbered=False)
    done = words.render(draft, "es", NARROW)
    assert done.text == "¿Qué llevas?"
    assert [b.label for b in done.buttons] == ["Casco", "Mascarilla con"]
    assert {o.number for o in done.options} == {None}


def test_ticks_show_and_done_stays_on_every_page(words: Words) -> None:
    asked = (*choices(3), Choice("done", Line("common-done")))
    done = words.render(Draft(choices=asked, ticked=("o2",), page=2), "es", NARROW)
    assert [b.label for b in done.buttons] == ["☑ Hola, 2.", "Listo", "Más"]
    few = words.render(Draft(choices=(*choices(1), asked[-1]), ticked=()), "es", NARROW)
    assert [b.label for b in few.buttons] == ["☐ Hola, 1.", "Listo"]


def test_a_text_too_long_loses_lines_and_never_the_question(make: Callable[..., Words]) -> None:
    many = tuple(line("trip-hello", name="Rosa " * 20) for _ in range(5))
    draft = Draft(lines=many, prompt=Line("trip-ask"))
    with pytest.raises(MissingWords, match="trip-ask is longer than 300 characters; say less"):
        make(strict=True).render(draft, "es", NARROW)
    words = make()
    done = words.render(draft, "es", NARROW)
    assert done.cut
    assert len(done.text) <= 300
    assert done.text.endswith(".\n\n¿Qué llevas?")
    assert words.missing == {("es", "trip-ask (cut)"): 1}


def test_quechua_falls_back_to_the_shared_words_then_to_spanish(
    make: Callable[..., Words], tmp_path: Path
) -> None:
    for tag, text in (("quy", "two = quy\n"), ("qu-PE", "two = shared\none = shared\n")):
        folder = tmp_path / "locales" / tag
        folder.mkdir(exist_ok=True)
        (folder / "more.ftl").write_text(text, encoding="utf-8")
    words = make()
    said = [words.text(Line(id), "quy") for id in ("two", "one", "trip-only-es")]
    assert said == ["quy", "shared", words.text(Line("trip-only-es"), "es")]
    assert words.owns("two", "quy") and not words.owns("one", "quy")


def test_a_language_that_is_not_offered_is_nobodys_locale(make: Callable[..., Words]) -> None:
    words = make()
    assert words.locale("quy") == "es" and words.locales == ("es", "en", "quy")
    words.offered = (*words.offered, "quy")
    assert words.locale("quy") == "quy"
