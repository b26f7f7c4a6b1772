"""Who takes a message: a table of what is said, where she stands, and who gets it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.days import Names
from bot.model import Location, Reply
from bot.router import (
    ASK,
    TYPED,
    Answer,
    Ask,
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
from bot.typed import typed
from tests.house import house

TODAY = date(2026, 11, 22)
"""A Sunday."""
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
    days=Names(months={"noviembre": 11}, fillers=frozenset({"de", "el"})),
    polite=("por favor", "gracias"),
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
DAY = Shown(5, "when", "day", (Option("today", "Hoy", 1), Option("yesterday", "Ayer", 2)))
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
    return Answer(shown.session, typed(shown.step, shown.kind, text, TODAY))


def said(text: str, waiting: Shown | None, at: Shown | None = None) -> Route:
    """Where typed words go. at: the last bubble, when it is not the one that waits."""
    return route(Heard(text=text, today=TODAY), at or waiting or NOWHERE, waiting, WORDS)


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
        # digits are data where a number or words are asked
        ("12", NUMBER, told(NUMBER, "12")),
        ("doce", NUMBER, told(NUMBER, "12")),
        # on a date step a lone number is a button if it has one, else a day
        ("1", DAY, chosen(DAY, "today")),
        ("dos", DAY, chosen(DAY, "yesterday")),
        ("1/2", DAY, told(DAY, "1/2")),
        ("20", DAY, told(DAY, "20")),
        ("el 1", DAY, told(DAY, "1")),
        ("hoy", DAY, chosen(DAY, "today")),
        ("22 de noviembre", DAY, told(DAY, "22/11")),
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
        ("avisos", DAY, Open("reminders")),
        ("avisos", NUMBER, Open("reminders")),
        # politeness changes nothing
        ("menú, por favor", YES_NO, Command("menu")),
        ("por favor ayuda", NUMBER, Command("help")),
        ("reinfo por favor", None, Open("formalization")),
        ("sí gracias", YES_NO, chosen(YES_NO, "yes")),
        ("doce por favor", NUMBER, told(NUMBER, "12")),
        ("gracias por favor", TEXT, told(TEXT, "gracias por favor")),
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


def test_zero_is_the_menu_where_a_day_is_asked() -> None:
    assert said("0", DAY) == Command("menu")


def test_without_a_day_to_count_from_no_day_is_understood() -> None:
    assert route(Heard(text="22 de noviembre"), DAY, DAY, WORDS) == told(DAY, "22 de noviembre")
    reply = Reply(DAY.step, text="22/11")
    assert route(Heard(text="22/11"), DAY, DAY, WORDS) == Answer(DAY.session, reply)


@pytest.mark.parametrize(
    ("text", "waiting", "id"),
    [
        ("suspendida", STATUS, "held"),
        ("vijente", STATUS, "ok"),
        ("vigetne", STATUS, "ok"),
        ("soy palaquera", STATUS, "self"),
        ("soypallaquera", STATUS, "self"),
        ("sin ftoo", PHOTO, ""),
        ("sinfoto", PHOTO, "skip"),
        ("mapaa", PAPERS, ""),
    ],
)
def test_a_label_with_a_slip_is_asked_about_and_short_words_are_not(
    text: str, waiting: Shown, id: str
) -> None:
    option = waiting.option(id)
    assert said(text, waiting) == (Ask(option, waiting) if option else told(waiting, text))


def test_a_slip_is_asked_about_where_nobody_waits_too() -> None:
    assert said("contrrato", None, MENU) == Ask(MENU.options[1], MENU)


def test_two_slips_or_two_labels_that_are_near_are_not_asked_about() -> None:
    metals = (Option("a", "Mineral A", 1), Option("b", "Mineral B", 2), Option("c", "Dorado fino"))
    asks = Shown(8, "metal", "choice", metals)
    assert said("minerales", asks) == told(asks, "minerales")
    assert said("dorrado finno", asks) == told(asks, "dorrado finno")


def test_a_slip_is_never_asked_about_twice_in_a_row_nor_where_words_are_data() -> None:
    for kind in (ASK, "text", "place", "number", "money", "day"):
        asks = Shown(8, "status", kind, (Option("ok", "Vigente", 1),))
        assert said("vijente", asks) == told(asks, "vijente")


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
    assert route(Heard(reply=reply), MENU, None, WORDS) == Lost(sent=True)
    assert route(Heard(reply=reply), MENU, NUMBER, WORDS) == Lost(sent=True)
    captioned = Heard(text="menú", reply=reply)
    assert route(captioned, MENU, NUMBER, WORDS) == Command("menu")


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
    assert isinstance(found, Answer | Ask | Command | Open | Page | Resume | Lost)
    assert waiting is None or not isinstance(found, Lost)
    assert fold(fold(text)) == fold(text)


# -- what people really write ------------------------------------------------------------------------

STEPS = {
    "yes-no": YES_NO,
    "papers": PAPERS,
    "tons": NUMBER,
    "day": DAY,
    "future day": Shown(9, "own-day", "day"),
    "name": TEXT,
    "photo": PHOTO,
    "menu": None,
    "minerals": Shown(
        10,
        "minerals",
        "choice",
        (
            Option("sack", "Saco mineral", 1),
            Option("gold", "Vendo oro", 2),
            Option("sorter", "Escojo mineral", 3),
            Option("other", "Otro", 4),
        ),
    ),
}

PHRASES = """
yes-no:
  sí, si, SI, sii?=-, claro, ya, ok, dale, correcto, ari, arí, yes, 1, uno, huk, 1️⃣, 👍, sí por favor, si pues, ya gracias=thanks -> yes
  no, NO!, nada, mana, manam, 2, dos, iskay, nope, no gracias, ❌ -> no
  tal vez, depende, quién sabe, a veces, 3, 12 de mayo, qué es eso, no me acuerdo -> -
  menú, menu por favor, hola, buenas tardes, 0, inicio, salir -> menu
  atrás, volver, regresar -> back
  ayuda, ayúdame, no entiendo, ayuda por favor, ?, no sé -> help
  otra vez, repite por favor -> repeat
  gracias, muchas gracias, ok gracias, Gracias! -> thanks
  chau, adiós, chao, hasta luego -> bye
  avisos, recordatorios por favor -> reminders
  reinfo, trámite, mi camino -> formalization
  auxilio, hay un herido, se cayó mi compañero, huele a gas, derrumbe en la labor -> sos
  derunbe, se derunbo, erido, hay un erido, desmallado, esplosión, axilio, enmergencia, sokorro, vi a un muerto=-, accidemte, sangrre, acidente, derumbe, emerjencia, explocion, wañusqa, kʼiri, k'iri, quiri -> sos
  quiero, querida amiga, túnel, tunel, Huánuco, occidental, acción, explosivos, mi hermano, gracioso, pedido, el herrero, casa, gastar, biólogo, violeta, huano, gasto, accionista, quién -> -
  la segunda, opción 2, segundo, el 2, 2do, b, el número 2, 2º -> no
  la tercera, 3ro, c, opción 9 -> -
  arí, aw, allinmi, a -> yes
  kutiy, cutiy, qipaman, qhepaman -> back
  audio, uyariy, escuchar -> listen
  recordatoros, recordatorioss -> ask reminders
