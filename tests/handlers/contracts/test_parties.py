"""Who is the miner, whatever the paper calls her, and who does what."""

from __future__ import annotations

import pytest

from bot.app import features, shapes
from bot.config import data_root
from bot.library import load
from handlers.contracts.analysis import analyse, book_of
from handlers.contracts.parties import MINER, OTHER
from handlers.contracts.scenes import scenes
from handlers.contracts.text import read

CONTENT = load(data_root(), shapes(features()))
BOOK = book_of(CONTENT)
NAMES = {
    "told-by-themselves": (
        "MINA SUR S.A., en adelante LA CEDENTE, y Juan, en adelante EL CESIONARIO.",
        ["La cedente paga", "El cesionario paga"],
    ),
    "other-by-elimination": (
        "Rosa Ríos (LA PROMETIENTE) y Juan Quispe (EL EXPLOTADOR) celebran este contrato.",
        ["La prometiente paga", "El explotador paga"],
    ),
    "miner-by-elimination": (
        "Planta Sol (LA COMPRADORA) y Ana Ccori (LA CONTRAPARTE) celebran este contrato.",
        ["La compradora paga", "La contraparte paga"],
    ),
    "in-capitals-behind-a-comma": (
        "SOL S.A.C., RUC 20999900011, EL TITULAR, y NIEVES, EL MINERO, acuerdan.",
        ["El titular paga", "El minero paga"],
    ),
    "a-cooperative-that-owns": (
        "La cooperativa es dueña de la concesión y el señor Zenón es EL CONTRATISTA.",
        ["La cooperativa paga", "El contratista paga"],
    ),
    "a-person-by-name": (
        "Reunidos don Gregorio Salas, dueño de la mina, y la cuadrilla de Juvenal.",
        ["Don Gregorio paga", "La cuadrilla paga"],
    ),
    "a-name-without-an-article": (
        "MINERALES AYAPATA S.A.C. (en adelante, AYAPATA); y los mineros artesanales, en adelante LA ASOCIACIÓN.",
        ["AYAPATA paga", "La asociación paga"],
    ),
    "a-family-name": (
        "Zenón Turpo, dueño, a quien diremos el señor Turpo, y otros, que llamaremos LOS MINEROS.",
        ["El señor Turpo paga", "Los mineros pagan y el minero paga"],
    ),
    "a-letter": (
        "Por esta carta le decimos cómo va a trabajar la labor de cobre.",
        ["Nosotros no, nuestra empresa paga", "Usted paga"],
    ),
    "read-by-a-camera": (
        'SOL S.A.C., en adelante "LA C0NCESI0-\nNARlA", y Ana, en adelante "LA MlNERA".',
        ["LA CONCESIONARlA paga", "LA MINERA paga"],
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_party_is_known_by_any_name(name: str) -> None:
    introduction, sentences = NAMES[name]
    document = read([f"{introduction}\n\n" + ".\n\n".join(sentences) + "."], BOOK.knows)
    paying = [
        scene.agents.get(mention.first)
        for scene in scenes(document, BOOK.words)
        for mention in scene.mentions.get("pagar", ())
        if document.keys[mention.first] == "paga"
    ]
    assert list(dict.fromkeys(paying)) == [OTHER, MINER]


def test_a_quote_stands_at_its_offsets_in_the_joined_pages() -> None:
    pages = [
        "CONTRATO DE EXPLOTACIÓN MINERA\n\nLas partes, EL TITULAR y EL MINERO, acuerdan:",
        "PRIMERA.- EL TITULAR podrá resolver el contrato\nsin expresión de causa.",
    ]
    report = analyse(pages, CONTENT)
    found = report["findings"]
    assert isinstance(found, list) and found
    for finding in found:
        assert isinstance(finding, dict)
        start, end = finding["start"], finding["end"]
        assert isinstance(start, int) and isinstance(end, int)
        assert "\n".join(pages)[start:end] == finding["quote"]


def test_what_is_not_a_mining_contract_is_told_apart() -> None:
    rental = (
        "CONTRATO DE ARRENDAMIENTO. Las partes acuerdan: el arrendador da en alquiler su casa "
        "por un año. El arrendador podrá resolver el contrato en cualquier momento."
    )
    english = "This agreement is made by the owner and the miner. The owner may end it at any time."
    assert [analyse([text], CONTENT)["type"] for text in (rental, english)] == [
        "otro",
        "no-contrato",
    ]
    assert analyse([english], CONTENT)["language"] == "en"
