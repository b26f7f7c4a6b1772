"""Sessions of modules as xAPI 1.0.3 statements, for a learning record store.

Rule 1: the actor is an account whose name nobody can turn back without this server's key.
Rule 2: no name, address, place, free text or hour leaves: a statement bears the day alone.
Rule 3: a statement's id follows from what it says, so a store that has it takes it once.
Source: xAPI 1.0.3, Data 2.2–2.4; verbs of ADL (adlnet.gov/expapi/verbs).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.store.seal import Seal
from bot.store.training import Walk

VERSION = "1.0.3"
VERBS = "http://adlnet.gov/expapi/verbs/"
KINDS = "http://adlnet.gov/expapi/activities/"
LANGUAGE = "es-PE"


@dataclass(frozen=True)
class Record:
    """How statements are written. home: this server's address; modules: content, by id."""

    home: str
    seal: Seal
    modules: Any

    def statements(self, walk: Walk) -> Iterator[dict[str, Any]]:
        """What one session came to: initialized, each answer, completed, passed or failed."""
        found = walk.results
        yield self._said(walk, "initialized", self._module(walk))
        for name in sorted(name for name in found if name.startswith("answer-")):
            id = name.removeprefix("answer-")
            yield self._answered(walk, id, str(found[name]))
        if "score" not in found:
            return
        result = {"completion": True, "score": _score(walk)}
        yield self._said(walk, "completed", self._module(walk), result)
        passed = found.get("passed") is True
        result = {"success": passed, **result}
        yield self._said(walk, "passed" if passed else "failed", self._module(walk), result)

    def _said(
        self, walk: Walk, verb: str, about: dict[str, Any], result: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        name = self.seal.digest("xapi actor", str(walk.contact)).hex()
        told = f"{self.home}|{self.seal.digest('xapi', str(walk.id)).hex()}|{verb}|{about['id']}"
        day = datetime.combine(walk.started, time(), UTC)
        return {
            "id": str(uuid5(NAMESPACE_URL, told)),
            "version": VERSION,
            "actor": {
                "objectType": "Agent",
                "account": {"homePage": self.home, "name": name},
            },
            "verb": {"id": VERBS + verb, "display": {"en-US": verb}},
            "object": about,
            **({"result": result} if result else {}),
            "timestamp": day.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }

    def _module(self, walk: Walk) -> dict[str, Any]:
        module = self.modules.get(walk.module)
        title = module.title if module else walk.module
        kind = {"name": {LANGUAGE: title}, "type": f"{KINDS}lesson"}
        return {"objectType": "Activity", "id": self._id(walk.module), "definition": kind}

    def _answered(self, walk: Walk, id: str, chosen: str) -> dict[str, Any]:
        module = self.modules.get(walk.module)
        question = next((q for q in module.questions if q.id == id), None) if module else None
        kind: dict[str, Any] = {"type": f"{KINDS}cmi.interaction", "interactionType": "choice"}
        result: dict[str, Any] = {"response": chosen}
        if question:
            kind["description"] = {LANGUAGE: question.ask}
            kind["correctResponsesPattern"] = [question.right]
            kind["choices"] = [
                {"id": choice.id, "description": {LANGUAGE: choice.text}}
                for choice in question.choices
            ]
            result["success"] = chosen == question.right
        about = {
            "objectType": "Activity",
            "id": self._id(f"{walk.module}/{id}"),
            "definition": kind,
        }
        return self._said(walk, "answered", about, result)

    def _id(self, path: str) -> str:
        return f"{self.home}/training/{path}"


def _score(walk: Walk) -> dict[str, Any]:
    right, asked = walk.results.get("score"), walk.results.get("asked")
    if not isinstance(right, int) or not isinstance(asked, int) or asked <= 0:
        return {}
    return {"scaled": round(right / asked, 4), "raw": right, "min": 0, "max": asked}
