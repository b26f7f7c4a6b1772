"""Reminders: what will be said and when, her own, later, and no more."""

from bot.flows import Feature
from handlers.reminders import flow

feature = Feature(
    name="reminders",
    flows={
        "reminders": flow.listed,
        "reminders/one": flow.one,
        "reminders/own": flow.own,
        "reminders/later": flow.later,
        "reminders/cancel": flow.cancel,
        "reminders/stop": flow.stop,
        "reminders/pause": flow.pause,
        "reminders/resume": flow.resume,
        "reminders/changed": flow.changed,
    },
)
