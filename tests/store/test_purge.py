"""What is not kept, is gone: words without consent, files without an owner, sessions long over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SetClock
from tests.handlers.miner import known, miner


async def test_words_of_somebody_who_never_agreed_are_emptied(
    tmp_path: Path, clock: SetClock
) -> None:
    async with miner(tmp_path, clock) as rosa:
        await rosa.says("soy Rosa Quispe", "castellano")
        assert await _kept(rosa, "Rosa Quispe")
        clock.move(timedelta(days=31))
        await rosa.app.purge()
        assert not await _kept(rosa, "Rosa Quispe")


async def test_what_an_agreed_person_said_stays(tmp_path: Path, clock: SetClock) -> None:
    async with miner(tmp_path, clock) as rosa:
        await known(rosa, "Vigente")
        await rosa.taps("Sí")
        clock.move(timedelta(days=31))
        await rosa.app.purge()
        assert (await rosa.case()).text("reinfo") == "vigente"
        assert "Esta semana" in (await rosa.says("plan")).text


async def test_a_file_nobody_sent_goes_and_a_sent_one_stays(
    tmp_path: Path, clock: SetClock
) -> None:
    async with miner(tmp_path, clock) as rosa:
        files = rosa.app.files
        lost = await files.keep(b"\xff\xd8\xff lost", "lost.jpg")
        assert await rosa.app.purge() == 0
        clock.moment = clock.moment + timedelta(days=500)
        assert await rosa.app.purge() == 1
        assert await files.read(lost.ref) is None


async def test_a_file_without_a_row_is_removed(tmp_path: Path, clock: SetClock) -> None:
    async with miner(tmp_path, clock) as rosa:
        stray = rosa.app.files.folder / "ab" / "abstray"
        stray.parent.mkdir(parents=True)
        stray.write_bytes(b"x")
        clock.moment = clock.moment + timedelta(days=500)
        assert await rosa.app.purge() == 1
        assert not stray.exists()


async def _kept(rosa, words: str) -> bool:  # type: ignore[no-untyped-def]
    """Whether words can be read in any message kept."""
    seal = rosa.app.house.seal

    def read(on) -> list[object]:  # type: ignore[no-untyped-def]
        from sqlalchemy import select
        from sqlmodel import col

        from bot.store.tables import Inbound

        return [seal.open_json(sealed) for sealed in on.scalars(select(col(Inbound.sealed)))]

    return words in str(await rosa.app.database.read(read))


async def test_an_erased_file_left_by_a_killed_process_goes_at_the_next_start(
    tmp_path: Path, clock: SetClock
) -> None:
    async with miner(tmp_path, clock) as rosa:
        files = rosa.app.files
        kept = await files.keep(b"%PDF-1.7 hers", "hers.pdf")
        erased = files.folder / "ab" / "abstray"
        erased.parent.mkdir(parents=True, exist_ok=True)
        erased.write_bytes(b"x")
        clock.moment = datetime.fromtimestamp(erased.stat().st_mtime + 2, UTC)
        assert await rosa.app.remove_erased() == 1
        assert not erased.exists()
        assert await files.read(kept.ref) is not None
