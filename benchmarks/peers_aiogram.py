"""The dialogue in aiogram; imported only where aiogram is installed."""

from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from benchmarks import dialogue
from benchmarks.peers import province_of, thanks


class Survey(StatesGroup):
    """Where a person is."""

    name = State()
    province = State()
    years = State()
    alone = State()


class InProcess(AiohttpSession):
    """Serialises what the network would carry, and answers for the platform."""

    async def make_request(
        self,
        bot: Bot,
        method: Any,
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram names it so
    ) -> Any:
        form = self.build_form_data(bot=bot, method=method)
        form()
        chat, text = getattr(method, "chat_id", 0), getattr(method, "text", "")
        content = dialogue.answer(method.__api_method__, chat, text).decode()
        return self.check_response(bot, method, 200, content).result


def build(token: str, base: str = "") -> tuple[Bot, Dispatcher]:
    """A bot and its dispatcher. base: a Bot API server to talk to; none answers in-process."""
    router, dispatcher = Router(), Dispatcher(storage=MemoryStorage())
    router.message(CommandStart())(_start)
    router.message(Survey.name)(_name)
    router.message(Survey.province)(_province)
    router.message(Survey.years)(_years)
    router.message(Survey.alone)(_alone)
    dispatcher.include_router(router)
    over = AiohttpSession(api=TelegramAPIServer.from_base(base)) if base else InProcess()
    return Bot(token, session=over), dispatcher


async def _ask(message: Message, question: int, **known: str) -> None:
    labels = dialogue.keyboard(question)
    rows = [
        [InlineKeyboardButton(text=label, callback_data=f"{question}.{label}")] for label in labels
    ]
    markup = InlineKeyboardMarkup(inline_keyboard=rows) if rows else None
    await message.answer(dialogue.QUESTIONS[question].format(**known), reply_markup=markup)


async def _start(message: Message, state: FSMContext) -> None:
    await state.set_data({})
    await state.set_state(Survey.name)
    await _ask(message, 0)


async def _name(message: Message, state: FSMContext) -> None:
    await state.update_data(name=message.text)
    await state.set_state(Survey.province)
    await _ask(message, 1, name=message.text or "")


async def _province(message: Message, state: FSMContext) -> None:
    await state.update_data(province=province_of(message.text or ""))
    await state.set_state(Survey.years)
    await _ask(message, 2)


async def _years(message: Message, state: FSMContext) -> None:
    await state.update_data(years=int(message.text or "0"))
    await state.set_state(Survey.alone)
    await _ask(message, 3)


async def _alone(message: Message, state: FSMContext) -> None:
    known = await state.update_data(alone=(message.text or "").lower() in ("sí", "si", "1"))
    await state.set_state(None)
    await message.answer(thanks(known))
