"""One person behind several addresses: found by any of them, joined when two turn out to be one.

Rule 1: a person's own id outranks a number: a number that comes with another id has changed hands
        and takes nothing of its former owner along.
Rule 2: joined, the older contact stays: sessions, facts, results, reminders, work and files of the
        younger become hers, and the younger's bubbles are numbered on behind hers.
Rule 3: what was said last counts. A refusal that is not older than the other's consent empties
        both: consent is never made out of two halves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlmodel import SQLModel, col

from bot import model
from bot.errors import Retryable
from bot.store import contacts, erase
from bot.store.seal import Seal
from bot.store.tables import (
    OF,
    THIS,
    UNFINISHED,
    UNSENT,
    Address,
    Contact,
    Fact,
    Inbound,
    LeftAddress,
    Outbound,
    Refusal,
    Reminder,
    Renumbered,
    Session,
)

ID = "wa_bsuid"
"""The kind of address that is one person's own."""
ANSWERED = "answered "
MOST_NOTES = 500
_KEEP: Any = bindparam("keep")
_BY: Any = bindparam("by")
_BUSY = "this person is being answered"
Known = Mapping[model.Address, tuple[int, int]]


@dataclass(frozen=True)
class Person:
    """Whom addresses belong to. address: the first of them; joined: two contacts became one."""

    contact: int
    address: int
    joined: bool = False


def of_person(
    on: Connection,
    seal: Seal,
    addresses: Sequence[model.Address],
    now: datetime,
    *,
    locale: str,
    standing: Sequence[str] = (),
) -> Person:
    """Whose these addresses are; the first is where she wrote from.

    standing: flows whose plans are recomputed, of which she keeps one.
    Raises Retryable: two contacts turn out to be one, and one of them is being answered.
    """
    first = addresses[0]
    if len(addresses) == 1:
        return Person(*contacts.of_address(on, seal, first, now, locale))
    known, joined = _known(on, seal, addresses), False
    mine = _whose(on, seal, addresses, known)
    if mine is None:
        mine, _ = contacts.of_address(on, seal, first, now, locale)
        known = _known(on, seal, addresses)
    for address in addresses:
        contact, id = known.get(address, (0, 0))
        if not id:
            contacts.reach(on, seal, mine, address, now)
        elif contact != mine and _strangers(on, seal, contact, address, addresses):
            _give(on, id, mine, now)
        elif contact != mine:
            mine, joined = join(on, seal, mine, contact, standing=standing), True
    there = contacts.known(on, seal, first)
    assert there is not None
    return Person(*there, joined)


def _known(on: Connection, seal: Seal, addresses: Sequence[model.Address]) -> Known:
    found = {address: contacts.known(on, seal, address) for address in addresses}
    return {address: there for address, there in found.items() if there}


def _whose(
    on: Connection, seal: Seal, addresses: Sequence[model.Address], known: Known
) -> int | None:
    """The contact these addresses belong to, the surest address first."""
    for address in addresses:
        if address in known and not _strangers(on, seal, known[address][0], address, addresses):
            return known[address][0]
    return None


def _strangers(
    on: Connection,
    seal: Seal,
    contact: int,
    address: model.Address,
    addresses: Sequence[model.Address],
) -> bool:
    """Whether a contact who is known by this number goes by another id of her own now."""
    mine = {a.value for a in addresses if a.kind == ID}
    if address.kind == ID or not mine:
        return False
    ids = on.execute(_IDS, {"of": contact, "kind": ID}).scalars().all()
    theirs = {contacts.address(on, seal, id).value for id in ids}
    return bool(theirs) and not theirs & mine


def _give(on: Connection, address: int, contact: int, now: datetime) -> None:
    """An address has another owner from now on; nothing that was said over it goes along."""
    on.execute(_GIVE, {"this": address, "keep": contact, "now": now})
    on.execute(_COME_BACK, {"this": address})


_IDS = (
    select(col(Address.id))
    .where(col(Address.contact) == OF, col(Address.kind) == bindparam("kind"))
    .where(~exists().where(col(LeftAddress.address) == col(Address.id)))
)
_GIVE = update(Address).where(col(Address.id) == THIS).values(contact=_KEEP, since=bindparam("now"))


