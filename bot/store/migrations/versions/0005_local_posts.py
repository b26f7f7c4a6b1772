"""The health post to call in each place.

Version 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From the version before."""
    op.create_table(
        "local_post",
        sa.Column("place", sa.String(), primary_key=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("local_post")
