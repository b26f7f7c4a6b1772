"""First tables.

Version 0001, after nothing.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEWEST_FIRST = (
    "work_item",
    "result",
    "reminder",
    "outbound",
    "inbound",
    "fact",
    "session",
    "media_file",
    "address",
    "job_run",
    "contact",
)


def upgrade() -> None:
    """From the version before."""
    _people()
    _sessions()
    _messages()
    _promises()


def downgrade() -> None:
    """Back to the version before."""
    for table in NEWEST_FIRST:
        op.drop_table(table)


def _people() -> None:
    op.create_table(
        "contact",
        _id(),
        _time("created_at"),
        _time("seen_at"),
        _text("locale"),
        _number("bubbles"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "address",
        _id(),
        _of("contact"),
        _text("channel"),
        _text("kind"),
        _bytes("hash"),
        _bytes("sealed"),
        _time("since"),
    )
    op.create_index("address_contact", "address", ["contact"])
    op.create_index("address_hash", "address", ["hash"], unique=True)
    op.create_table(
        "media_file",
        sa.Column("ref", sa.String(), primary_key=True),
        _of("contact", null=True),
        _text("kind"),
        _text("mime"),
        _number("size"),
        _bytes("name"),
        _time("created_at"),
    )
    op.create_index("media_file_contact", "media_file", ["contact"])
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("slot", sa.String(), primary_key=True),
        _time("at"),
    )


def _sessions() -> None:
    op.create_table(
        "session",
        _id(),
        _of("contact"),
        _text("flow"),
        _text("state"),
        _day("started"),
        _time("updated_at"),
        _bytes("sealed"),
        sqlite_autoincrement=True,
    )
    op.create_index("session_flow", "session", ["contact", "flow"])
    _partial("session_open", "contact", "id", where="state in ('waiting', 'interrupted')")
    known = (_text("name"), _text("code", null=True), _bytes("sealed", null=True))
    op.create_table("fact", _id(), _of("contact"), _of("session"), *known, _day("since"))
    op.create_index("fact_contact", "fact", ["contact"])
    op.create_index("fact_key", "fact", ["session", "name"], unique=True)
    op.create_index("fact_code", "fact", ["name", "code"])
    known = (_text("name"), _text("code", null=True), _bytes("sealed", null=True))
    op.create_table("result", _id(), _of("session"), _of("contact"), *known)
    op.create_index("result_contact", "result", ["contact"])
    op.create_index("result_key", "result", ["session", "name"], unique=True)


def _messages() -> None:
    op.create_table(
        "inbound",
        _id(),
        _of("contact"),
        _of("address"),
        _text("channel"),
        _bytes("external"),
        _bytes("sealed"),
        _time("received_at"),
        _text("state"),
        _text("reason"),
    )
    op.create_index("inbound_external", "inbound", ["channel", "external"], unique=True)
    op.create_index("inbound_contact", "inbound", ["contact", "id"])
    _partial("inbound_new", "contact", "id", where="state = 'new'")
    state = (_text("state"), _text("reason"), _text("locale"), _text("content"))
    times = (_time("sent_at", null=True), _time("delivered_at", null=True))
    op.create_table(
        "outbound",
        _id(),
        _of("contact"),
        _of("address"),
        _text("channel"),
        _number("bubble"),
        _text("kind"),
        _number("urgency"),
        *state,
        _bytes("sealed"),
        _bytes("external", null=True),
        _number("attempts"),
        _time("created_at"),
        _time("due_at"),
        *times,
        _time("read_at", null=True),
    )
    unsent = "state in ('queued', 'wired', 'errored')"
    op.create_index("outbound_bubble", "outbound", ["contact", "bubble"], unique=True)
    op.create_index("outbound_external", "outbound", ["external"])
    _partial("outbound_due", "urgency", "due_at", "id", where=unsent)
    _partial("outbound_open", "contact", "id", where=unsent)


def _promises() -> None:
    op.create_table(
        "reminder",
        _id(),
        _of("contact"),
        _of("session"),
        _text("name"),
        _text("topic"),
        _text("state"),
        _time("planned_at"),
        _time("due_at"),
        _day("until", null=True),
        _day("about", null=True),
        _bytes("sealed"),
    )
    op.create_index("reminder_contact", "reminder", ["contact"])
    op.create_index("reminder_key", "reminder", ["session", "name"], unique=True)
    _partial("reminder_due", "due_at", "id", where="state = 'pending'")
    asked = (_text("step"), _text("fingerprint"), _text("task"), _text("locale"))
    op.create_table(
        "work_item",
        _id(),
        _of("contact"),
        _of("session"),
        _of("address"),
        *asked,
        _text("state"),
        _text("reason"),
        _number("attempts"),
        _time("lease_until", null=True),
        _time("created_at"),
        _bytes("sealed"),
    )
    op.create_index("work_item_contact", "work_item", ["contact"])
    op.create_index("work_key", "work_item", ["session", "step", "fingerprint"], unique=True)
    _partial("work_open", "id", where="state in ('queued', 'running')", table="work_item")


def _partial(name: str, *columns: str, where: str, table: str = "") -> None:
    holds = sa.text(where)
    on = table or name.partition("_")[0]
    op.create_index(name, on, list(columns), sqlite_where=holds, postgresql_where=holds)


def _id() -> sa.Column[Any]:
    return sa.Column("id", BIG, sa.Identity(), primary_key=True)


def _of(table: str, *, null: bool = False) -> sa.Column[Any]:
    key = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(table, BIG, key, nullable=null)


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=null)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _bytes(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def _time(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _day(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)
