"""Centers that end, and their pictures"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MOMENTS = ("ends_at", "reminded_at", "cleared_at")


def upgrade() -> None:
    """Apply."""
    for name in _MOMENTS:
        op.add_column("center", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("center", sa.Column("picture", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Take back: a center that was deleted is there again, without what was removed of it."""
    op.drop_column("center", "picture")
    for name in reversed(_MOMENTS):
        op.drop_column("center", name)
