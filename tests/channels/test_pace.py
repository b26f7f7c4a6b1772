"""The pace of an account on a virtual clock: P9, P11 and P12 of performance.md, counted exactly."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from itertools import count, pairwise

import pytest

from bot.channels.pace import Pace
from tests import virtual


def worst_second(moments: list[float]) -> int:
    """The most sends in any sliding second."""
    return max(n + 1 - bisect_left(moments, at - 1 + 1e-9) for n, at in enumerate(moments))


def broadcast(rate: float, people: int, in_flight: int = 50) -> list[float]:
    """When each of so many sends left, the loop's time."""

    async def main() -> list[float]:
        pace, left, names = Pace(rate, 1.0), list[float](), count()

        async def sender() -> None:
            while (n := next(names)) < people:
                await pace.turn(f"c{n}", 2)
                left.append(asyncio.get_running_loop().time())

        await asyncio.gather(*(sender() for _ in range(in_flight)))
        return left

    return virtual.run(main())


@pytest.mark.parametrize("rate", [20.0, 30.0, 80.0, 1000.0])
def test_the_ceiling_is_used_and_never_passed(rate: float) -> None:
    left = broadcast(rate, int(rate * 20))
    assert worst_second(left) <= rate + 1
    assert len(left) / (left[-1] - left[0]) >= 0.98 * rate


def test_a_machine_that_hesitates_does_not_burst() -> None:
    async def main() -> list[float]:
        pace, left = Pace(80.0, 1.0), list[float]()
        loop = asyncio.get_running_loop()
        for n in range(800):
            await pace.turn(f"c{n}", 2)
            left.append(loop.time())
            if n % 100 == 99:
                await asyncio.sleep(3.0)
        return left

    assert worst_second(virtual.run(main())) <= 81


def test_120_000_take_what_the_ceiling_says() -> None:
    people = 12_000  # a tenth of them, and a tenth of the time
    for rate, ceiling in ((1000.0, 122.4), (80.0, 25.5 * 60), (30.0, 68 * 60)):
        left = broadcast(rate, people)
        assert left[-1] <= ceiling / 10


def test_a_reply_overtakes_what_waits() -> None:
    async def main() -> list[float]:
        pace, loop, waits = Pace(300.0, 1.0), asyncio.get_running_loop(), list[float]()
        crowd = [asyncio.ensure_future(pace.turn(f"b{n}", 2)) for n in range(3000)]
        for n in range(20):
            await asyncio.sleep(0.1)
            before = loop.time()
            await pace.turn(f"r{n}", 0)
            waits.append(loop.time() - before)
        for one in crowd:
            one.cancel()
        await asyncio.gather(*crowd, return_exceptions=True)
        return waits

    waits = virtual.run(main())
    assert max(waits) <= 2 * 1.01 / 300


def test_one_person_may_borrow_and_pays_back() -> None:
    async def main() -> list[float]:
        pace, left = Pace(80.0, 1 / 6, chat_burst=5), list[float]()
        for _ in range(8):
            await pace.turn("rosa")
            left.append(asyncio.get_running_loop().time())
        return left

    left = virtual.run(main())
    assert left[4] - left[0] < 1
    assert [round(b - a) for a, b in pairwise(left[4:])] == [6, 6, 6]


def test_too_fast_halves_the_rate_and_finds_back() -> None:
    async def main() -> list[float]:
        pace, left = Pace(80.0, 1.0), list[float]()
        pace.slow()
        for n in range(80 * 120):
            await pace.turn(f"c{n}")
            left.append(asyncio.get_running_loop().time())
        return left

    left = virtual.run(main())
    first = sum(at < 9 for at in left)
    last = [b - a for a, b in pairwise(left[-100:])]
    assert first / 9 <= 41
    assert sum(last) / len(last) <= 1.011 / 80


def test_a_chat_that_is_to_wait_holds_up_nobody_else() -> None:
    async def main() -> tuple[float, float]:
        pace, loop = Pace(30.0, 1.0), asyncio.get_running_loop()
        pace.hold("rosa", 20.0)
        await pace.turn("juan")
        other = loop.time()
        await pace.turn("rosa")
        return other, loop.time()

    other, hers = virtual.run(main())
    assert other < 1 and hers >= 20


def test_whatsapps_pair_rate_is_borrowed_and_never_overdrawn() -> None:
    from bot.channels.whatsapp import WhatsApp

    async def main() -> list[float]:
        channel, left = WhatsApp("token", "number"), list[float]()
        for _ in range(60):
            await channel.pace.turn("rosa")
            left.append(asyncio.get_running_loop().time())
        await channel.close()
        return left

    left, debt, before = virtual.run(main()), 0.0, 0.0
    for at in left:
        debt, before = max(0.0, debt - (at - before) / 6) + 1, at
        assert debt <= 45, "WhatsApp would answer 131056"
    assert left[40] < 1 and 5.9 < left[-1] - left[-2] < 6.1
