"""The traceability sheet of a lot: its data, its mark in the chain of the book, and a QR of it all.

Rules as in `bot.work.certificate`; the price is not on it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from hashlib import sha256
from typing import Any

from bot.proof import jws, lots
from bot.proof.files import CHAIN
from bot.proof.signing import Signing
from bot.work import Made
from bot.work.certificate import BODY, KICKER, SMALL, TITLE, Sealed, noon, proof, put
from bot.work.paper import LEFT, WIDTH, Cell, Ink, Paper

QR = 66.0
LABEL, MARK = 62.0, Ink(9.5)


def lot_sheet(args: Mapping[str, Any]) -> Made:
    """The sheet of the last of some lots as an A4 PDF.

    args: `signing`, bound by the house; `lots`: all lots of the book up to this one, in the order
    they were written down, each `{name: text}`; `subject`, `language`, `file`; `rows`: names of a
    lot's data → what they are called; and words: `kicker`, `title`, `mark`, `hand`, `note`,
    `lookup`, `offline`.
    """
    signing: Signing = args["signing"]
    chain = [lots.digest(lot) for lot in args["lots"]]
    own: Mapping[str, str] = args["lots"][-1]
    book = hmac.new(signing.secret, f"book {args['subject']}".encode(), sha256).hexdigest()[:16]
    payload = lots.sheet(own, chain, signing.url, book)
    token = jws.signed(payload, signing.seed)
    more = {CHAIN: json.dumps(chain).encode()}
    sealed = Sealed(token, f"{signing.url}/verify/lot/{token}", more)
    made = noon(date.fromisoformat(own["day"]))
    with closing(Paper(str(args["title"]), str(args["language"]), made)) as paper:
        _data(paper, args, own, str(payload["mark"]))
        proof(paper, sealed, args, size=QR)
        return Made(paper.data(), str(args["file"]))


def _data(paper: Paper, args: Mapping[str, Any], own: Mapping[str, str], mark: str) -> None:
    """The lot in rows, its mark, and lines for what is written by hand."""
    paper.frame(12, 270, thick=0.8)
    paper.y = 20
    put(paper, str(args["kicker"]), KICKER)
    put(paper, str(args["title"]), TITLE)
    paper.y += 3
    for name, called in args["rows"].items():
        if own.get(name):
            _row(paper, str(called), own[name], Ink(12, bold=True))
    _row(paper, str(args["mark"]), mark, MARK)
    for called in args["hand"]:
        paper.y += 7
        _row(paper, str(called), "", BODY)
        paper.box(LEFT + 6 + LABEL, paper.y - 1, WIDTH - LABEL - 12, 0.3, fill=0)
    paper.y += 4
    put(paper, str(args["note"]), SMALL)


def _row(paper: Paper, called: str, value: str, ink: Ink) -> None:
    cells = [Cell(((called, BODY),)), Cell(((value, ink),))]
    paper.put(paper.row(cells, [LABEL, WIDTH - LABEL - 12], padding=1.2), inset=6)
