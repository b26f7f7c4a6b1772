"""A real `chaski serve` in a process of its own, to be used, killed and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Serving:
    """One server over one data folder; it keeps its port over restarts.

    parts: which of web, send and work it is; settings: what else is set, e.g. TELEGRAM_TOKEN.
    """

    def __init__(self, folder: Path, *parts: str, **settings: str) -> None:
        self.folder, self.port, self.parts = folder, free_port(), parts
        self.settings = {f"CHASKI_{name}": value for name, value in settings.items()}
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, and wait until it says where it is."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("CHASKI_")}
        env |= {"CHASKI_DATA_DIR": str(self.folder), "CHASKI_BIND": f"127.0.0.1:{self.port}"}
        env |= self.settings
        only = ["--only", ",".join(self.parts)] if self.parts else []
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", *only, stdout=asyncio.subprocess.PIPE, env=env
        )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 30)
        where = f"{self.url}/chat" if "web" in (self.parts or ("web",)) else "+".join(self.parts)
        assert where in line.decode(), line

    async def kill(self) -> None:
        """SIGKILL: no goodbye."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM: it finishes what it began."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        if self._process and self._process.returncode is None:
            self._process.send_signal(number)
            await asyncio.wait_for(self._process.wait(), 20)
