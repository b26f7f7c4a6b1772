"""What every turn needs and no turn changes: flows, content, words, limits, clock and seal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial

from bot.clock import Clock
from bot.feature import Feature, Flow
from bot.flows.engine import Given
from bot.library import Library
from bot.model import Case, Contact, Json, Limits, line_json, line_of
from bot.quotes import Quotes
from bot.router import Vocabulary
from bot.search import Index
from bot.search import build as build_index
from bot.store.reminders import Promise
from bot.store.seal import Seal
from bot.wanted import Link, Reminder
from bot.words import Words

ENTRY = "onboarding"
HOME = "menu"
SOS = "sos"
LANGUAGE = "onboarding/language"
LINK = "link"
CONSENT = "onboarding/consent"
REMIND_HOUR = 9

Mark = Callable[[str], None]


def _unmarked(step: str) -> None:
    """No one watches."""


@dataclass(frozen=True)
class House:
    """The parts shared by all turns. mark: told the name of each of the eight steps.

    content: as it was released; quotes: what the market says today, laid over it in every turn.
    """

    features: Mapping[str, Feature]
    content: Library
    words: Words
    vocabulary: Vocabulary
    limits: Mapping[str, Limits]
    seal: Seal
    clock: Clock
    mark: Mark = field(default=_unmarked)
    quotes: Quotes = field(default_factory=Quotes)

    @cached_property
    def index(self) -> Index:
        """What content search looks into; made when first needed, once for each library."""
        return build_index(self.content, self.features, self.words)

    @cached_property
    def terms(self) -> str:
        """The version of the consent that is in force, as the fact `consent` names it."""
        consents = self.content.items.get("consents", {}).values()
        return next((f"v{consent.version}" for consent in consents), "")

    def flow(self, name: str) -> Flow | None:
        """A flow by its full name; None when it was removed.

        `training/roca` is the flow that opens items of `training`, for that item.
        """
        folder, _, item = name.partition("/")
        feature = self.features.get(folder)
        if feature is None or name in feature.flows:
            return feature.flows.get(name) if feature else None
        opening = feature.opens.get(folder, "")
        known = item in self.content.items.get(folder, {})
        return partial(feature.flows[opening], id=item) if opening and known else None

    def standing(self) -> list[str]:
        """Flows whose reminders are recomputed as long as the contact stays."""
        return [flow for feature in self.features.values() for flow in sorted(feature.standing)]

    def private(self) -> list[str]:
        """Flows of which nothing is kept once they are over."""
        return [flow for feature in self.features.values() for flow in sorted(feature.private)]

    def given(self, contact: int, case: Case, locale: str) -> Given:
        """What a turn of this contact passes into the engine."""
        return Given(
            Contact(contact, locale), case, self.quotes.over(self.content), self.clock.today()
        )

    def locale(self, case: Case, fallback: str) -> str:
        """The language a person reads."""
        return self.words.locale(case.text("language", fallback or "es"))

    def moment(self, when: object) -> datetime:
        """When a reminder falls due: a moment as it is, a day at nine in the morning there."""
        if isinstance(when, datetime):
            return when
        return self.clock.at(when, REMIND_HOUR)  # type: ignore[arg-type]

    def promise(self, contact: int, session: int, name: str, reminder: Reminder) -> Promise:
        """A flow's reminder as a row."""
        return Promise(
            id=0,
            contact=contact,
            session=session,
            name=name,
            topic=reminder.topic,
            due_at=self.moment(reminder.when),
            until=reminder.until,
            about=reminder.about,
            body={"line": line_json(reminder.line), "link": link_json(reminder.link)},
        )


def link_json(link: Link | None) -> Json:
    """A link as JSON: `{label, flow, args}`."""
    if link is None:
        return None
    return {"label": line_json(link.label), "flow": link.flow, "args": dict(link.args)}


def link_of(value: Json) -> Link | None:
    """A link back from JSON."""
    if not isinstance(value, dict):
        return None
    label, args = line_of(value.get("label")), value.get("args")
    if label is None:
        return None
    return Link(label, str(value.get("flow")), args if isinstance(args, dict) else {})


def admitted(case: Case) -> bool:
    """Whether this person agreed to be remembered (fact `consent`, `v1` and so on)."""
    return case.text("consent").startswith("v")
