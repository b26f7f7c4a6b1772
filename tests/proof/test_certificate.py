"""The paper: from the chat to `chaski verify`, alone, with any byte of its proof changed, revoked."""

from __future__ import annotations

import asyncio
import json
import pickle
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import verify_command
from bot.app import signing_of
from bot.clock import SetClock
from bot.config import Settings
from bot.errors import ChaskiError
from bot.proof import jws
from bot.proof.files import carried
from bot.proof.jws import Rejected
from bot.proof.signing import Signing
from bot.proof.verdict import Trust, judged
from bot.store.seal import Seal
from bot.work.tasks import SIGNED
from handlers.training.proof import name
from tests.handlers.miner import known, miner

SEAL = Seal(b"a secret of more than thirty-two bytes")
SIGNING = signing_of(Settings(public_url="https://chaski.example"), SEAL)
ARGS = {
    **{key: key for key in ("kicker", "lead", "criteria", "dates", "issuer", "unchecked", "note")},
    "lookup": "Mira",
    "offline": "Sin internet",
    "title": "La roca que cae",
    "picture": "roca",
    "module": "roca",
    "passed": "2026-11-20",
    "until": "2027-02-18",
    "subject": "1",
    "holder": "Rosa Quispe",
    "language": "es",
    "file": "certificado-roca.pdf",
}


def paper(signing: Signing = SIGNING, **other: str) -> bytes:
    """A certificate, drawn as a worker process does: the task travels there in a pickle."""
    task = pickle.loads(pickle.dumps(SIGNED["certificate"].binding(signing=signing)))
    made: Any = task({**ARGS, **other})
    return bytes(made.data)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return paper()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place without any of the house's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHASKI_SECRET_KEY", raising=False)
    monkeypatch.setenv("CHASKI_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def verdict(data: bytes, clock: SetClock) -> str:
    """Why a file is refused; empty when it is good."""
    try:
        judged(carried(data), Trust([SIGNING.public], {}), clock.now())
    except Rejected as rejected:
        return rejected.code
    return ""


def test_the_paper_alone_is_enough(pdf: bytes, clock: SetClock) -> None:
    assert verdict(pdf, clock) == ""
    assert paper() == pdf, "the same pass makes the same paper"
    assert len(pdf) < 60_000


def test_any_changed_byte_of_the_credential_is_refused(pdf: bytes, clock: SetClock) -> None:
    token = carried(pdf).token.encode()
    start = pdf.index(token)
    for at in range(start, start + len(token), 7):
        spoiled = bytearray(pdf)
        spoiled[at] ^= 0x01
        assert verdict(bytes(spoiled), clock) in ("changed", "malformed", "unknown-key"), at


@pytest.mark.parametrize("cut", [10, 500, 0.5, 0.95])
def test_a_cut_paper_is_refused_and_never_crashes(pdf: bytes, clock: SetClock, cut: float) -> None:
    size = int(len(pdf) * cut) if cut < 1 else int(cut)
    assert verdict(pdf[:size], clock) in ("malformed", "")


def test_the_key_of_another_house_is_unknown(clock: SetClock) -> None:
    other = signing_of(Settings(), Seal(b"another secret of more than thirty-two"))
    assert verdict(paper(other), clock) == "unknown-key"


def test_no_argument_of_a_flow_reaches_the_key() -> None:
    task = SIGNED["certificate"].binding(signing=SIGNING)
    made: Any = task({**ARGS, "signing": "mine"})
    assert jws.opened(carried(made.data).token).public == SIGNING.public
    assert "seed" not in repr(SIGNING) and "signing" not in repr(task)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Rosa Quispe 987654321", "Rosa Quispe"),
        ("  Rosa\n Quispe ", "Rosa Quispe"),
        ("+51 987 654 321", ""),
        ("Ñusta D'Ávila-Poma", "Ñusta D'Ávila-Poma"),
    ],
)
def test_no_number_gets_onto_the_paper(said: str, kept: str) -> None:
    assert name(said) == kept


