"""A module goes to a group once, at a decent hour, to those who want it; one nudge follows."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import cli
from bot.broadcasts import NoBroadcast
from bot.cohort import NoCohort
from bot.config import Settings
from bot.errors import ChaskiError
from bot.store import sessions
from bot.teaching import push
from bot.teaching.push import Push
from tests.databases import SECRET, sqlite_url
from tests.delivery.people import Office, at

DAY = timedelta(days=1)
ROCA = Push("roca", "region=puno not-passed")


async def crowd(office: Office) -> list[int]:
    """Six in Puno: one is elsewhere, one passed, one said no, one stopped training."""
    ids = [await office.someone(f"519000{n:05}") for n in range(6)]

    def learn(on: Any) -> None:
        for n, id in enumerate(ids):
            office.learn(on, id, region="cusco" if n == 1 else "puno")
        office.learn(on, ids[2], passed__roca="2026-11-01")
        office.learn(on, ids[3], consent="no")
        office.learn(on, ids[4], stopped__training=True)

    await office.do(learn)
    return ids


async def go(office: Office) -> list[int]:
    """Plan, feed and send until nothing is left; who got something."""
    before = len(office.whatsapp.got)
    while await office.app.broadcasts.tick():
        await office.send()
    await office.send()
    return sorted(sent.contact for sent in office.whatsapp.got[before:])


async def begins(office: Office, contact: int, state: str = "waiting") -> None:
    """She is in the middle of the module, or through with it."""

    def make(on: Any) -> None:
        seal, now = office.app.house.seal, office.clock.now()
        day = office.clock.today()
        id = sessions.create(on, seal, contact, "training/roca", day, now)
        sessions.save(on, seal, id, state=state, body={}, now=now)
        office.learn(on, contact, begun__roca=day.isoformat())

    await office.do(make)


async def test_it_reaches_who_is_meant_and_wants_it(office: Office) -> None:
    ids = await crowd(office)
    told = await push.started(office.app.broadcasts, ROCA)
    assert told["new"] and await go(office) == [ids[0], ids[5]]
    bubble = office.whatsapp.got[0]
    assert "Roca suelta" in bubble.text or "tema para ti" in bubble.text
    assert bubble.kind == "broadcast" and bubble.buttons[0].label == "Empezar"


async def test_started_twice_nothing_is_done_twice(office: Office) -> None:
    await crowd(office)
    await push.started(office.app.broadcasts, ROCA)
    await go(office)
    again = await push.started(office.app.broadcasts, Push("roca", "not-passed=roca  region=puno"))
    assert not again["new"] and await go(office) == []
    assert len((await push._listed(office.app.broadcasts))["pushes"]) == 2


async def test_who_began_and_stopped_is_nudged_once(office: Office) -> None:
    ids = await crowd(office)
    more = await office.someone("51900099999")
    await office.do(lambda on: office.learn(on, more, region="puno"))
    await push.started(office.app.broadcasts, ROCA)
    assert await go(office) == [ids[0], ids[5], more]
    await begins(office, ids[0])
    await begins(office, ids[1])  # was never sent it
    await begins(office, more, state="completed")
    office.clock.moment = at(10, 25)
    await office.hear(ids[0])
    assert await go(office) == []
    office.clock.moment = at(11, 26)
    for id in ids:
        await office.hear(id)
    assert await go(office) == [ids[0]]
    assert "a medias" in office.whatsapp.got[-1].text
    assert office.whatsapp.got[-1].buttons[0].label == "Seguir"
    office.clock.moment = at(11, 27)
    await push.started(office.app.broadcasts, ROCA)
    assert await go(office) == []


async def test_at_night_it_waits_for_the_morning(office: Office) -> None:
    ids = await crowd(office)
    office.clock.moment = at(22)
    await push.started(office.app.broadcasts, ROCA)
    assert await go(office) == []
    office.clock.moment = at(9, 24)
    for id in ids:
        await office.hear(id)
    assert await go(office) == [ids[0], ids[5]]


async def test_at_names_its_hour(office: Office) -> None:
    ids = await crowd(office)
    await push.started(office.app.broadcasts, Push("roca", ROCA.to, at="2026-11-23T15:00"))
    assert await go(office) == []
    office.clock.moment = at(15)
    assert await go(office) == [ids[0], ids[5]]


async def test_cancelled_it_and_its_nudge_reach_nobody(office: Office) -> None:
    ids = await crowd(office)
    one = (await push.started(office.app.broadcasts, ROCA))["push"]["id"]
    await push.cancelled(office.app.broadcasts, one)
    await begins(office, ids[0])
    assert await go(office) == []
    office.clock.moment = at(11, 26)
    assert await go(office) == []
    states = {p["state"] for p in (await push._listed(office.app.broadcasts))["pushes"]}
    assert states == {"cancelled"}
    with pytest.raises(NoBroadcast, match="there is no push 99"):
        await push.cancelled(office.app.broadcasts, 99)


async def test_counted_first_nothing_is_changed(office: Office) -> None:
    ids = await crowd(office)
    await office.also_telegram(ids[0])
    told = await push.planned(office.app.broadcasts, ROCA, Settings(whatsapp_rate=2))
    assert told["would reach"] == 2 and told["channels"] == {"telegram": 1, "whatsapp": 1}
    assert told["seconds"] == 0.5
    assert told["cost"]["paid messages"] == 1 and told["cost"]["amount"] is None
    assert "cost: unknown, for at most 1 paid messages" in push._table(told)
    assert (await push._listed(office.app.broadcasts))["pushes"] == [] and await go(office) == []


@pytest.mark.parametrize(
    ("what", "error", "says"),
    [
        (Push("rocas", "all"), ChaskiError, 'did you mean "roca"'),
        (Push("electricidad", "all"), ChaskiError, "electricidad is off"),
        (Push("roca", "región=puno"), NoCohort, "no condition"),
        (Push("roca", "all", at="mañana"), ChaskiError, "2026-11-27T09:00"),
    ],
)
async def test_what_cannot_be_pushed_says_why(
    office: Office, what: Push, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        await push.started(office.app.broadcasts, what)


def test_groups_are_written_as_trainers_say_them() -> None:
    assert push.who(Push("roca", "cooperative=luz role=sorter not-passed=aire begun")) == (
        "cooperative=luz role=sorter !passed.aire begun.roca"
    )


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from typer.testing import CliRunner

    monkeypatch.setenv("CHASKI_DATABASE_URL", sqlite_url(tmp_path))
    monkeypatch.setenv("CHASKI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CHASKI_SECRET_KEY", SECRET.decode())

    def run(*words: str) -> str:
        return CliRunner().invoke(cli.app, ["push", *words]).output

    assert "would reach 0" in run("roca", "--to", "all", "--dry-run")
    assert json.loads(run("roca", "--to", "all", "--json"))["new"] is True
    assert "not sent twice" in run("roca", "--to", "all")
    assert "nudge" in run("--list") and "cancelled" in run("--cancel", "1")
    assert "give a module and --to" in run("roca")
