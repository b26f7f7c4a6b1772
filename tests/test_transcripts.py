"""The transcripts themselves: what may be written in one, and what is said when it cannot be played."""

from __future__ import annotations

import pytest

from tests.known import Known
from tests.person import Impossible
from tests.transcripts import parts, played

TRIAGE = "! flow formalization/triage\n"


def why_not(text: str) -> str:
    """Why a transcript cannot be played."""
    return played(text)[1]


def test_a_played_transcript_plays_the_same_again() -> None:
    told, problem = played(f"# A remark.\n{TRIAGE}\n> vigente\n")
    assert not problem
    assert "< *Tu REINFO está vigente*" in told
    assert "+ reinfo vigente" in told
    assert played(told) == (told, "")


def test_what_came_of_a_line_is_written_anew_and_all_else_is_kept() -> None:
    told, _ = played(f"# A remark.\n{TRIAGE}< old words\n\n> vigente\n= old 1\n")
    assert "old" not in told
    kept = [line for line in told.splitlines() if line.startswith(("#", "!", ">"))]
    assert kept == ["# A remark.", "! flow formalization/triage", "> vigente"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("> [Nada]", "bubble 1 has no button [Nada]; there is [Vigente]"),
        ("> [9] Vigente", "there is no bubble 9 yet"),
        ("> {dance}", "send {photo}, {document}, {voice} or {place -15.5 -72.2}"),
        ("* 3", "the platform was not asked to work"),
        ("~ tomorrow", "try P7D for seven days"),
        ("! flow nowhere", "there is no such flow; there are "),
        ("! fly", "say ! flow, ! case, ! new, ! today or ! locale"),
    ],
)
def test_what_cannot_be_played_says_where_and_what_can(line: str, why: str) -> None:
    problem = why_not(f"{TRIAGE}{line}\n")
    assert problem.startswith(f"line 2: {line}\n")
    assert why in problem


def test_what_was_played_before_an_impossible_line_is_still_written() -> None:
    told, _ = played(f"{TRIAGE}> [Nada]\n< kept\n> vigente\n")
    assert "[Vigente]" in told
    assert told.endswith("> [Nada]\n< kept\n> vigente\n")


def test_a_transcript_begins_with_somebody() -> None:
    with pytest.raises(Impossible, match="line 1: say first who begins"):
        parts("< hola\n")


def test_buttons_of_older_bubbles_are_tapped_by_number_or_from_the_newest_back() -> None:
    both = [played(f"{TRIAGE}> vigente\n> [{n}] Suspendido\n")[0] for n in ("1", "-1")]
    assert all("+ reinfo suspendido" in told for told in both)


def test_time_goes_by_and_the_day_it_begins_can_be_set() -> None:
    told, _ = played(f"! today 2027-01-30\n~ P1D\n{TRIAGE}> vigente\n")
    assert "+ reinfo-checked 2027-01-31" in told


def test_changes_are_told_both_ways() -> None:
    before = Known({(1, "a"): 1, (1, "b"): 2}, {"x": "1", "y": "2"})
    after = Known({(1, "a"): 1, (1, "c"): [3]}, {"x": "one"})
    assert after.changes(before) == ["= c [3]", "= b", "+ x one", "- y"]
