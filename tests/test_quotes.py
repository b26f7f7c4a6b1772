"""Prices of the market: kept with day and source, laid over content, slips refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import library
from bot.app import features, shapes
from bot.clock import SetClock
from bot.config import data_root
from bot.market import fetch, keep
from bot.quotes import BadQuote, Quotes, of_csv, quoted
from bot.store import quotes
from bot.store.database import Database
from bot.store.quotes import Quoted

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
TODAY = date(2026, 11, 25)
LAST = Quoted("copper-price", date(2026, 11, 20), Decimal(13000), "LME", NOW)


def read(*written: str, far: bool = False) -> Quoted:
    return quoted(written, now=NOW, today=TODAY, before=[LAST], far=far)


def test_a_quote_is_read_with_its_day_and_source() -> None:
    found = read("copper", "13,086.50", "2026-11-24", "LME, cash")
    assert found == Quoted(
        "copper-price", date(2026, 11, 24), Decimal("13086.50"), "LME, cash", NOW
    )
    assert read("dollar", "3.5", "", "SBS").day == TODAY


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (("coper", "13000", "", "LME"), "there is copper"),
        (("copper", "mucho", "", "LME"), "is no number"),
        (("copper", "nan", "", "LME"), "is no number"),
        (("copper", "130.86", "", "LME"), "lies outside"),
        (("copper", "20000", "", "LME"), "more than 25 %"),
        (("copper", "13000", "2026-13-01", "LME"), "is no day"),
        (("copper", "13000", "2026-11-26", "LME"), "lies ahead"),
        (("copper", "13000", "", " "), "say where it was read"),
    ],
)
def test_slips_are_refused_with_the_remedy(written: tuple[str, ...], why: str) -> None:
    with pytest.raises(BadQuote, match=why):
        read(*written)


def test_a_leap_that_is_meant_is_kept() -> None:
    assert read("copper", "20000", "", "LME", far=True).value == 20000


def test_a_csv_needs_four_columns() -> None:
    assert of_csv("name,value,day,source\ncopper,1,2,3\n\n") == [["copper", "1", "2", "3"]]
    with pytest.raises(BadQuote, match="row 1: 2 columns"):
        of_csv("copper,1\n")


@pytest.fixture
async def database(tmp_path: Path) -> Database:
    from bot.app import opened
    from bot.config import Settings

    return opened(Settings(data_dir=tmp_path, database_url="sqlite://"))


async def test_the_newest_word_of_a_day_counts_and_lies_over_content(database: Database) -> None:
    clock, content = SetClock(NOW), library.load(data_root(), shapes(features()))
    for value in ("13000", "13100"):
        await keep(database, clock, [("copper", value, "2026-11-24", "LME")], far=False)
    market = Quotes()
    before = content.value("copper-price", TODAY)
    await market.refresh(database)
    laid = market.over(content)
    value = laid.value("copper-price", TODAY)
    assert (value.value, value.valid_from, value.norm) == (13100.0, date(2026, 11, 24), "LME")
    assert laid.version == content.version
    assert content.value("copper-price", TODAY) == before
    assert laid.value("copper-price", date(2026, 7, 1)) == before
    await database.close()


async def test_all_or_none_of_a_file_are_kept(database: Database) -> None:
    rows = [("copper", "13000", "", "LME"), ("dollar", "35", "", "SBS")]
    with pytest.raises(BadQuote):
        await keep(database, SetClock(NOW), rows, far=False)
    assert await database.read(lambda on: quotes.newest(on, "copper-price")) == ()
    await database.close()


async def test_a_fetched_row_that_cannot_be_stops_no_other(database: Database) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="copper,1,,LME\ndollar,3.6,2026-11-24,SBS\n")

    made = web.Application()
    made.add_routes([web.get("/prices", answer)])
    async with TestServer(made) as server:
        clock = SetClock(NOW + timedelta(days=1))
        assert await fetch(database, clock, str(server.make_url("/prices"))) == 1
        with pytest.raises(BadQuote, match="nothing was changed"):
            await fetch(database, clock, str(server.make_url("/nothing")))
    assert (await database.read(lambda on: quotes.newest(on, "exchange-rate")))[0].value == Decimal(
        "3.6"
    )
    await database.close()
