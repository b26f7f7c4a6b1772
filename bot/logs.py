"""Logs: one line each on stderr, with ids and never words, phones or addresses."""

from __future__ import annotations

import sys

import structlog


def configure() -> None:
    """JSON lines when stderr goes to a file or a journal, coloured ones on a terminal."""
    last = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else None
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            last or structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
