"""The report on a contract keeps the shape other tools depend on."""

from __future__ import annotations

import json

from bot.app import features, shapes
from bot.config import data_root
from bot.library import load
from handlers.contracts.analysis import analyse
from handlers.contracts.task import analyse_contract, rules

CONTENT = load(data_root(), shapes(features()))
PAGES = [
    "CONTRATO DE EXPLOTACIÓN MINERA\n\nConste por el presente contrato que celebran, de una parte, "
    "COBRE SUR S.A.C. (EL TITULAR) y, de la otra, Juan Quispe, minero artesanal (EL MINERO).",
    "PRIMERA.- EL TITULAR autoriza a EL MINERO a explotar mineral de cobre de la concesión.\n\n"
    "SEGUNDA.- EL TITULAR podrá resolver el contrato en cualquier momento y sin expresión de causa.",
]


def test_a_report_has_the_promised_keys_and_is_json() -> None:
    report = analyse(PAGES, CONTENT)
    assert list(report) == [
        "type",
        "language",
        "pages",
        "findings",
        "missing",
        "present",
        "unknown",
    ]
    assert (report["type"], report["language"], report["pages"]) == ("explotacion", "es", 2)
    assert json.loads(json.dumps(report)) == report


def test_the_task_says_what_the_function_says() -> None:
    given = json.loads(json.dumps({"pages": PAGES, "rules": rules(CONTENT)}))
    assert analyse_contract(given) == analyse(PAGES, CONTENT)
