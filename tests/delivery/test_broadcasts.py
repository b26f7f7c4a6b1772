"""One message to many: found in one statement, once, paced, stopped and taken up again."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import broadcast_command, cohort
from bot.broadcasts import Broadcasts, NoBroadcast, Order
from bot.campaigns import Campaign, words
from bot.cohort import NoCohort
from bot.model import line_json
from bot.store import broadcasts
from tests.databases import SECRET
from tests.delivery.people import Office, at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEWS: dict[str, Any] = {"line": line_json(words("Mañana no hay atención."))}


def order(to: str = "all", **other: Any) -> Order:
    return Order(**{"key": "news", "cohort": to, "body": NEWS, **other})


async def crowd(office: Office, count: int = 6) -> list[int]:
    """So many people; the second is not titular, the third did not agree, the fourth stopped all."""
    ids = [await office.someone(f"519000{n:05}") for n in range(count)]

    def learn(on: Any) -> None:
        for n, id in enumerate(ids):
            office.learn(on, id, reinfo="suspendido" if n == 1 else "vigente")
        office.learn(on, ids[2], consent="no")
        office.learn(on, ids[3], stopped__all=True)

    await office.do(learn)
    return ids


async def go(office: Office, many: Broadcasts | None = None) -> None:
    """Plan, feed and send until nothing is left."""
    many = many or office.app.broadcasts
    while await many.tick():
        await office.send()


def told(office: Office) -> list[int]:
    return sorted(sent.contact for sent in office.whatsapp.got)


async def states(office: Office, id: int) -> Counter[str]:
    rows = await office.app.database.read(lambda on: broadcasts.progress(on, id))
    found: Counter[str] = Counter()
    for state, sent, _, count in rows:
        found[sent or state] += count
    return found


async def test_it_reaches_those_who_agreed_and_did_not_stop(office: Office) -> None:
    ids = await crowd(office)
    one, new = await office.app.broadcasts.start(order())
    await go(office)
    assert new and told(office) == [ids[0], ids[1], ids[4], ids[5]]
    assert office.whatsapp.got[0].text.startswith("Mañana no hay atención.")
    assert await states(office, one.id) == {"sent": 4}
    found = await office.app.database.read(
        lambda on: broadcasts.find(on, office.app.house.seal, one.id)
    )
    assert found is not None and found.state == "done"


async def test_started_twice_it_is_sent_once(office: Office) -> None:
    await crowd(office)
    first, _ = await office.app.broadcasts.start(order())
    await go(office)
    again, new = await office.app.broadcasts.start(order())
    await go(office)
    assert (again.id, new) == (first.id, False) and len(office.whatsapp.got) == 4


@pytest.mark.parametrize(
    ("to", "who"),
    [
        ("reinfo=vigente", [0, 4, 5]),
        ("reinfo!=vigente", [1]),
        ("!done.contrato", [0, 1, 5]),
        ("done.contrato", [4]),
        ("channel=telegram", []),
        ("channel=whatsapp locale=es", [0, 1, 4, 5]),
    ],
)
async def test_a_cohort_is_what_the_case_says_now(office: Office, to: str, who: list[int]) -> None:
    ids = await crowd(office)

    def learn(on: Any) -> None:
        office.learn(on, ids[4], done__contrato="2026-11-01")
        office.learn(on, ids[0], done__contrato="2026-11-01")
        office.learn(on, ids[0], done__contrato="")

    await office.do(learn)
    await office.app.broadcasts.start(order(to))
    await go(office)
    assert told(office) == [ids[n] for n in who]


def test_what_is_no_cohort() -> None:
    for wrong in ("", "REINFO=vigente", "channel", "a=b=c", "x;drop"):
        with pytest.raises(NoCohort):
            cohort.parse(wrong)


async def test_a_process_that_died_while_planning_is_carried_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await crowd(office)
    monkeypatch.setattr("bot.broadcasts.RANGE", 2)
    one, _ = await office.app.broadcasts.start(order())

    def half(on: Any) -> None:
        broadcasts.plan(on, one.id, (), "", 0, ids[1])
        broadcasts.change(on, one.id, planned=ids[1])

    await office.do(half)
    await go(office, Broadcasts(office.app.house, office.app.database))
    assert told(office) == [ids[0], ids[1], ids[4], ids[5]]


async def test_the_outbox_never_holds_more_than_it_can_send(office: Office) -> None:
    await crowd(office, 70)
    many = Broadcasts(office.app.house, office.app.database, ahead=20)
    one, _ = await many.start(order())
    assert await many.tick() == 20
    assert await many.tick() == 0
    assert (await states(office, one.id))["queued"] == 20
    await office.send()
    await go(office, many)
    assert await states(office, one.id) == {"sent": 68}


async def test_an_answer_goes_before_it(office: Office) -> None:
    ids = await crowd(office, 30)
    await office.app.broadcasts.start(order())
    await office.app.broadcasts.tick()
    await office.queue(ids[3], "reply")
    await office.send()
    assert [sent.kind for sent in office.whatsapp.got].index("reply") == 0


async def test_it_is_paused_and_taken_up_again(office: Office) -> None:
    await crowd(office, 60)
    many = Broadcasts(office.app.house, office.app.database, ahead=20)
    one, _ = await many.start(order())
    await many.tick()
    assert await many.pause(one.id)
    await office.send()
    await many.tick()
    assert office.whatsapp.got == []
    assert not await many.pause(one.id)
    assert await many.resume(one.id)
    await office.send()
    await go(office, many)
    assert await states(office, one.id) == {"sent": 58}


async def test_a_pause_in_the_middle_of_feeding_loses_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await crowd(office, 10)
    many, real = office.app.broadcasts, broadcasts.pending
    one, _ = await many.start(order())

    def pausing(on: Any, id: int, after: int, most: int) -> list[int]:
        found = real(on, id, after, most)
        broadcasts.move(on, id, "paused", among=("running",))
        return found if after else []

    monkeypatch.setattr("bot.store.broadcasts.pending", pausing)
    await many.tick()
    monkeypatch.undo()
    assert await states(office, one.id) == {"pending": 8}
    assert await many.resume(one.id)
    await go(office)
    assert await states(office, one.id) == {"sent": 8}


async def test_a_cancelled_one_goes_no_further_and_says_so(office: Office) -> None:
    await crowd(office, 60)
    many = Broadcasts(office.app.house, office.app.database, ahead=20)
    one, _ = await many.start(order())
    await many.tick()
    assert await many.cancel(one.id)
    await go(office, many)
    await office.send()
    assert office.whatsapp.got == []
    assert await states(office, one.id) == {"withheld": 58}
    assert not await many.resume(one.id)
    with pytest.raises(NoBroadcast):
        await many.cancel(99)


async def test_what_comes_too_late_is_left_out(office: Office) -> None:
    await crowd(office)
    many = office.app.broadcasts
    one, _ = await many.start(order(expires_at=office.clock.now() + HOUR))
    await many.plan(one)
    office.clock.move(2 * HOUR)
    await go(office)
    assert office.whatsapp.got == [] and await states(office, one.id) == {"withheld": 4}


async def test_it_begins_when_it_is_to_begin(office: Office) -> None:
    await crowd(office)
    await office.app.broadcasts.start(order(starts_at=office.clock.now() + HOUR))
    await go(office)
    assert office.whatsapp.got == []
    office.clock.move(HOUR)
    await go(office)
    assert len(office.whatsapp.got) == 4


async def test_who_left_the_cohort_before_her_turn_hears_nothing(office: Office) -> None:
    ids = await crowd(office)
    many = office.app.broadcasts
    one, _ = await many.start(order("!done.contrato"))
    await many.plan(one)
    await office.do(lambda on: office.learn(on, ids[0], done__contrato="2026-11-01"))
    await go(office)
    assert ids[0] not in told(office)


async def test_she_can_answer_it_and_its_number_is_the_next_of_hers(office: Office) -> None:
    ids = await crowd(office)
    await office.queue(ids[0], "reply")
    await office.app.broadcasts.start(order())
    await go(office)
    hers = [sent for sent in office.whatsapp.got if sent.contact == ids[0]]
    assert [sent.bubble for sent in hers] == [1, 2]
    assert any(button.id == "2.to-1" for button in hers[1].buttons)


async def test_a_campaign_reminds_whoever_has_no_contract_thirty_days_before(
    office: Office,
) -> None:
    ids = await crowd(office)
    await office.do(lambda on: office.learn(on, ids[4], done__contrato="2026-11-01"))
    assert await office.app.campaigns.tick() == 0
    office.clock.move(at(10, 30) + 2 * DAY - office.clock.now())
    for id in ids:
        await office.hear(id)
    assert office.clock.today() == date(2026, 12, 2)
    assert await office.app.campaigns.tick() == 1
    assert await office.app.campaigns.tick() == 0
    await go(office)
    assert told(office) == [ids[0], ids[5]]
    assert "contrato" in office.whatsapp.got[0].text and office.whatsapp.got[0].kind == "reminder"


def test_every_campaign_opens_a_flow_and_names_a_value() -> None:
    from tests.house import house

    here = house()
    for campaign in here.content.all(Campaign).values():
        assert here.flow(campaign.flow) is not None
        kind, _, name = campaign.day.partition(":")
        if kind == "value":
            assert here.content.value(name, campaign.checked)


def test_recipients_are_found_contact_by_contact(tmp_path: Path) -> None:
    from sqlalchemy import event

    from bot.store.database import open_engine
    from tests.databases import sqlite_url

    engine, said = open_engine(sqlite_url(tmp_path)), list[Any]()
    event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2:4]))
    with engine.connect() as on:
        asked = cohort.parse("reinfo=vigente !done.contrato")
        broadcasts.plan(on, 1, asked, "formalization", 0, 500)
        statement, given = said[-1]
        steps = [row[3] for row in on.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, given)]
    engine.dispose()
    looked = [step for step in steps if step.startswith("SEARCH f ")]
    assert looked and all("fact_newest (contact=? AND name=?)" in step for step in looked)


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.databases import sqlite_url

    monkeypatch.setenv("CHASKI_DATABASE_URL", sqlite_url(tmp_path))
    monkeypatch.setenv("CHASKI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CHASKI_SECRET_KEY", SECRET.decode())
    given: dict[str, Any] = dict.fromkeys(
        ("to", "text", "flow", "topic", "key", "at", "within"), ""
    )
    start = {**given, "to": "all", "text": "Hola a todas."}
    run = broadcast_command.command
    assert run("start", 0, as_json=False, **{**start, "dry_run": True}) == 0
    assert "would reach 0" in capsys.readouterr().out
    assert run("start", 0, as_json=True, **{**start, "dry_run": False}) == 0
    assert run("start", 0, as_json=False, **{**start, "dry_run": False}) == 0
    said = capsys.readouterr().out
    assert '"new": true' in said and "not sent twice" in said
    assert run("pause", 1, as_json=False, **given, dry_run=False) == 0
    assert "paused" in capsys.readouterr().out
    with pytest.raises(NoBroadcast):
        run("resume", 7, as_json=False, **given, dry_run=False)
