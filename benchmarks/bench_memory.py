"""What Chaski holds in memory: with nobody, with many idle people, and once they have written (P17).

    python -m benchmarks.bench_memory [--rounds 3] [--turns 2000]

Each row is the whole process (resident set): built as `chaski serve` builds it, on a SQLite file
with that many people in it; then `--turns` turns of as many different people.
"""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from functools import partial

from benchmarks import dialogue
from benchmarks.common import (
    Options,
    Ratio,
    Row,
    Sample,
    Skip,
    arguments,
    at_once,
    main,
    own_folder,
    rss_mib,
)

AGREED = (
    "insert into fact (contact, session, name, code, since) "
    "select id, id, 'consent', 'v1', '2026-11-22' from contact"
)


def people(options: Options, *, count: int) -> Sample:
    """The process, idle; then active."""
    from benchmarks import chaski, rows

    async def go() -> Sample:
        path = own_folder() / "chaski.db"
        rows.fill_sqlite(path, max(count, 1), "completed")
        with sqlite3.connect(path) as file:
            file.execute(AGREED)
        app, _ = chaski.build(own_folder(), f"sqlite:///{path}")
        await app.conversation.sweep()
        await app.reminders.recompute()
        idle = _settled()
        said = dialogue.updates("encuesta", options.turns // 5, contacts=max(count, 1))

        async def talk(n: int) -> None:
            for raw in said[n]:
                await chaski.take(app, raw)

        await at_once(8, len(said), talk)
        active = _settled()
        await app.close()
        return Sample(1, more={"idle MiB": idle, "after the turns MiB": active})

    return asyncio.run(go())


def peer(_: Options, *, library: str) -> Sample:
    """A framework imported, with nobody in it."""
    import importlib

    try:
        importlib.import_module(library)
    except ImportError:
        raise Skip(f"{library} is not installed; make bench installs it") from None
    return Sample(1, more={"idle MiB": _settled()})


def _settled() -> float:
    gc.collect()
    return rss_mib()


ROWS: dict[str, Row] = {
    "nobody": partial(people, count=0),
    "10 000 people": partial(people, count=10_000),
    "100 000 people": partial(people, count=100_000),
    "import telegram.ext": partial(peer, library="telegram.ext"),
    "import aiogram": partial(peer, library="aiogram"),
}
RATIOS = [
    Ratio("P17: nothing per idle contact, so 1", "100 000 people", "nobody", "idle MiB"),
    Ratio("P17: 1.7, that is 0.6 of it", "100 000 people", "import aiogram", "idle MiB"),
]


if __name__ == "__main__":
    parser = arguments(__doc__.splitlines()[0], rounds=3)
    parser.add_argument("--turns", type=int, default=2000, help="turns before the second figure")
    main("memory", ROWS, RATIOS, parser.parse_args(), unit="one process")
