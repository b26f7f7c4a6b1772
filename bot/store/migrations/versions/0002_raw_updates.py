"""Raw updates of platforms, kept before they are understood.

Version 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """From the version before."""
    op.create_table(
        "raw_update",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("external", sa.LargeBinary(), nullable=False),
        sa.Column("sender", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("raw_update_external", "raw_update", ["channel", "external"], unique=True)
    op.create_index("raw_update_sender", "raw_update", ["sender", "id"])
    op.create_index("raw_update_age", "raw_update", ["state", "received_at"])


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("raw_update")
