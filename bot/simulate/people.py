"""The people of a run: half of them with a script, half of them tapping about."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from bot.house import House
from bot.model import Line
from bot.simulate.miner import Miner
from bot.simulate.phone import Phone

TYPED = {
    "menu": "common-words-menu",
    "stop": "common-words-stop",
    "plan": "formalization-keywords.plan",
    "triage": "formalization-keywords.triage",
    "steps": "formalization-keywords.steps",
    "file": "formalization-keywords.file",
    "reminders": "reminders-keywords",
    "own": "reminders-keywords.own",
}
"""What people type, by the id of the list whose first word it is."""
LABELS = {"resume": "reminders-go-resume"}
AVOIDED = (
    "reminders-go-stop-all",
    "reminders-go-stop-topic",
    "reminders-go-cancel",
    "reminders-go-resume",
    "privacy-go-erase",
)
ARRIVING = timedelta(days=6)


def people(count: int, random: Random, house: House, start: datetime, *, rest: int) -> list[Miner]:
    """So many miners, who come in the first days. rest: hours between two looks at the phone."""
    words = {
        name: house.words.text(Line(id), "es").partition(",")[0].strip()
        for name, id in TYPED.items()
    }
    words |= {name: house.words.text(Line(id), "es") for name, id in LABELS.items()}
    avoided = frozenset(house.words.text(Line(id), "es") for id in AVOIDED)
    return [
        Miner(
            phone=Phone(f"m{n}"),
            random=Random(random.random()),
            words=words,
            avoided=avoided,
            scripted=n % 2 == 0,
            due=start + min(ARRIVING, timedelta(hours=rest)) * random.random(),
            clock=house.clock,
            rest=rest,
        )
        for n in range(count)
    ]
