"""The tasks that touch the world: what `chat.work` asks for, run off the event loop.

A task is a plain function of filled arguments; it may run in any process, so all it takes and
gives is plain values.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Made:
    """A file a task made: it becomes media of the contact."""

    data: bytes
    name: str