def moved(
    on: Connection,
    seal: Seal,
    before: Sequence[model.Address],
    after: Sequence[model.Address],
    now: datetime,
    *,
    standing: Sequence[str] = (),
) -> int | None:
    """Note a person's new number or id; her contact, None when nobody is known by the old one.

    What waits for the old address goes to the new one; the old one is written to no more.
    """
    known = _known(on, seal, [*before, *after])
    mine = next((known[address][0] for address in before if address in known), None)
    if mine is None:
        return None
    for address in after:
        contact, id = known.get(address, (0, 0))
        if not id:
            contacts.reach(on, seal, mine, address, now)
        elif contact != mine and _strangers(on, seal, contact, address, [*after, *before]):
            _give(on, id, mine, now)
        elif contact != mine:
            mine = join(on, seal, mine, contact, standing=standing)
    for old in before:
        new = next((one for one in after if one.kind == old.kind and one != old), None)
        there = contacts.known(on, seal, new) if new else None
        if there and old in known:
            on.execute(_COME_BACK, {"this": known[old][1]})
            on.execute(insert(LeftAddress), {"address": known[old][1], "at": now})
            on.execute(_FORWARD, {"this": known[old][1], "to": there[1]})
    return mine


_COME_BACK = delete(LeftAddress).where(col(LeftAddress.address) == THIS)
_FORWARD = (
    update(Outbound).where(UNSENT, col(Outbound.address) == THIS).values(address=bindparam("to"))
)


# -- two contacts become one --------------------------------------------------------------------------------


def join(on: Connection, seal: Seal, one: int, other: int, *, standing: Sequence[str]) -> int:
    """Make two contacts one; the older stays, her id is returned.

    Raises Retryable: one of them is being answered right now.
    """
    stays, goes = contacts.lock(on, min(one, other)), contacts.lock(on, max(one, other))
    if stays is None or goes is None:
        raise Retryable(_BUSY, after=1.0)
    no, yes = _no_and_yes(on, stays.id, goes.id)
    if no is not None and yes is not None and no >= yes:
        for found in (stays, goes):
            erase.forget(on, seal, found.id, keep=0)
    _shift_bubbles(on, seal, stays, goes)
    these = {"of": goes.id, "keep": stays.id}
    for table in _tables():
        _hand_over(on, table, these)
    _one_waiting(on, stays.id)
    _one_plan(on, stays.id, standing)
    seen = on.scalar(_SEEN, {"of": goes.id, "keep": stays.id})
    if no is not None:
        erase.refused(on, stays.id, no)
    contacts.save(on, stays.id, bubbles=stays.bubbles + goes.bubbles, seen_at=seen)
    on.execute(delete(Contact).where(col(Contact.id) == goes.id))
    return stays.id


_SEEN = select(func.max(col(Contact.seen_at))).where(col(Contact.id).in_((OF, _KEEP)))
_SAID_NO = select(func.max(col(Refusal.at))).where(col(Refusal.contact).in_((OF, _KEEP)))
_SAID_YES = select(func.max(col(Session.updated_at))).where(
    exists().where(
        col(Fact.session) == col(Session.id),
        col(Fact.name) == "consent",
        col(Fact.code).startswith("v"),
        col(Fact.contact).in_((OF, _KEEP)),
    )
)


def _no_and_yes(on: Connection, one: int, other: int) -> tuple[datetime | None, datetime | None]:
    """When either last refused, and when either last agreed."""
    these = {"of": one, "keep": other}
    return on.scalar(_SAID_NO, these), on.scalar(_SAID_YES, these)


def _shift_bubbles(on: Connection, seal: Seal, stays: contacts.Found, goes: contacts.Found) -> None:
    """Number the bubbles of the one who goes behind those of the one who stays; where they stand
    in sessions and notes too, and for taps on old buttons in the chats they were shown in."""
    by, these = stays.bubbles, {"of": goes.id, "by": stays.bubbles}
    if not by:
        return
    on.execute(_NUMBER_ON, these)
    on.execute(_NUMBERED, {"of": goes.id})
    for id, sealed in on.execute(_OPEN_SESSIONS, {"of": goes.id}).all():
        body = seal.open_json(sealed)
        if isinstance(body, dict) and isinstance(body.get("shown"), int):
            body["shown"] = int(str(body["shown"])) + by
            on.execute(_RESEAL, {"this": id, "body": seal.json(body)})
    for id, note in on.execute(_NOTES, {"of": goes.id}).all():
        number = str(note).removeprefix(ANSWERED)
        if number.isdecimal():
            on.execute(_RENOTE, {"this": id, "note": f"{ANSWERED}{int(number) + by}"})
    rows = [
        {"address": id, "upto": goes.bubbles, "by": by}
        for id in on.scalars(select(col(Address.id)).where(col(Address.contact) == goes.id))
    ]
    if rows:
        on.execute(insert(Renumbered), rows)


