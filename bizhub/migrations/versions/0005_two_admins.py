"""Changes that wait for a second admin"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=340), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("concerned_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_approval_asked_by")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_approval_center_id")),
        sa.ForeignKeyConstraint(["concerned_id"], ["app_user.id"], name=op.f("fk_approval_concerned_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_approval_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index("ix_approval_center", "approval", ["center_id", "state"], unique=False)
    op.create_index("ix_approval_due", "approval", ["state", "until"], unique=False)
    op.create_index(
        "ux_approval_waiting",
        "approval",
        ["center_id", "subject"],
        unique=True,
        sqlite_where=sa.text("state IN ('OPEN', 'NOTICE')"),
        postgresql_where=sa.text("state IN ('OPEN', 'NOTICE')"),
    )
    op.add_column(
        "center_rules", sa.Column("two_admin_approval", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    """Take back: no center asks for a second admin any more, and what waits for one is gone."""
    op.drop_column("center_rules", "two_admin_approval")
    op.drop_table("approval")
