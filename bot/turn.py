"""One claimed message → everything it leads to, inside one transaction (steps 3 to 7).

Rule 1: all of it or nothing: the caller's transaction holds the contact's lock.
Rule 2: one turn, one bubble.
Rule 3: before consent nothing is learned: facts are kept only of people who agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy import Connection

from bot import corrections
from bot.bubble import Bubbling, shown_of
from bot.corrections import Late
from bot.errors import EndlessFlow
from bot.flows.engine import Session, Turn, advance
from bot.gate import before_consent, needs_terms
from bot.house import CONSENT, ENTRY, HOME, SOS, House, admitted
from bot.model import Json, Line, Location, Reply, media_of
from bot.record import Record
from bot.router import (
    ASK,
    Answer,
    Ask,
    Command,
    Heard,
    Lost,
    Open,
    Page,
    Resume,
    Route,
    Shown,
    route,
)
from bot.store import contacts, messages, people, sessions
from bot.store.messages import Taken
from bot.typed import clean, typed
from bot.wanted import Link

MOST_HOPS = 10
DOUBLE_TAP = timedelta(seconds=5)
HELD_UP = timedelta(hours=1)
"""Two taps at once come before the answer to the first; after this long, the clock was set back."""
FLOWS_OF = {
    "language": "onboarding/language",
    "data": "privacy",
    "stop": "reminders/stop",
    "pause": "reminders/pause",
    "sos": "sos",
}
FOUND, BUTTONS = 3, 8
"""Things offered for words nobody waits for, and buttons one bubble should have at most."""
FAR_BACK = 12
"""Bubbles that are looked through for the page before."""
"""Commands that never wait for a yes to a new version of the consent."""
REMARKS = ("help", "thanks", "bye", "listen")
"""Commands that are answered with a line, where she stands."""


@dataclass(frozen=True)
class Done:
    """What a turn came to. erased: files to remove.

    more: another message of hers waits behind this one.
    """

    inbound: int
    erased: Sequence[str] | None = None
    more: bool = False


class Turning:
    """The turn of one inbound message of one locked contact."""

    def __init__(self, house: House, on: Connection, found: contacts.Found, taken: Taken) -> None:
        self.house, self.on, self.found, self.taken = house, on, found, taken
        self.record = Record(house, on, found, taken.address)
        self.bubble = Bubbling(number=found.bubbles + 1)
        self.edit = corrections.edit_of(on, house.seal, found.id, taken)
        self.asked: Json = None
        self._bubbles: dict[int, messages.Bubble | None] = {}

    @property
    def _admitted(self) -> bool:
        return admitted(self.record.case)

    def run(self) -> Done:
        """Route, advance, render, write."""
        if not (self._is_echo() or self._is_stale()):
            self._answered()
        corrections.note(self.on, self.edit, self.taken.id, self.taken.body, self.asked)
        self.house.mark("commit")
        return Done(self.taken.id, self.record.erased, self.taken.more)

    def _is_echo(self) -> bool:
        """A second tap on the button that was answered last, moments ago."""
        tap = self.taken.body.get("tap")
        last = self.found.bubbles if tap else 0
        said = self._bubble(last) if last else None
        if said is None or said.body.get("tapped") != tap:
            return False
        return -HELD_UP < self.taken.received_at - said.created_at < DOUBLE_TAP

    def _is_stale(self) -> bool:
        """A result of work that no session waits for any more."""
        if not self._is_result:
            return False
        kept = self.record.session(cast(int, self.taken.body["session"]))
        return kept is None or kept.body.get("waiting_for") != self.taken.body["step"]

    def _answered(self) -> None:
        kept = self.record.waiting()
        start = self.taken.body.get("start")
        if start:
            self._open(str(start), {})
        else:
            way = self._route(kept)
            self.house.mark("route")
            self._follow(way, kept)
        self.house.mark("advance")
        self.say(tapped=self.taken.body.get("tap"))

    # -- route ---------------------------------------------------------------------------------

    def _route(self, kept: sessions.Kept | None) -> Route:
        body = self.taken.body
        waiting = self._shown(kept.body.get("shown"), kept) if kept else None
        if "result" in body:
            reply = Reply(str(body["step"]), result=body["result"])
            return Answer(cast(int, body["session"]), reply)
        tap = str(body.get("tap", ""))
        at = self._bubble_of(tap) if tap else self._shown(self.found.bubbles, None)
        if self.edit and self.edit.late:
            return Late()
        if self.edit and self.edit.bubble:
            at = waiting = self._shown(self.edit.bubble, None)
        heard = self._heard(body, tap, at or Shown(), waiting)
        return route(heard, at or Shown(), waiting, self.house.vocabulary)

    def _heard(self, body: Mapping[str, Json], tap: str, at: Shown, waiting: Shown | None) -> Heard:
        if tap:
            return Heard(was_tap=True, tapped=at.option(tap.partition(".")[2]))
        text, files = str(body.get("text", "")), body.get("media")
        media = tuple(m for m in map(media_of, files if isinstance(files, list) else []) if m)
        place = body.get("place")
        if media or place:
            where = Location(*cast("list[float]", place)) if place else None
            step = waiting.step if waiting else ""
            reply = Reply(step, text=clean(text), media=media, place=where)
            return Heard(text=text, reply=reply)
        return Heard(text=text, today=self.house.clock.today())

    def _bubble_of(self, tap: str) -> Shown | None:
        return self._shown(people.bubble_of(self.on, self.taken.address, tap), None)

    def _shown(self, number: Json, kept: sessions.Kept | None) -> Shown | None:
        usable = isinstance(number, int) and 0 < number < 2**31
        row = self._bubble(cast(int, number)) if usable else None
        if row is not None:
            return shown_of(row.body)
        return Shown(kept.id, str(kept.body.get("waiting_for") or "")) if kept else None

    def _bubble(self, number: int) -> messages.Bubble | None:
        """A bubble of hers, read once in a turn."""
        if number not in self._bubbles:
            found = messages.bubble(self.on, self.house.seal, self.found.id, number)
            self._bubbles[number] = found
        return self._bubbles[number]

    # -- advance ---------------------------------------------------------------------------------

    def _follow(self, way: Route, kept: sessions.Kept | None) -> None:
        """Do what the route says; why a file could not be kept is said where she stands."""
        problem = str(self.taken.body.get("problem") or "")
        if problem and way != Command("sos"):
            return self._stay(kept, Line(problem))
        if not self._admitted and not before_consent(way):
            if kept is not None:
                return self._stay(kept, Line("common-consent-first"))
            way = Open(ENTRY)
        if self._admitted and not self._is_result and self._asks_again(way):
            way = Open(CONSENT)
        match way:
            case Answer(session, reply, then):
                self._answer(session, reply, then)
            case Open(flow, args):
                self._open(flow, args)
            case Page(session, page):
                self.bubble.page = page
                self._show(self.record.session(session))
            case Resume(session):
                self._show(self.record.session(session))
            case Command("sos"):
                self._call_for_help(kept)
            case Command(name):
                self._command(name, kept)
            case Ask(_, shown):
                self.bubble.asking = way
                if kept is not None and kept.id == shown.session:
                    self._show(kept)
            case Late():
                self._stay(kept, Line("common-edited-late"))
            case Lost(sent=True):
                self._stay(kept, Line("common-sent-unasked"))
            case Lost(gone):
                self._lost(kept, gone=gone)

    def _asks_again(self, way: Route) -> bool:
        """Whether the consent has a new version and this must wait until she answers it."""
        if self.record.case.text("consent") == self.house.terms or not self.house.terms:
            return False
        return needs_terms(way, self.record.session)

    def _answer(self, id: int, reply: Reply, then: Sequence[int] = ()) -> None:
        kept = self.record.session(id)
        if kept is None:
            self._lost(None, gone=True)
        elif self.house.flow(kept.flow) is None:
            self._withdrawn(kept)
        else:
            turn = self._advance(session_of(kept), reply)
            if self._must_ask(kept, turn):
                return
            self.asked = kept.body.get("shown") if reply.step in turn.session.answers else None
            if turn.note and turn.note.id.startswith("common-unclear"):
                self._offer_found(beside=turn)
            self._keep(kept.flow, self._answered_too(turn, then))

    def _must_ask(self, kept: sessions.Kept, turn: Turn) -> bool:
        """Whether an old button would change a fact that much hangs on; then it asks instead."""
        tap = str(self.taken.body.get("tap") or "")
        at = self._bubble_of(tap) if tap and kept.state != "waiting" else None
        option = at.option(tap.partition(".")[2]) if at else None
        if (
            not at
            or not option
            or at.kind == ASK
            or not corrections.changes_guarded(self.record.case, turn)
        ):
            return False
        self.bubble.asking = Ask(option, at, change=True)
        return True

    def _answered_too(self, turn: Turn, then: Sequence[int]) -> Turn:
        """The turn after more answers of the same message: to questions with options, in order.

        No question that cannot be taken back is answered before it was seen.
        """
        for number in then:
            step = turn.step
            asks = step is not None and step.accepts.kind == "choice" and not step.final
            if step is None or not asks or turn.note or not self._admitted:
                self.bubble.note = Line("common-one-by-one")
                break
            chosen = step.accepts.ids[number - 1 : number]
            self.bubble.lines += turn.lines
            self.bubble.links += turn.links
            turn = self._advance(turn.session, Reply(step.key, choices=chosen))
        return turn

    def _open(self, flow: str, args: Mapping[str, Json], hops: int = 0) -> None:
        """Begin a flow; the menu instead, when it was withdrawn."""
        if self.house.flow(flow) is None:
            self.bubble.note = Line("common-gone")
            flow, args = HOME, {}
        session = self.record.begin(flow, args)
        self._keep(flow, self._advance(session, None), hops)

    def _show(self, kept: sessions.Kept | None) -> None:
        """Show a session's current step again."""
        if kept is None:
            self._lost(None, gone=True)
        elif self.house.flow(kept.flow) is None:
            self._withdrawn(kept)
        else:
            self._keep(kept.flow, self._advance(session_of(kept), None))

    def _advance(self, session: Session, reply: Reply | None) -> Turn:
        flow = self.house.flow(session.flow)
        assert flow is not None
        given = self.house.given(self.found.id, self.record.case, self.record.locale)
        return advance(flow, session, reply, given)

    def _keep(self, flow: str, turn: Turn, hops: int = 0) -> None:
        """Write what a turn made of its session, and go on where it opens."""
        if hops > MOST_HOPS:
            raise EndlessFlow(f"{flow} opens more than {MOST_HOPS} flows in one turn")
        self.record.learn(turn)
        self.bubble.take(turn)
        self.bubble.home = flow == HOME
        self.record.write(turn, self.bubble.number, aside=not (turn.done and self._is_result))
        if turn.opening is not None:
            self._open(turn.opening.flow, turn.opening.args, hops + 1)

    @property
    def _is_result(self) -> bool:
        """Whether the platform answers here: that must not take the word from an open question."""
        return "result" in self.taken.body

    # -- commands and dead ends --------------------------------------------------------------------

    def _call_for_help(self, kept: sessions.Kept | None) -> None:
        """The card at once; words that may be her answer are kept as one too."""
        waiting = self._shown(kept.body.get("shown"), kept) if kept else None
        if kept and waiting and waiting.kind == "text":
            said = str(self.taken.body.get("text", ""))
            reply = typed(waiting.step, waiting.kind, said, None)
            self._keep(kept.flow, self._advance(session_of(kept), reply))
        answered, self.bubble.lines = self.bubble.lines, []
        self._open(SOS, {})
        self.bubble.lines += answered

    def _command(self, name: str, kept: sessions.Kept | None) -> None:
        if name in FLOWS_OF:
            return self._open(FLOWS_OF[name], {})
        if name in REMARKS:
            self.bubble.note = Line(f"common-{name}")
        if name == "back":
            return self._back(kept)
        if name == "menu" or kept is None:
            return self._open(HOME, {})
        return self._show(kept)

    def _back(self, kept: sessions.Kept | None) -> None:
        """To the question before; from a page without one, to the page before it."""
        if kept is None:
            before = self._page_before()
            return self._show(before) if before else self._open(HOME, {})
        session = session_of(kept)
        there = session.back()
        self.bubble.note = Line("common-nothing-before") if there is session else None
        self._keep(kept.flow, self._advance(there, None))

    def _page_before(self) -> sessions.Kept | None:
        """The page she came from: of an older session than this one, so that she never turns round."""
        last = self.found.bubbles
        shown = [self._shown(n, None) for n in range(last, max(last - FAR_BACK, 0), -1)]
        older = (at.session for at in shown if at and shown[0] and at.session < shown[0].session)
        found = (self.record.session(id) for id in older)
        return next((k for k in found if k and k.flow != HOME and self.house.flow(k.flow)), None)

    def _lost(self, kept: sessions.Kept | None, *, gone: bool) -> None:
        if kept is None and not gone and self._admitted and self._offer_found():
            return
        self._stay(kept, Line("common-button-gone" if gone else "common-not-understood"))

    def _offer_found(self, beside: Turn | None = None) -> bool:
        """Buttons to the nearest content of what was typed; whether there is any.

        beside: the question that could not take it; its options keep their room.
        """
        said = str(self.taken.body.get("text") or "")
        step = beside.step if beside else None
        room = FOUND if step is None else BUTTONS - len(step.accepts.choices) - 1
        found = self.house.index.find(said, min(room, FOUND)) if room > 0 else []
        if found and self._admitted:
            self.bubble.note = Line("common-maybe")
            self.bubble.links += [Link(f.label, f.flow, f.args) for f in found]
        return bool(found)

    def _stay(self, kept: sessions.Kept | None, note: Line) -> None:
        """Say why, and stand where she stood: the same step again, or the menu."""
        self.bubble.note = note
        if kept is not None:
            self._show(kept)
        else:
            self._open(HOME if self._admitted else ENTRY, {})

    def _withdrawn(self, kept: sessions.Kept) -> None:
        self.record.expire(kept)
        self.bubble.note = Line("common-gone")
        self._open(HOME, {})

    # -- render and commit ---------------------------------------------------------------------------

    def say(self, *, tapped: Json = None) -> None:
        """Render and queue the bubble. tapped: the button it answers, if any."""
        record, channel = self.record, self._channel()
        record.refresh()
        body = self.bubble.render(self.house.words, record.locale, self.house.limits[channel])
        self.house.mark("render")
        record.queue(channel, self.bubble.number, {**body, "tapped": tapped})

    def _channel(self) -> str:
        """The channel to answer on; a work result answers where it was asked."""
        if self.taken.channel != "work":
            return self.taken.channel
        return contacts.channel(self.on, self.taken.address)


def session_of(kept: sessions.Kept) -> Session:
    """A stored session as the engine knows it."""
    return Session.of_json(kept.id, kept.flow, kept.started, kept.body)
