"""How well contracts are read: the figures of docs/contracts.md (`make bench-contracts`).

    python -m benchmarks.contracts [--dev FOLDER] [--controls FOLDER] [--files] [-v]

`--dev` (or CONTRACTS_DEV): labelled contracts, with `files/` for their DOCX, PDF and photo forms.
`--controls` (or CONTRACTS_CONTROLS): official contracts, in which every flag is a false alarm.
What is not there is skipped aloud. The sets of tests/handlers/contracts/heldout are always read.

Scoring: a prediction is a hit when a finding of the same clause shares a character with it; each
finding counts once; clauses in neither list of a document are dropped from its missing set.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.labelled import Labelled, all_in, blanks
from bot.app import features, shapes
from bot.config import data_root
from bot.library import load
from handlers.contracts.analysis import Row, Rule, Rulebook, book_of, examine, find
from handlers.contracts.scenes import scenes
from handlers.contracts.text import read

ROOT = Path(__file__).resolve().parent.parent
HELDOUT = ROOT / "tests/handlers/contracts/heldout"
OTHERS = ROOT / "benchmarks/contracts_by_others"
PARAGRAPH = 8
"""Words that make a paragraph of the controls."""


@dataclass
class Score:
    """Hits, false alarms and misses by clause; the missing sets; types; time."""

    hits: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    hard: int = 0
    absent: list[int] = field(default_factory=lambda: [0, 0, 0])
    types: list[bool] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    seconds: float = 0.0
    pages: int = 0

    def add(self, contract: Labelled, report: Mapping[str, Any], text: str = "") -> list[str]:
        """Count one report; what was wrong, in lines. text: what was read, when not the original."""
        wrong, found = [], set()
        original = blanks(contract.raw)
        for row in report["findings"]:
            quote = blanks(row["quote"])
            self.words.append(len(quote.split()))
            start = _place(quote, original)
            hits = _overlapping(contract.findings, row["clause"], start, start + len(quote))
            found |= hits
            if not hits:
                self.false[row["clause"]] += 1
                self.hard += bool(
                    _overlapping(contract.fair, row["clause"], start, start + len(quote))
                )
                wrong.append(f"{contract.id} false alarm {row['clause']}: {quote[:150]}")
        for at, label in enumerate(contract.findings):
            if at in found:
                self.hits[label.clause] += 1
            else:
                self.missed[label.clause] += 1
                wrong.append(
                    f"{contract.id} missed {label.clause}: {original[label.start : label.end][:150]}"
                )
        said = set(report["missing"]) & (contract.missing | contract.present)
        for at, size in enumerate(
            (said & contract.missing, said - contract.missing, contract.missing - said)
        ):
            self.absent[at] += len(size)
        self.types.append(report["type"] == contract.type)
        return wrong

    def line(self, name: str) -> str:
        """One row of the table."""
        hits, false, missed = (sum(c.values()) for c in (self.hits, self.false, self.missed))
        return (
            f"| {name} | {len(self.types)} | {_rate(hits, false)} | {_rate(hits, missed)} "
            f"| {_f1(hits, false, missed)} | {self.hard} | {_f1(*self.absent)} "
            f"| {sum(self.types)}/{len(self.types)} | {statistics.median(self.words or [0]):.0f} |"
        )


HEADER = (
    "| set | contracts | precision | recall | F1 | fair wording flagged | missing F1 | type | words quoted |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def _rate(hits: int, other: int) -> str:
    return f"{hits / (hits + other):.3f}" if hits + other else "-"


def _f1(hits: int, false: int, missed: int) -> str:
    total = 2 * hits + false + missed
    return f"{2 * hits / total:.3f}" if total else "-"


def _place(quote: str, text: str) -> int:
    """Where a quote stands in the original; by its longest run of words when it was read by OCR."""
    start = text.find(quote)
    words = quote.split()
    size = len(words)
    while start < 0 and size > 2:
        size = size * 2 // 3
        for at in range(0, len(words) - size + 1, max(1, size // 2)):
            start = text.find(" ".join(words[at : at + size]))
            if start >= 0:
                break
    return max(start, 0)


def _overlapping(labels: Iterable[Any], clause: str, start: int, end: int) -> set[int]:
    return {
        at
        for at, label in enumerate(labels)
        if label.clause == clause and label.start < end and start < label.end
    }


def scored(contracts: Mapping[str, Labelled], book: Rulebook) -> tuple[Score, list[str]]:
    """All contracts of a set, from their text."""
    score, wrong = Score(), []
    for contract in contracts.values():
        began = time.process_time()
        report = examine([contract.raw], book)
        score.seconds += time.process_time() - began
        score.pages += max(1, len(contract.raw) // 2_500)
        wrong += score.add(contract, report)
    return score, wrong


def crossed(contracts: Mapping[str, Labelled], book: Rulebook) -> Score:
    """Leave one document out: only signs that hit a finding of some *other* document are kept.

    A lower bound: signs written from the language and not from a document are dropped too.
    """
    proven = {name: _proven(contract, book) for name, contract in contracts.items()}
    score = Score()
    for name, contract in contracts.items():
        others = {sign for other, signs in proven.items() if other != name for sign in signs}
        kept = [
            rule
            if rule.clause.kind == "missing"
            else replace(
                rule,
                signs=tuple(s for s in rule.signs if (rule.clause.code, s.written) in others),
                doubts=(),
            )
            for rule in book.rules
        ]
        score.add(contract, examine([contract.raw], replace(book, rules=tuple(kept))))
    return score


def _proven(contract: Labelled, book: Rulebook) -> set[tuple[str, str]]:
    """The signs that hit a finding of this contract, each tried alone."""
    document = read([contract.raw], book.knows)
    row = Row.of(scenes(document, book.words))
    text, found = blanks(contract.raw), set()
    labelled = {label.clause for label in contract.findings}
    for rule in book.rules:
        if rule.clause.code not in labelled:
            continue
        for sign in rule.signs:
            alone: Rule = replace(rule, signs=(sign,), doubts=())
            for finding in find(document, row, replace(book, rules=(alone,)), contract.type):
                quote = blanks(finding.quote)
                start = _place(quote, text)
                if _overlapping(contract.findings, finding.clause, start, start + len(quote)):
                    found.add((rule.clause.code, sign.written))
    return found


def controls(folder: Path, book: Rulebook) -> None:
    """False alarms for a hundred paragraphs, as it is used and with every clause forced."""
    print("\n| official controls | paragraphs | type | alarms | forced |\n|---|---|---|---|---|")
    totals = [0, 0, 0]
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        count = sum(len(part.split()) >= PARAGRAPH for part in text.split("\n\n"))
        report: Any = examine([text], book)
        document = read([text], book.knows)
        row = Row.of(scenes(document, book.words))
        forced = max(len(find(document, row, book, kind)) for kind in ("explotacion", "suministro"))
        for at, number in enumerate((count, len(report["findings"]), forced)):
            totals[at] += number
        print(
            f"| {path.stem} | {count} | {report['type']} | {len(report['findings'])} | {forced} |"
        )
    paragraphs, alarms, forced = totals
    print(
        f"| for 100 paragraphs | {paragraphs} | | {100 * alarms / paragraphs:.2f} | {100 * forced / paragraphs:.2f} |"
    )


def variants(folder: Path, contracts: Mapping[str, Labelled], book: Rulebook) -> None:
    """The same contracts as DOCX, PDF and photos, through the reader of the house."""
    from bot.work.documents import read as read_files

    print(f"\n{HEADER}")
    for kind, pattern in (
        ("text", ""),
        ("docx", "{}.docx"),
        ("pdf", "{}.pdf"),
        ("photos", "{}_p*.jpg"),
    ):
        score, seconds, pages = Score(), 0.0, 0
        wrong: list[str] = []
        for name, contract in contracts.items():
            files = sorted((folder / "files").glob(pattern.format(name))) if pattern else []
            if not (files or (folder / "files" / f"{name}.pdf").exists()):
                continue
            texts = [contract.raw]
            if files:
                began = time.perf_counter()
                document = read_files([path.read_bytes() for path in files])
                seconds += time.perf_counter() - began
                texts = [page.text for page in document.pages]
                pages += len(texts)
            wrong += score.add(contract, examine(texts, book))
        print(score.line(kind) + (f" {1000 * seconds / pages:.0f} ms a page" if pages else ""))
        if VERBOSE and kind != "text":
            print("\n".join(wrong))


VERBOSE = False


def per_clause(score: Score, book: Rulebook) -> None:
    """Precision, recall and F1 of each clause."""
    print("\n| clause | findings | precision | recall | F1 |\n|---|---|---|---|---|")
    for rule in book.rules:
        code = rule.clause.code
        hits, false, missed = score.hits[code], score.false[code], score.missed[code]
        if rule.clause.kind != "missing":
            print(
                f"| {code} | {hits + missed} | {_rate(hits, false)} | {_rate(hits, missed)} | {_f1(hits, false, missed)} |"
            )


def main(given: Sequence[str] | None = None) -> None:
    """Print every table there are contracts for."""
    global VERBOSE
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--dev", type=Path, default=os.environ.get("CONTRACTS_DEV"))
    options.add_argument("--controls", type=Path, default=os.environ.get("CONTRACTS_CONTROLS"))
    options.add_argument("--files", action="store_true", help="the DOCX, PDF and photos too")
    options.add_argument("-v", "--verbose", action="store_true", help="say what was wrong")
    said = options.parse_args(given)
    VERBOSE = said.verbose
    book = book_of(load(data_root(), shapes(features())))
    print(HEADER)
    sets = {
        "held-out " + k: {n: c for n, c in all_in(HELDOUT).items() if n[0] == k} for k in _rounds()
    }
    sets |= {f"by others, {part}": all_in(OTHERS / part) for part in ("learned", "unread")}
    if said.dev and Path(said.dev).is_dir():
        sets = {"development": all_in(Path(said.dev)), **sets}
    wrong: list[str] = []
    scores = {}
    for name, contracts in sets.items():
        scores[name], more = scored(contracts, book)
        wrong += [] if name.endswith("unread") else more
        print(scores[name].line(name))
    if "development" not in sets:
        print("! SKIPPED: the development set; give --dev FOLDER or CONTRACTS_DEV")
        return
    development = sets["development"]
    print(crossed(development, book).line("development, leave one document out"))
    fitted = scores["development"]
    print(f"\n{1000 * fitted.seconds / fitted.pages:.1f} ms of CPU a page of 2,500 characters")
    if said.verbose:
        print("\n".join(wrong))
    per_clause(fitted, book)
    if said.files:
        variants(Path(said.dev), development, book)
    if said.controls and Path(said.controls).is_dir():
        controls(Path(said.controls), book)
    else:
        print("! SKIPPED: the official controls; give --controls FOLDER or CONTRACTS_CONTROLS")


def _rounds() -> list[str]:
    return sorted({path.name[0] for path in HELDOUT.glob("*.labelled")})


if __name__ == "__main__":
    main()
