"""When a preview was seen"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply: of files that are there, the preview was made when they came."""
    # With a default, since SQLite adds no required column without one; nothing stores it.
    never = sa.text("'1970-01-01 00:00:00.000000'")
    seen_at = sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, server_default=never)
    op.add_column("import_file", seen_at)
    op.execute("UPDATE import_file SET seen_at = created_at")


def downgrade() -> None:
    """Take back."""
    op.drop_column("import_file", "seen_at")
