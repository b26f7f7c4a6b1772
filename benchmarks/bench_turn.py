"""Durable turns a second: accept → handle → commit, beside the frameworks people know.

    python -m benchmarks.bench_turn [--rounds 5] [--turns 3000] [--only sqlite]

A turn of ours is durable twice: the message when it is accepted, the answer when it is committed
(SQLite WAL with synchronous=FULL; PostgreSQL with its defaults). Rows `and sent` also run the
outbox: each bubble claimed, serialised for the Bot API, and marked sent, all in the database.
The peers keep state in memory, or in a pickle; `flushed each update` is their durable mode.
"""

from __future__ import annotations

import asyncio
from functools import partial

from benchmarks import dialogue
from benchmarks.common import (
    Meter,
    Options,
    Ratio,
    Row,
    Sample,
    arguments,
    at_once,
    driver_url,
    main,
    own_folder,
    postgres,
    postgres_url,
)

WARM = 40
"""Dialogues before anything is measured."""


def ours(options: Options, *, kind: str, people: int, sent: bool = False) -> Sample:
    """One row of ours."""
    turns = options.turns if people > 1 else options.turns // 3
    return asyncio.run(_ours(turns, kind, people, sent))


async def _ours(turns: int, kind: str, people: int, sent: bool) -> Sample:
    from benchmarks import chaski

    folder = own_folder()
    url = driver_url(postgres_url()) if kind == "postgresql" else ""
    app, phone = chaski.build(folder, url)
    await chaski.introduce(app, dialogue.CONTACTS)
    said = dialogue.updates("encuesta", turns // 5 + WARM)
    meter = Meter()

    async def talk(n: int) -> None:
        for raw in said[n]:
            with meter.one():
                await chaski.take(app, raw)

    await at_once(people, WARM, talk)
    sending = chaski.Sending(app) if sent else None
    meter = Meter()
    if sending:
        await app.outbox.send_due()
        phone.sent = 0
    with meter.running():
        await at_once(people, turns // 5, lambda n: talk(n + WARM))
        if sending:
            await sending.finish(lambda: phone.sent >= meter.count)
    bubbles = await app.database.read(_bubbles)
    assert bubbles == (turns // 5 + WARM) * 5, f"{bubbles} bubbles"
    await app.close()
    return meter.sample()


def _bubbles(on: object) -> int:
    """Every turn must have said something sensible, or nothing was measured."""
    from sqlalchemy import Connection, text

    assert isinstance(on, Connection)
    lost: int = on.execute(
        text("select count(*) from inbound where state != 'handled'")
    ).scalar_one()
    assert lost == 0, f"{lost} messages not handled"
    done: int = on.execute(
        text("select count(*) from session where flow = 'survey' and state != 'completed'")
    ).scalar_one()
    assert done == 0, f"{done} dialogues not finished"
    return int(on.execute(text("select count(*) from outbound")).scalar_one())


def ptb(options: Options, *, keep: str) -> Sample:
    """A row of python-telegram-bot's."""
    from benchmarks import peers

    return asyncio.run(peers.ptb(options.turns // (5 if keep == "pickle-each" else 1), keep))


def aiogram(options: Options) -> Sample:
    """The row of aiogram's."""
    from benchmarks import peers

    return asyncio.run(peers.aiogram(options.turns))


ROWS: dict[str, Row] = {
    "chaski sqlite, 1 at once": partial(ours, kind="sqlite", people=1),
    "chaski sqlite, 8 at once": partial(ours, kind="sqlite", people=8),
    "chaski sqlite, 64 at once": partial(ours, kind="sqlite", people=64),
    "chaski sqlite, 64 at once, and sent": partial(ours, kind="sqlite", people=64, sent=True),
    "chaski postgresql, 1 at once": partial(ours, kind="postgresql", people=1),
    "chaski postgresql, 8 at once": partial(ours, kind="postgresql", people=8),
    "chaski postgresql, 64 at once": partial(ours, kind="postgresql", people=64),
    "ptb ConversationHandler, memory": partial(ptb, keep="memory"),
    "ptb, PicklePersistence (each 60 s)": partial(ptb, keep="pickle"),
    "ptb, pickle flushed each update": partial(ptb, keep="pickle-each"),
    "aiogram, MemoryStorage": aiogram,
}
BEST = "chaski sqlite, 64 at once"
RATIOS = [
    Ratio("goal 1", BEST, "ptb ConversationHandler, memory"),
    Ratio("", BEST, "ptb ConversationHandler, memory", "rate"),
    Ratio("", BEST, "ptb, PicklePersistence (each 60 s)"),
    Ratio("", BEST, "ptb, pickle flushed each update"),
    Ratio("", BEST, "ptb, pickle flushed each update", "rate"),
    Ratio("", BEST, "aiogram, MemoryStorage"),
    Ratio("", BEST, "aiogram, MemoryStorage", "rate"),
    Ratio("", "chaski sqlite, 64 at once, and sent", "aiogram, MemoryStorage"),
]


if __name__ == "__main__":
    parser = arguments(__doc__.splitlines()[0], rounds=5)
    parser.add_argument("--turns", type=int, default=3000, help="turns in each round of a row")
    given = parser.parse_args()
    wanted = not given.row and any("postgresql" in name for name in ROWS if given.only in name)
    with postgres(wanted) as found:
        main("turn", ROWS, RATIOS, given, unit="one turn (a peer: one update)", environment=found)
