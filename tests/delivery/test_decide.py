"""The decision alone: a table of situations, and what must hold in every one of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from bot.delivery import Reach, Situation, Way, decide

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
CLOSED = Reach(1, "whatsapp", windowed=True, open=False)
OPEN = Reach(1, "whatsapp", windowed=True)
FREE = Reach(2, "telegram")


def known(**other: Any) -> Situation:
    usual: dict[str, Any] = {
        "kind": "reminder",
        "now": NOW,
        "created_at": NOW - HOUR,
        "here": CLOSED,
        "tomorrow": NOW + 15 * HOUR,
    }
    return Situation(**{**usual, **other})


def test_the_order_of_ways_out_of_a_closed_window() -> None:
    everything = {"others": [FREE], "template": "t", "delegate": True}
    assert decide(known(**everything)).way is Way.ELSEWHERE
    assert decide(known(template="t", delegate=True)).way is Way.TEMPLATE
    assert decide(known(template="t", delegate=True, budget="used up")).way is Way.LATER
    assert decide(known(delegate=True)).way is Way.DELEGATE
    assert decide(known(delegate=True, asked=True)).way is Way.NEXT
    assert decide(known()).way is Way.NEXT


def test_a_dead_address() -> None:
    dead = Reach(1, "whatsapp", windowed=True, dead="unreachable: 131026")
    assert decide(known(here=dead, others=[FREE])).way is Way.ELSEWHERE
    assert decide(known(here=dead, delegate=True)).way is Way.DELEGATE
    assert decide(known(here=dead, template="t")).way is Way.WITHHELD


REACHES = some.builds(
    Reach,
    address=some.integers(1, 9),
    channel=some.sampled_from(["whatsapp", "telegram"]),
    windowed=some.booleans(),
    open=some.booleans(),
    dead=some.sampled_from(["", "unreachable"]),
    marketing=some.booleans(),
)
SITUATIONS = some.builds(
    Situation,
    kind=some.sampled_from(["reply", "reminder", "broadcast"]),
    now=some.just(NOW),
    created_at=some.sampled_from([NOW, NOW - HOUR, NOW - 100 * HOUR]),
    here=REACHES,
    others=some.lists(REACHES, max_size=2),
    expires_at=some.sampled_from([None, NOW - HOUR, NOW + HOUR, NOW + 40 * HOUR]),
    consent=some.booleans(),
    stopped=some.sampled_from(["", "all"]),
    quiet_until=some.sampled_from([None, NOW + 3 * HOUR]),
    held=some.sampled_from(["", "held"]),
    template=some.sampled_from(["", "t"]),
    parked=some.sampled_from(["", "p"]),
    budget=some.sampled_from(["", "used up"]),
    tomorrow=some.just(NOW + 15 * HOUR),
    delegate=some.booleans(),
    asked=some.booleans(),
    hurried=some.booleans(),
)


@given(SITUATIONS)
def test_what_holds_always(it: Situation) -> None:
    said = decide(it)
    assert said.reason, "nothing is decided without a reason"
    leaves = said.way in (Way.NOW, Way.TEMPLATE, Way.ELSEWHERE)
    asks = it.kind != "reply"
    if leaves:
        assert it.now < it.ends
        assert not (asks and (not it.consent or it.stopped))
        assert not (asks and it.quiet_until and not it.hurried), "nobody is woken"
    if said.way is Way.NOW:
        assert not it.here.dead and (it.here.open or not it.here.windowed)
    if said.way is Way.TEMPLATE:
        assert not it.budget and it.template and it.here.windowed and not it.here.open
    if said.way in (Way.LATER, Way.NEXT, Way.DELEGATE):
        assert said.until is not None and it.now < said.until <= it.ends, "it ends in time"
    if said.way is Way.ELSEWHERE:
        assert said.address is not None and not said.address.dead and said.address.open
