"""The same dialogue for everybody: what a person sends, as Telegram would deliver it.

One dialogue is five updates: one that begins it, and four answers typed as text.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence

PROVINCES = ("Grau", "Cotabambas", "Antabamba", "Aymaraes")
QUESTIONS = (
    "¿Cómo te llamas?",
    "{name}, ¿en qué provincia trabajas?",
    "¿Cuántos años llevas en la mina? Escribe un número.",
    "¿Trabajas solo?",
)
THANKS = "Gracias, {name}. Trabajas en {province} desde hace {count} {years}."
SAID = ("Rosa Quispe", "2", "12", "sí")
CONTACTS = 500


def updates(begin: str, count: int, contacts: int = CONTACTS) -> list[list[bytes]]:
    """`count` dialogues as raw updates, each dialogue of the next contact in turn."""
    made, number = [], 0
    for dialogue in range(count):
        said = []
        for text in (begin, *SAID):
            number += 1
            said.append(_update(number, 1_000_000 + dialogue % contacts, text))
        made.append(said)
    return made


def _update(number: int, user: int, text: str) -> bytes:
    person = {"id": user, "is_bot": False, "first_name": "Rosa", "language_code": "es"}
    message = {
        "message_id": number,
        "from": person,
        "chat": {"id": user, "first_name": "Rosa", "type": "private"},
        "date": int(time.time()),
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"offset": 0, "length": len(text), "type": "bot_command"}]
    return json.dumps({"update_id": number, "message": message}, ensure_ascii=False).encode()


def answer(method: str, chat: int, text: str) -> bytes:
    """What the Bot API says to a request."""
    if method.lower() == "getme":
        me = {"id": 42, "is_bot": True, "first_name": "Chaski", "username": "chaski_bot"}
        return json.dumps({"ok": True, "result": me}).encode()
    kept = {
        "message_id": 7,
        "date": 1_790_000_000,
        "chat": {"id": chat, "type": "private"},
        "text": text,
    }
    return json.dumps({"ok": True, "result": kept}).encode()


def keyboard(question: int) -> Sequence[str]:
    """The buttons under a question."""
    return {1: PROVINCES, 3: ("Sí", "No")}.get(question, ())
