"""Keyed replay: what happens to answers when people, processes and flows do not keep in step."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import EndlessFlow, ImpureFlow, RepeatedStep
from bot.feature import Flow
from bot.flows import Chat, Link, Task
from bot.flows.engine import MAX_STEPS, Given, Session, advance
from bot.model import Case, Contact, Fact, Line, Reply
from tests.flows.walk import TODAY, Shelf, Walk

SCALES = ("honest", "unsure", "crooked")


async def sell(chat: Chat) -> None:
    """The walk most tests take: three questions, a summary, a reminder."""
    chat.say("intro")
    flags = 0
    if not await chat.yes_no("weighed"):
        chat.say("weighed-flag")
        flags += 1
    scale = await chat.one_of("scale", SCALES)
    chat.say("scale-heard", scale=scale)
    deduction = await chat.number("deduction", high=100)
    if deduction > 15:
        chat.say("deduction-flag")
        flags += 1
        chat.remind("follow-up", chat.started + timedelta(days=3))
    chat.record("flags", flags)
    chat.learn("deduction", str(deduction))
    chat.say("summary", flags=flags)
    chat.link("prices", label="go-prices")


def sold() -> Walk:
    """A walk through `sell` to its end: weighed, an honest scale, 20 % off."""
    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.tap("scale", "honest")
    walk.say("20")
    return walk


# -- rule 1: pure ----------------------------------------------------------------------------------


def test_a_flow_walks_from_its_first_line_to_its_end() -> None:
    walk = Walk(sell)
    assert (walk.said, walk.asked) == (["intro"], "weighed")
    walk.tap("weighed", "no")
    assert (walk.said, walk.asked) == (["weighed-flag"], "scale")
    walk.tap("scale", "honest")
    assert (walk.said, walk.asked) == (["scale-heard"], "deduction")
    walk.say("20 %")
    assert (walk.said, walk.asked) == (["deduction-flag", "summary"], None)
    assert walk.turn.done
    assert walk.turn.results == {"flags": 2}
    assert walk.turn.learned == {"deduction": "20.000"}
    assert walk.session.waiting_for is None


def test_a_session_goes_through_json_and_back() -> None:
    session = Session(7, "trip", TODAY, {"id": "x"}, {"b": [1], "a": None}, "c", "a", ("one",))
    body = session.to_json()
    assert Session.of_json(7, "trip", TODAY, body) == session
    assert list(body["answers"]) == ["b", "a"]  # type: ignore[arg-type]


def test_an_empty_body_is_a_new_session() -> None:
    assert Session.of_json(7, "trip", TODAY, {}) == Session(7, "trip", TODAY)


def test_what_else_is_stored_in_the_body_is_no_business_of_the_session() -> None:
    body = {**Session(7, "trip", TODAY).to_json(), "shown": 12}
    assert Session.of_json(7, "trip", TODAY, body) == Session(7, "trip", TODAY)


def test_chance_is_the_same_in_every_replay_and_another_for_another_session() -> None:
    async def quiz(chat: Chat) -> None:
        await chat.one_of("first", chat.random.sample(SCALES, 3))
        await chat.one_of("second", [str(chat.random.random())])

    def second_of(session: int) -> str:
        given = Given(Contact(1), Case(), Shelf(), TODAY)
        start = Session(session, "trip", TODAY, answers={"first": "honest"})
        step = advance(quiz, start, None, given).step
        assert step is not None
        return step.accepts.ids[0]

    assert second_of(1) == second_of(1) != second_of(2)


def test_today_is_the_day_of_the_turn_and_started_the_day_of_the_session() -> None:
    async def days(chat: Chat) -> None:
        chat.record("days", [chat.started.isoformat(), chat.today.isoformat()])
        await chat.yes_no("ready")

    walk = Walk(days)
    walk.today = TODAY + timedelta(days=90)
    walk.tap("ready", "yes")
    assert walk.turn.results == {"days": ["2026-11-22", "2027-02-20"]}


def test_awaiting_anything_but_a_step_is_refused() -> None:
    async def sleepy(chat: Chat) -> None:
        await asyncio.sleep(0)

    with pytest.raises(ImpureFlow, match="trip awaited None"):
        Walk(sleepy)


async def test_awaiting_a_future_is_refused() -> None:
    future = asyncio.get_running_loop().create_future()

    async def hopeful(chat: Chat) -> None:
        await future

    with pytest.raises(ImpureFlow, match="Future"):
        Walk(hopeful)


def test_a_flow_is_closed_whatever_happens() -> None:
    closed, running = [], []

    async def careful(chat: Chat) -> None:
        try:
            await chat.yes_no("ready")
        finally:
            closed.append(True)

    def held(chat: Chat) -> Any:
        running.append(careful(chat))
        return running[-1]

    given = Given(Contact(1), Case(), Shelf(), TODAY)
    advance(held, Session(7, "trip", TODAY), None, given)
    assert closed == [True]


# -- rule 2: an answer belongs to its key ------------------------------------------------------------


def test_a_step_added_before_her_place_is_asked_with_a_note_and_eats_no_reply() -> None:
    async def with_gloves(chat: Chat) -> None:
        await chat.yes_no("weighed")
        await chat.yes_no("gloves")
        await chat.one_of("scale", SCALES)

    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.flow = with_gloves
    walk.tap("scale", "honest")
    assert (walk.asked, walk.note, walk.said) == ("gloves", "one-more-question", [])
    assert walk.answers == {"weighed": True}
    walk.tap("gloves", "no")
    assert (walk.asked, walk.note) == ("scale", None)


def test_a_step_added_among_answered_ones_is_asked_once_and_the_later_answers_stay() -> None:
    async def with_gloves(chat: Chat) -> None:
        await chat.yes_no("weighed")
        await chat.yes_no("gloves")
        await chat.one_of("scale", SCALES)
        await chat.number("deduction")

    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.tap("scale", "honest")
    walk.flow = with_gloves
    walk.say("12")
    assert (walk.asked, walk.note) == ("gloves", "one-more-question")
    walk.tap("gloves", "yes")
    assert (walk.asked, walk.note, walk.said) == ("deduction", None, [])
    assert list(walk.answers) == ["weighed", "gloves", "scale"]


def test_a_step_removed_is_skipped_and_its_answer_kept() -> None:
    async def without_scale(chat: Chat) -> None:
        await chat.yes_no("weighed")
        await chat.number("deduction")

    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.tap("scale", "honest")
    walk.flow = without_scale
    walk.say("12")
    assert walk.turn.done
    assert walk.answers == {"weighed": True, "deduction": "12.000", "scale": "honest"}
    assert list(walk.answers) == ["weighed", "deduction", "scale"]


def test_after_a_rollback_the_old_answers_are_still_there() -> None:
    async def without_scale(chat: Chat) -> None:
        await chat.yes_no("weighed")
        await chat.number("deduction")

    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.tap("scale", "honest")
    walk.flow = without_scale
    walk.show()
    walk.flow = sell
    walk.say("12")
    assert walk.turn.done
    assert walk.answers["scale"] == "honest"


def test_steps_may_change_places() -> None:
    async def reordered(chat: Chat) -> None:
        await chat.one_of("scale", SCALES)
        await chat.yes_no("weighed")
        await chat.number("deduction")

    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.flow = reordered
    walk.tap("scale", "unsure")
    assert (walk.asked, walk.note) == ("deduction", None)


def test_an_answer_to_the_last_removed_step_is_explained_and_the_ending_said() -> None:
    async def shorter(chat: Chat) -> None:
        await chat.yes_no("weighed")
        chat.say("goodbye")

    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.flow = shorter
    walk.tap("scale", "honest")
    assert walk.turn.done
    assert (walk.note, walk.said) == ("question-gone", ["goodbye"])


def test_a_withdrawn_option_is_asked_again_saying_so() -> None:
    async def stricter(chat: Chat) -> None:
        await chat.yes_no("weighed")
        await chat.one_of("scale", ["honest", "crooked"])
        await chat.number("deduction")

    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.tap("scale", "unsure")
    walk.flow = stricter
    walk.say("12")
    assert (walk.asked, walk.note) == ("scale", "option-withdrawn")
    assert walk.answers == {"weighed": True}
    walk.tap("scale", "crooked")
    assert (walk.asked, walk.note) == ("deduction", None)


def test_a_withdrawn_quiz_option_can_be_answered_again() -> None:
    options = ["oven", "retort"]

    async def quiz(chat: Chat) -> None:
        await chat.one_of("where", tuple(options), final=True)
        await chat.yes_no("more")

    walk = Walk(quiz)
    walk.tap("where", "oven")
    options.remove("oven")
    assert (walk.show().note, walk.asked) == (Line("common-option-withdrawn"), "where")
    walk.tap("where", "retort")
    assert (walk.asked, walk.note) == ("more", None)


def test_an_answer_of_another_kind_is_asked_again() -> None:
    async def several(chat: Chat) -> None:
        await chat.many_of("scale", SCALES)

    async def single(chat: Chat) -> None:
        await chat.one_of("scale", SCALES)
        await chat.yes_no("end")

    walk = Walk(several)
    walk.tap("scale", "honest", "unsure")
    walk.flow = single
    assert walk.show().note == Line("common-option-withdrawn")
    assert walk.asked == "scale"


@dataclass(frozen=True)
class Page:
    """A piece of content."""

    id: str


async def read_page(chat: Chat, id: str) -> None:
    """The way a flow tells that its whole item was withdrawn."""
    page = chat.content.find(Page, id)
    if page is None:
        chat.say(Line("common-gone"))
        await chat.open("menu")
    assert page is not None
    await chat.yes_no("understood", ask=chat.content.line(page, "text"))


def test_a_whole_item_withdrawn_ends_the_session_with_a_line_and_the_menu() -> None:
    walk = Walk(read_page, {"id": "gas"}, Shelf(Page("gas")))
    assert walk.asked == "understood"
    walk.content = Shelf()
    walk.tap("understood", "yes")
    assert walk.turn.done
    assert walk.turn.opening is not None
    assert walk.turn.opening.flow == "menu"
    assert [line.id for line in walk.turn.lines] == ["common-gone"]


def test_the_newest_content_wins_for_a_session_that_is_under_way() -> None:
    price = [100]

    async def priced(chat: Chat) -> None:
        await chat.yes_no("ready")
        chat.record("price", price[0])
        await chat.yes_no("sell")

    walk = Walk(priced)
    walk.tap("ready", "yes")
    price[0] = 120
    assert walk.show().results == {"price": 120}


# -- rule 3: a reply belongs to its step -------------------------------------------------------------


def test_a_button_of_a_later_step_answers_nothing_else() -> None:
    walk = Walk(sell)
    walk.tap("scale", "honest")
    assert (walk.asked, walk.note) == ("weighed", "one-more-question")
    assert walk.answers == {}


def test_a_button_goes_to_its_own_step_and_not_to_the_step_that_waits() -> None:
    async def twice(chat: Chat) -> None:
        await chat.yes_no("first")
        await chat.yes_no("second")
        await chat.yes_no("third")

    walk = Walk(twice)
    walk.tap("first", "yes")
    walk.tap("first", "no")
    assert walk.answers == {"first": False}
    assert walk.asked == "second"


def test_two_replies_for_the_same_step_answer_it_once() -> None:
    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.tap("weighed", "yes")
    assert walk.answers == {"weighed": True}
    assert (walk.asked, walk.note) == ("scale", None)


def test_a_reply_that_is_not_understood_is_asked_again_with_the_reason() -> None:
    walk = Walk(sell)
    walk.say("maybe")
    assert (walk.asked, walk.note, walk.said) == ("weighed", "unclear-choice", [])
    assert walk.answers == {}


def test_the_reason_carries_what_it_needs_to_say() -> None:
    walk = sold()
    walk.back()
    walk.say("140")
    assert walk.turn.note == Line("common-number-range", {"low": "0", "high": "100"})


def test_a_reply_to_a_step_nobody_knows_changes_nothing() -> None:
    walk = sold()
    before = walk.session
    walk.tap("nonsense", "yes")
    assert walk.session == before
    assert walk.note == "question-gone"


# -- rule 4: a bug leaves the session as it was --------------------------------------------------------


def test_a_bug_leaves_the_session_where_it_was_and_the_repaired_flow_takes_the_same_reply() -> None:
    async def broken(chat: Chat) -> None:
        await chat.yes_no("weighed")
        raise ZeroDivisionError

    walk = Walk(sell)
    before = walk.session
    walk.flow = broken
    with pytest.raises(ZeroDivisionError):
        walk.tap("weighed", "yes")
    assert walk.session == before
    walk.flow = sell
    walk.tap("weighed", "yes")
    assert (walk.asked, walk.note) == ("scale", None)


def test_asking_the_same_key_twice_is_a_bug_with_a_remedy() -> None:
    async def again(chat: Chat) -> None:
        await chat.yes_no("ready")
        await chat.yes_no("ready")

    walk = Walk(again)
    with pytest.raises(RepeatedStep, match="trip asks 'ready' twice; open a flow instead"):
        walk.tap("ready", "yes")


def test_a_flow_that_never_stops_asking_is_stopped() -> None:
    async def endless(chat: Chat) -> None:
        number = 0
        while True:
            await chat.text(f"q{number}")
            number += 1

    given = Given(Contact(1), Case(), Shelf(), TODAY)
    full = Session(7, "trip", TODAY, answers={f"q{n}": "x" for n in range(MAX_STEPS)})
    with pytest.raises(EndlessFlow, match="more than 500 steps"):
        advance(endless, full, None, given)
    last = {f"q{n}": "x" for n in range(MAX_STEPS - 1)}
    step = advance(endless, replace(full, answers=last), None, given).step
    assert step is not None
    assert step.key == "q499"


# -- rule 5: a line is said once -------------------------------------------------------------------


def test_lines_of_answered_steps_are_not_said_again() -> None:
    walk = Walk(sell)
    walk.tap("weighed", "no")
    assert walk.show().lines == ()
    assert walk.asked == "scale"


def test_a_change_of_language_shows_the_same_step_and_nothing_else() -> None:
    walk = Walk(sell)
    before = walk.session
    walk.show()
    assert (walk.said, walk.asked, walk.note) == ([], "weighed", None)
    assert walk.session == before


def test_a_corrected_flow_says_its_ending_again_computed_fresh() -> None:
    walk = sold()
    walk.tap("weighed", "no")
    assert walk.turn.done
    assert walk.note == "answer-changed"
    assert walk.said == ["weighed-flag", "deduction-flag", "summary"]
    assert walk.turn.lines[-1].args == {"flags": 2}
    assert [link.flow for link in walk.turn.links] == ["prices"]


def test_what_was_said_between_answered_steps_is_not_said_again_by_a_correction() -> None:
    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.tap("scale", "honest")
    walk.tap("weighed", "no")
    assert (walk.said, walk.asked) == (["weighed-flag"], "deduction")


def test_what_stands_before_a_waiting_question_is_not_said_again() -> None:
    async def told(chat: Chat) -> None:
        await chat.yes_no("first")
        chat.say("in-between")
        chat.link("prices", label="go")
        await chat.yes_no("second")

    walk = Walk(told)
    walk.tap("first", "yes")
    assert walk.said == ["in-between"]
    walk.say("hm")
    assert (walk.said, walk.turn.links) == ([], ())


# -- rule 6: results, facts and reminders follow the answers -------------------------------------------


def test_a_correction_by_an_old_button_recomputes_everything_after_it() -> None:
    walk = sold()
    assert walk.turn.results == {"flags": 1}
    walk.tap("weighed", "no")
    assert walk.turn.results == {"flags": 2}
    walk.tap("weighed", "no")
    assert walk.turn.results == {"flags": 2}
    assert walk.turn.done


def test_a_reminder_is_withdrawn_with_the_answer_that_caused_it() -> None:
    walk = sold()
    assert set(walk.turn.reminders) == {"follow-up"}
    walk.back()
    assert not walk.turn.reminders
    assert not walk.turn.results
    assert not walk.turn.learned
    walk.say("12")
    assert not walk.turn.reminders
    assert walk.turn.results == {"flags": 0}
    assert walk.turn.learned == {"deduction": "12.000"}


def test_results_facts_and_reminders_are_all_there_in_every_turn() -> None:
    async def taught(chat: Chat) -> None:
        await chat.yes_no("one")
        chat.record("one", True)
        chat.learn("one", True)
        chat.remind("one", TODAY)
        await chat.yes_no("two")
        chat.record("one", False)
        await chat.yes_no("three")

    walk = Walk(taught)
    walk.tap("one", "yes")
    first = walk.turn
    walk.tap("two", "yes")
    assert (walk.turn.learned, walk.turn.reminders) == (first.learned, first.reminders)
    assert (first.results, walk.turn.results) == ({"one": True}, {"one": False})


def test_the_case_comes_without_what_this_session_taught_it() -> None:
    async def once(chat: Chat) -> None:
        if chat.case.get("region") is None:
            chat.learn("region", await chat.one_of("region", ("ica", "puno")))
        await chat.yes_no("right")

    walk = Walk(once)
    walk.tap("region", "ica")
    walk.case = Case({"region": (Fact("ica", TODAY, session=7),)})
    assert walk.show().learned == {"region": "ica"}
    walk.case = Case({"region": (Fact("ica", TODAY, session=6),)})
    assert walk.show().learned == {}


# -- back, correction, quiz --------------------------------------------------------------------------


def test_back_takes_the_last_answer_and_asks_it_again() -> None:
    walk = Walk(sell)
    walk.tap("weighed", "yes")
    walk.tap("scale", "honest")
    walk.back()
    assert (walk.asked, walk.said, walk.answers) == ("scale", [], {"weighed": True})
    walk.back()
    assert (walk.asked, walk.answers) == ("weighed", {})
    assert walk.session.back() is walk.session


def test_back_from_the_end_opens_the_last_question_again() -> None:
    walk = sold()
    walk.back()
    assert walk.asked == "deduction"


def test_back_to_the_first_question_does_not_greet_again() -> None:
    async def greeting(chat: Chat) -> None:
        chat.say("hello")
        await chat.yes_no("ready")

    walk = Walk(greeting)
    walk.tap("ready", "yes")
    walk.back()
    assert (walk.said, walk.asked) == ([], "ready")


def test_back_follows_the_order_of_the_flow_and_not_of_the_answering() -> None:
    walk = sold()
    walk.tap("weighed", "no")
    walk.back()
    assert walk.asked == "deduction"


def test_a_quiz_answer_stays_and_back_stops_at_it() -> None:
    async def quiz(chat: Chat) -> None:
        await chat.yes_no("ready")
        right = await chat.one_of("where", ("oven", "retort"), final=True) == "retort"
        chat.record("score", int(right))
        await chat.yes_no("more")

    walk = Walk(quiz)
    walk.tap("ready", "yes")
    walk.tap("where", "oven")
    walk.tap("where", "retort")
    assert (walk.note, walk.asked, walk.said) == ("already-answered", "more", [])
    assert walk.answers["where"] == "oven"
    assert walk.turn.results == {"score": 0}
    assert walk.session.back() is walk.session


def test_an_unclear_correction_keeps_the_old_answer_and_asks_for_a_better_one() -> None:
    walk = sold()
    before = walk.answers
    walk.tap("scale", "golden")
    assert (walk.asked, walk.note) == ("scale", "unclear-choice")
    assert walk.answers == before
    walk.tap("scale", "crooked")
    assert walk.turn.done
    assert walk.note == "answer-changed"


def test_what_follows_from_an_answer_stands_until_a_better_one_is_taken() -> None:
    walk = sold()
    before = walk.turn
    walk.tap("scale", "golden")
    assert (walk.asked, walk.said) == ("scale", [])
    assert walk.turn.results == before.results
    assert walk.turn.learned == before.learned
    assert walk.turn.reminders == before.reminders


def test_a_correction_can_lead_down_another_path_and_back_again() -> None:
    async def fork(chat: Chat) -> None:
        if await chat.yes_no("formal"):
            await chat.text("ruc")
        else:
            await chat.text("reason")
        await chat.yes_no("right")

    walk = Walk(fork)
    walk.tap("formal", "yes")
    walk.say("20123456789")
    walk.tap("formal", "no")
    assert (walk.asked, walk.note) == ("reason", "answer-changed")
    walk.tap("formal", "yes")
    assert walk.asked == "right"
    assert walk.answers == {"formal": True, "ruc": "20123456789"}


# -- choices of several --------------------------------------------------------------------------------


async def pack(chat: Chat) -> None:
    """A choice of several, and something after it."""
    bring = await chat.many_of("bring", ("helmet", "lamp", "mask"))
    chat.record("bring", list(bring))
    await chat.yes_no("right")


def test_taps_tick_and_untick_until_done() -> None:
    walk = Walk(pack)
    walk.tap("bring", "mask")
    walk.tap("bring", "helmet")
    assert (walk.session.draft, walk.asked, walk.note) == (("helmet", "mask"), "bring", None)
    walk.tap("bring", "mask")
    assert "mask" not in walk.session.draft
    walk.tap("bring", "done")
    assert walk.turn.results == {"bring": ["helmet"]}
    assert (len(walk.session.draft), walk.asked) == (0, "right")


def test_ticks_outlast_an_unclear_reply_a_change_of_language_and_a_correction() -> None:
    async def early(chat: Chat) -> None:
        await chat.yes_no("ready")
        await chat.many_of("bring", ("helmet", "lamp"))

    walk = Walk(early)
    walk.tap("ready", "yes")
    walk.tap("bring", "lamp")
    walk.say("what?")
    assert walk.note == "unclear-choices"
    walk.show()
    walk.tap("ready", "no")
    assert (walk.asked, walk.session.draft) == ("bring", ("lamp",))


def test_done_tapped_twice_keeps_what_was_ticked() -> None:
    walk = Walk(pack)
    walk.tap("bring", "lamp")
    walk.tap("bring", "done")
    walk.tap("bring", "done")
    assert walk.turn.results == {"bring": ["lamp"]}
    assert (walk.asked, walk.note) == ("right", None)


def test_correcting_a_choice_of_several_starts_from_what_was_chosen() -> None:
    walk = Walk(pack)
    walk.tap("bring", "helmet", "lamp")
    walk.tap("bring", "mask")
    assert (walk.asked, walk.session.draft) == ("bring", ("helmet", "lamp", "mask"))
    assert walk.turn.results == {"bring": ["helmet", "lamp"]}
    walk.tap("bring", "done")
    assert walk.turn.results == {"bring": ["helmet", "lamp", "mask"]}
    assert walk.note == "answer-changed"


def test_back_to_a_choice_of_several_shows_what_was_ticked() -> None:
    walk = Walk(pack)
    walk.tap("bring", "helmet", "lamp")
    walk.back()
    assert (walk.asked, walk.session.draft) == ("bring", ("helmet", "lamp"))


def test_a_choice_of_several_may_be_ticked_to_begin_with_and_only_then() -> None:
    async def known(chat: Chat) -> None:
        await chat.yes_no("ready")
        have = await chat.many_of("have", ("ruc", "map"), ticked=["ruc"])
        chat.record("have", list(have))

    walk = Walk(known)
    walk.tap("ready", "yes")
    assert walk.session.draft == ("ruc",)
    walk.tap("have", "ruc")
    walk.show()
    assert len(walk.session.draft) == 0
    walk.tap("have", "done")
    assert walk.turn.results == {"have": []}
    walk.tap("have", "map")
    assert walk.session.draft == ("map",)


# -- links and opening -----------------------------------------------------------------------------


def test_open_ends_the_flow_and_says_where_it_goes_on_with_what() -> None:
    async def leave(chat: Chat) -> None:
        await chat.yes_no("ready")
        chat.say("leaving")
        await chat.open("rights/price", since=date(2026, 1, 2), grade=Decimal("1.5"))
        chat.say("never")

    walk = Walk(leave)
    walk.tap("ready", "yes")
    assert walk.turn.done
    assert walk.said == ["leaving"]
    assert walk.turn.opening is not None
    assert walk.turn.opening.flow == "rights/price"
    assert walk.turn.opening.args == {"since": {"date": "2026-01-02"}, "grade": {"number": "1.5"}}


def test_a_link_carries_label_flow_and_arguments() -> None:
    async def offer(chat: Chat) -> None:
        chat.link("formalization/step", label="see", id="contrato")
        chat.link("menu", label=Line("common-menu"))
        await chat.yes_no("ready")

    walk = Walk(offer)
    assert walk.turn.links == (
        Link(Line("trip-see"), "formalization/step", {"id": "contrato"}),
        Link(Line("common-menu"), "menu", {}),
    )


def test_a_flow_is_started_with_arguments_that_are_kept() -> None:
    walk = Walk(read_page, {"id": "gas"}, Shelf(Page("gas")))
    assert walk.session.args == {"id": "gas"}
    walk.tap("understood", "yes")
    assert walk.turn.done


# -- work ------------------------------------------------------------------------------------------


async def check(chat: Chat) -> None:
    """A contract is read by the platform, in a language she chose before."""
    language = await chat.one_of("language", ("es", "en"))
    read = await chat.work("reading", Task("read", {"language": language}))
    chat.say("read", pages=read)
    chat.record("pages", read)
    await chat.yes_no("right")


def task_of(walk: Walk) -> str:
    """The fingerprint of the work asked for now."""
    assert walk.turn.step is not None
    assert walk.turn.step.task is not None
    return walk.turn.step.task.fingerprint


def test_work_is_asked_of_the_platform_and_its_result_goes_on() -> None:
    walk = Walk(check)
    walk.tap("language", "es")
    assert walk.turn.step is not None
    assert walk.turn.step.task == Task("read", {"language": "es"})
    walk.work("reading", task_of(walk), 12)
    assert (walk.said, walk.asked, walk.turn.results) == (["read"], "right", {"pages": 12})
    assert walk.show().results == {"pages": 12}


def test_a_result_for_another_task_is_not_taken() -> None:
    walk = Walk(check)
    walk.tap("language", "es")
    walk.work("reading", "0123", 12)
    assert (walk.asked, walk.note) == ("reading", "still-working")
    assert walk.answers == {"language": "es"}


def test_typed_words_files_and_buttons_do_not_answer_work() -> None:
    walk = Walk(check)
    walk.tap("language", "es")
    for reply in (Reply("reading", text="12"), Reply("reading", choices=("yes",))):
        walk.hear(reply)
        assert (walk.asked, walk.note) == ("reading", "still-working")


def test_a_result_does_not_answer_a_question_of_hers() -> None:
    walk = Walk(check)
    walk.work("language", "0123", "es")
    assert (walk.asked, walk.answers) == ("language", {})


def test_a_changed_earlier_answer_makes_the_work_be_done_again() -> None:
    walk = Walk(check)
    walk.tap("language", "es")
    old = task_of(walk)
    walk.work("reading", old, 12)
    walk.tap("language", "en")
    assert walk.asked == "reading"
    assert task_of(walk) != old
    assert "reading" not in walk.answers
    walk.work("reading", old, 12)
    assert (walk.asked, walk.note) == ("reading", "still-working")
    walk.work("reading", task_of(walk), 11)
    assert walk.turn.results == {"pages": 11}


def test_back_takes_her_answer_and_not_the_work_behind_it() -> None:
    walk = Walk(check)
    walk.tap("language", "es")
    walk.work("reading", task_of(walk), 12)
    walk.back()
    assert walk.asked == "language"
    walk.tap("language", "es")
    assert walk.asked == "right"


# -- speed -----------------------------------------------------------------------------------------


def questionnaire(length: int) -> Flow:
    """A flow of so many questions."""

    async def flow(chat: Chat) -> None:
        for number in range(length):
            await chat.yes_no(f"q{number}")
            chat.say(f"heard-{number}")

    return flow


def calls_during(act: Callable[[], Any]) -> int:
    """How many Python functions are called: a measure that no busy machine disturbs."""
    count = 0

    def count_calls(frame: Any, event: str, arg: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(count_calls)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


def test_a_long_session_costs_a_few_calls_for_each_answer() -> None:
    def cost(length: int) -> int:
        answers = {f"q{n}": True for n in range(length)}
        session = Session(7, "trip", TODAY, answers=answers, waiting_for=f"q{length}")
        given = Given(Contact(1), Case(), Shelf(), TODAY)
        reply = Reply(f"q{length}", choices=("yes",))
        return calls_during(lambda: advance(questionnaire(length + 2), session, reply, given))

    short, long = cost(95), cost(190)
    assert (long - short) / 95 < 40
    assert long < 40 * 190
