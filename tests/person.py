"""One person in a transcript: her sessions, her case and her bubbles, in memory.

She meets the router, the engine and the words that everybody meets, but no store and no channel.
`bot.turn` is the same story told with a store; when it changes, this changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot import gate, promises
from bot import turn as turning
from bot.bubble import Bubbling, shown_of
from bot.clock import SetClock, duration
from bot.flows.engine import Session, Turn, advance
from bot.house import ENTRY, HOME, SOS, House, admitted, link_of
from bot.model import Case, Fact, Json, Line, Location, Media, MediaKind, Reply, line_of, media_of
from bot.router import Answer, Ask, Command, Heard, Lost, Open, Page, Resume, Route, Shown, route
from bot.store.reminders import Promise
from tests.conftest import NOON
from tests.house import NARROWEST, PHONE, house
from tests.known import Known, result_of, value_of

MORNING = time(9, 0)
A_MINUTE = timedelta(minutes=1)


class Impossible(Exception):
    """A line of a transcript cannot be played; the message says why and what can be done."""


@dataclass
class Kept:
    """A session at rest, as JSON text. shown: the bubble that asked last."""

    flow: str
    started: date
    body: str = "{}"
    state: str = "waiting"
    shown: int = 0


class Person:
    """Somebody with a phone; what she does comes back as the lines of a transcript."""

    def __init__(self, of: House | None = None) -> None:
        self.clock = SetClock(NOON)
        self.house = replace(of or house(), clock=self.clock)
        self.locale = "es"
        self.case = Case({"consent": (Fact("v1", self.clock.today(), 0),)})
        self.sessions: dict[int, Kept] = {}
        self.bubbles: list[dict[str, Json]] = []
        self.results: dict[tuple[int, str], Json] = {}
        self.promised: dict[tuple[int, str], Promise] = {}
        self.bubble = Bubbling(number=1)

    # -- what a line of a transcript does --------------------------------------------------------

    def prepare(self, what: str = "", *given: str) -> list[str]:
        """`! flow`, `! case`, `! new`, `! today`, `! locale`."""
        pairs = {
            name: value_of(value) for name, _, value in (pair.partition("=") for pair in given)
        }
        match what:
            case "flow" if given and self.house.flow(given[0]) is not None:
                args = {name: value for name, value in pairs.items() if name != given[0]}
                return self._told(lambda: self._open(given[0], args))
            case "flow":
                known = sorted(flow for f in self.house.features.values() for flow in f.flows)
                raise Impossible(f"there is no such flow; there are {', '.join(known)}")
            case "case":
                today = self.clock.today()
                said: dict[str, Json] = {"true": True, "false": False}
                facts = {n: (Fact(said.get(v, v), today, 0),) for n, v in pairs.items()}
                self.case = Case({**self.case.facts, **facts})
            case "new":
                self.case = Case()
            case "today":
                day = date.fromisoformat(given[0])
                self.clock.moment = self.house.clock.at(day, 12)
            case "locale":
                self.locale = given[0]
            case _:
                raise Impossible("say ! flow, ! case, ! new, ! today or ! locale")
        return []

    def say(self, text: str) -> list[str]:
        """Typed words."""
        return self._hear(Heard(text=text, today=self.clock.today()), len(self.bubbles))

    def tap(self, label: str, bubble: int = 0) -> list[str]:
        """A button. bubble: its number; 0 the newest, -1 the one before."""
        number = bubble if bubble > 0 else len(self.bubbles) + bubble
        if not 0 < number <= len(self.bubbles):
            raise Impossible(f"there is no bubble {bubble} yet")
        buttons: Any = self.bubbles[number - 1]["buttons"]
        ids = [str(button["id"]) for button in buttons if button["label"] == label]
        if not ids:
            there = " ".join(f"[{button['label']}]" for button in buttons) or "none"
            raise Impossible(f"bubble {number} has no button [{label}]; there is {there}")
        option = shown_of(self.bubbles[number - 1]).option(ids[0].partition(".")[2])
        return self._hear(Heard(was_tap=True, tapped=option), number)

    def send(self, what: str, *where: str) -> list[str]:
        """`{photo}`, `{document}`, `{voice}` or `{place -15.5 -72.2}`."""
        kinds = {"photo": MediaKind.IMAGE, **{str(kind): kind for kind in MediaKind}}
        if what == "place" and len(where) == 2:
            said: dict[str, Any] = {"place": Location(float(where[0]), float(where[1]))}
        elif what in kinds:
            said = {"media": (Media(kinds[what], what, name=" ".join(where) or what),)}
        else:
            raise Impossible("send {photo}, {document}, {voice} or {place -15.5 -72.2}")
        kept = self._waiting()
        step = str(self._session(kept).waiting_for or "") if kept else ""
        return self._hear(Heard(reply=Reply(step, **said)), len(self.bubbles))

    def work(self, brought: str) -> list[str]:
        """What the platform brings back: JSON, a file name, or nothing: the work is done here."""
        step, id = self.bubble.step, self.bubble.session
        if step is None or step.task is None:
            raise Impossible("the platform was not asked to work")
        value = result_of(brought) if brought else self._done(step.task.name, step.task.args)
        result: dict[str, Json] = {"task": step.task.fingerprint, "value": value}
        return self._told(lambda: self._answer(id, Reply(step.key, result=result)))

    def wait(self, length: str) -> list[str]:
        """Time goes by, a morning at a time; what falls due is said on its day."""
        try:
            until = self.clock.now() + duration(length)
        except ValueError as error:
            raise Impossible(str(error)) from None
        told: list[str] = []
        while self.clock.now() < until:
            self.clock.moment = min(self._morning(), until)
            before = self._known()
            self._recompute()
            told += self._known().changes(before) + self._say_due()
        return told

    # -- one turn, as in bot.turn ------------------------------------------------------------------

    def _hear(self, heard: Heard, at: int) -> list[str]:
        kept = self._waiting()
        waiting = self._shown(self.sessions[kept].shown) if kept else None
        way = route(heard, self._shown(at) or Shown(), waiting, self.house.vocabulary)
        if not admitted(self.case) and not gate.before_consent(way):
            if kept is not None:
                return self._told(lambda: self._stay(kept, Line("common-consent-first")))
            way = Open(ENTRY)
        return self._told(lambda: self._follow(way, kept))

    def _follow(self, way: Route, kept: int | None) -> None:
        match way:
            case Answer(session, reply):
                self._answer(session, reply)
            case Open(flow, args):
                self._open(flow, args)
            case Page(session, page):
                self.bubble.page = page
                self._show(session)
            case Resume(session):
                self._show(session)
            case Command(name):
                self._command(name, kept)
            case Ask(_, shown):
                self.bubble.asking = way
                if kept is not None and kept == shown.session:
                    self._show(kept)
            case Lost(gone):
                self._lost(kept, gone=gone)

    def _answer(self, id: int, reply: Reply) -> None:
        if id in self.sessions:
            after = self._advance(id, self._session(id), reply)
            self._keep(id, after, result=reply.result is not None)
        else:
            self._lost(None, gone=True)

    def _open(self, flow: str, args: Mapping[str, Json], hops: int = 0) -> None:
        assert hops <= turning.MOST_HOPS, f"{flow} opens flows without end"
        if self.house.flow(flow) is None:
            self.bubble.note = Line("common-gone")
            flow, args = HOME, {}
        if flow in (HOME, SOS):
            args = {**args, "resume": self._resumable()}
        if flow.partition("/")[0] == "reminders":
            args = {**args, "promised": self._promises()}
        id = len(self.sessions) + 1
        self.sessions[id] = Kept(flow, self.clock.today())
        session = Session(id, flow, self.clock.today(), args)
        self._keep(id, self._advance(id, session, None), hops)

    def _show(self, id: int | None) -> None:
        if id in self.sessions:
            self._keep(id, self._advance(id, self._session(id), None))
        else:
            self._lost(None, gone=True)

    def _command(self, name: str, kept: int | None) -> None:
        if name in turning.FLOWS_OF:
            return self._open(turning.FLOWS_OF[name], {})
        if name in turning.REMARKS:
            self.bubble.note = Line(f"common-{name}")
        if name == "menu" or kept is None:
            return self._open(HOME, {})
        if name == "back":
            session = self._session(kept)
            there = session.back()
            self.bubble.note = Line("common-nothing-before") if there is session else None
            return self._keep(kept, self._advance(kept, there, None))
        return self._show(kept)

    def _lost(self, kept: int | None, *, gone: bool) -> None:
        self._stay(kept, Line("common-button-gone" if gone else "common-not-understood"))

    def _stay(self, kept: int | None, note: Line) -> None:
        self.bubble.note = note
        if kept is not None:
            return self._show(kept)
        return self._open(HOME if admitted(self.case) else ENTRY, {})

    def _advance(self, id: int, session: Session, reply: Reply | None) -> Turn:
        """One turn of the engine, computed twice."""
        flow = self.house.flow(session.flow)
        assert flow is not None
        given = self.house.given(1, self.case, self.locale)
        turn = advance(flow, session, reply, given)
        assert turn == advance(flow, session, reply, given), f"{session.flow} is not pure"
        return turn

    def _keep(self, id: int, turn: Turn, hops: int = 0, *, result: bool = False) -> None:
        kept = self.sessions[id]
        self._learn(id, turn.learned)
        self.bubble.take(turn)
        self.bubble.home = kept.flow == HOME
        if not (turn.done and result):
            for other in self.sessions.values():
                other.state = "interrupted" if other.state == "waiting" else other.state
        kept.state = "completed" if turn.done else "waiting"
        kept.body, kept.shown = json.dumps(turn.session.to_json()), self.bubble.number
        if turn.learned.get("consent") == "no":
            return self._forget(id)
        if admitted(self.case):
            others = {key: value for key, value in self.results.items() if key[0] != id}
            self.results = others | {(id, name): value for name, value in turn.results.items()}
            self._promise(id, turn)
        if turn.opening is not None:
            self._open(turn.opening.flow, turn.opening.args, hops + 1)
        return None

    def _learn(self, id: int, learned: Mapping[str, Json]) -> None:
        self.locale = str(learned.get("language") or self.locale)
        if not str(learned.get("consent", "")).startswith("v") and not admitted(self.case):
            return
        facts = dict(self.case.without(id).facts)
        for name, value in learned.items():
            mine = [f for f in self.case.facts.get(name, ()) if f.session == id]
            kept = mine[0] if mine and mine[0].value == value else None
            facts[name] = (*facts.get(name, ()), kept or Fact(value, self.clock.today(), id))
        self.case = Case(facts)

    def _forget(self, id: int) -> None:
        self.case, self.results, self.promised = Case(), {}, {}
        for other in self.sessions.values():
            other.body, other.state = "{}", "expired"

    # -- what lies about ---------------------------------------------------------------------------

    def _waiting(self) -> int | None:
        return next((id for id, kept in self.sessions.items() if kept.state == "waiting"), None)

    def _session(self, id: int) -> Session:
        """A session, back from JSON."""
        kept = self.sessions[id]
        return Session.of_json(id, kept.flow, kept.started, json.loads(kept.body))

    def _shown(self, number: int) -> Shown | None:
        return shown_of(self.bubbles[number - 1]) if number else None

    def _resumable(self) -> Json:
        left = [
            {"session": id, "flow": kept.flow}
            for id, kept in reversed(self.sessions.items())
            if kept.state in ("waiting", "interrupted")
            and kept.flow != HOME
            and self._session(id).waiting_for
        ]
        return json.loads(json.dumps(left[:3]))  # type: ignore[no-any-return]

    def _promises(self) -> Json:
        return [
            {
                "session": promise.session,
                "name": promise.name,
                "topic": promise.topic,
                "due": self.clock.local(promise.due_at).date().isoformat(),
                "line": promise.body["line"],
                "label": (promise.body["link"] or {}).get("label"),  # type: ignore[union-attr]
            }
            for promise in sorted(self.promised.values(), key=lambda promise: promise.due_at)
        ]

    def _done(self, name: str, args: Mapping[str, Json]) -> Json:
        """A task that a feature offers, done here and now."""
        for feature in self.house.features.values():
            if name in feature.tasks:
                return feature.tasks[name](self._in_words(dict(args)))
        raise Impossible(f'say what comes of "{name}": * {{"pages": 3}}, or * expediente.pdf')

    def _in_words(self, value: Json) -> Json:
        if (line := line_of(value)) is not None:
            return self.house.words.text(line, self.locale)
        if isinstance(value, list):
            return [self._in_words(part) for part in value]
        if isinstance(value, dict):
            return {name: self._in_words(part) for name, part in value.items()}
        return value

    # -- reminders, as in bot.promises -------------------------------------------------------------

    def _promise(self, id: int, turn: Turn) -> None:
        """Make a session's reminders exactly these; every one must have words."""
        flow, before = self.sessions[id].flow, self.promised
        anew = {id}
        if flow in self.house.standing() and turn.done:
            anew |= {other for other, kept in self.sessions.items() if kept.flow == flow}
        self.promised = {key: kept for key, kept in before.items() if key[0] not in anew}
        for name, reminder in turn.reminders.items():
            self.house.words.text(reminder.line, self.locale)
            promise = self.house.promise(1, id, name, reminder)
            waits = (id, name) in before and before[id, name].due_at == promise.due_at
            if waits or promise.due_at >= self.clock.now():
                self.promised[id, name] = promise

    def _recompute(self) -> None:
        """Standing plans follow the case and the day."""
        for name in self.house.standing():
            done = [
                id for id, k in self.sessions.items() if (k.flow, k.state) == (name, "completed")
            ]
            for id in done[-1:]:
                self._promise(id, self._advance(id, self._session(id), None))

    def _morning(self) -> datetime:
        now = self.clock.local(self.clock.now())
        today = datetime.combine(now.date(), MORNING, now.tzinfo)
        return today if today > now else today + timedelta(days=1)

    def _say_due(self) -> list[str]:
        now = self.clock.now()
        due = sorted((p for p in self.promised.values() if p.due_at <= now), key=lambda p: p.due_at)
        for promise in due:
            del self.promised[promise.session, promise.name]
        said, _ = promises._sorted(due, self.case, self.house)
        if not said:
            return []
        self.bubble = Bubbling(number=len(self.bubbles) + 1)
        self.bubble.lines.append(Line("reminders-greeting", {"count": len(said)}))
        for promise in said:
            line, link = line_of(promise.body["line"]), link_of(promise.body["link"])
            self.bubble.lines += [line] if line else []
            self.bubble.links += [link] if link else []
        return [f"@ {self.clock.today()}", *self._said()]

    # -- what a transcript tells -------------------------------------------------------------------

    def _told(self, act: Callable[[], None]) -> list[str]:
        """Do it, a minute after the last, and tell what came of it."""
        self.clock.move(A_MINUTE)
        self.bubble = Bubbling(number=len(self.bubbles) + 1)
        before, case = self._known(), self.case
        act()
        if self.case != case:
            self._recompute()
        return [*self._said(), *self._known().changes(before)]

    def _said(self) -> list[str]:
        self.bubble.render(self.house.words, self.locale, NARROWEST)
        body: Any = self.bubble.render(self.house.words, self.locale, PHONE)
        self.bubbles.append(json.loads(json.dumps(body)))
        lines = [f"< {line}".rstrip() for line in body["text"].split("\n")]
        sent = [media_of(file) for file in body["media"]]
        lines += [f"< {{{file.kind} {file.name or file.ref}}}" for file in sent if file]
        buttons = " ".join(f"[{button['label']}]" for button in body["buttons"])
        task = self.bubble.step.task if self.bubble.step else None
        return [
            *lines,
            *([f"< {buttons}"] if buttons else []),
            *([f"… {task.name}"] if task else []),
        ]

    def _known(self) -> Known:
        facts = {name: self.case.get(name) for name in self.case}
        days = [(self.clock.local(p.due_at).date(), p.name) for p in self.promised.values()]
        return Known(self.results, facts, days)
