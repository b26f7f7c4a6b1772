"""What platforms say became of our bubbles: in any order, many at a time, sometimes too early."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, bindparam, select
from sqlmodel import col

from bot.model import DeliveryStatus, StatusUpdate
from bot.store.messages import mark, marking, news
from bot.store.quick import Quick
from bot.store.seal import Seal
from bot.store.tables import THIS, Outbound

_ON: Any = bindparam("on")
_OUT = col(Outbound.id)
_HEARD = select(col(Outbound.external)).where(
    col(Outbound.external).in_(bindparam("given", expanding=True, type_=LargeBinary()))
)
_ONE = Quick(select(col(Outbound.external)).where(col(Outbound.external) == THIS).limit(1))
FEW = 4
"""Names up to which asking for each costs less than asking for all."""
_LOST = (
    select(_OUT)
    .where(_OUT.in_(bindparam("ids", expanding=True)), col(Outbound.channel) == _ON)
    .where(col(Outbound.external).is_(None))
)


def note(on: Connection, seal: Seal, updates: Sequence[StatusUpdate]) -> list[StatusUpdate]:
    """Note what platforms say became of bubbles, many at a time; those no bubble is known for.

    A status may come before we noted what the platform calls its bubble, or after that note was
    lost with its process: then the bubble is found by what the platform says back of it.
    """
    if not updates:
        return []
    names = {seal.digest(word.channel, word.external_id): word for word in updates}
    known = _known(on, list(names))
    unnamed = [w for name, w in names.items() if name not in known and w.outbound]
    known |= _named(on, seal, unnamed)
    digests = [(word, seal.digest(word.channel, word.external_id)) for word in updates]
    heard = [(word, name) for word, name in digests if name in known]
    for status in dict.fromkeys(word.status for word, _ in heard):
        rows = [news(status, n, w.at, w.reason) for w, n in heard if w.status is status]
        marking(status, "external").many(on, rows)
    return [word for word, name in digests if name not in known]


def _known(on: Connection, names: Sequence[bytes]) -> set[bytes]:
    """Those of the platform's names that are noted of a bubble."""
    if len(names) > FEW:
        return set(on.scalars(_HEARD, {"given": names}))
    return {name for name in names if _ONE.first(on, {"this": name}) is not None}


def _named(on: Connection, seal: Seal, words: Sequence[StatusUpdate]) -> set[bytes]:
    """Give bubbles without a name of the platform's the one a status calls them by."""
    named: set[bytes] = set()
    for channel in {word.channel for word in words}:
        ids = [word.outbound for word in words if word.channel == channel]
        lost = set(on.scalars(_LOST, {"ids": ids, "on": channel}))
        for word in words:
            if word.channel == channel and word.outbound in lost:
                mark(
                    on,
                    seal,
                    word.outbound,
                    DeliveryStatus.SENT,
                    word.at,
                    external=(channel, word.external_id),
                )
                named.add(seal.digest(channel, word.external_id))
    return named
