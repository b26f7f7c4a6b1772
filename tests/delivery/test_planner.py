"""How a bubble reaches her is decided when it is sent, and the reason can be read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from bot.channels.policy import error_of
from bot.planner import Budget
from bot.store import plans
from bot.templates import Template, Templates, Wording
from tests.delivery.people import READY, Office

DAY = timedelta(days=1)


async def test_an_open_window_lets_all_through(office: Office) -> None:
    who = await office.someone(heard=23.9)
    id = await office.queue(who)
    await office.send()
    assert [o.text for o in office.whatsapp.got] == ["reminder 1\nde hoy"]
    assert office.whatsapp.got[0].template is None
    assert (await office.row(id))["state"] == "sent"


async def test_a_closed_window_takes_the_template(office: Office) -> None:
    who = await office.someone(heard=24.1)
    id = await office.queue(who)
    await office.send()
    [sent] = office.whatsapp.got
    assert sent.template is not None and sent.template.name == "aviso"
    assert sent.template.variables == ("reminder 1 de hoy",)
    assert sent.template.payloads == ("1.to-1",)
    row = await office.row(id)
    assert row["plan"] == "template:aviso:es"
    assert row["reason"] == "window-closed, so by template aviso"
    assert await office.rows("select category, messages from tally") == [("utility", 1)]


async def test_without_a_template_it_goes_with_her_next_message(office: Office) -> None:
    office.plan(templates=Templates())
    who = await office.someone(heard=30)
    id = await office.queue(who)
    await office.send()
    row = await office.row(id)
    assert (row["state"], row["plan"], row["attempts"]) == ("queued", "next", 0)
    assert row["reason"] == "window-closed, no-template"
    await office.hear(who)
    await office.queue(who, "reply")
    await office.send()
    assert [o.text.partition("\n")[0] for o in office.whatsapp.got] == ["reminder 1", "reply 2"]


async def test_what_waits_too_long_is_withheld(office: Office) -> None:
    office.plan(templates=Templates())
    who = await office.someone(heard=30)
    id = await office.queue(who, expires_at=office.clock.now() + DAY)
    await office.send()
    for _ in range(5):
        office.clock.move(timedelta(hours=6))
        await office.send()
    row = await office.row(id)
    assert (row["state"], row["reason"]) == ("withheld", "expired")
    assert office.whatsapp.got == []


async def test_another_channel_comes_before_a_paid_template(office: Office) -> None:
    who = await office.someone(heard=30)
    await office.also_telegram(who)
    id = await office.queue(who)
    await office.send()
    assert office.whatsapp.got == [] and len(office.telegram.got) == 1
    assert office.telegram.got[0].address.channel == "telegram"
    row = await office.row(id)
    assert (row["state"], row["plan"]) == ("sent", "elsewhere:telegram")
    assert row["reason"] == "window-closed, so by telegram"


async def test_no_consent_no_reminder_but_an_answer(office: Office) -> None:
    who = await office.someone(consent=False)
    id, answer = await office.queue(who), await office.queue(who, "reply")
    await office.send()
    assert (await office.row(id))["reason"] == "no-consent"
    assert (await office.row(answer))["state"] == "sent"


async def test_what_she_stopped_is_withheld_by_topic_and_whole(office: Office) -> None:
    for fact, reason in (
        ("stopped__formalization", "stopped formalization"),
        ("stopped__all", "stopped all"),
    ):
        who = await office.someone(f"51{fact}")
        await office.do(lambda on, w=who, f=fact: office.learn(on, w, **{f: True}))
        id = await office.queue(who, topic="formalization/plan")
        other = await office.queue(who, topic="training")
        await office.send()
        assert (await office.row(id))["reason"] == reason
        wanted = "withheld" if fact == "stopped__all" else "sent"
        assert (await office.row(other))["state"] == wanted


async def test_quiet_hours_hold_reminders_until_eight(office: Office) -> None:
    office.clock.move(timedelta(hours=11))
    who = await office.someone()
    id = await office.queue(who)
    await office.send()
    row = await office.row(id)
    assert (row["state"], row["plan"], row["reason"]) == ("queued", "later", "quiet-hours")
    office.clock.move(timedelta(hours=11))
    await office.send()
    assert (await office.row(id))["state"] == "sent"


async def test_at_night_an_answer_goes_and_takes_what_waits_with_it(office: Office) -> None:
    office.clock.move(timedelta(hours=12))
    who = await office.someone(heard=0.1)
    first = await office.queue(who)
    await office.send()
    answer = await office.queue(who, "reply")
    await office.send()
    assert [(await office.row(id))["state"] for id in (first, answer)] == ["sent", "sent"]


async def test_the_budget_of_a_day_ends_and_begins_anew(office: Office) -> None:
    office.plan(budget=Budget(messages=2))
    people = [await office.someone(f"5190000000{n}", heard=30) for n in range(3)]
    ids = [await office.queue(who) for who in people]
    await office.send()
    rows = [await office.row(id) for id in ids]
    assert [row["state"] for row in rows] == ["sent", "sent", "queued"]
    assert rows[2]["reason"] == "window-closed, budget of 2 messages a day is used up"
    office.clock.move(DAY)
    await office.send()
    assert (await office.row(ids[2]))["state"] == "sent"


async def test_a_template_nobody_approved_is_not_used_until_it_is(office: Office) -> None:
    draft = Template(
        "aviso", "utility", ("reminder",), date(2026, 11, 22), (Wording("es", "Va {{text}} ya"),)
    )
    office.plan(templates=Templates((draft,)))
    who = await office.someone(heard=30)
    id = await office.queue(who)
    await office.send()
    assert (await office.row(id))["reason"] == "window-closed, template aviso:es is draft"
    news = {
        "event": "APPROVED",
        "message_template_name": "aviso",
        "message_template_language": "es",
    }
    await office.do(lambda on: office.receipts.news(on, "message_template_status_update", news))
    office.clock.move(timedelta(hours=6))
    await office.send()
    assert office.whatsapp.got[0].template is not None
    assert (await office.row(id))["state"] == "sent"


async def test_a_window_the_platform_calls_closed_is_closed(office: Office) -> None:
    who = await office.someone(heard=2)
    office.whatsapp.trouble = [error_of(131047)]
    id = await office.queue(who)
    await office.send()
    office.clock.move(timedelta(seconds=2))
    await office.send()
    row = await office.row(id)
    assert (row["state"], row["plan"]) == ("sent", "template:aviso:es")
    await office.hear(who)
    await office.queue(who)
    await office.send()
    assert office.whatsapp.got[-1].template is None


async def test_undeliverable_goes_by_another_channel_or_says_why(office: Office) -> None:
    alone, both = await office.someone("51900000001"), await office.someone("51900000002")
    await office.also_telegram(both)
    office.whatsapp.trouble = [error_of(131026), error_of(131026)]
    ids = [await office.queue(who) for who in (alone, both)]
    await office.send()
    office.clock.move(timedelta(seconds=2))
    await office.send()
    rows = [await office.row(id) for id in ids]
    assert [row["state"] for row in rows] == ["withheld", "sent"]
    assert rows[0]["reason"].startswith("unreachable: 131026")
    assert len(office.telegram.got) == 1


async def test_her_delegate_is_asked_once(office: Office) -> None:
    asked: list[int] = []

    def delegates(on: Any, contact: int, ask: bool) -> bool:
        if ask:
            asked.append(contact)
        return contact not in asked or ask

    office.plan(templates=Templates(), delegates=delegates)
    who = await office.someone(heard=30)
    id = await office.queue(who)
    await office.send()
    row = await office.row(id)
    assert asked == [who] and row["plan"] == "delegate"
    office.clock.move(timedelta(hours=6))
    await office.send()
    assert asked == [who] and (await office.row(id))["plan"] == "next"


async def test_a_late_webhook_does_not_open_the_window(office: Office) -> None:
    who = await office.someone(heard=None)
    at = (await office.rows("select id from address"))[0][0]
    await office.do(lambda on: office._hear(on, who, at, "whatsapp", 30))
    await office.do(
        lambda on: (
            on.execute(
                text("update inbound set received_at = :n"),
                {"n": office.clock.now().isoformat(" ")},
            ).rowcount
        )
    )
    heard = await office.app.database.read(
        lambda on: plans.heard(on, office.app.house.seal, who, at)
    )
    assert office.clock.now() - heard[0] > DAY and heard[1] == office.clock.now()
    answer = await office.queue(who, "reply", urgency=0)
    reminder = await office.queue(who)
    office.clock.move(timedelta(hours=2))
    await office.send()
    assert (await office.row(answer))["plan"] == "", "an answer goes plainly, the platform decides"
    assert (await office.row(reminder))["plan"] == "template:aviso:es"
    assert READY.fits("reminder", "anything")


async def test_an_answer_the_platform_refuses_after_all_waits_for_her(office: Office) -> None:
    who = await office.someone(heard=30)
    office.whatsapp.trouble = [error_of(131047)]
    id = await office.queue(who, "reply")
    await office.send()
    office.clock.move(timedelta(seconds=2))
    await office.send()
    row = await office.row(id)
    assert (row["state"], row["plan"]) == ("queued", "next")
    await office.hear(who)
    office.clock.move(timedelta(hours=6))
    await office.send()
    assert (await office.row(id))["state"] == "sent"
