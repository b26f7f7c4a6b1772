"""Contents that differ from the tree's in one thing."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from bot.feature import Dated, Value
from bot.impact.weigh import Weight, weigh
from bot.library import Library
from tests.conversation.phone import Chaski

END = date(2026, 12, 31)
LATER, EARLIER = date(2027, 6, 30), date(2026, 12, 15)


def with_item(content: Library, folder: str, id: str, **changed: Any) -> Library:
    """An item with other fields."""
    item = dataclasses.replace(content.items[folder][id], **changed)
    return _with(content, folder, {**content.items[folder], id: item})


def without_item(content: Library, folder: str, id: str) -> Library:
    """An item withdrawn."""
    items = {key: item for key, item in content.items[folder].items() if key != id}
    return _with(content, folder, items)


def until(content: Library, end: date) -> Library:
    """The process ends on another day: a new entry behind the old ones."""
    value: Value = content.items["values"]["process-end"]
    last = value.values[-1]
    newer: Dated = dataclasses.replace(last, value=end, valid_from=date(2026, 11, 1), norm="Ley X")
    return with_item(content, "values", "process-end", values=(*value.values, newer))


def _with(content: Library, folder: str, items: dict[str, Any]) -> Library:
    made = dataclasses.replace(content, items={**content.items, folder: items})
    return dataclasses.replace(made, version=f"{content.version}+{len(items)}{folder}")


async def weighed(chaski: Chaski, after: Library, before: Library | None = None) -> Weight:
    """Everybody replayed, from the released content (the tree's, if not said) to another."""
    house = chaski.app.house
    old = dataclasses.replace(house, content=before or house.content)
    return await weigh(chaski.app.database, dataclasses.replace(house, content=after), old)
