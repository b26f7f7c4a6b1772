"""What `chaski impact` prints: who is touched by a change, by flow, step, item and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.feature import Value
from bot.impact.replay import Effect, Move
from bot.impact.weigh import Weight
from bot.library import Library

MOST_NAMED = 12


@dataclass(frozen=True)
class Report:
    """One weighing. released: None where nothing was ever released; tree: what is weighed."""

    released: Library | None
    tree: Library
    weight: Weight

    def to_json(self) -> dict[str, Any]:
        """All of it; dates as ISO text."""
        weight = self.weight
        return {
            "released": self.released.version if self.released else None,
            "tree": self.tree.version,
            "items": [{"item": item, "change": how} for item, how in self.items()],
            "sessions": {
                **{kind: weight.count(kind) for kind in ("unchanged", "asked", "ends", "lost")},
                "touched": [
                    {**asdict(effect), "count": n}
                    for effect, n in sorted(weight.sessions.items())
                    if effect.kind != "unchanged"
                ],
            },
            "plans": {
                "unchanged": weight.kept,
                "move": weight.moved,
                "broken": dict(weight.broken),
                "moves": [{**_dated(move), "count": n} for move, n in weight.plans.most_common()],
            },
            "people": weight.people,
            "lose_their_place": weight.lost,
        }

    def items(self) -> Iterator[tuple[str, str]]:
        """Items that differ: `<folder>/<id>`, and how."""
        if self.released is None:
            return
        for folder in sorted({*self.released.items, *self.tree.items}):
            before = self.released.items.get(folder, {})
            after = self.tree.items.get(folder, {})
            for id in sorted({*before, *after}):
                if before.get(id) != after.get(id):
                    yield f"{folder}/{id}", _change(before.get(id), after.get(id))

    def lines(self) -> Iterator[str]:
        """The summary in one line, then what it is made of."""
        released = self.released.version if self.released else "nothing"
        yield f"content: released {released} → this tree {self.tree.version}"
        yield from (f"  {item:<36} {how}" for item, how in self.items())
        yield self._summary()
        yield from self._sessions()
        yield from self._plans()

    def _summary(self) -> str:
        weight = self.weight
        asked = {e.step: 0 for e in sorted(weight.sessions) if e.kind == "asked"}
        ends = weight.count("ends")
        parts = [
            f"{weight.count('unchanged')} unchanged",
            f"{weight.count('asked')} will be asked {_named(asked)}".strip(),
            *([f"{ends} come to their end"] if ends else []),
            f"{weight.lost} lose their place",
        ]
        to = {str(m.after): 0 for m, _ in weight.plans.most_common() if m.kind == "moved"}
        plans = f"{weight.moved} plans move {f'to {_named(to)}' if to else ''}".strip()
        return f"{', '.join(parts)}; {plans}, {weight.kept} stay"

    def _sessions(self) -> Iterator[str]:
        for effect, count in sorted(self.weight.sessions.items()):
            if effect.kind != "unchanged":
                yield f"  {count:>6}  {effect.kind:<8} {_effect(effect)}"
        for error, count in self.weight.broken.items():
            yield f"  {count:>6}  lost     plans that no longer compute: {error}"

    def _plans(self) -> Iterator[str]:
        for move, count in self.weight.plans.most_common():
            yield f"  {count:>6}  {move.kind:<8} {move.topic} {_days(move)}".rstrip()


def _effect(effect: Effect) -> str:
    about = f"{effect.flow} ({effect.item})" if effect.item else effect.flow
    return f"{about}: {effect.step or effect.why or 'its question is no more'}"


def _days(move: Move) -> str:
    match move.kind:
        case "moved":
            return f"{move.before} → {move.after}"
        case "dropped":
            return f"{move.before} → no more"
    return str(move.after or "")


def _named(names: Mapping[str, object]) -> str:
    shown = [name for name in names if name][:MOST_NAMED]
    more = len(names) - len(shown)
    return ", ".join([*shown, *([f"{more} more"] if more > 0 else [])])


def _dated(move: Move) -> dict[str, Any]:
    fields = asdict(move)
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in fields.items()}


def _change(before: Any, after: Any) -> str:
    if before is None or after is None:
        return "added" if before is None else "withdrawn"
    if isinstance(before, Value) and isinstance(after, Value) and before.values and after.values:
        then, now = before.values[-1].value, after.values[-1].value
        return f"{then} → {now}" if then != now else "changed"
    changed = Counter(n for n in vars(before) if vars(before)[n] != getattr(after, n, None))
    return f"changed: {', '.join(changed)}"
