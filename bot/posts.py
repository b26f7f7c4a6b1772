"""`chaski sos-post`: the health post that the emergency card of a place names.

The number comes from the cooperative and is called before it is typed in; none is made up here.
"""

from __future__ import annotations

import asyncio
import re

from bot.app import features, opened, shapes
from bot.clock import Clock
from bot.config import data_root, settings
from bot.content_reader import nearest
from bot.errors import ChaskiError
from bot.library import Library, load
from bot.store import posts

LONGEST = 80
"""Characters: it stands on a card that must fit every phone."""
PHONE = re.compile(r"\d(?:[ -]?\d){2,}")


class BadPost(ChaskiError):
    """This cannot stand on an emergency card."""


def sos_post(place: str, words: str, *, remove: bool) -> list[str]:
    """Set, remove or list posts; what to print. Raises BadPost with the remedy."""
    found = settings()
    if place:
        check(place, words, load(data_root(), shapes(features())), remove=remove)
    found.data_dir.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_done(place, "" if remove else words.strip()))


def check(place: str, words: str, library: Library, *, remove: bool) -> None:
    """Whether the place is known, and the words name somebody with a telephone."""
    places = {
        id: region.id
        for region in library.items["regions"].values()
        for id in (region.id, *(f"{region.id}/{province.id}" for province in region.provinces))
    }
    if place not in places:
        raise BadPost(
            f"no place {place!r}{nearest(place, places)}; write region or region/province"
        )
    said = words.strip()
    if remove:
        return
    if not PHONE.search(said) or not said.isprintable():
        raise BadPost("name the post and its telephone, e.g. 'Posta de Haquira: 083 123456'")
    if len(said) > LONGEST:
        raise BadPost(f"{len(said)} characters; an emergency card takes {LONGEST}: shorten it")


async def _done(place: str, words: str) -> list[str]:
    found = settings()
    database = opened(found)
    try:
        if place:
            now = Clock(found.timezone).now()
            await database.write(lambda on: posts.put(on, place, words, now))
        known = await database.read(posts.all_posts)
    finally:
        await database.close()
    return [f"{of}: {said}" for of, said in known] or ["no place has a post yet"]
