"""What may be done before she agreed to be remembered, or while the terms have changed."""

from __future__ import annotations

from collections.abc import Callable

from bot.corrections import Late
from bot.house import ENTRY
from bot.router import Answer, Ask, Command, Open, Page, Resume, Route
from bot.store.sessions import Kept

WITHOUT_CONSENT = ("sos", "stop", "data", "help", "repeat", "language", "back")


def before_consent(way: Route) -> bool:
    """Answer, go back, hear again, change the language; and call for help."""
    match way:
        case Open(flow):
            return flow.partition("/")[0] == ENTRY
        case Command(name):
            return name in ("sos", "back", "help", "repeat", "language")
    return isinstance(way, Answer | Page | Ask | Late)


def needs_terms(way: Route, session: Callable[[int], Kept | None]) -> bool:
    """Whether this must wait until she has answered the new terms. session: one of hers, by id."""
    match way:
        case Command(name):
            return name not in WITHOUT_CONSENT
        case Open(flow):
            return _of(flow)
        case Answer(id) | Page(id) | Resume(id):
            kept = session(id)
            return kept is None or _of(kept.flow)
    return not isinstance(way, Ask)


def _of(flow: str) -> bool:
    return flow.partition("/")[0] not in ("privacy", ENTRY)