papers:
  1 2, 1 y 2, 2 y 1, 1-2 -> several
  mapa, 1, uno -> map
  listo, ya, 3, terminé, eso es todo -> done
  9, 1 9, no tengo ninguno, todo -> -
minerals:
  saco mineral, 1, uno, saco, kimsa=sorter -> sack
  vendo oro, vendo, oro?=-, iskay -> gold
  escojo mineral, escojo, 3, kinsa -> sorter
  otro, tawa, 4 -> other
  saco minral, sacomineral, saco minerla, saco mineraal, saka mineral?=-, saco minerrales?=- -> ask sack
  escoho mineral, escojo minral, ecojo mineral -> ask sorter
  bendo oro, vende oro, vedo oro -> ask gold
  otra, oro puro, sacco mineeral, compro mineral, pichqa -> -
tons:
  12, doce, doce por favor -> =12
  7, siete -> =7
  0, cero -> =0
  treinta y uno -> =31
  chunka iskayniyuq, chunka iskayniyoq -> =12
  pichqa, 5 -> =5
  avisos, mis avisos -> reminders
  menú, hola -> menu
  gracias -> thanks
day:
  1, hoy, hoy día, uno, huk -> today
  2, ayer, dos -> yesterday
  fue ayer, ayer por la mañana, ayer sábado, ayer 21 de noviembre -> =21/11/2026
  anteayer, antes de ayer, fue anteayer, hace 2 días, hace dos días -> =20/11/2026
  hace 3 días, hace tres dias, 3 días atrás -> =19/11/2026
  hace una semana, hace 1 semana, hace siete días -> =15/11/2026
  hace 2 semanas -> =8/11/2026
  20, el 20, el día 20, veinte, fue el 20, el 20 por favor -> =20
  20 nov, 20 de noviembre, el 20 de novienbre, 20 de nobiembre, veinte de noviembre, 20-nov, noviembre 20 -> =20/11
  15 de septiembre, 15 de setiembre, 15 set, 15 de setienbre, quince de septiembre -> =15/9
  20 de noviembre de 2026, 20 de noviembre del 2026, 20-nov-2026 -> =20/11/2026
  20/11 -> =20/11
  20-11-26 -> =20-11-26
  20.11.2026 -> =20.11.2026
  el viernes, viernes, el biernes -> =20/11/2026|27/11/2026
  el viernes pasado, el pasado viernes -> =20/11/2026
  viernes 20 de noviembre -> =20/11/2026
  31 de dicienbre, treinta y uno de diciembre -> =31/12
  primero de mayo, 1 de mayo -> =1/5
  no me acuerdo, hace poco, la semana pasada, el mes pasado, noviembre, ayer 20 de noviembre, hace años -> -
  avisos, recordatorios -> reminders
  reinfo -> formalization
  menú, 0, hola -> menu
  atrás -> back
  no entiendo -> help
