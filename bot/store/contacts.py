"""Contacts and their addresses: found by keyed hash, locked for a turn, erased whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update
from sqlmodel import col

from bot import model
from bot.store.database import insert_unless
from bot.store.quick import Quick
from bot.store.seal import Seal
from bot.store.tables import MOST, THIS, Address, Contact, Inbound, LeftAddress


@dataclass(frozen=True)
class Found:
    """A contact as a turn needs her. bubbles: the number of the last one she was sent."""

    id: int
    locale: str
    bubbles: int


_DIGEST: Any = bindparam("digest")
_CONTACT = col(Contact.id)
_ADDRESS = col(Address.id)
_KNOWN = Quick(select(col(Address.contact), _ADDRESS).where(col(Address.hash) == _DIGEST))
_NEW = insert(Contact).returning(_CONTACT)
_REACHED = insert_unless(Address, ["hash"], _ADDRESS)
_UNWANTED = delete(Contact).where(_CONTACT == THIS)
_LOCK = Quick(
    select(_CONTACT, col(Contact.locale), col(Contact.bubbles))
    .where(_CONTACT == THIS)
    .with_for_update(skip_locked=True, key_share=True)
)
_AFTER: Any = bindparam("after")
_NEXT = (
    select(_CONTACT, col(Contact.locale)).where(_CONTACT > _AFTER).order_by(_CONTACT).limit(MOST)
)
_COUNT = select(func.count()).select_from(Contact)
_SAVE = Quick(update(Contact).where(_CONTACT == THIS))
_OPEN = Quick(
    select(col(Address.channel), col(Address.kind), col(Address.sealed)).where(_ADDRESS == THIS)
)
_STILL = ~exists().where(col(LeftAddress.address) == _ADDRESS)
_WROTE = (
    select(col(Inbound.address))
    .join(Address, (col(Inbound.address) == _ADDRESS) & _STILL)
    .where(col(Inbound.contact) == THIS, col(Address.contact) == THIS)
    .order_by(col(Inbound.id).desc())
    .limit(1)
)
_NEWEST = (
    select(_ADDRESS)
    .where(col(Address.contact) == THIS)
    .order_by(_STILL.desc(), _ADDRESS.desc())
    .limit(1)
)
_CHANNEL = select(col(Address.channel)).where(_ADDRESS == THIS)


def known(on: Connection, seal: Seal, address: model.Address) -> tuple[int, int] | None:
    """The (contact, address) ids behind an address; None when it was never seen."""
    digest = seal.digest(address.channel, address.kind, address.value)
    row = _KNOWN.first(on, {"digest": digest})
    return None if row is None else cast("tuple[int, int]", tuple(row))


def of_address(
    on: Connection, seal: Seal, address: model.Address, now: datetime, locale: str
) -> tuple[int, int]:
    """The (contact, address) ids behind an address, made on first sight."""
    found = known(on, seal, address) or _make(on, seal, address, now, locale)
    return found or cast("tuple[int, int]", known(on, seal, address))


def _make(
    on: Connection, seal: Seal, address: model.Address, now: datetime, locale: str
) -> tuple[int, int] | None:
    """A new contact with this address; None when another process made it meanwhile."""
    values = {"created_at": now, "seen_at": now, "bubbles": 0, "locale": locale}
    contact = on.execute(_NEW, values).scalar_one()
    reached = reach(on, seal, contact, address, now)
    if reached is None:
        on.execute(_UNWANTED, {"this": contact})
        return None
    return contact, reached


def reach(
    on: Connection, seal: Seal, contact: int, address: model.Address, now: datetime
) -> int | None:
    """Reach a contact here too; the address's id, None when it is somebody's already."""
    reached = {
        "contact": contact,
        "channel": address.channel,
        "kind": address.kind,
        "hash": seal.digest(address.channel, address.kind, address.value),
        "sealed": seal.sealed(address.value.encode("utf-8", "surrogatepass")),
        "since": now,
    }
    row = on.execute(_REACHED[on.dialect.name], reached).first()
    return None if row is None else cast(int, row[0])


def lock(on: Connection, contact: int) -> Found | None:
    """The contact, locked until the transaction ends; None when another process holds her.

    Messages for her are accepted meanwhile: only turns keep one another out.
    """
    row = _LOCK.first(on, {"this": contact})
    return None if row is None else Found(*row)


def following(on: Connection, after: int, most: int) -> list[tuple[int, str]]:
    """The (id, locale) of the contacts after an id, in order."""
    return [(row[0], row[1]) for row in on.execute(_NEXT, {"after": after, "most": most})]


def count(on: Connection) -> int:
    """How many contacts there are."""
    return on.execute(_COUNT).scalar_one()


def save(on: Connection, contact: int, **values: Any) -> None:
    """Write columns of a contact."""
    _SAVE.run(on, {"this": contact, **values})


def address(on: Connection, seal: Seal, id: int) -> model.Address:
    """An address, opened."""
    channel, kind, sealed = _OPEN.one(on, {"this": id})
    return model.Address(channel, kind, seal.open(sealed).decode("utf-8", "surrogatepass"))


def last_address(on: Connection, contact: int) -> tuple[int, str] | None:
    """The (id, channel) of the address the contact wrote from last, and has not left."""
    this = {"this": contact}
    found = on.scalar(_WROTE, this) or on.scalar(_NEWEST, this)
    return None if found is None else (found, channel(on, found))


def channel(on: Connection, address: int) -> str:
    """The channel of an address."""
    return on.execute(_CHANNEL, {"this": address}).scalar_one()
