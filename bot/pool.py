"""A process for heavy work, replaced when it dies or hangs."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Any


class Processes(Executor):
    """One process at a time; what kills it costs one attempt, not every one after it."""

    def __init__(self) -> None:
        self._pool = _one()

    def submit(self, task: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        """Run a task in the process, a new one if the last has died."""
        try:
            return self._pool.submit(task, *args, **more)
        except BrokenExecutor:
            self.renew()
            return self._pool.submit(task, *args, **more)

    def renew(self) -> None:
        """End the process whatever it does, and start another."""
        self.shutdown(wait=False, cancel_futures=True)
        self._pool = _one()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """No more work; a task that still runs is ended when nobody waits for it."""
        running = list((self._pool._processes or {}).values())
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)
        if not wait:
            for process in running:
                process.kill()


def _one() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
