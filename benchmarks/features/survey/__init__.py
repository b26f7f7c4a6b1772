"""The dialogue that is measured: four questions, one fact, one result."""

from __future__ import annotations

from bot.flows import Chat, Feature

PROVINCES = ("grau", "cotabambas", "antabamba", "aymaraes")


async def survey(chat: Chat) -> None:
    """Name, province, years, alone or not; then all of it said back."""
    name = await chat.text("name", longest=80)
    province = await chat.one_of("province", PROVINCES, name=name)
    years = await chat.number("years", high=80)
    alone = await chat.yes_no("alone")
    chat.learn("survey-alone", alone)
    chat.record("years", str(years))
    chat.say("thanks", name=name, province=chat.line(f"province.{province}"), count=years)


feature = Feature(name="survey", flows={"survey": survey})
