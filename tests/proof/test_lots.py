"""The chain of a book of ore: what was changed, left out or put in later is named."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter

from bot import verify_command
from bot.app import signing_of
from bot.clock import SetClock
from bot.config import Settings
from bot.proof import jws, lots
from bot.proof.files import CHAIN, TOKEN, Carried, carried
from bot.proof.jws import Rejected
from bot.proof.lots import Sheet
from bot.proof.verdict import Trust, judged
from bot.store.seal import Seal
from bot.work.tasks import SIGNED

SIGNING = signing_of(Settings(public_url="https://chaski.example"), Seal(b"secret" * 9))
PUBLIC = jws.b64(SIGNING.public)
BOOK = [
    {
        "id": f"{n:010x}",
        "day": f"2026-11-0{n}",
        "tonnes": f"{n}.5",
        "grade": "4.2",
        "buyer": "Acopio",
    }
    for n in range(1, 5)
]
WORDS = ("kicker", "title", "mark", "note", "lookup", "offline")


def sheet(book: list[dict[str, str]], subject: str = "1") -> bytes:
    """The sheet of the last lot of a book."""
    rows = {name: name for name in ("day", "tonnes", "grade", "buyer", "guide")}
    args = {**dict.fromkeys(WORDS, "x"), "rows": rows, "hand": ["RUC"], "lots": book}
    more = {"subject": subject, "language": "es", "file": "lote.pdf"}
    made: Any = SIGNED["lot-sheet"].binding(signing=SIGNING)({**args, **more})
    return bytes(made.data)


def read(found: Carried, clock: SetClock) -> Sheet:
    told = judged(found, Trust([SIGNING.public], {}), clock.now())
    assert isinstance(told, Sheet)
    return told


def refused(found: Carried, clock: SetClock) -> str:
    with pytest.raises(Rejected) as rejected:
        read(found, clock)
    assert rejected.value.code == "chain"
    return str(rejected.value)


def test_a_sheet_is_good_alone_with_its_whole_chain(clock: SetClock) -> None:
    told = read(carried(sheet(BOOK)), clock)
    assert (told.number, told.lot, len(told.chain)) == (4, BOOK[-1], 4)
    assert sheet(BOOK) == sheet(BOOK)


def test_a_sheet_tells_nothing_of_other_lots(clock: SetClock) -> None:
    data = sheet(BOOK)
    assert b"2026-11-01" not in data
    chain = json.loads(PdfReader(io.BytesIO(data)).attachments[CHAIN][0])
    assert all(len(jws.unb64(one)) == 32 for one in chain)


def test_the_qr_alone_is_enough_for_its_own_link(clock: SetClock) -> None:
    token = carried(sheet(BOOK)).token
    told = read(carried(f"https://chaski.example/verify/lot/{token}".encode()), clock)
    assert (told.number, told.chain) == (4, ())
    assert len(token) < 1500, "it fits in a QR"


def test_the_qr_on_the_paper_holds_it() -> None:
    data = sheet(BOOK)
    document = pypdfium2.PdfDocument(data)
    page = np.array(document[0].render(scale=5).to_pil().convert("L"))
    document.close()
    high, wide = page.shape
    corner = page[int(high * 0.68) : int(high * 0.94), int(wide * 0.09) : int(wide * 0.47)]
    seen = cv2.QRCodeDetectorAruco().detectAndDecode(corner)[0]
    assert seen == f"https://chaski.example/verify/lot/{carried(data).token}"


def test_a_broken_chain_is_named(clock: SetClock) -> None:
    good = carried(sheet(BOOK))
    assert good.chain is not None
    first, other = good.chain[0], lots.digest({"id": "else"})
    changed = Carried(good.token, (other, *good.chain[1:]))
    assert "a lot before lot 4 was changed" in refused(changed, clock)
    assert "4 lots are signed, 3 are listed" in refused(Carried(good.token, good.chain[1:]), clock)
    last = Carried(good.token, (*good.chain[:-1], first))
    assert "lot 4 is not the one" in refused(last, clock)
    assert "damaged" in refused(Carried(good.token, ("?", *good.chain[1:])), clock)
    swapped = (good.chain[1], good.chain[0], *good.chain[2:])
    assert "a lot before lot 4 was changed" in refused(Carried(good.token, swapped), clock)


def test_a_link_that_does_not_follow_is_refused_even_when_signed(clock: SetClock) -> None:
    payload = lots.sheet(BOOK[1], [lots.digest(lot) for lot in BOOK[:2]], SIGNING.url, "b")
    for name, value in (("mark", lots.START), ("before", lots.START), ("before", "!")):
        forged = jws.signed({**payload, name: value}, SIGNING.seed)
        assert "lot 2 does not follow lot 1" in refused(Carried(forged), clock)


def test_two_sheets_of_one_book_that_differ_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    changed = [BOOK[0], {**BOOK[1], "tonnes": "99"}, *BOOK[2:]]
    papers = {
        "early.pdf": sheet(BOOK[:2]),
        "late.pdf": sheet(BOOK),
        "changed.pdf": sheet(changed),
        "neighbour.pdf": sheet(changed, subject="2"),
    }
    for name, data in papers.items():
        Path(name).write_bytes(data)

    def verified(*names: str) -> int:
        return verify_command.verify([Path(name) for name in names], trust=[PUBLIC])

    assert verified("early.pdf", "late.pdf", "neighbour.pdf") == 0
    assert "lot 4 of book" in capsys.readouterr().out
    assert verified("early.pdf", "changed.pdf") == 1
    assert "broken chain: lot 2 differs between these sheets" in capsys.readouterr().err


def test_any_changed_byte_of_its_proof_is_refused(clock: SetClock) -> None:
    data, good = sheet(BOOK), carried(sheet(BOOK))
    for part in (good.token.encode(), json.dumps(list(good.chain or ())).encode()):
        start = data.index(part)
        for at in range(start, start + len(part), 11):
            spoiled = bytearray(data)
            spoiled[at] ^= 0x01
            with pytest.raises(Rejected):
                judged(carried(bytes(spoiled)), Trust([SIGNING.public], {}), clock.now())


def test_two_credentials_in_one_paper_are_refused() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(sheet(BOOK)))
    writer.add_attachment(TOKEN, b"another")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(Rejected, match="more than one"):
        carried(out.getvalue())
