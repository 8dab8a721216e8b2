"""Bulk changes: many levels given, ended and undone as one"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "bulk_run",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("only_raise", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("undo_of", sa.BigInteger(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("ad_accounts", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_bulk_run_center_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_bulk_run_user_id")),
        sa.ForeignKeyConstraint(["undo_of"], ["bulk_run.id"], name=op.f("fk_bulk_run_undo_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_run")),
    )
    op.create_index("ix_bulk_run_maker", "bulk_run", ["center_id", "user_id", "created_at"], unique=False)
    op.create_index("ix_bulk_run_state", "bulk_run", ["state"], unique=False)

    op.create_table(
        "bulk_row",
        sa.Column("run_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ad_account_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("seen_level", sa.String(length=20), nullable=False),
        sa.Column("seen_until", sa.BigInteger(), nullable=True),
        sa.Column("wanted_level", sa.String(length=20), nullable=False),
        sa.Column("wanted_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["ad_account_id"], ["ad_account.id"], name=op.f("fk_bulk_row_ad_account_id")),
        sa.ForeignKeyConstraint(["run_id"], ["bulk_run.id"], name=op.f("fk_bulk_row_run_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_bulk_row_user_id")),
        sa.PrimaryKeyConstraint("run_id", "place", name=op.f("pk_bulk_row")),
    )


def downgrade() -> None:
    """Take back: the levels that were given stay."""
    op.drop_table("bulk_row")
    op.drop_table("bulk_run")
