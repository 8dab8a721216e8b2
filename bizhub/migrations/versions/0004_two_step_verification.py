"""2-step verification, and the rules of a center about signing in"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "two_step",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_two_step_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_two_step")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index("ux_recovery_code", "recovery_code", ["user_id", "code_hash"], unique=True)

    op.create_table(
        "second_step",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_second_step_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_step")),
        sa.UniqueConstraint("request_hash", name=op.f("uq_second_step_request_hash")),
    )
    op.create_index(op.f("ix_second_step_user_id"), "second_step", ["user_id"], unique=False)
    op.create_index(op.f("ix_second_step_expires_at"), "second_step", ["expires_at"], unique=False)

    op.create_table(
        "lost_device",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("vouched_by", sa.BigInteger(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_lost_device_center_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_lost_device_user_id")),
        sa.ForeignKeyConstraint(["vouched_by"], ["app_user.id"], name=op.f("fk_lost_device_vouched_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_device")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_lost_device_link_hash")),
    )
    op.create_index(op.f("ix_lost_device_user_id"), "lost_device", ["user_id"], unique=False)

    # Centers that have rules already ask nobody, and end sessions as BizHub does.
    nobody = sa.Column("two_step_for", sa.String(length=10), nullable=False, server_default="")
    op.add_column("center_rules", nobody)
    op.add_column("center_rules", sa.Column("two_step_days", sa.Integer(), nullable=False, server_default="14"))
    op.add_column("center_rules", sa.Column("two_step_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("center_rules", sa.Column("session_hours", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take back."""
    for column in ("session_hours", "two_step_from", "two_step_days", "two_step_for"):
        op.drop_column("center_rules", column)
    for table in ("lost_device", "second_step", "recovery_code", "two_step"):
        op.drop_table(table)
