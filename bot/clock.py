"""The time, and a handful of ticks. It remembers nothing: what is due lies in rows."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
LONGEST = timedelta(days=20 * 366)
Tick = Callable[[], Awaitable[object]]


class Clock:
    """What time it is, in UTC, and what day it is where the miners live."""

    def __init__(self, timezone: str = "America/Lima") -> None:
        self.zone = ZoneInfo(timezone)

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The local day."""
        return self.now().astimezone(self.zone).date()

    def local(self, moment: datetime) -> datetime:
        """A moment on the local clock."""
        return moment.astimezone(self.zone)

    def at(self, day: date, hour: int) -> datetime:
        """A local hour of a day, as UTC."""
        return datetime(day.year, day.month, day.day, hour, tzinfo=self.zone).astimezone(UTC)


class SetClock(Clock):
    """A clock that stands where it is put, for tests and for `chaski talk`'s `wait`."""

    def __init__(self, moment: datetime, timezone: str = "America/Lima") -> None:
        super().__init__(timezone)
        self.moment = moment

    def now(self) -> datetime:
        """Where it was put."""
        return self.moment

    def move(self, by: timedelta) -> None:
        """Forward, or back."""
        self.moment += by


def duration(text: str) -> timedelta:
    """An ISO 8601 duration such as `P7D` or `PT2H`; a month is 30 days, a year 365.

    Raises ValueError: it is no duration.
    """
    match = DURATION.fullmatch(text.strip().upper())
    if match is None or not any(match.groups()):
        raise ValueError(f"{text!r} is no duration; try P7D for seven days, PT2H for two hours")
    years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in match.groups())
    whole = years * 365 + months * 30 + weeks * 7 + days
    try:
        length = timedelta(days=whole, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        length = timedelta.max
    if length > LONGEST:
        raise ValueError(f"{text!r} is longer than twenty years")
    return length


class Ticks:
    """Recurring jobs of one process: late ones run once, never twice at a time."""

    def __init__(self, timezone: str = "America/Lima") -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=ZoneInfo(timezone),
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(self, seconds: float, tick: Tick) -> None:
        """Run a tick every so many seconds."""
        self._scheduler.add_job(tick, "interval", seconds=seconds)

    def nightly(self, hour: int, tick: Tick) -> None:
        """Run a tick once a night, at a local hour."""
        self._scheduler.add_job(tick, "cron", hour=hour)

    def start(self) -> None:
        """From now on."""
        self._scheduler.start()

    def stop(self) -> None:
        """No more."""
        self._scheduler.shutdown(wait=False)
