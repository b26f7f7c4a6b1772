"""The vocabulary of a flow: ids of lines, labels of options, arguments that survive JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from bot.flows import Chat, Link, Reminder, Task, encode
from bot.flows.chat import Step
from bot.model import Case, Contact, Line, Location, Media, MediaKind
from tests.flows.walk import TODAY, Shelf, Walk


@pytest.fixture(name="chat")
def make_chat() -> Chat:
    """A chat of feature `trip`, before anything was said."""
    return Chat(
        feature="trip",
        started=TODAY,
        today=TODAY,
        contact=Contact(1, "quy"),
        case=Case(),
        content=Shelf(),
        random=Random(7),
        live=True,
    )


# -- lines -------------------------------------------------------------------------------------------


def test_a_line_is_known_by_feature_and_key(chat: Chat) -> None:
    assert chat.line("intro", name="Rosa") == Line("trip-intro", {"name": "Rosa"})


def test_a_line_of_content_is_said_as_it_is(chat: Chat) -> None:
    chat.say(Line("modules/gas.title"))
    assert chat.said == [Line("modules/gas.title")]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Rosa", "Rosa"),
        (3, 3),
        (None, None),
        (True, True),
        (Decimal("12.50"), {"number": "12.50"}),
        (date(2026, 11, 22), {"date": "2026-11-22"}),
        (datetime(2026, 11, 22, 23, 5, tzinfo=UTC), {"date": "2026-11-22"}),
        (Line("trip-x", {"n": 1}), {"line": "trip-x", "args": {"n": 1}}),
        ([Line("trip-x"), "y"], [{"line": "trip-x", "args": {}}, "y"]),
        (("a", "b"), ["a", "b"]),
        ({"money": "3", "currency": "PEN"}, {"money": "3", "currency": "PEN"}),
        (
            Media(MediaKind.IMAGE, "ab", "a.jpg", "image/jpeg", 9),
            {"media": "image", "ref": "ab", "name": "a.jpg", "mime": "image/jpeg", "size": 9},
        ),
    ],
)
def test_arguments_of_a_line_are_json(value: Any, written: Any) -> None:
    assert encode(value) == written


# -- questions ---------------------------------------------------------------------------------------

ASKED: dict[str, tuple[str, Callable[[Chat], Awaitable[Any]]]] = {
    "yes_no": ("choice", lambda chat: chat.yes_no("q", n=1)),
    "one_of": ("choice", lambda chat: chat.one_of("q", ("a", "b"), n=1)),
    "many_of": ("choices", lambda chat: chat.many_of("q", ("a", "b"), n=1)),
    "number": ("number", lambda chat: chat.number("q", n=1)),
    "money": ("money", lambda chat: chat.money("q", n=1)),
    "day": ("day", lambda chat: chat.day("q", n=1)),
    "day_if_known": ("day", lambda chat: chat.day_if_known("q", n=1)),
    "place": ("place", lambda chat: chat.place("q", n=1)),
    "text": ("text", lambda chat: chat.text("q", n=1)),
    "photo": ("file", lambda chat: chat.photo("q", n=1)),
    "document": ("file", lambda chat: chat.document("q", n=1)),
    "voice": ("file", lambda chat: chat.voice("q", n=1)),
    "work": ("work", lambda chat: chat.work("q", Task("read", {}), n=1)),
}


@pytest.mark.parametrize("verb", ASKED)
def test_every_question_has_a_key_a_prompt_with_arguments_and_a_kind(chat: Chat, verb: str) -> None:
    kind, ask = ASKED[verb]
    step = ask(chat)
    assert isinstance(step, Step)
    assert (step.key, step.prompt, step.accepts.kind) == ("q", Line("trip-q", {"n": 1}), kind)
    assert not step.final


@pytest.mark.parametrize("verb", list(ASKED))
def test_every_question_can_be_asked_in_other_words_under_its_key(chat: Chat, verb: str) -> None:
    needed: dict[str, dict[str, Any]] = {
        "one_of": {"options": ("a",)},
        "many_of": {"options": ("a",)},
        "work": {"task": Task("read", {})},
    }
    more = needed.get(verb, {})
    other = getattr(chat, verb)("q", ask="again", **more)
    given = getattr(chat, verb)("q", ask=Line("modules/gas.ask"), **more)
    assert (other.key, other.prompt) == ("q", Line("trip-again"))
    assert (given.key, given.prompt) == ("q", Line("modules/gas.ask"))


def labels(step: Step[Any]) -> list[str]:
    return [choice.label.id for choice in step.accepts.choices]


def test_labels_of_options_are_named_by_their_question(chat: Chat) -> None:
    assert labels(chat.one_of("q", ("a", "b"))) == ["trip-q.a", "trip-q.b"]
    assert labels(chat.one_of("q", ("a",), ask="again")) == ["trip-again.a"]
    assert labels(chat.one_of("q", ("a",), ask=Line("modules/gas.ask"))) == ["modules/gas.ask.a"]


def test_labels_of_options_may_be_lines(chat: Chat) -> None:
    step = chat.one_of("q", {"a": Line("modules/gas.title")})
    assert [(choice.id, choice.label.id) for choice in step.accepts.choices] == [
        ("a", "modules/gas.title")
    ]


def test_shared_choices_are_named_in_common(chat: Chat) -> None:
    assert labels(chat.yes_no("q")) == ["common-yes", "common-no"]
    assert labels(chat.many_of("q", ("a",)))[-1] == "common-done"
    for verb in (chat.photo, chat.document, chat.voice):
        assert labels(verb("q")) == ["common-skip"]


def test_quiz_questions_can_be_final(chat: Chat) -> None:
    assert chat.yes_no("q", final=True).final
    assert chat.one_of("q", ("a",), final=True).final


def test_a_day_offers_today_and_yesterday_when_they_fit(chat: Chat) -> None:
    assert chat.day("q").accepts.ids == ("today", "yesterday")
    assert chat.day("q", earliest=TODAY).accepts.ids == ("today",)
    assert chat.day("q", latest=date(2026, 11, 21)).accepts.ids == ("yesterday",)
    assert chat.day("q", latest=date(2026, 1, 1)).accepts.ids == ()


def test_a_day_can_be_forgotten_where_the_flow_says_so(chat: Chat) -> None:
    assert chat.day_if_known("q", latest=TODAY).accepts.ids == ("today", "yesterday", "forgot")


def test_files_are_of_the_kinds_their_verb_names() -> None:
    async def show(chat: Chat) -> None:
        photo = await chat.photo("photo")
        paper = await chat.document("paper")
        voice = await chat.voice("voice")
        chat.record("refs", [file.ref if file else None for file in (photo, paper, voice)])

    image = Media(MediaKind.IMAGE, "i")
    document = Media(MediaKind.DOCUMENT, "d")
    spoken = Media(MediaKind.AUDIO, "a")
    walk = Walk(show)
    assert walk.send(document).note == Line("common-unclear-photo")
    walk.send(image)
    assert walk.send(spoken).note == Line("common-unclear-document")
    walk.send(image)
    assert walk.send(document).note == Line("common-unclear-voice")
    walk.send(spoken)
    assert walk.turn.results == {"refs": ["i", "i", "a"]}


def test_a_place_and_its_answer_reach_the_flow() -> None:
    async def where(chat: Chat) -> None:
        place = await chat.place("where")
        assert isinstance(place, Location)
        chat.record("south", place.latitude < -15)

    walk = Walk(where)
    walk.send(place=Location(-15.5, -72.2))
    assert walk.turn.results == {"south": True}


# -- promises ------------------------------------------------------------------------------------------


def test_a_reminder_says_its_key_under_the_topic_of_its_feature(chat: Chat) -> None:
    chat.remind("due", date(2026, 12, 31), days=3)
    line = Line("trip-due", {"days": 3})
    assert chat.reminders == {"due": Reminder(date(2026, 12, 31), line, "trip")}


def test_a_reminder_can_say_all_it_knows(chat: Chat) -> None:
    when, until = datetime(2026, 12, 1, 14, tzinfo=UTC), date(2026, 12, 31)
    link = Link(Line("trip-go"), "trip/plan", {})
    chat.remind("due", when, say="soon", topic="t", until=until, about=until, link=link)
    assert chat.reminders["due"] == Reminder(when, Line("trip-soon"), "t", until, until, link)


def test_results_facts_and_reminders_are_upserts(chat: Chat) -> None:
    for value in (1, 2):
        chat.record("score", value)
        chat.learn("region", value)
        chat.remind("due", date(2026, 12, value))
    assert (chat.results, chat.learned) == ({"score": 2}, {"region": 2})
    assert [reminder.when for reminder in chat.reminders.values()] == [date(2026, 12, 2)]


# -- work ----------------------------------------------------------------------------------------------


def test_a_task_is_the_same_whatever_the_order_of_its_arguments() -> None:
    one, two = Task("read", {"a": 1, "b": [2]}), Task("read", {"b": [2], "a": 1})
    assert one.fingerprint == two.fingerprint
    others = {Task("draw", one.args).fingerprint, Task("read", {"a": 1}).fingerprint}
    assert len({one.fingerprint, *others}) == 3
