"""The table of WhatsApp's error codes: one test a row of platforms.md §1.7."""

from __future__ import annotations

import pytest

from bot.channels.policy import LATER, POLICIES, Action, error_of, policy
from bot.errors import Refused, Retryable

TABLE = {
    Action.SLOW: (130429, 4, 80007),
    Action.PAIR: (131056,),
    Action.SWITCH: (131047,),
    Action.UNREACHABLE: (131026,),
    Action.CAPPED: (131049, 130472),
    Action.STOPPED: (131050,),
    Action.SPAM: (131048,),
    Action.ACCOUNT: (131042, 368, 131031, 190, 0, 10, *range(200, 300)),
    Action.COUNTRY: (130497,),
    Action.AGAIN: (131057, 131000, 1, 2),
    Action.TEMPLATE: (132001, 132015, 132016),
}


@pytest.mark.parametrize("action", TABLE)
def test_every_row_of_the_table(action: Action) -> None:
    for code in TABLE[action]:
        found = policy(code)
        assert found.action is action, code
        error = error_of(code, "the details")
        assert error.code == code and str(error).startswith(f"{code}: {found.meaning}")
        assert isinstance(error, Retryable if action in LATER else Refused)
    [row] = [row for row in POLICIES if row.action is action]
    if action in (Action.SPAM, Action.ACCOUNT, Action.COUNTRY, Action.TEMPLATE):
        assert row.remedy, "the operator must be told what to do"


def test_no_code_stands_in_two_rows() -> None:
    for code in range(140_000):
        assert sum(row.holds(code) for row in POLICIES) <= 1, code


def test_what_no_row_names() -> None:
    assert policy(131051).action is Action.FINAL
    assert policy(None).action is Action.FINAL
    assert policy(None, 503).action is Action.AGAIN
    assert policy(131047, 500).action is Action.SWITCH
    assert policy(None, 429).action is Action.SLOW


def test_the_platforms_own_seconds_are_kept() -> None:
    error = error_of(130429, after=17.0)
    assert isinstance(error, Retryable) and error.after == 17.0
    assert len(str(error_of(131047, "x" * 900))) < 250
