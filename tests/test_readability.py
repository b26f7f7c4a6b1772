"""Reading ease is counted as a teacher would count it by hand."""

from __future__ import annotations

import pytest

from bot import readability

SYLLABLES = {
    "minería": 4, "ahora": 3, "agua": 2, "país": 2, "explosión": 3, "guía": 2, "guerra": 2,
    "oído": 3, "día": 2, "búho": 2, "mineral": 3, "ley": 1, "muy": 1, "teoría": 4, "contrato": 3,
    "formalización": 5, "desahogo": 4, "cooperativa": 6, "leer": 2, "quien": 1, "prohibido": 3,
    "caer": 2, "ciudad": 2, "averiguáis": 4, "yacimiento": 4,
}  # fmt: skip
DECREE = (
    "La presente norma establece las disposiciones reglamentarias para la culminación del proceso "
    "de formalización minera integral, de conformidad con lo previsto en el Decreto Legislativo "
    "N° 1293, así como los requisitos, condiciones y plazos aplicables a los mineros en vías de "
    "formalización inscritos en el Registro Integral de Formalización Minera."
)


@pytest.mark.parametrize(("word", "count"), SYLLABLES.items())
def test_syllables(word: str, count: int) -> None:
    assert readability.syllables(word) == count


@pytest.mark.parametrize("word", ["pingüino", "PINGÜINO"])
def test_a_sounded_u_is_a_vowel(word: str) -> None:
    assert readability.syllables(word) == 3


def test_a_decree_is_hard_and_a_warning_is_easy() -> None:
    assert readability.inflesz(DECREE) < 20
    assert (
        20 < readability.inflesz("La acreditación de propiedad es un requisito obligatorio.") < 55
    )
    assert readability.inflesz("Si hueles gas, sal rápido. Avisa a tus compañeros.") > 80


def test_the_formula_by_hand() -> None:
    # Hoy(1) vas(1) a(1) la(1) mina(2): 6 syllables, 5 words, 1 sentence
    assert readability.inflesz("Hoy vas a la mina.") == pytest.approx(206.835 - 62.3 * 6 / 5 - 5)


@pytest.mark.parametrize("known", ["REINFO", "IGAFOM", "12.5", "S/ 1,234.50", "2026", "DNI"])
def test_what_is_known_by_sight_is_one_short_word(known: str) -> None:
    assert readability.words(f"Lleva {known} hoy") == 3
    assert readability.inflesz(f"Lleva {known} hoy") == readability.inflesz("Lleva mina hoy")


def test_a_number_does_not_end_a_sentence() -> None:
    assert readability.sentences("Paga 12.50 por las 8:30 de hoy. Ven.") == [
        "Paga 12.50 por las 8:30 de hoy",
        "Ven",
    ]


def test_each_list_item_is_a_sentence() -> None:
    text = "Necesitas:\n• tu DNI\n• el papel del dueño"
    assert readability.longest_sentence(text) == 4
    assert len(readability.sentences(text)) == 3


def test_addresses_and_marks_are_not_read() -> None:
    text = "*Entra* a https://www.gob.pe/minem o reinfo.minem.gob.pe/x o a quejas@minem.gob.pe hoy"
    assert readability.words(text) == 6


def test_nothing_to_read_is_easy() -> None:
    assert readability.inflesz("• — 👷") == 100.0
    assert readability.longest_sentence("") == 0