_NUMBER_ON = (
    update(Outbound).where(col(Outbound.contact) == OF).values(bubble=-(col(Outbound.bubble) + _BY))
)
_NUMBERED = (  # in two steps: no two bubbles ever share a number
    update(Outbound)
    .where(col(Outbound.contact) == OF, col(Outbound.bubble) < 0)
    .values(bubble=-col(Outbound.bubble))
)
_OPEN_SESSIONS = select(col(Session.id), col(Session.sealed)).where(
    UNFINISHED, col(Session.contact) == OF
)
_RESEAL = update(Session).where(col(Session.id) == THIS).values(sealed=bindparam("body"))
_NOTES = (
    select(col(Inbound.id), col(Inbound.reason))
    .where(col(Inbound.contact) == OF, col(Inbound.reason).startswith(ANSWERED))
    .order_by(col(Inbound.id).desc())
    .limit(MOST_NOTES)
)
_RENOTE = update(Inbound).where(col(Inbound.id) == THIS).values(reason=bindparam("note"))


def _tables() -> list[tuple[Table, str]]:
    """Every table whose rows are a contact's, and the column that says whose."""
    found = []
    for table in SQLModel.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table.name == "contact":
                found.append((table, key.parent.name))
    return found


def _hand_over(on: Connection, place: tuple[Table, str], these: Mapping[str, int]) -> None:
    """Give rows to the one who stays; where she has one in that place already, hers stands."""
    table, name = place
    column, taken = table.c[name], []
    for unique in _uniques(table):
        if name in unique:
            other = table.alias("other")
            same = [other.c[n] == table.c[n] for n in unique if n != name]
            taken.append(exists().where(and_(other.c[name] == _KEEP, *same)))
    if table.name == "outbound":  # numbered on already: nothing of hers stands there
        taken = []
    on.execute(
        update(table).where(column == OF, *(~one for one in taken)).values({name: _KEEP}), these
    )


def _uniques(table: Table) -> list[list[str]]:
    """The columns that may hold no pair twice."""
    keys = [[column.name for column in table.primary_key.columns]]
    keys += [[c.name for c in index.columns] for index in table.indexes if index.unique]
    return keys


def _one_waiting(on: Connection, contact: int) -> None:
    """Of several questions that wait, the one she was shown last goes on waiting."""
    ids = on.scalars(_WAITING, {"of": contact}).all()
    for id in ids[1:]:
        on.execute(update(Session).where(col(Session.id) == id).values(state="interrupted"))


_WAITING = (
    select(col(Session.id))
    .where(UNFINISHED, col(Session.contact) == OF, col(Session.state) == "waiting")
    .order_by(col(Session.updated_at).desc(), col(Session.id).desc())
)


def _one_plan(on: Connection, contact: int, standing: Sequence[str]) -> None:
    """Of several plans of one kind the newest stands; what the older ones promised is withdrawn."""
    for flow in standing:
        ids = on.scalars(_PLANS, {"of": contact, "flow": flow}).all()
        if len(ids) > 1:
            older = col(Reminder.session).in_(ids[1:])
            on.execute(delete(Reminder).where(older, col(Reminder.state) == "pending"))


_PLANS = (
    select(col(Session.id))
    .where(col(Session.contact) == OF, col(Session.flow) == bindparam("flow"))
    .where(col(Session.state) == "completed")
    .order_by(col(Session.id).desc())
)


def bubble_of(on: Connection, address: int, tap: str) -> int:
    """The bubble whose button was tapped in the chat of this address; 0 when it names none."""
    number = tap.partition(".")[0]
    named = number.isascii() and number.isdecimal() and len(number) <= 10
    return renumbered(on, address, int(number)) if named else 0


def renumbered(on: Connection, address: int, bubble: int) -> int:
    """The number of a bubble now that was shown under another in the chat of this address."""
    for upto, by in on.execute(_RENUMBERED, {"of": address}).all():
        if bubble <= upto:
            bubble += by
    return bubble


_RENUMBERED = (
    select(col(Renumbered.upto), col(Renumbered.by))
    .where(col(Renumbered.address) == OF)
    .order_by(col(Renumbered.id))
)
