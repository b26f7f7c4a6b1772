"""The health post to call in each place, as its cooperative gave it to the operator.

A place is `<region>` or `<region>/<province>`, ids of content/regions. Nothing here is private.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from bot.store.tables import LocalPost

_KEY, _WORDS = col(LocalPost.place), col(LocalPost.words)


def put(on: Connection, place: str, words: str, now: datetime) -> None:
    """Set a place's post; what stood there before is replaced, and no words remove it."""
    on.execute(delete(LocalPost).where(_KEY.in_([place])))
    if words:
        on.execute(insert(LocalPost).values(place=place, words=words, set_at=now))


def near(on: Connection, region: str, province: str) -> str:
    """The post of her province, else of her region; empty when nobody set one."""
    wanted = [f"{region}/{province}", region]
    rows = on.execute(select(_KEY, _WORDS).where(_KEY.in_(wanted))).all()
    ordered = sorted(rows, key=lambda row: wanted.index(row[0]))
    return str(ordered[0][1]) if ordered else ""


def all_posts(on: Connection) -> list[tuple[str, str]]:
    """Every place that has one, in order."""
    return [(p, w) for p, w in on.execute(select(_KEY, _WORDS).order_by(_KEY))]
