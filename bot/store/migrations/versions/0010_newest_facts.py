"""The newest value of a fact is found in an index alone; recipients need none but their key.

Version 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From the version before."""
    op.drop_index("fact_contact", "fact")
    op.create_index("fact_newest", "fact", ["contact", "name", "id", "code"])
    op.drop_index("recipient_pending", "recipient")


def downgrade() -> None:
    """Back to the version before."""
    pending = sa.text("state = 'pending'")
    op.create_index(
        "recipient_pending",
        "recipient",
        ["broadcast", "contact"],
        sqlite_where=pending,
        postgresql_where=pending,
    )
    op.drop_index("fact_newest", "fact")
    op.create_index("fact_contact", "fact", ["contact"])
