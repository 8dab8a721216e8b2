"""Whom a session sees BizHub as"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("user_session", sa.Column("viewing_user_id", sa.BigInteger(), nullable=True))
    op.add_column("user_session", sa.Column("viewing_center_id", sa.BigInteger(), nullable=True))
    op.add_column("user_session", sa.Column("viewing_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back: everybody sees BizHub as themselves."""
    op.drop_column("user_session", "viewing_until")
    op.drop_column("user_session", "viewing_center_id")
    op.drop_column("user_session", "viewing_user_id")
