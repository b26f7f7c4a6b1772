"""Who takes a message: a table of what is said, where she stands, and who gets it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.model import Location, Reply
from bot.router import (
    Answer,
    Command,
    Heard,
    Lost,
    Open,
    Option,
    Page,
    Resume,
    Route,
    Shown,
    Vocabulary,
    fold,
    route,
)

WORDS = Vocabulary(
    commands={"menu": "menu", "inicio": "menu", "0": "menu", "atras": "back", "ayuda": "help"},
    meanings={
        "yes": frozenset({"si", "claro", "ari", "👍"}),
        "no": frozenset({"no", "manam"}),
        "done": frozenset({"listo"}),
        "today": frozenset({"hoy"}),
        "skip": frozenset({"no tengo"}),
        "menu": frozenset({"menu"}),
    },
    keywords={"reinfo": "formalization", "avisos": "reminders"},
    numbers={"cero": 0, "uno": 1, "dos": 2, "tres": 3, "doce": 12},
    months={"noviembre": 11, "setiembre": 9},
    alarms=frozenset({"gas", "derrumb", "sal del hueco"}),
)

YES_NO = Shown(1, "weighed", "choice", (Option("yes", "Sí", 1), Option("no", "No", 2)))
STATUS = Shown(
    2,
    "status",
    "choice",
    (
        Option("ok", "Vigente", 1),
        Option("held", "Suspendido", 2),
        Option("self", "Soy pallaquera", 3),
        Option("never", "Soy nueva", 4),
        Option("more", "Más", None, {"page": 2}),
    ),
)
PAPERS = Shown(
    3,
    "have",
    "choices",
    (Option("map", "☐ Mapa", 1), Option("ruc", "☑ RUC", 2), Option("done", "Listo", 3)),
)
NUMBER = Shown(4, "tons", "number")
DAY = Shown(5, "when", "day", (Option("today", "Hoy"), Option("yesterday", "Ayer")))
TEXT = Shown(6, "name", "text")
PHOTO = Shown(7, "cargo", "file", (Option("skip", "Sin foto", 1),))
MENU = Shown(
    0,
    "",
    "",
    (
        Option("to-1", "Mi camino", 1, {"flow": "formalization", "args": {}}),
        Option("to-2", "Contrato", 2, {"flow": "formalization/step", "args": {"id": "contrato"}}),
        Option("to-3", "Seguir donde quedé", 3, {"resume": 9}),
        Option("menu", "Menú", 4, {"command": "menu"}),
    ),
)
NOWHERE = Shown()


def chosen(shown: Shown, *ids: str) -> Answer:
    """The step of a bubble, answered by options."""
    return Answer(shown.session, Reply(shown.step, choices=ids))


def told(shown: Shown, text: str) -> Answer:
    """The step of a bubble, answered in words."""
    return Answer(shown.session, Reply(shown.step, text=text))


def said(text: str, waiting: Shown | None, at: Shown | None = None) -> Route:
    """Where typed words go. at: the last bubble, when it is not the one that waits."""
    return route(Heard(text=text), at or waiting or NOWHERE, waiting, WORDS)


@pytest.mark.parametrize(
    ("text", "waiting", "goes_to"),
    [
        # by label, meaning, id, number, number word
        ("Sí", YES_NO, chosen(YES_NO, "yes")),
        ("SI!!", YES_NO, chosen(YES_NO, "yes")),
        ("  claro ", YES_NO, chosen(YES_NO, "yes")),
        ("👍", YES_NO, chosen(YES_NO, "yes")),
        ("manam", YES_NO, chosen(YES_NO, "no")),
        ("yes", YES_NO, chosen(YES_NO, "yes")),
        ("2", YES_NO, chosen(YES_NO, "no")),
        ("dos", YES_NO, chosen(YES_NO, "no")),
        ("1.", YES_NO, chosen(YES_NO, "yes")),
        ("suspendido", STATUS, chosen(STATUS, "held")),
        # the beginning of one label, and of two
        ("susp", STATUS, chosen(STATUS, "held")),
        ("soy", STATUS, told(STATUS, "soy")),
        ("s", STATUS, told(STATUS, "s")),
        # what is not offered
        ("9", YES_NO, told(YES_NO, "9")),
        ("1 2", YES_NO, told(YES_NO, "1 2")),
        ("tal vez", YES_NO, told(YES_NO, "tal vez")),
        ("", YES_NO, told(YES_NO, "")),
        # several
        ("1, 2", PAPERS, chosen(PAPERS, "map", "ruc")),
        ("1 y 2", PAPERS, chosen(PAPERS, "map", "ruc")),
        ("2 2", PAPERS, chosen(PAPERS, "ruc")),
        ("mapa", PAPERS, chosen(PAPERS, "map")),
        ("listo", PAPERS, chosen(PAPERS, "done")),
        ("1 9", PAPERS, told(PAPERS, "1 9")),
        # digits are data where a number, a day or words are asked
        ("12", NUMBER, told(NUMBER, "12")),
        ("doce", NUMBER, told(NUMBER, "12")),
        ("1", DAY, told(DAY, "1")),
        ("hoy", DAY, chosen(DAY, "today")),
        ("22 de noviembre", DAY, told(DAY, "22 de 11")),
        ("noviembre", DAY, told(DAY, "noviembre")),
        ("1", TEXT, told(TEXT, "1")),
        ("Doce de Mayo", TEXT, told(TEXT, "Doce de Mayo")),
        ("no tengo", PHOTO, chosen(PHOTO, "skip")),
        # universal words, and where the question itself offers them
        ("menú", YES_NO, Command("menu")),
        ("Atrás", TEXT, Command("back")),
        ("ayuda", NUMBER, Command("help")),
        ("quiero ayuda con mi papel", TEXT, told(TEXT, "quiero ayuda con mi papel")),
        # keywords open their flow, unless the question takes words
        ("reinfo", YES_NO, Open("formalization")),
        ("REINFO", None, Open("formalization")),
        ("reinfo", TEXT, told(TEXT, "reinfo")),
        # nobody waits
        ("hola", None, Lost()),
        ("atras", None, Command("back")),
    ],
)
def test_typed_words_go_where_they_are_meant(
    text: str, waiting: Shown | None, goes_to: Route
) -> None:
    assert said(text, waiting) == goes_to


def test_zero_is_the_menu_where_options_are_offered() -> None:
    assert said("0", YES_NO) == Command("menu")


def test_zero_is_an_answer_where_a_number_is_asked() -> None:
    assert said("0", NUMBER) == told(NUMBER, "0")


def test_an_option_that_is_also_a_universal_word_is_meant_as_the_option() -> None:
    asks = Shown(8, "where", "choice", (Option("start", "Inicio", 1), Option("end", "Fin", 2)))
    assert said("inicio", asks) == chosen(asks, "start")


@pytest.mark.parametrize(
    "text",
    ["gas", "¡GAS!", "huele a gas aquí", "hubo un derrumbe", "derrumbó todo", "Sal del hueco"],
)
@pytest.mark.parametrize("waiting", [None, YES_NO, NUMBER, TEXT])
def test_a_call_for_help_is_heard_anywhere(text: str, waiting: Shown | None) -> None:
    assert said(text, waiting) == Command("sos")


@pytest.mark.parametrize("text", ["mis gastos", "gasolina", "biogas", "sal"])
def test_words_that_only_look_like_a_call_for_help_are_none(text: str) -> None:
    assert said(text, TEXT) == told(TEXT, text)


@pytest.mark.parametrize(
    ("text", "goes_to"),
    [
        ("1", Open("formalization")),
        ("contrato", Open("formalization/step", {"id": "contrato"})),
        ("tres", Resume(9)),
        ("menu", Command("menu")),
        ("4", Command("menu")),
        ("5", Lost()),
    ],
)
def test_buttons_of_a_bubble_that_asks_nothing_can_be_typed(text: str, goes_to: Route) -> None:
    assert said(text, None, MENU) == goes_to


def test_a_label_of_the_last_bubble_is_known_while_another_question_waits() -> None:
    assert said("Contrato", YES_NO, MENU) == Open("formalization/step", {"id": "contrato"})
    assert said("1", YES_NO, MENU) == chosen(YES_NO, "yes")


@pytest.mark.parametrize(
    ("at", "id", "goes_to"),
    [
        (YES_NO, "yes", chosen(YES_NO, "yes")),
        (STATUS, "more", Page(2, 2)),
        (MENU, "to-1", Open("formalization")),
        (MENU, "to-3", Resume(9)),
        (MENU, "menu", Command("menu")),
        (YES_NO, "gold", Lost(gone=True)),
        (NOWHERE, "yes", Lost(gone=True)),
    ],
)
def test_a_tap_goes_to_its_own_bubble_whatever_waits(at: Shown, id: str, goes_to: Route) -> None:
    heard = Heard(was_tap=True, tapped=at.option(id))
    for waiting in (None, NUMBER, YES_NO):
        assert route(heard, at, waiting, WORDS) == goes_to


def test_files_and_places_go_to_the_step_that_waits() -> None:
    reply = Reply("cargo", place=Location(-15, -72))
    assert route(Heard(reply=reply), MENU, PHOTO, WORDS) == Answer(7, reply)
    assert route(Heard(reply=reply), MENU, None, WORDS) == Lost()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("¿Sí?", "si"),
        ("  Dos   palabras. ", "dos palabras"),
        ("22/11/2026", "22/11/2026"),
        ("ARÍ", "ari"),
        ("ñ", "n"),
        ("\u202eno\x00", "no"),
        ("👍", "👍"),
        ("", ""),
    ],
)
def test_words_are_compared_without_case_accents_and_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(
    some.text(max_size=200), some.sampled_from([None, YES_NO, STATUS, PAPERS, NUMBER, DAY, TEXT])
)
def test_nothing_is_unroutable(text: str, waiting: Shown | None) -> None:
    found = said(text, waiting, MENU)
    assert isinstance(found, Answer | Command | Open | Page | Resume | Lost)
    assert waiting is None or not isinstance(found, Lost)
    assert fold(fold(text)) == fold(text)
