"""The whole grammar of GIFT is read; what is written is read back the same; rubbish costs little."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.teaching import gift
from bot.teaching.gift import Answer, Item, parse


def one(text: str) -> Item:
    bank = parse(text)
    assert not bank.faults and len(bank.items) == 1, bank
    return bank.items[0]


def fault(text: str) -> str:
    bank = parse(text)
    assert not bank.items and len(bank.faults) == 1, bank
    return f"{bank.faults[0].line}: {bank.faults[0].reason}"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("¿Quién? {~Ana ~Luz =Rosa}", "choice"),
        ("Va {~bien =mal} siempre.", "choice"),
        ("Dos. {~No ~%50%Ana ~%50%Luz}", "choice"),
        ("La labor ventila sola.{FALSE}", "true-false"),
        ("El sol sale.{T#no#sí}", "true-false"),
        ("¿Cómo se llama?{=Rosa =Rosita}", "short"),
        ("Cuatro{cuatro}", "short"),
        ("¿Cuánto? {#1822:5}", "numeric"),
        ("¿Cuánto? {#1..5}", "numeric"),
        ("¿Cuánto? {#\n\t=1822:0\n\t=%50%1822:2}", "numeric"),
        ("Une {=Canadá -> Ottawa =Italia->Roma}", "match"),
        ("Escribe {}", "essay"),
        ("Escribe {####gracias}", "essay"),
        ("Solo un texto.", "description"),
    ],
)
def test_every_kind(text: str, kind: str) -> None:
    assert one(text).kind == kind


def test_weights_and_feedback() -> None:
    item = one("¿?{\n~mal #no\n~%50%media#casi\n~%-25.5%peor\n=bien#¡sí!\n####Todo}")
    assert [(a.text, a.weight, a.feedback) for a in item.answers] == [
        ("mal", 0, "no"),
        ("media", 50, "casi"),
        ("peor", -25.5, ""),
        ("bien", 100, "¡sí!"),
    ]
    assert item.feedback == "Todo"


def test_truth_names_both_and_their_feedback() -> None:
    yes, no = one("x{F#mal#bien}").answers
    assert (yes.text, yes.weight, yes.feedback) == ("T", 0, "mal")
    assert (no.text, no.weight, no.feedback) == ("F", 100, "bien")


def test_numbers_are_ranges() -> None:
    item = one("¿?{#=10:2#casi =%50%1..100 =%0%*}")
    assert [(a.low, a.high, a.weight) for a in item.answers[:2]] == [(8, 12, 100), (1, 100, 50)]
    assert item.answers[0].feedback == "casi"


def test_pairs() -> None:
    assert [(a.text, a.partner) for a in one("U{=a -> b =c->d}").answers] == [
        ("a", "b"),
        ("c", "d"),
    ]


def test_titles_formats_categories_comments_ids_and_tags() -> None:
    bank = parse(
        "\ufeff// un comentario\n\n$CATEGORY: $course$/Roca\n\n"
        "// question: 7  [id:roca-1] [tag:critical] [tag:about:p1]\n"
        "::Mi título\\: uno::[html]<b>¿?</b>{=[plain]a#[markdown]**b** ~c\n// en medio\n~d}\r\n"
    )
    item = bank.items[0]
    assert (item.title, item.format, item.category) == ("Mi título: uno", "html", "$course$/Roca")
    assert (item.id, item.tags, item.line) == ("roca-1", ("critical", "about:p1"), 6)
    assert [answer.text for answer in item.answers] == ["a", "c", "d"]
    assert item.answers[0].feedback == "**b**"


def test_escapes_are_text() -> None:
    item = one(r"¿\{1\} \= 2\~3?\n\:\# \\{=\=5 ~\~ ~\\n}")
    assert item.text == "¿{1} = 2~3?\n:# \\"
    assert [answer.text for answer in item.answers] == ["=5", "~", "\\n"]


def test_a_missing_word_is_a_blank() -> None:
    assert one("Se saca con la {=barretilla ~mano}.").text == "Se saca con la _____ ."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\n\n// nada\nRota {=a ~b", "4: { and } do not match"),
        ("Rota } y {", "1: { and } do not match"),
        ("Uno{=a ~b}\nDos{=a ~b}", "1: a second { or }"),
        ("x{=a ~}", "1: an answer is empty"),
        ("x{~a}", "1: only one choice"),
        ("x{=a ~%150%b}", "1: a weight of 150 %"),
        ("x{#tres}", "1: 'tres' is no number"),
        ("x{#inf}", "1: 'inf' is no range"),
        ("x{#5..1}", "1: '5..1' is no range"),
        ("x{#}", "1: a number is missing"),
        ("x{=a -> b =c}", "1: a matching answer without ->"),
    ],
)
def test_what_is_wrong_has_its_line(text: str, reason: str) -> None:
    assert fault(text).startswith(reason)


def test_one_fault_stops_no_other() -> None:
    bank = parse("Uno{=a ~b}\n\nRota {\n\nDos{=a ~b}")
    assert [item.text for item in bank.items] == ["Uno", "Dos"]
    assert [found.line for found in bank.faults] == [3]


def test_a_hostile_file_is_bounded() -> None:
    assert "longer than" in fault("x" * (gift.LARGEST + 1))
    assert "longer than" in fault("{" * (gift.LONGEST + 1))
    assert "more than" in fault("x{" + "~a" * (gift.MOST_ANSWERS + 1) + "}")
    bank = parse("q{=a ~b}\n\n" * (gift.MOST + 7))
    assert len(bank.items) == gift.MOST and len(bank.faults) == 1
    for mark in ("::", "[id:", "%", "\\", "####", "$CATEGORY:", "//", "->", "=", "~", "\x01"):
        parse(mark * 9_000)


WORDS = st.text(
    alphabet=st.one_of(st.sampled_from("~=#{}:\\n%[] ->/$\n"), st.characters(codec="utf-8")),
    min_size=1,
    max_size=30,
).map(lambda text: gift.NOT_TEXT.sub("", text.replace("\r", "")).strip())
SOME = WORDS.filter(bool)


@settings(max_examples=200, deadline=None)
@given(ask=SOME, choices=st.lists(SOME, min_size=2, max_size=4), why=WORDS, title=WORDS)
def test_what_is_written_is_read_back(ask: str, choices: list[str], why: str, title: str) -> None:
    answers = tuple(Answer(text, 100.0 if n == 0 else 0.0, why) for n, text in enumerate(choices))
    item = Item(1, "choice", ask, title=title, answers=answers, feedback=why, tags=("a:b",))
    found = one(gift.write([item]))
    assert (found.text, found.title, found.feedback) == (ask, title, why)
    assert [(a.text, a.weight, a.feedback) for a in found.answers] == [
        (a.text, a.weight, a.feedback) for a in answers
    ]
    assert found.tags == ("a:b",)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab ~=#{}:\\n%[]->/$\n1.\x01"), max_size=200))
def test_rubbish_is_read_without_an_error(text: str) -> None:
    bank = parse(text)
    assert all(found.line >= 1 and found.reason for found in bank.faults)
