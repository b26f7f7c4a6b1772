"""The tasks of the platform, by name; each is read only in the process that runs it.

What draws and reads papers brings fonts, images and numbers by the megabyte.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.model import Json
from bot.work import Made


@dataclass(frozen=True)
class Named:
    """A task by where it is written, `module:function`.

    bound: arguments the house gives, such as its key; none of a flow takes their place.
    """

    where: str
    bound: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __call__(self, args: Mapping[str, Any]) -> Json | Made:
        """Run it."""
        module, _, name = self.where.partition(":")
        done: Json | Made = getattr(importlib.import_module(module), name)({**args, **self.bound})
        return done

    def binding(self, **more: Any) -> Named:
        """The same task with arguments of the house."""
        return replace(self, bound={**self.bound, **more})


TASKS = {
    "case-file": Named("bot.work.reports:case_file"),
    "contract-report": Named("bot.work.reports:case_file"),
    "data-json": Named("bot.work.mydata:data_json"),
    "data-paper": Named("bot.work.mydata:data_paper"),
    "table-pdf": Named("bot.work.tables:pdf"),
    "table-xlsx": Named("bot.work.tables:xlsx"),
}
SIGNED = {
    "certificate": Named("bot.work.certificate:certificate"),
    "lot-sheet": Named("bot.work.lotsheet:lot_sheet"),
}
"""Tasks that sign; the house binds its `signing`."""
