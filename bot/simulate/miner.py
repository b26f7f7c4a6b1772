"""Who holds the phones: miners with a script, and miners who tap whatever they see."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from bot.clock import Clock
from bot.model import Button, Outbound
from bot.simulate.phone import Message, Phone

Said = dict[str, str]
Script = Generator[Said, Outbound, None]
PREFERRED = ("es", "next", "agree", "miner", "yes", "vigente", "given", "today", "skip", "done")
NEVER = ("erase", "refuse")
LATER = ("tomorrow", "three-days", "week")
LOST_PATIENCE = timedelta(hours=30)
LONGEST_WALK = 7
CONFUSED = 25
"""Bubbles after which somebody who does not get where she wants goes back to the menu."""


@dataclass
class Appointment:
    """A reminder of her own. what: words nobody else uses; kept: the house said it would come."""

    what: str
    day: date
    asked_at: datetime
    kept: bool = False


@dataclass
class Silence:
    """From when to when she wanted no reminders; until is open while she still wants none."""

    since: datetime
    until: datetime | None = None


@dataclass
class Miner:
    """One person. words: what to type, by name; due: when she takes up her phone next.

    rest: hours between two looks at the phone, on average.
    avoided: labels she does not tap by chance: what stops reminders, and what erases her.
    laters: how often she asked to be told again later.
    replies, since: how many answers she had when she wrote last, and when that was.
    """

    phone: Phone
    random: Random
    words: Mapping[str, str]
    avoided: frozenset[str]
    scripted: bool
    due: datetime
    clock: Clock
    rest: int
    own: list[Appointment] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    script: Script | None = None
    laters: int = 0
    replies: int = 0
    since: datetime | None = None

    # -- one look at the phone ---------------------------------------------------------------------

    def act(self, now: datetime) -> list[Message]:
        """What she does now: go on when she was answered, begin something, or wait."""
        if self.since is not None and self.phone.replies <= self.replies:
            if now - self.since < LOST_PATIENCE:
                self.due = now + timedelta(minutes=self.random.randint(10, 90))
                return [self._write(now, self._any())] if self._impatient() else []
            self.script = None
        said = self._next(now)
        if said is None:
            self.since = None
            self.due = now + timedelta(hours=self.random.expovariate(1 / self.rest) + 1)
            return []
        self.replies, self.since = self.phone.replies, now
        self.due = now + timedelta(minutes=10)
        written = [self._write(now, said)]
        if "tap" in said and self.random.random() < 0.05:  # a nervous finger
            written.append(self.phone.write(now, now, **said))
        return written

    def _impatient(self) -> bool:
        return not self.scripted and self.random.random() < 0.1

    def _write(self, now: datetime, said: Said) -> Message:
        held = self.random.random() < 0.06  # in the mine there is no network
        due = now + timedelta(hours=self.random.randint(1, 30)) if held else now
        return self.phone.write(now, due, **said)

    def _next(self, now: datetime) -> Said | None:
        newest = self.phone.newest
        if self.script is None:
            self.script = self._task(now)
            return next(self.script, None)
        if newest is None:
            return None
        try:
            return self.script.send(newest)
        except StopIteration:
            self.script = None
            return None

    # -- what she may want -------------------------------------------------------------------------

    def _task(self, now: datetime) -> Script:
        if not self.phone.arrived:
            return self._begin()
        if not self.scripted:
            return self._wander(
                self.random.choice(("menu", "plan", "steps", "triage", "reminders", ""))
            )
        chance = self.random.random()
        if self.silences and self.silences[-1].until is None:
            return self._resume() if chance < 0.5 else self._wander("plan")
        if chance < 0.5:
            return self._appointment(now)
        if chance < 0.6:
            return self._stop()
        return self._wander(self.random.choice(("plan", "triage", "triage", "steps", "file")))

    def _begin(self) -> Script:
        """From hello to the plan, and reminders please."""
        seen = yield {"text": self.words["menu"]}
        liked = PREFERRED if self.scripted else ("next", "agree", "yes")
        for _ in range(CONFUSED):
            if _is_over(seen):
                return
            seen = yield self._answer(seen, liked)

    def _wander(self, word: str) -> Script:
        """Somewhere by a word, then wherever buttons lead; questions are answered."""
        seen = yield {"text": self.words[word] if word else self._noise()}
        for _ in range(self.random.randint(2, LONGEST_WALK)):
            seen = yield self._answer(seen, ("given", "today", "skip", "done"))

    def _appointment(self, now: datetime) -> Script:
        """A reminder of her own, some days from now."""
        day = self.clock.today() + timedelta(days=self.random.randint(2, 40))
        one = Appointment(f"k{self.phone.name}x{len(self.own)}", day, now)
        seen = yield {"text": self.words["own"]}
        self.own.append(one)
        seen = yield {"text": one.what}
        seen = yield {"text": f"{day.day}/{day.month}/{day.year}"}
        one.kept = one.what in seen.text

    def _stop(self) -> Script:
        """No reminders any more: from the moment the house said so."""
        yield {"text": self.words["stop"]}
        self.silences.append(Silence(self.clock.now()))

    def _resume(self) -> Script:
        """Reminders again."""
        seen = yield {"text": self.words["reminders"]}
        wanted = [b for b in seen.buttons if b.label == self.words["resume"]]
        if wanted:
            self.silences[-1].until = self.clock.now()
            yield {"tap": wanted[0].id}

    # -- how she answers -----------------------------------------------------------------------------

    def _answer(self, seen: Outbound, liked: Sequence[str]) -> Said:
        """A tap on what she likes or on anything, a typed number, or words."""
        buttons = [
            b for b in seen.buttons if _option(b) not in NEVER and b.label not in self.avoided
        ]
        if not buttons:
            return {"text": self._typed()}
        preferred = [b for name in liked for b in buttons if _option(b) == name]
        chosen = preferred[0] if preferred else self.random.choice(buttons)
        self.laters += _option(chosen) in LATER
        if chosen.number is not None and self.random.random() < 0.2:
            return {"text": str(chosen.number)}
        return {"tap": chosen.id}

    def _typed(self) -> str:
        day = self.clock.today() + timedelta(days=self.random.randint(-5, 20))
        number = str(len(self.phone.sent))  # never the same words twice: they may become a reminder
        return self.random.choice((number, f"{day.day}/{day.month}/{day.year}", self.words["menu"]))

    def _any(self) -> Said:
        old = [a.outbound for a in list(self.phone.arrived.values())[-8:]]
        bubble = self.random.choice(old) if old else None
        if bubble is None or not bubble.buttons or self.random.random() < 0.3:
            return {"text": self._noise()}
        return self._answer(bubble, ())

    def _noise(self) -> str:
        return self.random.choice(
            ("?", "qwrty", "7", "...", self.words["plan"], self.words["menu"])
        )


def _option(button: Button) -> str:
    return button.id.partition(".")[2]


def _is_over(seen: Outbound) -> bool:
    """Whether a bubble asks nothing: all its buttons are links."""
    return bool(seen.buttons) and all(
        _option(b).startswith("to-") or _option(b) == "menu" for b in seen.buttons
    )
