"""Figures that decide, found in words and checked where they have a check."""

from __future__ import annotations

import pytest

from bot.work.reading import Page
from bot.work.reading.figures import figures, is_ruc
from bot.work.reading.order import in_order, ordinal, without_repeats


def found(text: str) -> list[tuple[str, str, bool]]:
    """Kind, words and sureness of every figure of a page."""
    return [(figure.kind, figure.text, figure.sure) for figure in figures([Page(text)])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("con RUC 20131312955 y", ("ruc", "20131312955", True)),
        ("con RUC 20131312956 y", ("ruc", "20131312956", False)),
        ("DNI N.° 99214037,", ("dni", "99214037", True)),
        ("con DNI99214037.", ("dni", "99214037", True)),
        ("el 28 % del mineral", ("percent", "28 %", True)),
        ("el 7,5 por ciento", ("percent", "7,5 por ciento", True)),
        ("el 280 % del mineral", ("percent", "280 %", False)),
        ("paga US$ 35,000.00 en", ("money", "US$ 35,000.00", True)),
        ("(S/ 3,200) cada", ("money", "S/ 3,200", True)),
        ("son 4 500 soles al", ("money", "4 500 soles", True)),
        ("el 11/05/2026 a", ("date", "11/05/2026", True)),
        ("el 31/02/2026 a", ("date", "31/02/2026", False)),
        ("9 de setiembre de 2026", ("date", "9 de setiembre de 2026", True)),
        ("31 de junio del 2026", ("date", "31 de junio del 2026", False)),
        ("Este 794 210.00, y", ("utm", "Este 794 210.00", True)),
        ("Norte 8 430 520.00", ("utm", "Norte 8 430 520.00", True)),
        ("V1 N 8 466 800", ("utm", "N 8 466 800", True)),
        ("de 12.5000 hectáreas", ("hectares", "12.5000 hectáreas", True)),
    ],
)
def test_a_figure_is_found_and_checked(text: str, expected: tuple[str, str, bool]) -> None:
    assert found(text) == [expected]


def test_words_without_figures_have_none() -> None:
    assert found("La cláusula 12 del año 2026 obliga a las 2 partes por igual.") == []


def test_a_figure_is_said_once() -> None:
    assert len(found("el 40 % y otra vez 40 %, y el 40%")) == 1


def test_the_check_digit_of_a_ruc() -> None:
    assert is_ruc("20131312955")
    assert not any(is_ruc(f"2013131295{digit}") for digit in range(10) if digit != 5)


def test_ordinals_of_clauses() -> None:
    said = (
        "primera",
        "segunda",
        "Séptimo",
        "setima",
        "décimo",
        "undécima",
        "décimo tercera",
        "otra",
    )
    assert [ordinal(word) for word in said] == [1, 2, 7, 7, 10, 11, 13, 0]


def test_pages_follow_their_numbers_then_their_clauses_then_her_order() -> None:
    def order(*texts: str) -> list[str]:
        return [page.text for page in in_order([Page(text) for text in texts])]

    assert order("b\nPágina 2 de 2", "a\nPágina 1 de 2") == ["a\nPágina 1 de 2", "b\nPágina 2 de 2"]
    assert order("CUARTA: x", "PRIMERA: y\nTERCERA: z") == ["PRIMERA: y\nTERCERA: z", "CUARTA: x"]
    assert order("10. x", "1. y\n9. z") == ["1. y\n9. z", "10. x"]
    assert order("nada dice", "PRIMERA: y") == ["nada dice", "PRIMERA: y"]
    assert order("b\nPágina 2 de 2", "c\nPágina 2 de 2") == ["b\nPágina 2 de 2", "c\nPágina 2 de 2"]


def test_only_what_most_pages_share_is_taken_away() -> None:
    pages = [Page(f"Empresa Minera\nTexto {n} propio\nhoja {n}") for n in ("uno", "dos", "tres")]
    texts = [page.text for page in without_repeats(pages)]
    assert all("Empresa" not in text and "propio" in text for text in texts)
