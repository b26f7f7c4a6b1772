"""The linter behind `chaski check`: what a trainer or translator must put right before it is shown.

Rule 1: every problem names file, line and remedy; all of them come at once.
Rule 2: a rule lives in the module of what it looks at: items, prose or locales.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.content_file import Problem
from bot.library import read
from bot.lint import delivery, items, locales, prose, training
from bot.words import RELEASED

__all__ = ["OLDEST", "RELEASED", "Problem", "lint"]

OLDEST = 400
"""Days after which a fact that nobody looked at again counts as expired."""


def lint(
    root: Path,
    shapes: Mapping[str, type[Any]],
    *,
    today: date | None = None,
    oldest: int = OLDEST,
    released: Sequence[str] = RELEASED,
) -> list[Problem]:
    """All that is wrong in `root`/content and `root`/locales, by file and line.

    shapes: folder of content/ → its dataclass. oldest: days a `checked` date may lie back.
    today: the day to judge by; None is the day it is (UTC).
    """
    library, refused = read(root, shapes)
    found = [
        *refused,
        *items.check(root, library, today=today or datetime.now(UTC).date(), oldest=oldest),
        *prose.check(library),
        *locales.check(root, library, released),
        *delivery.check(root),
        *training.check(library),
    ]
    return sorted(set(found))
