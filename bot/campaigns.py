"""Campaigns: rules that make reminders for many from facts of the case and dates of the law.

Rule 1: a campaign is content: when, who and what stand in content/campaigns, and nothing is run.
Rule 2: it begins a broadcast once for each date it is about, whoever looks first.
Rule 3: who has done the step when her turn comes hears nothing (`bot.broadcasts`, rule 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import structlog

from bot import cohort
from bot.broadcasts import Broadcasts, Order
from bot.errors import ContentError
from bot.feature import Body, Label, Title
from bot.house import House, link_json
from bot.model import Line, line_json
from bot.wanted import Link

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Campaign:
    """One rule. day: `value:<id>` for a date of the law, `fact:<name>` for one of each case.

    days_before: how long before that day it begins; who: a cohort (`bot.cohort`); flow: what its
    button opens; active: a trainer turns it on.
    """

    id: str
    title: Title
    day: str
    days_before: int
    who: str
    topic: str
    text: Body
    label: Label
    flow: str
    sources: tuple[str, ...]
    checked: date
    review: str = "pending"
    active: bool = False

    def __post_init__(self) -> None:
        kind, _, name = self.day.partition(":")
        if kind not in ("value", "fact") or not name:
            raise ContentError(f'day = "{self.day}" is wrong; write value:<id> or fact:<name>')
        if not 0 <= self.days_before <= 400:
            raise ContentError(f"days_before = {self.days_before} is wrong; take 0 to 400")
        try:
            cohort.parse(self.who)
        except cohort.NoCohort as wrong:
            raise ContentError(f'who = "{self.who}" is wrong: {wrong}') from None


class Campaigns:
    """Begins what is to begin today."""

    def __init__(self, house: House, broadcasts: Broadcasts) -> None:
        self.house, self.broadcasts = house, broadcasts

    async def tick(self) -> int:
        """Begin what is to begin; how many broadcasts are new."""
        begun = 0
        for order in self.orders():
            one, new = await self.broadcasts.start(order)
            begun += new
            if new:
                log.info("campaign begins", campaign=order.key, broadcast=one.id)
        return begun

    def orders(self) -> Iterator[Order]:
        """What is to be begun today, whether or not it was begun before."""
        for campaign in self.house.content.all(Campaign).values():
            if not campaign.active:
                continue
            kind, _, name = campaign.day.partition(":")
            today, before = self.house.clock.today(), timedelta(days=campaign.days_before)
            if kind == "fact":
                yield self._order(
                    campaign, today + before, f"{campaign.who} {name}={today + before}"
                )
                continue
            end = self.house.content.value(name, today).value
            if isinstance(end, date) and end - before <= today <= end:
                yield self._order(campaign, end, campaign.who)

    def _order(self, campaign: Campaign, end: date, who: str) -> Order:
        house = self.house
        line = house.content.line(campaign, "text")
        link = Link(house.content.line(campaign, "label"), campaign.flow, {})
        return Order(
            key=f"campaign:{campaign.id}:{end}",
            cohort=who.removeprefix("all "),
            body={"line": line_json(line), "link": link_json(link)},
            topic=campaign.topic,
            kind="reminder",
            expires_at=house.clock.at(end + timedelta(days=1), 0),
        )


def words(text: str) -> Line:
    """A line that says what an operator wrote."""
    return Line("broadcast-words", {"text": text})
