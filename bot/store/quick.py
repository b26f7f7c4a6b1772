"""Statements of every turn, compiled once and run on the driver's own cursor.

Rule 1: a statement is SQLAlchemy's, types and all; only its way to the driver is shorter. Where
        somebody listens to the engine (a test, an echo) it goes the whole way and is heard.
Rule 2: errors are SQLAlchemy's: a caller cannot tell which way a statement went.
Rule 3: no list among the parameters: those go through `Connection.execute`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime

Given: TypeAlias = "Mapping[str, Any]"
Row: TypeAlias = "Sequence[Any]"
Convert: TypeAlias = "Callable[[Any], Any] | None"


class Quick:
    """One statement, or one for each dialect by its name, ready to run on any connection."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._ready: dict[tuple[str, ...], _Compiled] = {}

    def run(self, on: Connection, given: Given) -> None:
        """Run it."""
        self.all(on, given)

    def one(self, on: Connection, given: Given) -> Row:
        """The row it always returns."""
        return self.all(on, given)[0]

    def first(self, on: Connection, given: Given) -> Row | None:
        """Its first row, or None."""
        rows = self.all(on, given)
        return rows[0] if rows else None

    def all(self, on: Connection, given: Given) -> Sequence[Row]:
        """Its rows; none when it is not one that returns any."""
        if on.engine.dispatch.before_cursor_execute:
            result = on.execute(self._for(on.dialect), given)
            return result.all() if result.returns_rows else []
        return self._compiled(on.dialect, given).run(on, given)

    def many(self, on: Connection, given: Sequence[Given]) -> None:
        """Run it for each of these; all have the same names."""
        if not given:
            return
        if on.engine.dispatch.before_cursor_execute:
            on.execute(self._for(on.dialect), list(given))
        else:
            self._compiled(on.dialect, given[0]).many(on, given)

    def _compiled(self, dialect: Dialect, given: Given) -> _Compiled:
        key = (dialect.name, *given)
        ready = self._ready.get(key)
        if ready is None:
            ready = self._ready[key] = _Compiled(self._for(dialect), dialect, list(given))
        return ready

    def _for(self, dialect: Dialect) -> Any:
        found = self.statement
        return found[dialect.name] if isinstance(found, Mapping) else found


class _Compiled:
    """A statement as one driver takes it, with what its types do to values on their way.

    inputs: what the driver wants, in order: name, conversion, and the value when it is fixed.
    """

    def __init__(self, statement: Any, dialect: Any, keys: list[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=keys)
        types = {name: bind.type for bind, name in compiled.bind_names.items()}
        fixed = compiled.construct_params(dict.fromkeys(keys))
        names = compiled.positiontup or list(types)
        self.sql, self.dialect = str(compiled), dialect
        self.named = compiled.positiontup is None
        self.names, self.errors = names, dialect.loaded_dbapi.Error
        self.inputs = [(n, _into(types[n], dialect), n in keys, fixed[n]) for n in names]
        returned = getattr(statement, "exported_columns", ())
        made = [_out_of(column.type, dialect) for column in returned]
        self.returns = bool(made)
        self.outputs = [(place, convert) for place, convert in enumerate(made) if convert]

    def run(self, on: Connection, given: Given) -> Sequence[Row]:
        try:
            cursor = _driver(on).execute(self.sql, self._values(given))
            rows: Sequence[Row] = cursor.fetchall() if self.returns else ()
        except self.errors as error:
            raise self._explained(on, error) from error
        return [self._converted(row) for row in rows] if self.outputs else rows

    def many(self, on: Connection, given: Sequence[Given]) -> None:
        try:
            _driver(on).cursor().executemany(self.sql, [self._values(one) for one in given])
        except self.errors as error:
            raise self._explained(on, error) from error

    def _values(self, given: Given) -> Any:
        values: Any = [
            convert(given[name] if yours else fixed) if convert else given[name] if yours else fixed
            for name, convert, yours, fixed in self.inputs
        ]
        return dict(zip(self.names, values, strict=True)) if self.named else values

    def _explained(self, on: Connection, error: Any) -> BaseException:
        hidden = on.engine.hide_parameters
        made: BaseException = DBAPIError.instance(
            self.sql, None, error, self.errors, hide_parameters=hidden, dialect=self.dialect
        )
        return made

    def _converted(self, row: Row) -> Row:
        made = list(row)
        for place, convert in self.outputs:
            made[place] = convert(made[place])
        return made


def _driver(on: Connection) -> Any:
    return on.connection.driver_connection


def _into(type: TypeEngine[Any], dialect: Dialect) -> Convert:
    if dialect.name == "sqlite" and isinstance(type, UTCDateTime):
        return _moment
    return type.dialect_impl(dialect).bind_processor(dialect)


def _out_of(type: TypeEngine[Any], dialect: Dialect) -> Convert:
    return type.dialect_impl(dialect).result_processor(dialect, None)


def _moment(value: datetime | None) -> str | None:
    """What SQLAlchemy makes of a moment for SQLite, in a fifth of the time."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("A moment must say its time zone.")
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]
