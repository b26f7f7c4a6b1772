"""Every statement a turn or a tick makes finds its rows by an index, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text

from bot.model import Case, DeliveryStatus, StatusUpdate
from bot.store import (
    cases,
    contacts,
    erase,
    media,
    messages,
    raw,
    reminders,
    sessions,
    statuses,
    workitems,
)
from bot.store.database import open_engine
from bot.store.seal import Seal
from tests.databases import sqlite_url
from tests.store.rows import (
    DAY,
    LEASE,
    NOW,
    PHONE,
    TODAY,
    bubble,
    claimed,
    heard,
    promise,
    session,
    someone,
)


@contextmanager
def listening(on: Connection) -> Iterator[list[tuple[str, Any]]]:
    """Every statement, with its parameters, from now on."""
    heard: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, statement: str, given: Any, _x: Any, many: bool) -> None:
        heard.append((statement, given[0] if many else given))

    event.listen(on.engine, "before_cursor_execute", listen)
    yield heard
    event.remove(on.engine, "before_cursor_execute", listen)


def everything(on: Connection, seal: Seal) -> None:
    """Call every function that a turn, a tick or a request calls."""
    who = contact, address = someone(on, seal)
    contacts.known(on, seal, PHONE)
    contacts.lock(on, contact)
    contacts.save(on, contact, bubbles=1)
    contacts.address(on, seal, address)
    contacts.last_address(on, contact)
    heard(on, seal, who, "1", "hola")
    taken = messages.oldest_new(on, seal, contact)
    assert taken is not None
    messages.waiting_contacts(on)
    messages.settle(on, taken.id, "handled")
    messages.received(on, seal, contact, "whatsapp", "1")
    messages.received_between(on, contact, 0, 9)
    of = session(on, seal, contact)
    cases.teach(on, seal, contact, of, case=Case(), learned={"a": 1, "b": 2}, today=TODAY)
    case = cases.load(on, seal, contact)
    cases.teach(on, seal, contact, of, case=case, learned={}, today=TODAY)
    sessions.load(on, seal, of, contact)
    sessions.waiting(on, seal, contact)
    sessions.interrupted(on, seal, contact)
    sessions.latest(on, seal, contact, "menu")
    sessions.save(on, seal, of, state="waiting", body={}, now=NOW)
    sessions.put_aside(on, contact, keep=of)
    sessions.record(on, seal, contact, of, {"score": 1})
    bubbles(on, seal, who)
    promises(on, seal, contact, of)
    names = {"step": "a", "fingerprint": "f", "task": "t", "locale": "es"}
    owner = {"contact": contact, "session": of, "address": address}
    workitems.ask(on, seal, **owner, **names, args={}, now=NOW)  # type: ignore[arg-type]
    for item in workitems.claim(on, seal, NOW, LEASE, 5):
        workitems.settle(on, item.id, "done")
    updates(on, seal)
    media.own(on, contact, ["a", "b"])
    erase.forget(on, seal, contact, keep=of)


def bubbles(on: Connection, seal: Seal, who: tuple[int, int]) -> None:
    bubble(on, seal, who, 1)
    messages.bubble(on, seal, who[0], 1)
    messages.since(on, seal, *who, 0, 10)
    for row in messages.claim(on, seal, ["whatsapp", "telegram"], NOW, 10, LEASE):
        sent = ("whatsapp", "wamid.1")
        messages.mark(on, seal, row.id, DeliveryStatus.SENT, NOW, external=sent)
    statuses.note(on, seal, [StatusUpdate("whatsapp", "wamid.1", DeliveryStatus.READ, NOW)])
    messages.seen(on, *who, 1, NOW)
    messages.withhold(on, *who, "blocked")
    messages.forget_words(on, seal, who[0])


def updates(on: Connection, seal: Seal) -> None:
    raw.keep(on, seal, "telegram", [raw.Raw("1", PHONE, b"{}")], NOW)
    for taken in raw.claim(on, seal, "telegram", NOW, 10, LEASE):
        raw.behind(on, seal, taken)
        raw.again(on, taken.id, NOW)
        raw.settle(on, seal, [taken.id], state="parsed", kind="message", empty=True)
    raw.purge(on, "parsed", NOW)


def promises(on: Connection, seal: Seal, contact: int, of: int) -> None:
    own = {"contact": contact, "session": of, "now": NOW}
    for days in (1, 2):
        wanted = {"a": promise("a", NOW + days * DAY)}
        reminders.keep(on, seal, **own, wanted=wanted)  # type: ignore[arg-type]
    reminders.due_contacts(on, NOW + 9 * DAY)
    ids = [one.id for one in reminders.due(on, seal, contact, NOW + 9 * DAY)]
    reminders.pending(on, seal, contact)
    reminders.next_due(on)
    reminders.contacts_with(on, 0, ["menu", "plan"])
    reminders.move(on, ids, NOW + DAY)
    reminders.settle(on, ids, "sent")
    reminders.keep(on, seal, **own, wanted={})  # type: ignore[arg-type]


def test_nothing_is_searched_row_by_row(on: Connection, seal: Seal) -> None:
    with listening(on) as said:
        everything(on, seal)
    checked = dict(said)
    if on.dialect.name == "sqlite":
        plans = {s: sqlite_plan(on, s, given) for s, given in checked.items()}
    else:
        on.exec_driver_sql("SET LOCAL enable_seqscan = off")
        on.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
        plans = {s: postgres_plan(on, s, given) for s, given in checked.items()}
    assert len(plans) > 30
    slow = {s: plan for s, plan in plans.items() if plan and "scan" in plan}
    assert slow == {}


def sqlite_plan(on: Connection, statement: str, given: Any) -> str:
    if not statement.lower().startswith(("select", "update", "delete")):
        return ""
    steps = on.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, given).all()
    return " ".join(
        "scan" for step in steps if step[3].startswith("SCAN") and "USING" not in step[3]
    )


def postgres_plan(on: Connection, statement: str, given: Any) -> str:
    if not statement.lower().startswith(("select", "update", "delete")):
        return ""
    steps = on.exec_driver_sql("EXPLAIN " + statement, given).scalars().all()
    return " ".join("scan" for step in steps if "Seq Scan" in step)


def test_a_state_is_found_by_its_partial_index(tmp_path: Path, seal: Seal) -> None:
    engine = open_engine(sqlite_url(tmp_path))
    with engine.connect() as on, listening(on) as said:
        everything(on, seal)
        statements = {s: g for s, g in said if s.lower().startswith(("select", "update"))}
        plans = " ".join(
            step[3]
            for statement, given in statements.items()
            for step in on.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, given)
        )
        wanted = text(
            "select name from sqlite_master where sql like '%WHERE state%' and tbl_name <> 'recipient'"
        )
        partial = on.scalars(wanted).all()
    engine.dispose()
    assert len(partial) == 6
    assert [name for name in partial if f"INDEX {name} " not in plans] == []


def test_what_waits_is_found_past_any_history(tmp_path: Path, seal: Seal) -> None:
    engine = open_engine(sqlite_url(tmp_path))
    with engine.connect() as on:
        who, address = someone(on, seal)
        ways: list[tuple[str, Callable[[], object]]] = [
            ("inbound_new", lambda: messages.oldest_new(on, seal, who)),
            ("inbound_new", lambda: messages.waiting_contacts(on)),
            ("session_open", lambda: sessions.waiting(on, seal, who)),
            ("session_open", lambda: sessions.interrupted(on, seal, who)),
            ("session_open", lambda: sessions.put_aside(on, who, keep=0)),
            ("outbound_due", lambda: claimed(on, seal)),
            ("outbound_open", lambda: claimed(on, seal)),
            ("outbound_open", lambda: bubble(on, seal, (who, address), 1)),
            ("reminder_due", lambda: reminders.due_contacts(on, NOW)),
            ("reminder_due", lambda: reminders.next_due(on)),
            ("work_open", lambda: workitems.claim(on, seal, NOW, LEASE, 5)),
        ]
        for index, way in ways:
            with listening(on) as said:
                way()
            plans = [on.exec_driver_sql("EXPLAIN QUERY PLAN " + s, g).all() for s, g in said]
            steps = [step[3] for plan in plans for step in plan]
            assert any(f"INDEX {index}" in step for step in steps), (index, steps)
    engine.dispose()
