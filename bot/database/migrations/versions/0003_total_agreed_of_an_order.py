"""total agreed of an order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from bot.database.types import Money

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreed_total_fen", Money(), nullable=True))
        batch_op.add_column(sa.Column("agreed_with", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_column("agreed_with")
        batch_op.drop_column("agreed_total_fen")
