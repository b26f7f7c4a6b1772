"""The page in a real browser: what a miner sees, taps, writes and hears."""

from __future__ import annotations

import io
import re
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.web.phone import Phone, both

pytestmark = pytest.mark.browser
CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")


@both
async def test_a_newcomer_taps_hello_and_then_an_answer(phone: Phone) -> None:
    await phone.open()
    await phone.shot(f"1-first-{phone.width}")
    await phone.begin()
    await phone.shot(f"2-choices-{phone.width}")
    await phone.page.get_by_role("button", name="Ver precio").click()
    await expect(phone.page.get_by_text("Elegiste 1.2")).to_be_visible()
    assert phone.received() == ["Hola", "1.2"]
    mine = phone.page.locator(".mine").last
    await expect(mine).to_contain_text("Ver precio")
    await expect(mine.locator(".mark")).to_contain_text("Enviado")
    await phone.shot(f"3-answered-{phone.width}")


@both
async def test_the_keyboard_alone_is_enough(phone: Phone) -> None:
    await phone.open()
    keyboard = phone.page.keyboard
    for _ in range(2):
        await keyboard.press("Tab")
    await expect(phone.page.get_by_role("button", name="Hola")).to_be_focused()
    await phone.shot(f"4-focus-{phone.width}")
    await keyboard.press("Enter")
    await expect(phone.page.get_by_text("¿Qué necesitas?")).to_be_visible()
    field = phone.page.get_by_label("Escribe aquí")
    await field.focus()
    await keyboard.type("línea 1")
    await keyboard.press("Shift+Enter")
    await keyboard.type("línea 2")
    await keyboard.press("Enter")
    await expect(phone.page.locator(".theirs").last).to_contain_text(
        "línea 1\nlínea 2", use_inner_text=True
    )
    await expect(field).to_have_value("")
    await keyboard.press("Shift+Tab")
    await keyboard.press("Shift+Tab")
    await expect(phone.page.get_by_role("button", name="Otra cosa")).to_be_focused()


@both
async def test_an_old_button_still_answers_but_looks_quiet(phone: Phone) -> None:
    await phone.begin()
    await phone.page.get_by_role("button", name="Mi trámite").click()
    await expect(phone.page.get_by_text("Elegiste 1.1")).to_be_visible()
    old = phone.page.get_by_role("button", name="Ver precio")
    new = phone.page.get_by_role("button", name="Sí")
    old_box, new_box = await old.bounding_box(), await new.bounding_box()
    assert old_box and new_box
    assert old_box["height"] >= 48 and new_box["height"] >= 54
    assert old_box["width"] < new_box["width"]
    await old.click()
    await expect(phone.page.get_by_text("Elegiste 1.2")).to_be_visible()
    await expect(phone.page.locator(".chosen")).to_have_text("Ver precioelegida")


async def test_a_button_tapped_twice_is_meant_once(phone: Phone) -> None:
    phone.house.mailbox.delay = 0.3
    await phone.begin()
    await phone.page.get_by_role("button", name="Mi trámite").dblclick()
    await expect(phone.page.get_by_text("Elegiste 1.1")).to_be_visible()
    assert phone.received() == ["Hola", "1.1"]


async def test_a_photo_is_made_smaller_and_sent(phone: Phone) -> None:
    await phone.begin()
    picture = io.BytesIO()
    noise = Image.effect_noise((3000, 2000), 90).convert("RGB")
    noise.save(picture, "JPEG", quality=95)
    data = picture.getvalue()
    await phone.page.get_by_role("button", name="Adjuntar").click()
    await phone.shot(f"6-attach-{phone.width}")
    async with phone.page.expect_file_chooser() as chooser:
        await phone.page.get_by_role("button", name="Tomar foto").click()
    await (await chooser.value).set_files(
        {"name": "mina.jpg", "mimeType": "image/jpeg", "buffer": data}
    )
    await expect(phone.page.get_by_text("Recibí mina.jpg")).to_be_visible()
    [(kept, media)] = phone.house.mailbox.blobs.values()
    assert (media.mime, len(kept) < len(data)) == ("image/jpeg", True)
    assert max(Image.open(io.BytesIO(kept)).size) == 2400
    await phone.shot(f"7-photo-{phone.width}")
    await phone.page.reload()
    image = phone.page.locator(".mine img")
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("naturalWidth", 2400)


async def test_a_file_too_big_is_refused_in_words(phone: Phone, tmp_path: Path) -> None:
    await phone.begin()
    big = tmp_path / "video.pdf"
    with big.open("wb") as file:
        file.truncate(25 * 1024 * 1024)
    await phone.page.locator("#pick-file").set_input_files(big)
    await expect(phone.page.get_by_role("alert")).to_have_text(
        re.compile(r"El archivo es muy grande. Puedes enviar hasta 16\sMB.")
    )
    await expect(phone.page.locator(".mine")).to_have_count(1)
    await phone.shot(f"8-too-big-{phone.width}")


@both
async def test_sounds_pictures_and_documents_are_shown(phone: Phone) -> None:
    await phone.begin()
    house, address = phone.house.mailbox, await phone.address()
    sound = io.BytesIO()
    with wave.open(sound, "wb") as tape:
        tape.setnchannels(1)
        tape.setsampwidth(2)
        tape.setframerate(8000)
        tape.writeframes(bytes(16000))
    voice = await house.keep(sound.getvalue(), "gases.wav", "audio/wav")
    paper = await house.keep(b"%PDF" * 9000, "Declaración jurada REINFO.pdf", "application/pdf")
    await house.say(address, "Escucha: *sal rápido* si hueles gas.", media=(voice,))
    await house.say(address, "Tu papel está listo.", ("Abrir menú",), media=(paper,))
    audio = phone.page.locator("audio")
    await expect(audio).to_be_visible()
    await audio.evaluate("sound => sound.play()")
    await expect(audio).to_have_js_property("duration", 1)
    card = phone.page.get_by_role("link", name="Abrir Declaración jurada REINFO.pdf")
    await expect(card).to_contain_text("35 kB")
    await phone.shot(f"9-media-{phone.width}")


