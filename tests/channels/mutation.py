"""A recorded payload with something changed in it: a field gone, another type, a wild value."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

WILD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**70), max_value=2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40),
    st.sampled_from(["\ud83d", "\x00", "‮", "x" * 5000, "/start", "1.yes", "private", "<b>"]),
    st.sampled_from([[], {}, [None], [[]], {"file_id": 1}, {"id": "x"}, [{"file_id": "a"}]]),
    st.dictionaries(st.sampled_from(["id", "type", "file_id", "chat"]), st.integers(), max_size=2),
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    found = [here] if here else []
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)  # type: ignore[assignment]
    else:
        return found
    return found + [path for key, part in inside for path in paths(part, (*here, key))]


@st.composite
def mutated(draw: st.DrawFn, payload: Any, *, keep: tuple[str, ...] = ()) -> Any:
    """The payload with one to four places changed. keep: top-level fields left alone."""
    made = copy.deepcopy(payload)
    for _ in range(draw(st.integers(1, 4))):
        places = [path for path in paths(made) if path[0] not in keep]
        if not places:
            break
        path = draw(st.sampled_from(places))
        holder = made
        for key in path[:-1]:
            holder = holder[key]
        change = draw(st.sampled_from(["drop", "replace", "rename", "wrap"]))
        if change == "drop":
            del holder[path[-1]]
        elif change == "rename" and isinstance(holder, dict):
            holder[draw(st.text(max_size=12))] = holder.pop(path[-1])
        elif change == "wrap":
            holder[path[-1]] = [holder[path[-1]]]
        else:
            holder[path[-1]] = copy.deepcopy(draw(WILD))
    return made
