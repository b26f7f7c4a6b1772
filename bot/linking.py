"""A code typed in the other chat: from then on the two chats are one person's."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import Connection

from bot.house import House
from bot.promises import refresh_contact
from bot.store import contacts, links, people
from bot.store.contacts import Found
from bot.store.messages import Taken

DONE = "link/done"
SPACES = re.compile(r"[\s-]")
CODE = re.compile(rf"[0-9]{{{links.DIGITS}}}")


def linked(house: House, on: Connection, found: Found, taken: Taken) -> tuple[Found, Taken]:
    """Who is answered, and what she said: herself, or whom she turns out to be by her code.

    Raises Retryable: the other one is being answered right now.
    """
    code = SPACES.sub("", str(taken.body.get("text") or ""))
    if not CODE.fullmatch(code):
        return found, taken
    owner = links.take(on, house.seal, code, found.id, house.clock.now())
    if owner is None:
        return found, taken
    contact = people.join(on, house.seal, owner, found.id, standing=house.standing())
    refresh_contact(house, on, contact)
    joined = contacts.lock(on, contact)
    assert joined is not None
    return joined, replace(taken, body={**taken.body, "text": "", "start": DONE})