def test_from_the_chat_to_verify_and_back_revoked(
    place: Path, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "c.pdf").write_bytes(asyncio.run(learned(place, clock)))
    tomorrow = f"{clock.today() + timedelta(days=1)}"
    assert (place / "data" / "secret.key").exists()
    assert verify_command.verify([place / "c.pdf"], at=tomorrow) == 0
    told = capsys.readouterr()
    assert "was not checked" in told.err and "without a name" in told.out
    assert not (place / "data" / "chaski.db").exists(), "verifying makes nothing"
    id = str(re.search(r"badge (\S+),", told.out)[1])  # type: ignore[index]
    assert verify_command.revoke(id, "given by mistake") == f"{id} is revoked"
    assert "revoked before" in verify_command.revoke(id, "again")
    assert verify_command.verify([place / "c.pdf"], at=tomorrow) == 1
    assert "revoked: given by mistake" in capsys.readouterr().err
    assert verify_command.revoked() == [f"{id}: given by mistake"]


async def learned(place: Path, clock: SetClock) -> bytes:
    """A miner learns, passes and gets the paper in her chat, without a name on it."""
    async with miner(place / "data", clock) as rosa:
        await known(rosa, "Vigente")
        bubble = await rosa.starts("training/roca")
        for _ in range(60):
            labels = [button.label for button in bubble.buttons]
            if "Seguir" in labels:
                bubble = await rosa.taps("Seguir")
            elif "A" in labels:
                bubble = await rosa.taps(_right(bubble.text))
            else:
                break
        assert "Aprobaste" in bubble.text
        await rosa.taps("Mi certificado")
        bubble = await rosa.taps("Sin nombre")
        read = await rosa.app.files.read(bubble.media[0].ref, 1)
        assert read is not None and read[1].mime == "application/pdf"
        return read[0]


def _right(text: str) -> str:
    """The letter of the right answer to a question of `roca`."""
    for part, letter in (("orden correcto", "B"), ("desata", "C"), ("avanzada", "B")):
        if part in text.split("\n• ")[0].split("\n\n")[-1]:
            return letter
    return "A"


def test_a_stranger_verifies_with_the_public_key_alone(
    place: Path, pdf: bytes, clock: SetClock, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "c.pdf").write_bytes(pdf)
    with pytest.raises(ChaskiError, match="--trust"):
        verify_command.verify([place / "c.pdf"])
    public = jws.b64(SIGNING.public)
    assert verify_command.verify([place / "c.pdf"], trust=[public], at="2026-11-25") == 0
    out = capsys.readouterr().out
    assert "good: c.pdf: badge roca.261120.270218." in out and "'Rosa Quispe'" in out
    assert verify_command.verify([place / "c.pdf"], trust=[public], at="2027-02-18") == 1
    assert "expired on 2027-02-18" in capsys.readouterr().err
    assert sorted(path.name for path in place.iterdir()) == ["c.pdf"]


@pytest.mark.parametrize("wrong", ["", "abc", "A" * 44, "ñ" * 43])
def test_what_is_no_key_is_said_to_be_none(place: Path, wrong: str) -> None:
    with pytest.raises(ChaskiError, match="43 letters"):
        verify_command.key_of(wrong)


def test_an_id_that_is_not_ours_cannot_be_revoked(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHASKI_SECRET_KEY", "k" * 40)
    with pytest.raises(ChaskiError, match="No badge of this house"):
        verify_command.revoke("roca.261120.270218.abcdefgh.abcdefghijkl", "why")


def test_a_json_file_and_a_missing_one(
    place: Path, pdf: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    public = jws.b64(SIGNING.public)
    (place / "c.json").write_text(json.dumps({"credential": carried(pdf).token}))
    assert verify_command.verify([place / "c.json"], trust=[public], at="2026-11-25") == 0
    with pytest.raises(ChaskiError, match="No such file"):
        verify_command.verify([place / "none.pdf"], trust=[public])
    assert not re.search(r"\b9\d{8}\b", capsys.readouterr().out)
