"""One bubble in the making: what several flows of one turn said, asked and offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from bot.flows.answers import FORGOT
from bot.flows.chat import Step
from bot.flows.engine import Turn
from bot.layout import Option as Offered
from bot.model import Choice, Json, Limits, Line, Media, media_of
from bot.router import ASK, TYPED, Ask, Option, Shown
from bot.wanted import Link
from bot.words import Draft, Words

RESUME = "@resume"
TICKS = "☑☐ "
AGAIN: dict[str, Json] = {"page": 1}
MENU: dict[str, Json] = {"command": "menu"}


@dataclass
class Bubbling:
    """What one turn will say, in order.

    number: the bubble's place in the conversation; home: it is the menu itself.
    asking: it only asks whether an option was meant; all else is said after that.
    """

    number: int
    note: Line | None = None
    page: int = 1
    lines: list[Line] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    step: Step[Any] | None = None
    session: int = 0
    draft: tuple[str, ...] = ()
    home: bool = False
    asking: Ask | None = None

    def take(self, turn: Turn) -> None:
        """Add what one flow's turn says."""
        self.note = self.note or turn.note
        self.lines += turn.lines
        self.links += turn.links
        self.step, self.session, self.draft = turn.step, turn.session.id, turn.session.draft

    def render(self, words: Words, locale: str, limits: Limits) -> dict[str, Json]:
        """The bubble as it is stored: words, buttons, and where each of them leads."""
        if self.asking:
            return self._asked(self.asking, words, locale, limits)
        kind = self.step.accepts.kind if self.step else ""
        named = self._named_links()
        done = words.render(
            Draft(
                note=self.note,
                lines=tuple(self.lines),
                prompt=self.step.prompt if self.step else None,
                choices=tuple(self.step.accepts.choices) if self.step else (),
                ticked=self.draft if kind == "choices" else None,
                links=tuple((id, line) for id, line, _ in named),
                page=self.page,
                numbered=kind not in TYPED,
            ),
            locale,
            limits,
        )
        leads = {id: to for id, _, to in named}
        leads |= {"more": {"page": self.page + 1}, "first": {"page": 1}}
        return {
            "text": done.text,
            "buttons": [self._button(option) for option in done.buttons],
            "options": [
                {"id": o.id, "label": o.label, "number": _number(o), "to": leads.get(o.id, {})}
                for o in (*done.options, *(b for b in done.buttons if b.id in ("more", "first")))
            ],
            "media": [media.to_json() for media in self._media()],
            "session": self.session,
            "step": self.step.key if self.step else "",
            "kind": kind,
        }

    def _asked(self, asking: Ask, words: Words, locale: str, limits: Limits) -> dict[str, Json]:
        """Yes is the option itself, no shows its bubble again; other labels may be typed still."""
        meant, shown = asking.option, asking.shown
        about = Line(
            "common-change-answer" if asking.change else "common-did-you-mean",
            {"label": meant.label.lstrip(TICKS)},
        )
        choices = (Choice(meant.id, Line("common-yes")), Choice("again", Line("common-no")))
        done = words.render(Draft(prompt=about, choices=choices), locale, limits)
        leads = {
            meant.id: dict(meant.to),
            "again": AGAIN if shown.step and not asking.change else MENU,
        }
        answers = [Option(o.id, o.label, o.number, leads[o.id]) for o in done.options]
        others = [replace(option, number=None) for option in shown.options]
        return {
            "text": done.text,
            "buttons": [self._button(option) for option in done.buttons],
            "options": [
                {"id": o.id, "label": o.label, "number": o.number, "to": dict(o.to)}
                for o in (*answers, *others)
            ],
            "media": [],
            "session": shown.session,
            "step": shown.step,
            "kind": ASK,
        }

    def _button(self, option: Offered) -> dict[str, Json]:
        id = f"{self.number}.{option.id}"
        return {"id": id, "label": option.label, "number": _number(option)}

    def _named_links(self) -> list[tuple[str, Line, dict[str, Json]]]:
        """Links with an id within the bubble; a bubble that asks nothing offers the menu."""
        named = [(f"to-{n}", link.label, _to(link)) for n, link in enumerate(self.links, 1)]
        if self.step is None and not self.home:
            named.append(("menu", Line("common-menu"), MENU))
        return named

    def _media(self) -> list[Media]:
        lines = [*self.lines, *([self.step.prompt] if self.step else [])]
        found = [media_of(value) for line in lines for value in line.args.values()]
        return [media for media in found if media]


def _number(option: Offered) -> int | None:
    """What may be typed for it; beside a day, `3` is the third of the month."""
    return None if option.id == FORGOT else option.number


def _to(link: Link) -> dict[str, Json]:
    if link.flow == RESUME:
        return {"resume": link.args["session"]}
    return {"flow": link.flow, "args": dict(link.args)}


def shown_of(body: Mapping[str, Json]) -> Shown:
    """What a stored bubble showed, for the router."""
    options = cast("list[dict[str, Any]]", body.get("options") or [])
    return Shown(
        session=cast(int, body.get("session") or 0),
        step=str(body.get("step") or ""),
        kind=str(body.get("kind") or ""),
        options=tuple(Option(o["id"], o["label"], o.get("number"), o["to"]) for o in options),
    )
