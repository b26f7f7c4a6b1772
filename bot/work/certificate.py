"""A certificate and a lot sheet: one page of paper that carries its own proof.

Rule 1: no words are made here; all come in the arguments, in her language.
Rule 2: what is signed is attached as a file, so that the paper alone can be verified, and can be
        looked up by its QR.
Rule 3: the key is bound by the house (`bot.app`); no argument of a flow reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import segno

from bot.proof import badge, jws
from bot.proof.files import TOKEN
from bot.proof.signing import Signing
from bot.work import Made
from bot.work.paper import DARK, LEFT, WIDTH, Cell, Ink, Paper

KICKER, TITLE, NAME, BODY, SMALL = (
    Ink(13, bold=True, grey=DARK),
    Ink(25, bold=True),
    Ink(19, bold=True),
    Ink(12),
    Ink(9.5, grey=DARK),
)
QR, DRAWING, GAP = 46.0, 42.0, 6.0


@dataclass(frozen=True)
class Sealed:
    """The signed token of a paper, where it can be looked up, and files that belong to it."""

    token: str
    address: str
    more: Mapping[str, bytes]


def certificate(args: Mapping[str, Any]) -> Made:
    """The certificate of a passed module as an A4 PDF.

    args: `signing`, bound by the house; `module`, `passed` and `until` (ISO), `subject`, `holder`,
    `picture` (a drawing's name), `language`, `file`, and words: `kicker`, `title`, `lead`, `dates`,
    `criteria`, `issuer`, `unchecked`, `note`, `lookup`, `offline`.
    """
    signing: Signing = args["signing"]
    days = (date.fromisoformat(args["passed"]), date.fromisoformat(args["until"]))
    found = badge.numbered(args["module"], days, args["subject"], signing.secret)
    words = {name: str(args[name]) for name in ("title", "criteria", "language", "holder")}
    payload = badge.credential(found, signing.issuer, {**words, "description": str(args["note"])})
    address = f"{signing.url}/verify/{found.id}"
    sealed = Sealed(jws.signed(payload, signing.seed), address, {})
    with closing(Paper(words["title"], words["language"], noon(days[0]))) as paper:
        _certificate(paper, args)
        proof(paper, sealed, args)
        return Made(paper.data(), str(args["file"]))


def _certificate(paper: Paper, args: Mapping[str, Any]) -> None:
    """What people read: whose, which module, from when until when, and what it is not."""
    drawing, x = _drawing(str(args.get("picture", ""))), 0.0
    paper.frame(12, 270, thick=0.8)
    paper.y = 22
    if drawing:
        paper.picture(drawing, LEFT + 6, paper.y, DRAWING, DRAWING)
        x = DRAWING + GAP
    top = paper.y
    put(paper, str(args["kicker"]), KICKER, inset=x + 6)
    put(paper, str(args["title"]), TITLE, inset=x + 6)
    paper.y = max(paper.y, top + DRAWING) + GAP
    holder = str(args["holder"])
    if holder:
        put(paper, holder, NAME)
        put(paper, str(args["unchecked"]), SMALL)
        paper.y += 3
    for name in ("lead", "criteria", "dates", "issuer"):
        put(paper, str(args[name]), BODY)
        paper.y += 1.5
    paper.y += GAP
    paper.rule(paper.y, thick=0.4)
    paper.y += 3
    put(paper, str(args["note"]), Ink(11.5, bold=True))


def put(paper: Paper, text: str, ink: Ink, *, inset: float = 6.0) -> None:
    """Words between the borders of the frame."""
    row = paper.row([Cell(((text, ink),))], [WIDTH - inset - 6], padding=1)
    paper.put(row, inset=inset)


def proof(paper: Paper, sealed: Sealed, args: Mapping[str, Any], *, size: float = QR) -> None:
    """The QR at the foot of the page, how to verify, and the token as an attachment."""
    y = 274 - size
    _qr(paper, sealed.address, LEFT + 6, y, size)
    x, paper.y = size + GAP + 6, y
    for name in ("lookup", "offline"):
        put(paper, str(args[name]), SMALL, inset=x)
        paper.y += 1
    attached = {TOKEN: sealed.token.encode(), **sealed.more}
    for name, data in attached.items():
        paper.pdf.embed_file(bytes=data, basename=name, compress=False)


def _qr(paper: Paper, text: str, x: float, y: float, size: float) -> None:
    """A QR drawn in rectangles, sharp at any size, with its quiet zone inside."""
    code = segno.make(text, error="m" if len(text) < 300 else "l", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=2)]
    side = size / len(rows)
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            end = across
            while end < len(row) and row[end]:
                end += 1
            if end > across:
                paper.box(x + across * side, y + down * side, (end - across) * side, side, fill=0)
            across = end + 1


PICTURES = Path(__file__).parents[1] / "pictures"


def _drawing(name: str) -> bytes:
    """A drawing of the house, or nothing."""
    path = PICTURES / f"{name}.png"
    return path.read_bytes() if name.replace("-", "").isalnum() and path.is_file() else b""


def noon(day: date) -> datetime:
    """When a paper of a day says it was made."""
    return datetime.combine(day, time(12), UTC)
