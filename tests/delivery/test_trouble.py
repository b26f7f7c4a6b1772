"""Each error does what the table of platforms.md §1.7 says, from `send` and from a late status."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.policy import error_of
from bot.errors import Refused, Retryable
from bot.model import DeliveryStatus, Pricing, StatusUpdate
from bot.outbox_command import outbox
from bot.store import holds
from bot.tariff import Rate, Tariff
from bot.trouble import backoff, consequence
from tests.databases import SECRET, sqlite_url
from tests.delivery.people import Office

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(code: int | None, attempts: int = 1, http: int = 200, hours: float = 0.0) -> Any:
    error = error_of(code, http=http)
    return consequence(error, attempts=attempts, age=hours * HOUR, chance=0.5)


def test_the_pair_rate_waits_powers_of_four() -> None:
    assert [told(131056, n).pause for n in (1, 2, 3, 4)] == [1, 4, 16, 64]
    assert told(131056, 50, hours=90).status is DeliveryStatus.ERRORED


def test_too_fast_slows_the_account_and_comes_again() -> None:
    for code in (130429, 4, 80007):
        found = told(code)
        assert found.slow and found.status is DeliveryStatus.ERRORED and found.pause > 0


@pytest.mark.parametrize(
    ("codes", "scope", "seconds"),
    [
        ((131047,), holds.WINDOW, None),
        ((131026,), holds.ADDRESS, 30 * 86400),
        ((131049, 130472), holds.MARKETING, 86400),
        ((131050,), holds.MARKETING, None),
        ((131048,), holds.BROADCASTS, None),
        ((131042, 368, 131031, 190, 0, 10, 200, 250, 299), holds.ACCOUNT, 900),
        ((130497,), holds.COUNTRY, None),
        ((132001, 132015, 132016), holds.TEMPLATE, 3600),
    ],
)
def test_what_is_held(codes: tuple[int, ...], scope: str, seconds: float | None) -> None:
    for code in codes:
        found = told(code, attempts=99, hours=99)
        assert found.status is DeliveryStatus.ERRORED, "the planner decides about it anew"
        assert [(stop.scope, stop.seconds) for stop in found.stops] == [(scope, seconds)]


def test_the_platforms_trouble_is_tried_again_and_ends() -> None:
    for code, http in ((131057, 200), (131000, 200), (1, 200), (2, 200), (None, 503)):
        assert told(code, http=http).status is DeliveryStatus.ERRORED
        assert told(code, 8, http=http, hours=25).status is DeliveryStatus.FAILED
    assert told(131051).status is DeliveryStatus.FAILED
    assert not told(131051).stops


def test_pauses_grow_and_are_spread() -> None:
    assert [backoff(n, 1.0) for n in (1, 2, 3, 20)] == [2, 4, 8, 300]
    assert backoff(3, 0.0) == 6
    asked = consequence(Retryable("busy", after=40), attempts=1, age=0 * DAY, chance=0)
    assert asked.pause == 40


def test_what_blocked_us_counts_as_dead() -> None:
    found = consequence(Refused("blocked"), attempts=1, age=0 * DAY, chance=0)
    assert found.status is DeliveryStatus.FAILED
    assert [stop.scope for stop in found.stops] == [holds.ADDRESS]


async def test_a_held_account_sends_nothing_and_tries_again(office: Office) -> None:
    people = [await office.someone(f"5190000000{n}") for n in range(3)]
    office.whatsapp.trouble = [error_of(190, "expired")]
    first = await office.queue(people[0])
    await office.send()
    rest = [await office.queue(who, "reply") for who in people[1:]]
    office.clock.move(timedelta(minutes=5))
    await office.send()
    assert office.whatsapp.got == []
    [held] = await office.app.database.read(lambda on: holds.loud(on, office.clock.now()))
    assert (held.channel, held.scope, held.code) == ("whatsapp", "account", 190)
    office.clock.move(timedelta(minutes=11))
    await office.send()
    assert [(await office.row(id))["state"] for id in (first, *rest)] == ["sent"] * 3


async def test_spam_rests_broadcasts_and_nothing_else(office: Office) -> None:
    one, two = await office.someone("51900000001"), await office.someone("51900000002")
    office.whatsapp.trouble = [error_of(131048)]
    news = await office.queue(one, "broadcast")
    await office.send()
    office.clock.move(timedelta(seconds=5))
    answer, later = await office.queue(two, "reply"), await office.queue(two, "broadcast")
    await office.send()
    assert (await office.row(answer))["state"] == "sent"
    for id in (news, later):
        assert (await office.row(id))["reason"].startswith("broadcasts are held: 131048")
    await office.do(lambda on: holds.let_go(on, [("whatsapp", "broadcasts", "")]))
    office.clock.move(6 * HOUR)
    await office.send()
    assert [(await office.row(id))["state"] for id in (news, later)] == ["sent", "sent"]


async def test_a_stop_of_marketing_stops_broadcasts_only(office: Office) -> None:
    who = await office.someone()
    office.whatsapp.trouble = [error_of(131050)]
    news = await office.queue(who, "broadcast")
    await office.send()
    office.clock.move(timedelta(seconds=5))
    reminder = await office.queue(who)
    await office.send()
    assert (await office.row(news))["reason"] == "marketing-stopped"
    assert (await office.row(reminder))["state"] == "sent"


async def test_a_parked_template_parks_its_queue(office: Office) -> None:
    who, other = await office.someone(heard=30), await office.someone("51900000002")
    office.whatsapp.trouble = [error_of(132015)]
    id = await office.queue(who)
    await office.send()
    office.clock.move(timedelta(seconds=5))
    free = await office.queue(other)
    await office.send()
    row = await office.row(id)
    assert (row["state"], row["plan"]) == ("queued", "next")
    assert row["reason"].startswith("window-closed, template aviso:es is held")
    assert (await office.row(free))["state"] == "sent"


async def test_a_country_is_held_by_the_id_that_names_it(office: Office) -> None:
    one = await office.someone("51900000001")
    await office.do(lambda on: _bsuid(office, on, one, "PE.1349abc"))
    two = await office.someone("51900000002")
    await office.do(lambda on: _bsuid(office, on, two, "PE.77"))
    office.whatsapp.trouble = [error_of(130497)]
    first = await office.queue(one)
    await office.send()
    second = await office.queue(two)
    office.clock.move(timedelta(seconds=5))
    await office.send()
    for id in (first, second):
        assert (await office.row(id))["reason"].startswith("country is held: 130497")


def _bsuid(office: Office, on: Any, contact: int, value: str) -> None:
    from sqlalchemy import update
    from sqlmodel import col

    from bot.store.tables import Address

    sealed = office.app.house.seal.sealed(value.encode())
    on.execute(
        update(Address)
        .where(col(Address.contact) == contact)
        .values(kind="wa_bsuid", sealed=sealed)
    )


async def test_a_failure_told_late_is_dealt_with_alike(office: Office) -> None:
    who = await office.someone(heard=1)
    id = await office.queue(who)
    await office.send()
    now = office.clock.now()
    late = StatusUpdate("whatsapp", f"whatsapp-{id}", DeliveryStatus.FAILED, now, "131047", 131047)
    await office.told(late)
    await office.told(late)
    office.clock.move(timedelta(seconds=5))
    await office.send()
    row = await office.row(id)
    assert (row["state"], row["plan"]) == ("sent", "template:aviso:es")
    assert len(office.whatsapp.got) == 2


async def test_a_message_has_one_charge_and_unknown_prices_stay_unknown(office: Office) -> None:
    who = await office.someone()
    ids = [await office.queue(who) for _ in range(2)]
    await office.send()
    now, paid = office.clock.now(), Pricing("utility", "regular", True, "PMP")
    for status in (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ):
        await office.told(StatusUpdate("whatsapp", f"whatsapp-{ids[0]}", status, now, pricing=paid))
    assert await office.rows("select category, billable, micros from charge") == [
        ("utility", True, None)
    ] or await office.rows("select category, billable, micros from charge") == [
        ("utility", 1, None)
    ]
    from datetime import date
    from decimal import Decimal

    rate = Rate("whatsapp", "utility", date(2025, 7, 1), "PEN", date(2026, 11, 22), Decimal("0.07"))
    office.receipts.tariff = Tariff("PE", (rate,))
    await office.told(
        StatusUpdate("whatsapp", f"whatsapp-{ids[1]}", DeliveryStatus.SENT, now, pricing=paid)
    )
    assert await office.rows("select micros, currency from charge order by id") == [
        (None, ""),
        (70_000, "PEN"),
    ]


async def test_marketing_can_be_stopped_and_taken_up_by_the_platforms_switch(
    office: Office,
) -> None:
    from bot.model import Address

    who = await office.someone()
    hers = Address("whatsapp", "wa_phone", "51987654321")
    await office.do(lambda on: office.receipts.preference(on, hers, True))
    id = await office.queue(who, "broadcast")
    await office.send()
    assert (await office.row(id))["reason"] == "marketing-stopped"
    await office.do(lambda on: office.receipts.preference(on, hers, False))
    id = await office.queue(who, "broadcast")
    await office.send()
    assert (await office.row(id))["state"] == "sent"


def test_the_operator_sees_explains_and_retries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import asyncio

    from bot.clock import SetClock
    from tests.delivery.people import at

    url = sqlite_url(tmp_path)

    async def life() -> int:
        office = Office(tmp_path, SetClock(at(10)), url)
        office.whatsapp.trouble = [error_of(131051, "unsupported"), error_of(190)]
        first = await office.queue(await office.someone())
        await office.send()
        await office.queue(await office.someone("51900000002"))
        await office.send()
        await office.app.close()
        return first

    first = asyncio.run(life())
    monkeypatch.setenv("CHASKI_DATABASE_URL", url)
    monkeypatch.setenv("CHASKI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CHASKI_SECRET_KEY", SECRET.decode())
    monkeypatch.setattr("bot.clock.Clock.now", lambda self: at(10))
    assert outbox(state="failed") == 0
    said = capsys.readouterr().out
    assert f"{first}  failed" in said and "131051: the platform will not take" in said
    assert "HELD  whatsapp/account: 190" in said and "51987654321" not in said
    assert outbox(retry=str(first)) == 0
    assert outbox(release="whatsapp/account") == 0
    capsys.readouterr()
    assert outbox(as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["held"] == [] and found["counts"]["queued"] == 1
    assert [bubble["reason"] for bubble in found["bubbles"]][-1] == "retried by the operator"


async def test_the_doctor_says_what_is_held_and_what_to_do(
    office: Office, url: str, tmp_path: Path
) -> None:
    from bot.config import Settings
    from bot.doctor import sending

    found = Settings(data_dir=tmp_path, database_url=url)
    assert [str(one)[:4] for one in sending(found)] == ["OK  "]
    office.clock.moment = datetime.now(UTC)
    await office.do(
        lambda on: holds.put(
            on, ("whatsapp", "account", ""), reason="190: token", now=office.clock.now(), code=190
        )
    )
    [said] = map(str, sending(found))
    assert "whatsapp/account is held: 190: token" in said
    assert "renew CHASKI_WHATSAPP_TOKEN" in said and "--release whatsapp/account" in said


async def test_what_came_and_could_not_be_used_is_counted(office: Office) -> None:
    from bot.model import Address
    from bot.store import raw
    from bot.store.raw import Raw

    seal, now = office.app.house.seal, office.clock.now()
    here = Address("whatsapp", "wa_phone", "1")

    def keep(on: Any) -> None:
        raw.keep(on, seal, "whatsapp", [Raw(f"u{n}", here, b"{}") for n in range(3)], now)
        for id, reason in ((1, "unknown status"), (2, "unknown status"), (3, "")):
            raw.settle(on, seal, [id], state="parsed", kind="status", reason=reason)

    await office.do(keep)
    found = await office.app.database.read(raw.oddities)
    assert found == [("whatsapp", "status", "parsed", "unknown status", 2)]
