"""Which financing fits her, what one paper would open, and what is not for her, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.flows import Chat, Line
from handlers.finance import rules
from handlers.finance.content import Need, Option
from handlers.finance.rules import Match
from handlers.finance.words import label

PURPOSES = ("working-capital", "equipment", "other-business", "papers")
ASKABLE = ("woman-led", rules.COOPERATIVE)
"""Facts that are asked only when some option turns on them and the case does not know."""
MOST_ASKED = 1_000_000


async def home(chat: Chat) -> None:
    """The way in: what fits, what it costs, and how to compare."""
    chat.say("home")
    chat.link("finance/match", label="go-match")
    chat.link("finance/loan", label="go-loan")
    chat.link("finance/compare", label="go-compare")
    chat.link("formalization/problem", label="go-offered")


async def match(chat: Chat) -> None:
    """How much, for what, and only what decides; then the options in three groups."""
    amount = await chat.money("amount", low=1, high=MOST_ASKED)
    purpose = await chat.one_of("purpose", PURPOSES)
    answers: dict[str, str | Decimal] = {"amount": amount, "purpose": purpose}
    options = list(chat.content.all(Option).values())
    for fact in rules.asked(options, rules.known_of(chat.case, answers), ASKABLE):
        answers[fact] = "yes" if await chat.yes_no(fact) else "no"
        chat.learn(fact, str(answers[fact]))
    found = rules.matches(options, chat.case, rules.known_of(chat.case, answers))
    _tell(chat, found)
    args = {"amount": str(amount), "purpose": purpose}
    for one in sorted(found, key=lambda one: ("fits", "near", "not").index(one.group)):
        chat.link("finance/option", label=label(chat, one.option), id=one.option.id, **args)


def _tell(chat: Chat, found: Sequence[Match]) -> None:
    """The three groups, then what nobody offers."""
    groups = {name: [m for m in found if m.group == name] for name in ("fits", "near", "not")}
    for name in ("fits", "near"):
        if groups[name]:
            chat.say(f"group-{name}", what=[_row(chat, one) for one in groups[name]])
        else:
            chat.say(f"none-{name}")
    chat.record("fits", [one.option.id for one in groups["fits"]])
    chat.record("near", [one.option.id for one in groups["near"]])
    chat.say("group-not", count=len(groups["not"]))
    chat.say("no-copper")


def _row(chat: Chat, one: Match) -> Line:
    """Its name, with the paper that is missing when one is."""
    if one.group == "near":
        return chat.line("row-near", name=label(chat, one.option), paper=paper(one.missing[0]))
    return label(chat, one.option)


def paper(requirement: str) -> Line:
    """The short name of a step of the formalization path."""
    return Line(f"formalization/{requirement}.label")


async def option(chat: Chat, id: str, amount: str = "", purpose: str = "") -> None:
    """One option: what it is, its terms with their dates, what to ask, and how she stands.

    amount, purpose: what she said she needs, when she came from the list.
    """
    found = chat.content.find(Option, id)
    if found is None or found.show == "hidden":
        chat.say(Line("common-gone"))
        return
    chat.say("option", title=chat.content.line(found, "title"))
    for field in ("what", "terms", "ask"):
        if getattr(found, field):
            chat.say(chat.content.line(found, field))
    if found.warning:
        chat.say("warning", text=chat.content.line(found, "warning"))
    answers: dict[str, str | Decimal] = {"purpose": purpose} if purpose else {}
    if amount:
        answers["amount"] = Decimal(amount)
    _stands(chat, found, rules.known_of(chat.case, answers))
    chat.say("as-of", checked=found.checked)
    chat.link("finance/loan", label="go-loan")
    chat.link("finance/match", label="go-match")


def _stands(chat: Chat, found: Option, known: rules.Known) -> None:
    """What is not met, and the step that would open it."""
    if found.applies == "no":
        chat.say("cannot-apply")
        return
    one = rules.matches([found], chat.case, known)[0]
    unmet = [need for need in one.unmet if _is_told(need, known)]
    if unmet:
        key = "missing" if one.group == "near" else "unmet"
        chat.say(key, what=[_why(chat, found, need) for need in unmet])
    elif not one.unmet:
        chat.say("met")
    for missing in one.missing:
        chat.link("formalization/step", label=paper(missing), id=missing)


def _is_told(need: Need, known: rules.Known) -> bool:
    """Whether she was asked: what nobody asked her is not held against her."""
    return bool(need.done) or bool(known(need.fact))


def _why(chat: Chat, found: Option, need: Need) -> Line:
    return chat.content.line(found, f"needs.{need.id}.why")