future day:
  mañana, mañana temprano?=- -> =23/11/2026
  pasado mañana -> =24/11/2026
  en 3 días, dentro de 3 días, en tres días -> =25/11/2026
  en una semana, dentro de una semana, en 7 días, in a week -> =29/11/2026
  el próximo viernes, viernes que viene -> =27/11/2026
  el lunes -> =23/11/2026|16/11/2026
  20 de enero -> =20/1
  5 -> =5
  hoy -> =22/11/2026
name:
  gracias -> thanks
  menú, menú por favor -> menu
  avisos, reinfo, 1, Doce de Mayo, saco minral, el viernes, ayer -> =
photo:
  sin foto, no tengo, después, saltar, 1, sinfoto?=ask skip -> skip
  no puedo ahora, qué foto -> -
menu:
  reinfo, formalización, papeles -> formalization
  mis avisos -> reminders
  gracias, muchas gracias -> thanks
  chau, adios -> bye
  hola, buenos días -> menu
  borrar, mis datos -> data
  baja, no más avisos -> stop
  quechua, idioma, qichwa, castellano simi -> language
  pausa, pausar -> pause
  sayachiy -> stop
  pichay -> data
  qallariy, callariy, qallarey -> menu
  sigasaga, cuánto cuesta el dólar, 5 -> -
  emergencia, yanapaway -> sos
"""
"""Situation, then phrases → where they go. `=text` is told to the step, `=` as typed; `ask` an
option; `-` nobody acts. A phrase may have an outcome of its own: `phrase?=outcome`."""


def labelled(table: str = PHRASES) -> list[tuple[str, str, str]]:
    """The table as (situation, phrase, outcome)."""
    found, where = [], ""
    for line in table.strip().splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            where = line.rstrip(":")
            continue
        phrases, _, common = line.strip().rpartition(" -> ")
        for phrase in phrases.split(", "):
            text, _, own = phrase.rpartition("=")
            found.append(
                (
                    where,
                    (text or own).removesuffix("?") if text else phrase,
                    own if text else common,
                )
            )
    return found


def outcome(text: str, step: Shown | None) -> str:
    """A route in the words of the table."""
    match route(Heard(text=text, today=TODAY), step or NOWHERE, step, house().vocabulary):
        case Answer(reply=Reply(choices=[])) as answer if answer.reply.text == text and step:
            taken = step.kind in TYPED or (step.kind == "day" and text[0].isdecimal())
            return "-" if not taken else "=" if step.kind == "text" else f"={text}"
        case Answer(reply=Reply(choices=[], text=told)):
            return f"={told}"
        case Answer(reply=Reply(choices=[one])):
            return one
        case Answer():
            return "several"
        case Ask(option):
            return f"ask {option.to.get('flow', option.id)}"
        case Command(name):
            return name
        case Open(flow):
            return flow
    return "-"


def measured(table: list[tuple[str, str, str]]) -> tuple[float, float, list[str]]:
    """Precision and recall of a labelled table, and the phrases that went elsewhere."""
    rows = [(where, text, meant, outcome(text, STEPS[where])) for where, text, meant in table]
    right = [row for row in rows if row[2] == row[3] != "-"]
    acted = [row for row in rows if row[3] != "-"]
    wanted = [row for row in rows if row[2] != "-"]
    wrong = [f"{w}: {t!r} is {got}, meant {meant}" for w, t, meant, got in rows if meant != got]
    return len(right) / len(acted), len(right) / len(wanted), wrong


def test_what_people_really_write_goes_where_it_is_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = labelled()
    precision, recall, wrong = measured(table)
    with capsys.disabled():
        print(f"\n  phrases: {len(table)}, precision {precision:.3f}, recall {recall:.3f}")
        print("\n".join(f"    {line}" for line in wrong))
    assert len(table) >= 300
    assert precision >= 0.98
    assert recall >= 0.98


def test_phrases_nobody_tuned_on_go_where_they_are_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = labelled((Path(__file__).parent / "phrases/held-out.txt").read_text(encoding="utf-8"))
    precision, recall, wrong = measured(table)
    with capsys.disabled():
        print(f"\n  held out: {len(table)}, precision {precision:.3f}, recall {recall:.3f}")
        print("\n".join(f"    {line}" for line in wrong))
    assert len(table) >= 150
    assert precision >= 0.9
    assert recall >= 0.85
