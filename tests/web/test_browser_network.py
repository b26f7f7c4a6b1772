"""The page in a real browser on a bad network: nothing is lost, nothing is doubled."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.web.phone import Phone

pytestmark = pytest.mark.browser


async def test_what_is_written_without_a_network_is_sent_once_later(phone: Phone) -> None:
    await phone.begin()
    await phone.context.set_offline(True)
    await expect(phone.page.locator("#connection")).to_have_text(re.compile("Sin internet"))
    await phone.write("primero")
    await phone.write("segundo")
    await expect(phone.page.locator(".waiting .mark")).to_have_text(["Espera internet"] * 2)
    await phone.shot(f"5-offline-{phone.width}")
    await phone.context.set_offline(False)
    await expect(phone.page.locator(".theirs").last).to_contain_text("segundo")
    await expect(phone.page.locator(".waiting")).to_have_count(0)
    assert phone.received() == ["Hola", "primero", "segundo"]


async def test_a_page_reloaded_without_a_network_keeps_everything(phone: Phone) -> None:
    await phone.begin()
    await phone.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await phone.page.reload()
    await expect(phone.page.locator("#connection")).to_have_text("En línea")
    await phone.context.set_offline(True)
    await phone.write("no me pierdas")
    await phone.page.reload()
    await expect(phone.page.get_by_text("¿Qué necesitas?")).to_be_visible()
    await expect(phone.page.locator(".waiting")).to_contain_text("no me pierdas")
    await phone.context.set_offline(False)
    await expect(phone.page.locator(".theirs").last).to_contain_text("no me pierdas")
    assert phone.received() == ["Hola", "no me pierdas"]


async def test_an_answer_lost_on_the_way_does_not_double_the_message(phone: Phone) -> None:
    await phone.begin()
    lost = 0

    async def lose_once(route: Any) -> None:
        nonlocal lost
        lost += 1
        if lost == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await phone.page.route("**/chat/messages", lose_once)
    await phone.write("una sola vez")
    await expect(phone.page.locator(".sent").last).to_contain_text("una sola vez")
    assert lost == 2
    assert phone.received() == ["Hola", "una sola vez"]
    await expect(phone.page.locator(".mine")).to_have_count(2)


async def test_who_writes_too_fast_is_told_and_served_later(phone: Phone) -> None:
    await phone.begin()
    headers = {"Retry-After": "1", "Content-Type": "application/json"}
    refusal = {"status": 429, "headers": headers, "body": '{"reason": "webchat-too-fast"}'}

    async def refuse(route: Any) -> None:
        await route.fulfill(**refusal)

    await phone.page.route("**/chat/messages", refuse, times=1)
    await phone.write("rápido")
    await expect(phone.page.get_by_role("alert")).to_have_text("Vas muy rápido. Lo envío en 1 s.")
    await expect(phone.page.locator(".theirs").last).to_contain_text("rápido")
    phone.complaints.clear()  # the browser names the 429 it met


async def test_a_reload_keeps_the_conversation_in_order(phone: Phone) -> None:
    await phone.begin()
    await phone.page.get_by_role("button", name="Ver precio").click()
    await expect(phone.page.get_by_text("Elegiste 1.2")).to_be_visible()
    await phone.write("gracias")
    await expect(phone.page.locator(".theirs").last).to_contain_text("gracias")
    before = await phone.page.locator(".item .text").all_inner_texts()
    assert before == ["Hola", "¿Qué necesitas?", "Ver precio", "Elegiste 1.2", "gracias", "gracias"]
    await phone.page.reload()
    await expect(phone.page.locator("#connection")).to_have_text("En línea")
    assert await phone.page.locator(".item .text").all_inner_texts() == before
    await expect(phone.page.locator(".chosen")).to_contain_text("Ver precio")


async def test_an_erased_conversation_is_forgotten_here_too(phone: Phone) -> None:
    await phone.begin()
    phone.house.mailbox.sent.clear()
    await phone.house.mailbox.say(await phone.address(), "Borré todo. ¿Empezamos?")
    await phone.page.reload()
    await expect(phone.page.locator(".item .text")).to_have_text(["Borré todo. ¿Empezamos?"])
    assert "necesitas" not in await phone.page.evaluate("JSON.stringify(localStorage)")


async def test_two_open_pages_tell_the_same_story(phone: Phone) -> None:
    await phone.begin()
    other = await phone.context.new_page()
    await other.goto(f"{phone.url}/chat")
    await expect(other.get_by_text("¿Qué necesitas?")).to_be_visible()
    await phone.write("desde la primera")
    await expect(other.locator(".mine").last).to_contain_text("desde la primera")
    await expect(other.locator(".theirs").last).to_contain_text("desde la primera")


async def test_a_photo_chosen_without_a_network_survives_a_reload(phone: Phone) -> None:
    await phone.begin()
    await phone.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await phone.context.set_offline(True)
    pdf = {"name": "contrato.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 contrato"}
    await phone.page.locator("#pick-file").set_input_files(pdf)
    await expect(phone.page.locator(".waiting .card")).to_contain_text("contrato.pdf")
    await phone.page.reload()
    await expect(phone.page.locator(".waiting .card")).to_contain_text("contrato.pdf")
    await phone.context.set_offline(False)
    await expect(phone.page.get_by_text("Recibí contrato.pdf: 17 bytes")).to_be_visible()


async def test_a_restarted_server_loses_nothing(phone: Phone) -> None:
    await phone.begin()
    phone.house.channel.watchers.close()
    await expect(phone.page.locator("#connection")).not_to_have_text("En línea")
    await phone.house.mailbox.say(await phone.address(), "dicho mientras no estabas")
    phone.house.channel.watchers.closed = False
    await expect(phone.page.get_by_text("dicho mientras no estabas")).to_be_visible()
    await expect(phone.page.locator("#connection")).to_have_text("En línea")


async def test_a_lost_cookie_does_not_stop_her(phone: Phone) -> None:
    await phone.begin()
    await phone.context.clear_cookies()
    await phone.write("sigo aquí")
    await expect(phone.page.locator(".theirs").last).to_contain_text("sigo aquí")
    assert phone.received() == ["Hola", "sigo aquí"]
    phone.complaints.clear()  # the browser names the 401 it met
