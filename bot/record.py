"""What one turn writes: sessions, case, results, reminders, work and its bubble.

Rule 1: everything goes through the turn's own connection; it commits or vanishes together.
Rule 2: before consent nothing is learned, recorded or promised; a refusal erases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.flows.engine import Session, Turn
from bot.house import CONSENT, HOME, LANGUAGE, LINK, SOS, House, admitted
from bot.model import Case, Json
from bot.promises import refresh, subject_of
from bot.store import (
    cases,
    contacts,
    erase,
    links,
    messages,
    posts,
    reminders,
    sessions,
    shred,
    workitems,
)

RESUMABLE = 3


class Record:
    """One contact's rows during one turn. case and locale: as they stand now, mid-turn too.

    erased: names of files to remove once the turn is committed; None when nothing was erased.
    """

    def __init__(self, house: House, on: Connection, found: contacts.Found, address: int) -> None:
        self.house, self.on, self.found, self.address = house, on, found, address
        self.now, self.today = house.clock.now(), house.clock.today()
        self.case = cases.load(on, house.seal, found.id)
        self.locale = house.locale(self.case, found.locale)
        self.changed = False
        self.erased: Sequence[str] | None = None
        self._sessions: dict[int, sessions.Kept] = {}

    # -- sessions, each read once in a turn ----------------------------------------------------------

    def waiting(self) -> sessions.Kept | None:
        """The session that waits for her words."""
        kept = sessions.waiting(self.on, self.house.seal, self.found.id)
        if kept is not None:
            self._sessions[kept.id] = kept
        return kept

    def session(self, id: int) -> sessions.Kept | None:
        """A session of hers that can still be shown."""
        kept = self._sessions.get(id) or sessions.load(self.on, self.house.seal, id, self.found.id)
        if kept is None or kept.state == "expired" or not kept.body:
            return None
        self._sessions[id] = kept
        return kept

    # -- before the flow runs --------------------------------------------------------------------

    def begin(self, flow: str, args: Mapping[str, Json]) -> Session:
        """A new session of a flow; some are told what only the platform knows."""
        if flow in (HOME, SOS, LANGUAGE, CONSENT):
            args = {**args, "resume": self._resumable()}
        if flow == SOS:
            region, province = self.case.text("region"), self.case.text("province")
            args = {**args, "post": posts.near(self.on, region, province)}
        if flow.partition("/")[0] == "reminders":
            args = {**args, "promised": self._promised()}
        contact, today, now = self.found.id, self.today, self.now
        if flow == LINK:
            args = {**args, "code": links.offer(self.on, self.house.seal, contact, now)}
        id = sessions.create(self.on, self.house.seal, contact, flow, today, now)
        self._sessions[id] = sessions.Kept(id, contact, flow, "waiting", today, {}, now)
        return Session(id, flow, today, args)

    def _resumable(self) -> Json:
        """Sessions put aside in the middle of a question, newest first."""
        kept = sessions.interrupted(self.on, self.house.seal, self.found.id)
        waiting = sessions.waiting(self.on, self.house.seal, self.found.id)
        found = [waiting, *kept] if waiting is not None else kept
        usable = [k for k in found if k.flow != HOME and self.house.flow(k.flow) is not None]
        asked = [k for k in usable if k.body.get("waiting_for")]
        return [{"session": k.id, "flow": k.flow} for k in asked[:RESUMABLE]]

    def _promised(self) -> Json:
        """The reminders to come, soonest first."""
        pending = reminders.pending(self.on, self.house.seal, self.found.id)
        return [
            {
                "session": p.session,
                "name": p.name,
                "topic": p.topic,
                "due": self.house.clock.local(p.due_at).date().isoformat(),
                "line": p.body.get("line"),
                "label": _label(p.body.get("link")),
                "subject": subject_of(p),
            }
            for p in pending
        ]

    # -- after it ran ------------------------------------------------------------------------------

    def learn(self, turn: Turn) -> None:
        """Keep what the session teaches, if she agreed to be remembered."""
        learned = dict(turn.learned)
        self.locale = self.house.words.locale(str(learned.get("language") or self.locale))
        if not (str(learned.get("consent", "")).startswith("v") or admitted(self.case)):
            return
        seal, contact = self.house.seal, self.found.id
        if cases.teach(
            self.on,
            seal,
            contact,
            turn.session.id,
            case=self.case,
            learned=learned,
            today=self.today,
        ):
            self.changed = True
            self.case = cases.load(self.on, seal, contact)

    def write(self, turn: Turn, shown: int, *, aside: bool) -> None:
        """Keep the session. shown: the bubble that shows it; aside: others stop waiting."""
        house, session = self.house, turn.session
        refused = turn.learned.get("consent") == "no"
        state = "completed" if turn.done else "waiting"
        over = turn.done and session.flow in house.private()
        body = {} if refused or over else {**session.to_json(), "shown": shown}
        sessions.save(self.on, house.seal, session.id, state=state, body=body, now=self.now)
        before = self._sessions.pop(session.id)
        if aside and any(kept.state == "waiting" for kept in self._sessions.values()):
            sessions.put_aside(self.on, self.found.id, keep=session.id)
        noted, promised = bool(turn.results), before.promised or bool(turn.reminders)
        self._sessions[session.id] = replace(
            before, state=state, body=body, noted=noted, promised=promised
        )
        if refused:
            self.erased = erase.forget(self.on, house.seal, self.found.id, keep=session.id)
            erase.refused(self.on, self.found.id, self.now)
            self.case, self.changed = Case(), False
            return
        self._ask_for_work(turn)
        if over:
            since = house.clock.at(session.started, 0)
            shred.over(self.on, house.seal, self.found.id, session.id, since)
        if admitted(self.case):
            if noted or before.noted:
                sessions.record(self.on, house.seal, self.found.id, session.id, turn.results)
            self._promise(turn, promised)

    def _promise(self, turn: Turn, promised: bool) -> None:
        """Keep its reminders. promised: there are some, or were."""
        house, session, contact = self.house, turn.session, self.found.id
        if turn.done and session.flow in house.standing():
            reminders.adopt(self.on, contact, session.flow, session=session.id)
        elif not promised:
            return
        wanted = {
            name: house.promise(contact, session.id, name, reminder)
            for name, reminder in turn.reminders.items()
        }
        reminders.keep(
            self.on, house.seal, contact=contact, session=session.id, wanted=wanted, now=self.now
        )

    def _ask_for_work(self, turn: Turn) -> None:
        if turn.step is None or turn.step.task is None:
            return
        workitems.ask(
            self.on,
            self.house.seal,
            contact=self.found.id,
            session=turn.session.id,
            address=self.address,
            step=turn.step.key,
            fingerprint=turn.step.task.fingerprint,
            task=turn.step.task.name,
            locale=self.locale,
            args=turn.step.task.args,
            now=self.now,
        )

    def expire(self, kept: sessions.Kept) -> None:
        """The session's flow is no more."""
        seal, body = self.house.seal, dict(kept.body)
        sessions.save(self.on, seal, kept.id, state="expired", body=body, now=self.now)
        self._sessions[kept.id] = replace(kept, state="expired")

    def refresh(self) -> None:
        """Recompute standing plans, when the case changed in this turn."""
        if self.changed:
            refresh(self.house, self.on, self.found.id, self.case, self.locale)

    def queue(self, channel: str, bubble: int, body: Mapping[str, Json]) -> None:
        """Queue the turn's bubble."""
        values: dict[str, object] = {"bubbles": bubble, "seen_at": self.now}
        if admitted(self.case) and self.locale != self.found.locale:
            values["locale"] = self.locale
        contacts.save(self.on, self.found.id, **values)
        messages.queue(
            self.on,
            self.house.seal,
            contact=self.found.id,
            address=self.address,
            channel=channel,
            bubble=bubble,
            kind="reply",
            locale=self.locale,
            content=self.house.content.version,
            body=body,
            now=self.now,
            asking=False,
        )


def _label(link: Json) -> Json:
    return link.get("label") if isinstance(link, dict) else None
