"""Whatever the flow and whatever is said: no crash, no lost answer, the same again from JSON.

`Walk` checks in every turn that it comes out the same twice, and that the session handed in is
as it was. Here chance draws the flows, the replies, and what is deployed in between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from bot.feature import Flow
from bot.flows import Chat, Line, Task
from bot.model import Json, Location, Media, MediaKind, Reply
from tests.flows.walk import TODAY, Walk, through_json

OPTIONS = ("red", "blue", "green")
KEYS = tuple("abcdefg")


@dataclass(frozen=True)
class Question:
    """One step of a drawn flow; it is asked only while the number of answers is not `unless`."""

    key: str
    verb: str
    unless: int = -1
    final: bool = False


VERBS = (
    *("yes_no", "one_of", "many_of", "number", "money", "day"),
    *("place", "text", "photo", "document", "voice", "work"),
)


def flow_of(questions: tuple[Question, ...]) -> Flow:
    """A flow that asks these questions in order, and counts."""

    async def flow(chat: Chat) -> None:
        chat.say("intro")
        heard: list[str] = []
        for question in questions:
            if len(heard) == question.unless:
                continue
            heard.append(repr(await _ask(chat, question, heard)))
            chat.say("heard", what=heard[-1])
            chat.record("count", len(heard))
            chat.learn(f"fact-{question.key}", heard[-1])
            chat.remind(question.key, chat.started)
            chat.link("menu", label=Line("common-menu"))

    return flow


def _ask(chat: Chat, question: Question, heard: list[str]) -> Any:
    needed: dict[str, dict[str, Any]] = {
        "yes_no": {"final": question.final},
        "one_of": {"options": OPTIONS, "final": question.final},
        "many_of": {"options": OPTIONS},
        "work": {"task": Task("read", {"heard": list(heard)})},
    }
    return getattr(chat, question.verb)(question.key, **needed.get(question.verb, {}))


questions = some.builds(
    Question,
    key=some.sampled_from(KEYS),
    verb=some.sampled_from(VERBS),
    unless=some.integers(-1, 4),
    final=some.booleans(),
)
flows = some.lists(questions, max_size=7, unique_by=lambda question: question.key).map(tuple)
texts = some.one_of(
    some.text(max_size=40),
    some.sampled_from(["12", "22/11/2026", "Cotahuasi", "\x00\u202e", "1" * 50_000, "é" * 50_000]),
)
media = some.builds(Media, some.sampled_from(MediaKind), some.just("ab12"))
places = some.builds(Location, some.floats(), some.floats())
json: some.SearchStrategy[Json] = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner),
)
replies = some.one_of(
    some.builds(
        Reply,
        step=some.sampled_from((*KEYS, "", "gone")),
        text=texts,
        number=some.none() | some.decimals(),
        days=some.lists(some.dates(), max_size=2).map(tuple),
        choices=some.lists(
            some.sampled_from((*OPTIONS, "yes", "no", "done", "skip", "today", "gold")), max_size=3
        ).map(tuple),
        media=some.lists(media, max_size=2).map(tuple),
        place=some.none() | places,
        result=json | some.builds(lambda value: {"task": "ab12", "value": value}, json),
    ),
    some.builds(
        Reply,
        step=some.sampled_from(KEYS),
        choices=some.tuples(some.sampled_from(("yes", "red", "done"))),
    ),
)


def fitting(walk: Walk) -> Reply:
    """A reply that the step asked now takes."""
    step = walk.turn.step
    assert step is not None
    if step.task:
        return Reply(step.key, result={"task": step.task.fingerprint, "value": 1})
    accepts = step.accepts
    choices = {"choice": (accepts.ids or ("",))[0], "choices": "done", "file": "skip"}
    if accepts.kind in choices:
        return Reply(step.key, choices=(choices[accepts.kind],))
    return Reply(step.key, text="mina", number=Decimal("12.50"), days=(TODAY,))


def finish(walk: Walk) -> None:
    """Answer until the end; a sound flow asks each of its questions at most twice."""
    for _ in range(2 * len(KEYS) + 1):
        if walk.turn.done:
            return
        walk.hear(fitting(walk))
    raise AssertionError(f"the flow does not end; it asks {walk.asked}")


def check(walk: Walk, before: dict[str, Json], said: Reply | None, work: set[str]) -> None:
    """What holds after every turn."""
    turn, session = walk.turn, walk.session
    assert turn.done == (turn.step is None) == (session.waiting_for is None)
    assert session.waiting_for == walk.asked
    assert session.undo is None or session.undo in session.answers
    assert through_json(session).to_json() == session.to_json()
    for key, kept in before.items():
        if said is None or key != said.step:
            assert session.answers.get(key, "gone" if key in work else None) in (kept, "gone")


@given(flows, some.lists(replies | some.none(), max_size=12))
def test_no_reply_ever_breaks_a_flow_or_touches_another_answer(
    questions: tuple[Question, ...], said: list[Reply | None]
) -> None:
    walk = Walk(flow_of(questions))
    work = {question.key for question in questions if question.verb == "work"}
    for reply in said:
        before = walk.answers
        walk.hear(reply)
        check(walk, before, reply, work)


@given(flows, flows)
def test_a_deployed_flow_keeps_every_answer_that_still_fits(
    old: tuple[Question, ...], new: tuple[Question, ...]
) -> None:
    walk = Walk(flow_of(old))
    finish(walk)
    before = walk.answers
    walk.flow = flow_of(new)
    changed = {question.key for question in new} - {q.key for q in new if q in old}
    walk.show()
    for key, kept in before.items():
        if key not in changed and Question(key, "work") not in old:
            assert walk.answers.get(key, kept) == kept
    finish(walk)


@given(flows)
def test_back_and_the_same_answer_come_to_the_same_session(questions: tuple[Question, ...]) -> None:
    walk = Walk(flow_of(questions))
    for _ in questions:
        if walk.turn.done:
            return
        walk.hear(fitting(walk))
        here = walk.session
        if here.undo is None:
            continue
        walk.back()
        walk.hear(fitting(walk))
        if walk.asked != here.waiting_for and walk.turn.step and walk.turn.step.task:
            walk.hear(fitting(walk))
        assert replace(walk.session, draft=here.draft) == here


@given(flows, some.integers(0, 7))
def test_an_interrupted_walk_ends_like_one_that_was_not(
    questions: tuple[Question, ...], pause: int
) -> None:
    straight, broken = Walk(flow_of(questions)), Walk(flow_of(questions))
    finish(straight)
    for _ in range(pause):
        if broken.turn.step:
            broken.hear(fitting(broken))
    broken.show()
    broken.hear(Reply("gone", text="?"))
    finish(broken)
    assert broken.session == straight.session
    assert broken.turn.results == straight.turn.results
    assert broken.turn.reminders == straight.turn.reminders
