"""The papers of one contract: photos, a document or pasted words, until she says that is all."""

from __future__ import annotations

from dataclasses import dataclass
from json import dumps, loads
from typing import TypeAlias

from bot.flows import Json, Media, MediaKind, Reply, Unclear, Unfinished, media_of
from bot.flows.answers import DONE, PAPERS, Accepts, common
from bot.flows.chat import Chat, Step

Part: TypeAlias = "Media | str"
"""A file, or words that were pasted."""
MOST = 20
"""Parts of one contract."""
LEAST_PASTED, CUT = 60, 16_000
"""Letters of pasted words: less is talk; beyond this, the platform may have cut them."""


@dataclass(frozen=True)
class Papers(Accepts[tuple[Part, ...]]):
    """Parts of a paper, one message after another, until `done`; a document alone is all.

    Kept as `{"parts": [{media…} or "words"]}`: `back` must not offer files that are gone.
    """

    kind = "papers"

    def read(self, reply: Reply, draft: tuple[str, ...]) -> Json:
        files = [media.to_json() for media in reply.media if media.kind in PAPERS]
        words = [reply.text] if not reply.media and len(reply.text) >= LEAST_PASTED else []
        parts: list[Json] = [*map(loads, draft), *files, *words]
        if reply.choices == (DONE,) and parts:
            return {"parts": parts}
        if len(parts) == len(draft):
            raise Unclear("contracts-unclear-papers")
        if not draft and len(files) == 1 and files[0]["media"] == MediaKind.DOCUMENT:
            return {"parts": parts}
        kept = tuple(dumps(part, ensure_ascii=False) for part in parts[:MOST])
        cut = any(len(part) >= CUT for part in words)
        told = "contracts-papers-cut" if cut else "contracts-papers-so-far"
        raise Unfinished(kept, told, most=MOST)

    def load(self, kept: Json) -> tuple[Part, ...]:
        parts = kept.get("parts") if isinstance(kept, dict) else None
        if not isinstance(parts, list):
            raise Unclear("contracts-unclear-papers")
        found = (media_of(part) or part for part in parts)
        return tuple(part for part in found if isinstance(part, Media | str))


def papers(chat: Chat, key: str) -> Step[tuple[Part, ...]]:
    """Ask for the papers of one contract."""
    return Step(key, chat.line(key), Papers(choices=common(DONE)))