async def test_words_stay_words(phone: Phone) -> None:
    await phone.begin()
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script> javascript:alert(1)'
    await phone.write(evil)
    await expect(phone.page.locator(".theirs").last).to_contain_text(evil)
    assert await phone.page.title() == "Chaski, tu ayuda en la mina"
    address = await phone.address()
    text = "Mira *esto*: https://www.gob.pe/reinfo?a_b=1*2*3. Y _eso_, 2*3*4 y javascript:alert(1)"
    await phone.house.mailbox.say(address, text)
    bubble = phone.page.locator(".theirs").last
    await expect(bubble.locator("a")).to_have_attribute(
        "href", "https://www.gob.pe/reinfo?a_b=1*2*3"
    )
    await expect(bubble.locator("a")).to_have_count(1)
    await expect(bubble.locator("strong")).to_have_text(["esto"])
    await expect(bubble.locator("em")).to_have_text(["eso"])


async def test_waiting_is_shown_only_when_it_lasts(phone: Phone) -> None:
    await phone.begin()
    await phone.write("rápido")
    await expect(phone.page.locator(".theirs").last).to_contain_text("rápido")
    await phone.page.wait_for_timeout(900)
    await expect(phone.page.locator(".writing")).to_have_count(0)
    phone.house.mailbox.delay = 1.2
    await phone.write("despacio")
    await expect(phone.page.get_by_label("Chaski está escribiendo")).to_be_visible()
    await phone.shot(f"10-writing-{phone.width}")
    await expect(phone.page.locator(".theirs").last).to_contain_text("despacio")
    await expect(phone.page.locator(".writing")).to_have_count(0)


@both
async def test_a_long_answer_is_read_from_its_start(phone: Phone) -> None:
    await phone.begin()
    address = await phone.address()
    long = "\n".join(f"{n}. Un paso del trámite que conviene leer despacio." for n in range(1, 40))
    await phone.house.mailbox.say(address, long, ("Seguir",))
    start = phone.page.locator(".theirs").last.locator(".bubble")
    await expect(start).to_contain_text("39. Un paso")
    box, log = await start.bounding_box(), await phone.page.locator("#log").bounding_box()
    assert box and log and abs(box["y"] - log["y"]) < 24
    end = phone.page.get_by_role("button", name="Ver lo último")
    await phone.shot(f"11-long-{phone.width}")
    await end.click()
    await expect(phone.page.get_by_role("button", name="Seguir")).to_be_in_viewport()
    await expect(end).to_be_hidden()


async def test_her_place_is_sent_when_she_asks(phone: Phone) -> None:
    await phone.context.grant_permissions(["geolocation"])
    await phone.context.set_geolocation({"latitude": -14.07, "longitude": -75.73})
    await phone.begin()
    await phone.page.get_by_role("button", name="Adjuntar").click()
    await phone.page.get_by_role("button", name="Mi ubicación").click()
    await expect(phone.page.get_by_text("Estás en -14.1")).to_be_visible()


@both
async def test_every_word_can_be_read_in_the_sun(phone: Phone) -> None:
    await phone.begin()
    await phone.page.get_by_role("button", name="Ver precio").click()
    await expect(phone.page.get_by_text("Elegiste 1.2")).to_be_visible()
    await phone.page.get_by_role("button", name="Adjuntar").click()
    assert await phone.page.evaluate(CONTRAST) == []


@both
async def test_every_target_is_large_and_named(phone: Phone) -> None:
    await phone.begin()
    await phone.page.get_by_role("button", name="Mi trámite").click()
    await expect(phone.page.get_by_text("Elegiste 1.1")).to_be_visible()
    await phone.page.get_by_role("button", name="Adjuntar").click()
    for target in await phone.page.locator("button:visible, textarea:visible").all():
        box = await target.bounding_box()
        assert box and min(box["width"], box["height"]) >= 47.9, await target.inner_text()
        name = await target.evaluate("e => e.getAttribute('aria-label') || e.innerText")
        assert name.strip()


async def test_days_are_named(phone: Phone) -> None:
    await phone.open()
    address = await phone.address()
    now = datetime.now(UTC)
    for days, text in ((400, "hace tiempo"), (1, "de ayer"), (0, "de hoy")):
        outbound = await phone.house.mailbox.say(address, text)
        mine = phone.house.mailbox.sent[address.value]
        mine[-1] = type(outbound)(**vars(outbound) | {"at": now - timedelta(days=days)})
    await phone.page.reload()
    await expect(phone.page.locator(".day")).to_have_count(3)
    assert (await phone.page.locator(".day").all_inner_texts())[1:] == ["Ayer", "Hoy"]
    await phone.shot(f"12-days-{phone.width}")


async def test_twice_the_size_still_fits(phone: Phone) -> None:
    await phone.page.set_viewport_size({"width": 320, "height": 480})
    await phone.open()
    await phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
    await phone.page.get_by_role("button", name="Hola").click()
    await expect(phone.page.get_by_role("button", name="Otra cosa")).to_be_visible()
    await phone.shot(f"13-zoom-{phone.width}")
