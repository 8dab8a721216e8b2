"""What ends soon, and of which ends people were reminded"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ENDING = sa.text("valid_until IS NOT NULL AND asset_group_id IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "end_reminder",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_end_reminder_center_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_end_reminder_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_end_reminder")),
        sa.UniqueConstraint(
            "center_id",
            "kind",
            "user_id",
            "object_id",
            "ends_at",
            name=op.f("uq_end_reminder_center_id_kind_user_id_object_id_ends_at"),
        ),
    )
    op.create_index(
        "ix_access_grant_ends",
        "access_grant",
        ["center_id", "valid_until"],
        unique=False,
        sqlite_where=_ENDING,
        postgresql_where=_ENDING,
    )


def downgrade() -> None:
    """Take back: of what ends within a week people are reminded again."""
    op.drop_index("ix_access_grant_ends", table_name="access_grant")
    op.drop_table("end_reminder")
