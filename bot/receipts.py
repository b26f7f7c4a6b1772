"""What platforms tell us after they took a bubble: that it failed after all, and what it cost.

Rule 1: a failure is dealt with as if `send` had raised it: the same table, the same holds.
Rule 2: a message has one charge, however many statuses name it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.channels.policy import error_of
from bot.house import House
from bot.model import Address, DeliveryStatus, Json, StatusUpdate
from bot.store import contacts, holds, ledger, plans
from bot.store.ledger import Failed
from bot.tariff import Tariff
from bot.trouble import Consequence, consequence

log = structlog.get_logger(__name__)
SUBJECTS = (holds.ADDRESS, holds.WINDOW, holds.MARKETING)
"""Scopes whose subject is an address id."""


class Receipts:
    """Deals with statuses and with news of the account."""

    def __init__(self, house: House, tariff: Tariff) -> None:
        self.house, self.tariff = house, tariff

    def statuses(self, on: Connection, updates: Sequence[StatusUpdate]) -> None:
        """Deal with what statuses say, within the transaction that noted them."""
        for update in updates:
            if update.pricing is not None:
                self._charge(on, update)
            if update.status is DeliveryStatus.FAILED and update.code is not None:
                self._failed(on, update)

    def _charge(self, on: Connection, update: StatusUpdate) -> None:
        pricing = update.pricing
        assert pricing is not None
        day = self.house.clock.local(update.at).date()
        rate = self.tariff.rate(update.channel, pricing.category, day)
        micros = self.tariff.micros(update.channel, pricing.category, day)
        ledger.charge(
            on,
            self.house.seal.digest(update.channel, update.external_id),
            channel=update.channel,
            category=pricing.category,
            type=pricing.type,
            billable=pricing.billable,
            micros=micros if pricing.billable else 0,
            currency=rate.currency if rate else "",
            day=day,
            at=update.at,
        )

    def _failed(self, on: Connection, update: StatusUpdate) -> None:
        external = self.house.seal.digest(update.channel, update.external_id)
        row = ledger.failed(on, external)
        if row is None or (row.code == update.code and row.state != "failed"):
            return
        now = self.house.clock.now()
        told = consequence(
            error_of(update.code),
            attempts=row.attempts,
            age=now - row.created_at,
            chance=random.random(),
        )
        hold(on, told, row, now)
        plans.coded(on, row.id, update.code)
        if told.status is DeliveryStatus.ERRORED and row.state == "failed":
            ledger.again(on, row.id, now, told.pause)

    def news(self, on: Connection, kind: str, news: Mapping[str, Json]) -> None:
        """Deal with what a platform says of our templates and account."""
        now = self.house.clock.now()
        if kind == "message_template_status_update":
            self._template(on, news, now)
        elif kind == "account_update" and "RESTRICT" in str(news.get("event", "")).upper():
            reason = f"WhatsApp restricts the account: {news.get('event')}"
            holds.put(on, ("whatsapp", holds.ACCOUNT, ""), reason=reason, now=now)
            log.error("account held", channel="whatsapp", reason=reason)

    def _template(self, on: Connection, news: Mapping[str, Json], now: datetime) -> None:
        name = str(news.get("message_template_name", ""))
        language = str(news.get("message_template_language", ""))
        if not name or not language:
            return
        status = str(news.get("event", "")).lower()
        reason = str(news.get("reason") or "")
        plans.template_state(on, name, language, status=status, category="", reason=reason, now=now)
        if status == "approved":
            holds.let_go(on, [("whatsapp", holds.TEMPLATE, f"{name}:{language}")])
        else:
            log.warning("template", name=name, language=language, status=status, reason=reason)

    def preference(self, on: Connection, address: Address, stop: bool) -> None:
        """She stopped marketing, or wants it again, by the platform's own switch."""
        known = contacts.known(on, self.house.seal, address)
        if known is None:
            return
        key = (address.channel, holds.MARKETING, str(known[1]))
        if stop:
            holds.put(on, key, reason="she stopped marketing", now=self.house.clock.now())
        else:
            holds.let_go(on, [key])


def hold(on: Connection, told: Consequence, row: Failed, now: datetime) -> None:
    """Hold what an error says is to be held, and tell the operator where he must act."""
    for stop in told.stops:
        scope, subject = _subject(stop.scope, row)
        until = None if stop.seconds is None else now + timedelta(seconds=stop.seconds)
        key = (row.channel, scope, subject)
        holds.put(on, key, reason=told.reason, now=now, until=until, code=told.code)
        if told.remedy:
            log.error("held", channel=row.channel, scope=scope, reason=told.reason, do=told.remedy)


def _subject(scope: str, row: Failed) -> tuple[str, str]:
    """What exactly is held. Where the address names no country, only the address is."""
    if scope == holds.COUNTRY:
        return (scope, row.country) if row.country else (holds.ADDRESS, str(row.address))
    if scope in SUBJECTS:
        return scope, str(row.address)
    return scope, row.template if scope == holds.TEMPLATE else ""
