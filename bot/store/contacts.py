"""Contacts and their addresses: found by keyed hash, locked for a turn, erased whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, delete, insert, select, update

from bot import model
from bot.store.seal import Seal
from bot.store.tables import Address, Contact, Inbound


@dataclass(frozen=True)
class Found:
    """A contact as a turn needs her. bubbles: the number of the last one she was sent."""

    id: int
    locale: str
    bubbles: int


def of_address(
    on: Connection, seal: Seal, address: model.Address, now: datetime, locale: str
) -> tuple[int, int]:
    """The (contact, address) ids behind an address, made on first sight."""
    found = known(on, seal, address)
    if found is None:
        found = _make(on, seal, address, now, locale) or known(on, seal, address)
    assert found is not None
    return found


def known(on: Connection, seal: Seal, address: model.Address) -> tuple[int, int] | None:
    """The (contact, address) ids behind an address, or None when it was never seen."""
    digest = seal.digest(address.channel, address.kind, address.value)
    row = on.execute(select(Address.contact, Address.id).where(Address.hash == digest)).first()
    return None if row is None else cast("tuple[int, int]", tuple(row))


def _make(
    on: Connection,
    seal: Seal,
    address: model.Address,
    now: datetime,
    locale: str,
) -> tuple[int, int] | None:
    """A new contact with this address; None when another process made it meanwhile."""
    values = {"created_at": now, "seen_at": now, "bubbles": 0}
    contact = on.scalar(insert(Contact).values(locale=locale, **values).returning(Contact.id))
    row = on.execute(
        _unless_there(on)
        .values(
            contact=contact,
            channel=address.channel,
            kind=address.kind,
            hash=seal.digest(address.channel, address.kind, address.value),
            sealed=seal.bytes(address.value.encode("utf-8", "surrogatepass")),
            since=now,
        )
        .on_conflict_do_nothing(index_elements=["hash"])
        .returning(Address.id)
    ).first()
    if row is None:
        on.execute(delete(Contact).where(Contact.id == contact))
        return None
    return cast(int, contact), cast(int, row[0])


def _unless_there(on: Connection):  # type: ignore[no-untyped-def]
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = sqlite if on.dialect.name == "sqlite" else postgresql
    return dialect.insert(Address)


def lock(on: Connection, contact: int) -> Found | None:
    """The contact, locked until the transaction ends; None when another process holds her."""
    row = on.execute(
        select(Contact.id, Contact.locale, Contact.bubbles)
        .where(Contact.id == contact)
        .with_for_update(skip_locked=True)
    ).first()
    return None if row is None else Found(*row)


def save(on: Connection, contact: int, **values: object) -> None:
    """Write columns of a contact."""
    on.execute(update(Contact).where(Contact.id == contact).values(**values))


def address(on: Connection, seal: Seal, id: int) -> model.Address:
    """An address, opened."""
    row = on.execute(
        select(Address.channel, Address.kind, Address.sealed).where(Address.id == id)
    ).one()
    return model.Address(row[0], row[1], seal.open(row[2]).decode("utf-8", "surrogatepass"))


def last_address(on: Connection, contact: int) -> tuple[int, str] | None:
    """The (id, channel) of the address the contact wrote from last."""
    row = on.execute(
        select(Address.id, Address.channel)
        .outerjoin(Inbound, Inbound.address == Address.id)
        .where(Address.contact == contact)
        .order_by(Inbound.id.desc().nulls_last(), Address.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (cast(int, row[0]), cast(str, row[1]))


def channel(on: Connection, address: int) -> str:
    """The channel of an address."""
    return cast(str, on.scalar(select(Address.channel).where(Address.id == address)))
