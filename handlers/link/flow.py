"""The code that joins two chats, and the word that it was done."""

from __future__ import annotations

from bot.flows import Chat


async def code(chat: Chat, code: str = "") -> None:
    """Show the code. code: from the platform, which alone may make one; empty: none was made."""
    if not code:
        chat.say("none")
        return
    chat.say("code", code=f"{code[:4]} {code[4:]}")


async def done(chat: Chat) -> None:
    """The two chats are one."""
    chat.say("done")
