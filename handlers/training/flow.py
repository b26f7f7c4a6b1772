"""A module on the way to the mine: asked before, learned in bites, asked again, remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.flows import Arg, Chat, Json, Line, Link
from handlers.training import pictures, rules
from handlers.training.content import Module, Point, Question

NEXT = {"next": Line("common-next")}
SIGNS = {"new": "☐", "begun": "▶", "passed": "☑", "due": "↻"}


async def home(chat: Chat) -> None:
    """Every module that is offered, behind a sign of how it stands; once, whether with drawings."""
    if chat.case.get(pictures.LOW_DATA) is None:
        await chat.open("training/pictures")
    chat.say("home")
    chat.say("signs")
    for module in rules.offered(chat.content.all(Module)):
        state = _stands(chat, module)
        label = chat.line(f"mark-{state}", name=chat.content.line(module, "label"))
        chat.link(f"training/{module.id}", label=label)
    if any(name.startswith("passed.") for name in chat.case):
        chat.link("training/certificates", label="go-certificates")
    chat.link("training/pictures", label="go-pictures")


def _stands(chat: Chat, module: Module) -> str:
    begun = bool(chat.case.text(f"begun.{module.id}"))
    return rules.stands(module, chat.case.day(f"passed.{module.id}"), chat.today, begun=begun)


async def module(chat: Chat, id: str, missed: Sequence[str] = (), refresh: bool = False) -> None:
    """One module from beginning to end.

    missed: questions missed the last time; their points come first, then the quiz again.
    refresh: after days or months: only the quiz; if she never passed, what she missed comes first.
    """
    found = chat.content.find(Module, id)
    if found is None or found.off or not rules.questions(found):
        chat.say(Line("common-gone"))
        chat.link("training", label="go-home")
        return
    if refresh and not chat.case.day(f"passed.{id}"):
        kept = chat.case.get(f"missed.{id}")
        missed = [str(one) for one in kept] if isinstance(kept, list) else []
        refresh = False
    chat.record("module", id)
    chat.learn(f"begun.{id}", chat.started.isoformat())
    first = {} if missed or refresh else await _before(chat, found)
    if not refresh:
        await _learn(chat, found, missed)
    given = await _quiz(chat, found, pictures.of(chat, found) if refresh else {})
    _close(chat, found, first, given, list(missed))


async def _before(chat: Chat, module: Module) -> dict[str, str]:
    """What she knows already; nothing is explained yet."""
    title = chat.content.line(module, "title")
    chat.say("title", title=title, **pictures.of(chat, module))
    asked = rules.before(module)
    chat.say("before", count=len(asked))
    return {q.id: await _ask(chat, module, q, f"pre-{q.id}") for q in asked}


async def _learn(chat: Chat, module: Module, missed: Sequence[str]) -> None:
    """The points, one on a screen, with a question after every few."""
    if missed:
        chat.say("again", **pictures.of(chat, module))
    else:
        chat.say("learn")
    for bite in rules.bites(module, missed):
        for point in bite.points:
            await chat.one_of(f"page-{point.id}", NEXT, ask=_page(chat, module, point))
        if bite.question:
            await _practise(chat, module, bite.question)


def _page(chat: Chat, module: Module, point: Point) -> Line:
    """A point; one that is not quite sure shows where it comes from (publishing rule of the facts)."""
    words = chat.content.line(module, f"points.{point.id}.text")
    if point.basis == "high" or not point.cites:
        return words
    source = chat.content.source(point.cites[0])
    return chat.line("sourced", text=words, source=f"{source.title} ({source.date})")


async def _practise(chat: Chat, module: Module, question: Question) -> None:
    chosen = await _ask(chat, module, question, f"way-{question.id}")
    _explain(chat, module, question, chosen)


async def _quiz(chat: Chat, module: Module, shown: Mapping[str, Arg]) -> dict[str, str]:
    """Every question once, each answer explained; an answer given stays given."""
    asked, given = rules.questions(module), {}
    chat.say("quiz", count=len(asked), **shown)
    for question in asked:
        chosen = await _ask(chat, module, question, f"quiz-{question.id}")
        _explain(chat, module, question, chosen)
        given[question.id] = chosen
        chat.record(f"answer-{question.id}", chosen)
    return given


async def _ask(chat: Chat, module: Module, question: Question, key: str) -> str:
    """A question with its choices written out; the buttons are letters, so that any text fits."""
    options = {answer.id: chat.line(f"letter.{answer.id}") for answer in question.choices}
    choices: list[str | Line] = [
        chat.line(
            f"choice.{answer.id}",
            text=chat.content.line(module, f"questions.{question.id}.choices.{answer.id}.text"),
        )
        for answer in question.choices
    ]
    ask = chat.content.line(module, f"questions.{question.id}.ask")
    prompt = chat.line("question", ask=ask, choices=choices)
    return await chat.one_of(key, options, ask=prompt, final=True)


def _explain(chat: Chat, module: Module, question: Question, chosen: str) -> None:
    because = chat.content.line(module, f"questions.{question.id}.because")
    if chosen == question.right:
        chat.say("right", because=because)
    else:
        right = chat.content.line(module, f"questions.{question.id}.choices.{question.right}.text")
        chat.say("wrong", right=right, because=because)


# -- the end -------------------------------------------------------------------------------------


def _close(
    chat: Chat, module: Module, first: dict[str, str], given: dict[str, str], before: list[str]
) -> None:
    """The score, computed fresh; what comes back, and when."""
    came = rules.score(rules.questions(module), given)
    chat.record("score", came.right)
    chat.record("asked", came.asked)
    chat.record("passed", came.passed)
    chat.learn(f"missed.{module.id}", list(came.missed))
    if first:
        chat.record("gain", rules.gain(rules.before(module), first, given))
    if came.passed:
        _passed(chat, module, came)
    else:
        _failed(chat, module, came)
    weak = list(dict.fromkeys([*before, *came.missed]))
    _come_back(chat, module, weak, passed=came.passed)


def _passed(chat: Chat, module: Module, came: rules.Score) -> None:
    chat.learn(f"passed.{module.id}", chat.today.isoformat())
    chat.say("passed", right=came.right, asked=came.asked)
    chat.say("practice")
    chat.link("training/certificate", label="go-certificate", id=module.id)
    chat.link("training/apply", label="go-apply", id=module.id)
    chat.link("training", label="go-home")


def _failed(chat: Chat, module: Module, came: rules.Score) -> None:
    key = "failed-critical" if came.critical_missed else "failed"
    shown = pictures.danger(chat, module) if came.critical_missed else {}
    chat.say(key, right=came.right, asked=came.asked, needed=came.needed, **shown)
    missed: list[Json] = list(came.missed)
    chat.link(f"training/{module.id}", label="go-again", missed=missed)
    chat.link("training", label="go-home")


def _come_back(chat: Chat, module: Module, weak: Sequence[str], *, passed: bool) -> None:
    """What was missed after about 3, 14 and 60 days; the module after its own interval."""
    name = chat.content.line(module, "label")
    for days in rules.AGAIN if weak else ():
        _remind(chat, module, days, "again", name)
    if passed:
        _remind(chat, module, module.refresher_days, "refresher", name)


def _remind(chat: Chat, module: Module, days: int, key: str, name: Line) -> None:
    """One reminder. It is about its day, so that two walks through a module are told once."""
    when = chat.today + timedelta(days=days)
    chat.remind(
        f"{key}-{days}",
        when,
        say=f"remind-{key}",
        topic=f"training/{module.id}",
        until=when + timedelta(days=max(days // 2, 7)),
        about=when,
        link=Link(name, f"training/{module.id}", {"refresh": True}),
        name=name,
    )


async def apply(chat: Chat, id: str) -> None:
    """Something to do today at the mine, with a photo for the trainer if she wants."""
    found = chat.content.find(Module, id)
    if found is None:
        chat.say(Line("common-gone"))
        return
    goals: list[str | Line] = [
        chat.content.line(found, f"objectives.{goal.id}.text") for goal in found.objectives
    ]
    done = await chat.one_of("applied", ("done", "later"), goals=goals)
    if done == "later":
        chat.say("apply-later")
        chat.link("training/apply", label="go-apply", id=id)
        return
    photo = await chat.photo("apply-photo")
    kept: dict[str, Json] = {"day": chat.today.isoformat(), "photo": None}
    if photo:
        kept["photo"] = photo.to_json()
    chat.learn(f"applied.{id}", kept)
    chat.say("apply-kept")
    chat.link("training", label="go-home")
