"""The dialogue in python-telegram-bot and aiogram, with a Bot API that answers in-process.

Updates arrive as JSON text and are parsed; every request is serialised in full, then answered
here instead of by the network. What differs between rows is the library and where it keeps state.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks import dialogue
from benchmarks.common import Meter, Sample, Skip, own_folder

TOKEN = "42:benchmarks-have-no-token-of-their-own"
NAME, PROVINCE, YEARS, ALONE = range(4)


async def ptb(turns: int, keep: str) -> Sample:
    """python-telegram-bot's ConversationHandler. keep: `memory`, `pickle` or `pickle-each`."""
    application = await _application(keep, own_folder())
    meter = Meter()
    said = [raw for one in dialogue.updates("/start", turns // 5 + 40) for raw in one]

    async def take(raw: bytes) -> None:
        from telegram import Update

        with meter.one():
            update = Update.de_json(json.loads(raw), application.bot)
            await application.process_update(update)
            if keep == "pickle-each":
                await application.update_persistence()

    for raw in said[:200]:
        await take(raw)
    meter = Meter()
    with meter.running():
        for raw in said[200 : 200 + turns]:
            await take(raw)
    await application.stop()
    await application.shutdown()
    return meter.sample()


async def _application(keep: str, folder: Path, base: str = "") -> Any:
    """base: a Bot API server to talk to over the network; none answers in-process."""
    from telegram.ext import (
        Application,
        CommandHandler,
        ConversationHandler,
        MessageHandler,
        PicklePersistence,
        filters,
    )

    builder = Application.builder().token(TOKEN)
    if base:
        builder = builder.base_url(f"{base}/bot")
    else:
        builder = builder.request(_request()).get_updates_request(_request())
    if keep != "memory":
        builder = builder.persistence(PicklePersistence(folder / "state.pickle"))
    application = builder.updater(None).build()
    words = filters.TEXT & ~filters.COMMAND
    states: dict[object, list[Any]] = {
        NAME: [MessageHandler(words, _name)],
        PROVINCE: [MessageHandler(words, _province)],
        YEARS: [MessageHandler(filters.Regex(r"^\d+$"), _years)],
        ALONE: [MessageHandler(words, _alone)],
    }
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", _start)],
            states=states,
            fallbacks=[CommandHandler("start", _start)],
            name="survey",
            persistent=keep != "memory",
        )
    )
    await application.initialize()
    await application.start()
    return application


def _request() -> Any:
    from telegram.request import BaseRequest

    class InProcess(BaseRequest):
        """Serialises what the network would carry, and answers for the platform."""

        read_timeout = 5.0

        async def initialize(self) -> None: ...

        async def shutdown(self) -> None: ...

        async def do_request(
            self, url: str, method: str, request_data: Any = None, *_: Any, **__: Any
        ) -> tuple[int, bytes]:
            given = request_data.parameters if request_data else {}
            if request_data:
                _body = request_data.json_payload
            name = url.rpartition("/")[2]
            return 200, dialogue.answer(name, given.get("chat_id", 0), given.get("text", ""))

    return InProcess()


async def _ask(update: Any, question: int, **known: str) -> None:
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    labels = dialogue.keyboard(question)
    rows = [[InlineKeyboardButton(label, callback_data=f"{question}.{label}")] for label in labels]
    markup = InlineKeyboardMarkup(rows) if rows else None
    text = dialogue.QUESTIONS[question].format(**known)
    await update.effective_message.reply_text(text, reply_markup=markup)


async def _start(update: Any, context: Any) -> int:
    context.user_data.clear()
    await _ask(update, 0)
    return NAME


async def _name(update: Any, context: Any) -> int:
    context.user_data["name"] = update.effective_message.text
    await _ask(update, 1, name=context.user_data["name"])
    return PROVINCE


async def _province(update: Any, context: Any) -> int:
    context.user_data["province"] = province_of(update.effective_message.text)
    await _ask(update, 2)
    return YEARS


async def _years(update: Any, context: Any) -> int:
    context.user_data["years"] = int(update.effective_message.text)
    await _ask(update, 3)
    return ALONE


async def _alone(update: Any, context: Any) -> int:
    context.user_data["alone"] = update.effective_message.text.lower() in ("sí", "si", "1")
    await update.effective_message.reply_text(thanks(context.user_data))
    return -1


def province_of(text: str) -> str:
    """A number or a name."""
    return dialogue.PROVINCES[int(text) - 1] if text.isdigit() else text


def thanks(known: dict[str, Any]) -> str:
    """The last words."""
    years = "año" if known["years"] == 1 else "años"
    return dialogue.THANKS.format(
        name=known["name"], province=known["province"], count=known["years"], years=years
    )


async def aiogram(turns: int) -> Sample:
    """aiogram's Dispatcher with MemoryStorage."""
    try:
        import aiogram as library
    except ImportError:
        raise Skip("aiogram is not installed; make bench installs it") from None
    from benchmarks.peers_aiogram import build

    bot, dispatcher = build(TOKEN)
    said = [raw for one in dialogue.updates("/start", turns // 5 + 40) for raw in one]
    assert library.__version__
    for raw in said[:200]:
        await dispatcher.feed_raw_update(bot, json.loads(raw))
    meter = Meter()
    with meter.running():
        for raw in said[200 : 200 + turns]:
            with meter.one():
                await dispatcher.feed_raw_update(bot, json.loads(raw))
    return meter.sample()
