"""The tasks of the platform, by name; each is read only in the process that runs it.

What draws and reads papers brings fonts, images and numbers by the megabyte.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model import Json
from bot.work import Made


@dataclass(frozen=True)
class Named:
    """A task by where it is written, `module:function`."""

    where: str

    def __call__(self, args: Mapping[str, Any]) -> Json | Made:
        """Run it."""
        module, _, name = self.where.partition(":")
        done: Json | Made = getattr(importlib.import_module(module), name)(args)
        return done


TASKS = {
    "case-file": Named("bot.work.reports:case_file"),
    "contract-report": Named("bot.work.reports:case_file"),
    "data-json": Named("bot.work.mydata:data_json"),
    "data-paper": Named("bot.work.mydata:data_paper"),
    "table-pdf": Named("bot.work.tables:pdf"),
    "table-xlsx": Named("bot.work.tables:xlsx"),
}
