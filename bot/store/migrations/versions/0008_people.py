"""Addresses that are left, bubbles renumbered, refusals, and codes that join two chats.

Version 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """From the version before."""
    for table, of in (("left_address", "address"), ("refusal", "contact")):
        key = sa.ForeignKey(f"{of}.id", ondelete="CASCADE")
        op.create_table(
            table,
            sa.Column(of, BIG, key, primary_key=True),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        )
    op.create_table(
        "renumbered",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("address", BIG, sa.ForeignKey("address.id", ondelete="CASCADE"), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
    )
    op.create_index("renumbered_address", "renumbered", ["address"])
    op.create_table(
        "link_code",
        sa.Column("id", BIG, sa.Identity(), primary_key=True),
        sa.Column("contact", BIG, sa.ForeignKey("contact.id", ondelete="CASCADE"), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
    )
    op.create_index("link_code_contact", "link_code", ["contact"])
    op.create_index("link_code_hash", "link_code", ["hash"])


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("link_code")
    op.drop_table("renumbered")
    op.drop_table("refusal")
    op.drop_table("left_address")
