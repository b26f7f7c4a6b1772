"""`chaski impact` as its user meets it: an edited folder, a database, one sentence, an exit code."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import library, releases
from bot.config import BadSetting, data_root
from bot.content_reader import BadContent
from bot.impact import command
from bot.impact.command import impact, tell_change
from bot.releases import NoContent
from bot.store import releases as released
from bot.store.releases import Released
from tests.conversation.phone import Chaski, Phone
from tests.databases import SECRET

NEWER = """
[[values]]
value = 2027-06-30
valid_from = 2026-11-01
norm = "Ley X"
source = ["S-1"]
checked = 2026-11-24
"""
Impact = Callable[..., "asyncio.Future[int]"]


@pytest.fixture
def ask(chaski: Chaski, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """`chaski impact`, with the settings of this server."""
    url = chaski.app.database.engine.url.render_as_string(hide_password=False)
    for name, value in (
        ("DATA_DIR", str(tmp_path)),
        ("DATABASE_URL", url),
        ("SECRET_KEY", SECRET.decode()),
    ):
        monkeypatch.setenv(f"CHASKI_{name}", value)

    monkeypatch.setattr(command, "Clock", lambda _: chaski.clock)

    async def run(content: Path | str = "", *, as_json: bool = False) -> int:
        return await asyncio.to_thread(impact, str(content), as_json=as_json)

    return run


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of content/ in which the law moved."""
    return _edited_tree(tmp_path)


async def _release(chaski: Chaski) -> Released:
    await chaski.app.database.write(lambda on: releases.publish(chaski.app.house, on))
    found = await chaski.app.database.read(released.newest)
    assert found is not None
    return found


async def test_a_release_is_kept_once_and_read_back_as_it_was(chaski: Chaski) -> None:
    first, again = await _release(chaski), await _release(chaski)
    assert first == again and first.told_at is not None
    shapes = chaski.app.house.content.shapes
    content, problems = releases.unpack(first.packed, shapes)
    assert (content.version, problems) == (chaski.app.house.content.version, ())
    assert content.items == chaski.app.house.content.items


async def test_the_sentence_names_how_many_and_what(
    chaski: Chaski, rosa: Phone, ask: Impact, edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await rosa.onboard()
    await rosa.open("formalization/done", id="contrato")
    await _release(chaski)
    assert await ask(edited) == 0
    out = capsys.readouterr().out
    assert "1 unchanged, 0 will be asked, 0 lose their place; 1 plans move to 2027-06-30" in out
    assert "values/process-end                   2026-12-31 → 2027-06-30" in out
    assert "formalization/fin-del-proceso 2026-12-31 → 2027-06-30" in out


async def test_who_loses_her_place_makes_it_exit_1(
    chaski: Chaski, rosa: Phone, ask: Impact, edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await rosa.onboard()
    await rosa.open("formalization/papers", id="agua")
    await _release(chaski)
    (edited / "content/formalization/agua.toml").unlink()
    assert await ask(edited / "content", as_json=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["lose_their_place"] == 1
    [touched] = [t for t in found["sessions"]["touched"] if t["kind"] == "lost"]
    assert (touched["flow"], touched["item"]) == ("formalization/papers", "agua")
    assert {"item": "formalization/agua", "change": "withdrawn"} in found["items"]


async def test_nothing_private_is_shown(
    chaski: Chaski, rosa: Phone, ask: Impact, edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await rosa.onboard()
    await rosa.say("mi aviso", "pagar a mi primo Juan")
    await _release(chaski)
    await ask(edited, as_json=True)
    await ask(edited)
    assert "Juan" not in capsys.readouterr().out


async def test_before_the_first_release_it_says_so(
    rosa: Phone, ask: Impact, edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await rosa.onboard()
    assert await ask(edited) == 0
    assert "nothing was released yet" in capsys.readouterr().err


async def test_content_that_cannot_be_read_is_refused_by_line(
    chaski: Chaski, ask: Impact, edited: Path
) -> None:
    (edited / "content/values/uit.toml").write_text('id = "uit"\n')
    with pytest.raises(BadContent, match=r"content/values/uit\.toml:1"):
        await ask(edited)


async def test_a_wrong_folder_or_database_is_one_sentence_with_a_remedy(
    chaski: Chaski, ask: Impact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NoContent, match="--content DIR"):
        await ask(tmp_path)
    monkeypatch.setenv("CHASKI_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(BadSetting, match="run chaski serve once"):
        await ask()
    assert not (tmp_path / "none.db").exists()


async def test_telling_compares_the_last_release_told_with_the_newest(
    chaski: Chaski, rosa: Phone, ask: Impact, capsys: pytest.CaptureFixture[str]
) -> None:
    await rosa.onboard()
    with pytest.raises(BadSetting, match="nothing was released"):
        await asyncio.to_thread(tell_change, dry=False)
    await _release(chaski)
    house = chaski.app.house
    newer = library.read(await asyncio.to_thread(_edited_tree, chaski.folder), house.content.shapes)
    chaski.live_in(dataclasses.replace(house, content=newer[0]))
    await _release(chaski)
    said = []
    for dry in (True, False, False):
        assert await asyncio.to_thread(tell_change, dry=dry) == 0
        said.append(capsys.readouterr().out)
    assert "1 would be told" in said[0] and "1 will be told" in said[1]
    assert "nothing changed since people were last told" in said[2]
    await chaski.wait(minutes=2)
    assert sum("Ahora: 30 de junio de 2027" in b.text for b in rosa.bubbles) == 1


def _edited_tree(folder: Path) -> Path:
    root = folder / "moved"
    shutil.copytree(data_root() / "content", root / "content")
    file = root / "content/values/process-end.toml"
    file.write_text(file.read_text() + NEWER)
    return root
