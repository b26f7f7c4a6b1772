"""Drawings beside the words, for whoever wants them: every module and every danger has one."""

from __future__ import annotations

from bot.flows import Arg, Chat, Media, MediaKind
from handlers.training.content import Module

LOW_DATA = "low-data"
"""A fact: she wants no drawings. Nobody who has not said so goes without."""


async def choose(chat: Chat) -> None:
    """Whether drawings come along; asked once, and whenever she wants."""
    chat.learn(LOW_DATA, not await chat.yes_no("pictures"))
    await chat.open("training")


def of(chat: Chat, module: Module) -> dict[str, Arg]:
    """The drawing of a module, as an argument of a line."""
    return _drawing(chat, module.id)


def danger(chat: Chat, module: Module) -> dict[str, Arg]:
    """The sign of what a module warns of."""
    return _drawing(chat, f"peligro-{module.danger}") if module.danger else {}


def _drawing(chat: Chat, name: str) -> dict[str, Arg]:
    if chat.case.get(LOW_DATA) is True:
        return {}
    return {"picture": Media(MediaKind.IMAGE, f"pictures/{name}.png", f"{name}.png", "image/png")}
