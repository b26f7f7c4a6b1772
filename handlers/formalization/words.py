"""How requirements, days and marks are said, in one place for all flows of the feature."""

from __future__ import annotations

from datetime import date

from bot.flows import Chat, Line
from handlers.formalization import rules
from handlers.formalization.content import Requirement, Status


def end_of_process(chat: Chat) -> date:
    """The day the process ends, as it is known today (a dated value)."""
    end = chat.content.value(rules.END, chat.today).value
    assert isinstance(end, date)
    return end


def standing(chat: Chat) -> rules.Standing:
    """Whether the process is hers, and what her status puts first."""
    status = chat.content.find(Status, chat.case.text("reinfo"))
    if status is None:
        return rules.Standing(in_process=False)
    return rules.Standing(status.plan, status.leads)


def planned(chat: Chat) -> rules.Plan:
    """The plan as it stands today."""
    requirements = chat.content.all(Requirement).values()
    return rules.plan(requirements, chat.case, chat.today, end_of_process(chat), standing(chat))


def process_note(chat: Chat) -> None:
    """The end of the process with the day of the last check: rule 4 of the facts."""
    known = chat.content.value(rules.END, chat.today)
    end = end_of_process(chat)
    key = "process-over" if end < chat.today else "process-note"
    chat.say(key, end=end, checked=known.checked, left=max((end - chat.today).days, 0))


def find(chat: Chat, id: str) -> Requirement | None:
    """A requirement, or None after saying that it was withdrawn."""
    requirement = chat.content.find(Requirement, id)
    if requirement is None:
        chat.say(Line("common-gone"))
    return requirement


def label(chat: Chat, requirement: Requirement) -> Line:
    """Its short name."""
    return chat.content.line(requirement, "label")


def title(chat: Chat, requirement: Requirement) -> Line:
    """Its full name."""
    return chat.content.line(requirement, "title")


def marked(chat: Chat, requirement: Requirement) -> Line:
    """Its short name behind a sign of how it stands: a shape, never a colour alone."""
    mark = rules.mark(requirement, chat.case, chat.today, end_of_process(chat))
    return chat.line(f"mark-{mark}", name=label(chat, requirement))


def as_of(chat: Chat, requirement: Requirement) -> None:
    """When this was last checked; what is not certain says so."""
    key = "as-of" if requirement.confidence == "high" else "as-of-unsure"
    chat.say(key, checked=requirement.checked)


def back_to(chat: Chat, requirement: Requirement) -> None:
    """A button back to the requirement."""
    chat.link("formalization/step", label=label(chat, requirement), id=requirement.id)
