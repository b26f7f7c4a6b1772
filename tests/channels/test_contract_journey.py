"""A photographed contract on Telegram: a traffic light, points, and a PDF for the notary."""

from __future__ import annotations

import io
from pathlib import Path

from pypdf import PdfReader

from bot.clock import SetClock
from tests.conftest import NOON
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_house import QUICK, polling
from tests.handlers.miner import HELLO
from tests.work import papers

PAGE = (
    "CONTRATO DE EXPLOTACIÓN MINERA",
    "Conste por el presente contrato que celebran, de una parte, el titular",
    "y de la otra parte la minera Rosa Mamani, con DNI 99214037.",
    "PRIMERA: OBJETO. El titular autoriza a la minera a explotar mineral",
    "de cobre en la concesión minera Cerro Alto.",
    "SEGUNDA: PAGO. La minera entrega el 40 % del mineral al titular.",
)


async def test_a_photo_becomes_points_and_a_pdf(tmp_path: Path) -> None:
    async with (
        FakeTelegram(rate=QUICK, chat_rate=QUICK) as fake,
        polling(fake, tmp_path, clock=SetClock(NOON)),
    ):
        rosa = fake.person(51)
        rosa.patience = 90
        await rosa.says(*HELLO, "Apurímac", "Grau", "vigente")
        await rosa.says("revisar contrato")
        await rosa.taps("Revisar un contrato")
        before = len(rosa.heard)
        rosa.sends(**rosa.photo(papers.photo(PAGE)))
        await rosa.hears(before + 1)
        assert "Van 1" in rosa.last.text
        rosa.sends(text="listo")
        await rosa.hears(before + 3)
        assert "DNI: 99214037" in rosa.last.text and "Porcentaje: 40 %" in rosa.last.text
        await rosa.taps("Sí")
        assert "⛔ Rojo, peligroso:" in rosa.last.text and "no es consejo legal" in rosa.last.text
        await rosa.taps("Ver uno por uno")
        assert "Falta inscribir en SUNARP" in rosa.last.text
        await rosa.taps("Saltar al final", "☐ Informe en PDF")
        before = len(rosa.heard)
        rosa.sends(text="listo")
        await rosa.hears(before + 2)
        kind, name, data = rosa.last.files[0]
        assert (kind, name) == ("document", "informe-contrato.pdf")
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        assert "Informe del contrato" in text and "Falta inscribir en SUNARP" in text
        assert fake.refused == {}
