"""A cohort: who a broadcast is for, as facts of the case say. Written as plain words, kept as text.

`all`, or conditions with spaces between: `reinfo=vigente`, `!done.contrato`, `channel=whatsapp`,
`locale=quy`, `broadcast=12` (it was for her), `unfinished=training/roca` (a flow she began and did
not finish). A fact counts by its newest value; `name` alone means it is there and not no.
Whoever did not agree to be remembered, or stopped all, is never among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import ChaskiError

CONDITION = re.compile(r"(!?)([a-z][a-z0-9.-]{0,63})(?:(!?=)([a-z0-9][a-z0-9/-]{0,63}))?")
COLUMNS = ("channel", "locale", "broadcast", "unfinished")


class NoCohort(ChaskiError):
    """That names nobody."""


@dataclass(frozen=True)
class Condition:
    """One condition. value: None where the fact must only be there; wanted: or must not hold."""

    name: str
    value: str | None
    wanted: bool


def parse(words: str) -> Sequence[Condition]:
    """The conditions of a cohort. Raises NoCohort, with what can be written."""
    if words.strip() == "all":
        return ()
    found = []
    for word in words.split():
        match = CONDITION.fullmatch(word)
        if match is None or (match[2] in COLUMNS and not match[4]):
            raise NoCohort(
                f"{word!r} is no condition; write all, or name=value, !name, channel=whatsapp"
            )
        wanted = not match[1] and match[3] != "!="
        found.append(Condition(match[2], match[4], wanted))
    if not found:
        raise NoCohort("an empty cohort; write all, or conditions such as reinfo=vigente")
    return found
