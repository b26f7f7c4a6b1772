"""Delivery: what is held and why, what it cost, templates, broadcasts.

Version 0006, after 0005.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TO_FEED = sa.text("state = 'pending'")
PART = sa.text("broadcast is not null")


def _words(*names: str) -> list["sa.Column[str]"]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _moment(name: str, *, null: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _id() -> "sa.Column[Any]":
    return sa.Column("id", BIG, sa.Identity(), primary_key=True)


def upgrade() -> None:
    """From the version before."""
    _holds()
    _costs()
    _broadcasts()
    with op.batch_alter_table("outbound") as outbound:
        for name in ("topic", "plan"):
            outbound.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        outbound.add_column(sa.Column("code", sa.Integer(), nullable=True))
        outbound.add_column(_moment("expires_at", null=True))
        outbound.add_column(sa.Column("broadcast", BIG, nullable=True))
    with op.batch_alter_table("outbound") as outbound:
        for name in ("topic", "plan"):
            outbound.alter_column(name, server_default=None)
    _indexes()


def _indexes() -> None:
    """SQLite copied the table; where two indexes serve as well, it takes the one made last."""
    unsent = sa.text("state in ('queued', 'wired', 'errored')")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("outbound_due", "outbound_open"):
            op.drop_index(name, "outbound")
        columns = ["urgency", "due_at", "id"]
        op.create_index("outbound_due", "outbound", columns, sqlite_where=unsent)
        op.create_index("outbound_open", "outbound", ["contact", "id"], sqlite_where=unsent)
    op.create_index(
        "outbound_broadcast",
        "outbound",
        ["broadcast", "state"],
        sqlite_where=PART,
        postgresql_where=PART,
    )


def _holds() -> None:
    op.create_table(
        "hold",
        _id(),
        *_words("channel", "scope", "subject", "reason"),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("strikes", sa.Integer(), nullable=False),
        _moment("since"),
        _moment("until", null=True),
    )
    op.create_index("hold_key", "hold", ["channel", "scope", "subject"], unique=True)
    op.create_index("hold_scope", "hold", ["scope"])
    op.create_table(
        "template_state",
        *[sa.Column(name, sa.String(), primary_key=True) for name in ("name", "language")],
        *_words("status", "category", "reason"),
        _moment("at"),
    )


def _costs() -> None:
    op.create_table(
        "charge",
        _id(),
        sa.Column("external", sa.LargeBinary(), nullable=False),
        *_words("channel", "category", "type"),
        sa.Column("billable", sa.Boolean(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=True),
        *_words("currency"),
        sa.Column("day", sa.Date(), nullable=False),
        _moment("at"),
    )
    op.create_index("charge_external", "charge", ["external"], unique=True)
    op.create_index("charge_day", "charge", ["day", "channel"])
    op.create_table(
        "tally",
        sa.Column("day", sa.Date(), primary_key=True),
        *[sa.Column(name, sa.String(), primary_key=True) for name in ("channel", "category")],
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
    )


def _broadcasts() -> None:
    op.create_table(
        "broadcast",
        _id(),
        *_words("key", "kind", "topic", "cohort", "state"),
        sa.Column("planned", BIG, nullable=False),
        _moment("created_at"),
        _moment("starts_at"),
        _moment("expires_at"),
        _moment("ended_at", null=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("broadcast_key", "broadcast", ["key"], unique=True)
    op.create_table(
        "recipient",
        _belongs("broadcast"),
        _belongs("contact"),
        *_words("state", "reason"),
        sa.Column("outbound", BIG, nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "recipient_pending",
        "recipient",
        ["broadcast", "contact"],
        sqlite_where=TO_FEED,
        postgresql_where=TO_FEED,
    )


def _belongs(table: str) -> "sa.Column[Any]":
    key = sa.ForeignKey(f"{table}.id", name=f"recipient_{table}_fkey", ondelete="CASCADE")
    return sa.Column(table, BIG, key, primary_key=True)


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("outbound") as outbound:
        outbound.drop_index("outbound_broadcast")
        for name in ("broadcast", "expires_at", "code", "plan", "topic"):
            outbound.drop_column(name)
    for table in ("recipient", "broadcast", "tally", "charge", "template_state", "hold"):
        op.drop_table(table)
