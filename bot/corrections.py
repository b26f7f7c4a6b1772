"""Changed words of an earlier message: which question they answer now.

Rule 1: words that answered a question answer that very question again, whatever was asked since.
Rule 2: words that answered nothing are read like new ones, as long as nobody spoke since.
Rule 3: everything else comes too late: no other question may take it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.flows.engine import Turn
from bot.model import Case, Json
from bot.router import Lost
from bot.store import contacts, messages
from bot.store.messages import Taken
from bot.store.seal import Seal

ANSWERED, EDIT = "answered", "edit"


@dataclass(frozen=True)
class Late(Lost):
    """Changed words that no question takes any more."""


@dataclass(frozen=True)
class Edit:
    """What a changed message was. id: its row, 0 when it was never seen.

    bubble: the one whose question it answered, 0 if none; late: somebody spoke since.
    """

    id: int = 0
    bubble: int = 0
    late: bool = False


def edit_of(on: Connection, seal: Seal, contact: int, taken: Taken) -> Edit | None:
    """What a message that changes an earlier one changes; None when it changes none."""
    edits = str(taken.body.get("edits") or "")
    if not edits:
        return None
    address = contacts.address(on, seal, taken.address)
    first = messages.received(on, seal, contact, taken.channel, f"{address.value}:{edits}")
    first = first or messages.received(on, seal, contact, taken.channel, edits)
    if first is None:
        return Edit()
    id, reason = first
    word, _, number = reason.partition(" ")
    if word == ANSWERED:
        return Edit(id, int(number))
    between = messages.received_between(on, contact, id, taken.id)
    return Edit(id, late=any(said != f"{EDIT} {id}" for said in between))


def mark(edit: Edit | None, asked: Json) -> str:
    """What to note beside a handled message. asked: the bubble whose question took it, if any."""
    if asked:
        return f"{ANSWERED} {asked}"
    return f"{EDIT} {edit.id}" if edit and edit.id else ""


def note(
    on: Connection, edit: Edit | None, taken: int, body: Mapping[str, Json], asked: Json
) -> None:
    """Settle a handled message, and remember for words which question took them."""
    said = mark(edit, asked) if body.get("text") else ""
    messages.settle(on, taken, "handled", said)
    if edit and edit.id and asked:
        messages.settle(on, edit.id, "handled", said)


GUARDED = ("reinfo",)
"""Facts that a button of a session long over changes only after asking."""


def changes_guarded(case: Case, turn: Turn) -> bool:
    """Whether a turn would change what she told of something much hangs on."""
    told = [(case.get(fact), turn.learned.get(fact)) for fact in GUARDED if fact in turn.learned]
    return any(before and before != after for before, after in told)
