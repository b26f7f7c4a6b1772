"""Content search: what miners ask out of the blue, and what is found for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import house

TABLE = """
permiso para explosivos -> formalization/explosivos
esplosivos -> formalization/explosivos
dinamita -> formalization/explosivos
cuánto cuesta el igafom -> formalization/igafom-correctivo|formalization/igafom-preventivo
igafon preventivo -> formalization/igafom-preventivo
cómo hago mi ruc -> formalization/ruc
el agua del río -> formalization/agua
estamin -> formalization/estamin
quiero hacer mi declaración de enero a junio -> formalization/declaracion-enero-junio
impuestos -> formalization/sunat-mensual
no tengo plata -> blockers/no-hay-plata
no tengo plata para pagar -> blockers/no-hay-plata
el titular no me firma -> blockers/titular-no-firma
el dueño falleció -> blockers/murio-el-titular
no entiendo el trámite -> blockers/no-entiendo-tramite
la comunidad no acepta -> blockers/comunidad-no-acepta
me están amenasando -> blockers/amenazas|-
dónde está la defensoria -> offices/defensoria
direccion de la drem de puno -> offices/drem-puno
sucamec telefono -> offices/sucamec
contrato con el titular -> formalization/contrato
rstos arqueologicos -> formalization/restos-arqueologicos
manipulador de explosivos -> formalization/manipulador
derecho de vigencia -> formalization/derecho-de-vigencia
cuándo termina el proceso -> formalization/fin-del-proceso
mi expediente en pdf -> formalization/file
mis avisos por favor -> reminders
borrar todo lo mío -> privacy/erase
hola cómo estás -> -
qué comiste hoy -> -
sigasaga -> -
el dólar a cuánto está -> prices
a cómo está el cobre -> prices
buenísimo -> -
mi hija cumple años -> -
fútbol -> -
blablabla blabla -> -
"""
"""What is asked → any one of what must be among the three; `-` finds nothing."""


def table(text: str) -> list[tuple[str, set[str]]]:
    """The table as (what is asked, what may be found)."""
    rows = [line.rpartition(" -> ") for line in text.strip().splitlines() if line[:1] != "#"]
    return [(said, set(meant.split("|"))) for said, _, meant in rows]


def found(said: str) -> set[str]:
    """Items as folder/id, flows as they are; `-` for nothing."""
    opens = {f: folder for x in house().features.values() for folder, f in x.opens.items()}
    hits = house().index.find(said)
    return {f"{opens[h.flow]}/{h.args['id']}" if h.args else h.flow for h in hits} or {"-"}


def judged(rows: list[tuple[str, set[str]]]) -> tuple[float, float, list[str]]:
    """Of what was offered and of what should be, the part that helps; and the lines that fail."""
    got = [(said, meant, found(said)) for said, meant in rows]
    helped = [row for row in got if row[1] & row[2] - {"-"}]
    offered = [row for row in got if row[2] != {"-"}]
    wanted = [row for row in got if "-" not in row[1]]
    wrong = [f"{said!r} finds {sorted(is_)}" for said, meant, is_ in got if not meant & is_]
    reached = [row for row in wanted if row[1] & row[2]]
    return len(helped) / len(offered), len(reached) / len(wanted), wrong


@pytest.mark.parametrize("name", ["tuned", "held out"])
def test_what_is_asked_is_among_the_three_found(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    held_out = Path(__file__).parent / "phrases/held-out-search.txt"
    rows = table(TABLE if name == "tuned" else held_out.read_text(encoding="utf-8"))
    precision, recall, wrong = judged(rows)
    with capsys.disabled():
        print(f"\n  search, {name}: {len(rows)}, precision {precision:.3f}, recall {recall:.3f}")
        print("\n".join(f"    {line}" for line in wrong))
    least = 0.95 if name == "tuned" else 0.8
    assert precision >= least and recall >= least


@pytest.mark.parametrize(
    "said", ["", " ", "?", "123456", "a" * 5000, "\u202e\x00", "👍👍", "la el de"]
)
def test_rubbish_finds_nothing_and_breaks_nothing(said: str) -> None:
    assert house().index.find(said) == []


def test_what_is_found_opens_and_fits_a_button() -> None:
    words, features = house().words, house().features
    for entry in house().index.entries:
        assert len(words.text(entry.label, "es")) <= 20, entry
        assert entry.flow in features[entry.flow.partition("/")[0]].flows


def test_an_index_is_made_once_for_a_library() -> None:
    assert house().index is house().index
