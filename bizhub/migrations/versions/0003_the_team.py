"""The team: invitations, asset groups, requests, and rules of a center"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "asset_group",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_asset_group_center_id")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_asset_group_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_group")),
    )
    op.create_index(
        "ux_asset_group_name",
        "asset_group",
        ["center_id", "name_key"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("finance_role", sa.String(), nullable=True),
        sa.Column("member_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["app_user.id"], name=op.f("fk_invitation_answered_by")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_invitation_center_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["app_user.id"], name=op.f("fk_invitation_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_invitation_link_hash")),
    )
    op.create_index("ix_invitation_email", "invitation", ["email", "state"], unique=False)
    op.create_index(
        "ux_invitation_pending",
        "invitation",
        ["center_id", "email"],
        unique=True,
        sqlite_where=sa.text("state = 'PENDING'"),
        postgresql_where=sa.text("state = 'PENDING'"),
    )

    op.create_table(
        "asset_group_ad_account",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asset_group_id", sa.BigInteger(), nullable=False),
        sa.Column("ad_account_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ad_account_id"], ["ad_account.id"], name=op.f("fk_asset_group_ad_account_ad_account_id")
        ),
        sa.ForeignKeyConstraint(["added_by"], ["app_user.id"], name=op.f("fk_asset_group_ad_account_added_by")),
        sa.ForeignKeyConstraint(
            ["asset_group_id"], ["asset_group.id"], name=op.f("fk_asset_group_ad_account_asset_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_group_ad_account")),
    )
    op.create_index(
        "ux_asset_group_ad_account",
        "asset_group_ad_account",
        ["asset_group_id", "ad_account_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "asset_group_member",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asset_group_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["app_user.id"], name=op.f("fk_asset_group_member_added_by")),
        sa.ForeignKeyConstraint(
            ["asset_group_id"], ["asset_group.id"], name=op.f("fk_asset_group_member_asset_group_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_asset_group_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_group_member")),
    )
    op.create_index("ix_asset_group_member_user", "asset_group_member", ["user_id"], unique=False)
    op.create_index(
        "ux_asset_group_member",
        "asset_group_member",
        ["asset_group_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "invitation_grant",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("invitation_id", sa.BigInteger(), nullable=False),
        sa.Column("ad_account_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ad_account_id"], ["ad_account.id"], name=op.f("fk_invitation_grant_ad_account_id")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], name=op.f("fk_invitation_grant_invitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_grant")),
    )
    op.create_index(op.f("ix_invitation_grant_invitation_id"), "invitation_grant", ["invitation_id"], unique=False)

    op.create_table(
        "access_request",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("ad_account_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["ad_account_id"], ["ad_account.id"], name=op.f("fk_access_request_ad_account_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["app_user.id"], name=op.f("fk_access_request_answered_by")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_access_request_center_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_access_request_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
    )
    op.create_index("ix_access_request_center", "access_request", ["center_id", "state"], unique=False)
    op.create_index("ix_access_request_user", "access_request", ["user_id", "center_id"], unique=False)
    op.create_index(
        "ux_access_request_pending",
        "access_request",
        ["ad_account_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("state = 'PENDING'"),
        postgresql_where=sa.text("state = 'PENDING'"),
    )

    op.create_table(
        "center_rules",
        sa.Column("center_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("domains", sa.Text(), nullable=False),
        sa.Column("allowlist_for", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_center_rules_center_id")),
        sa.PrimaryKeyConstraint("center_id", name=op.f("pk_center_rules")),
    )

    with op.batch_alter_table("access_grant") as batch_op:
        batch_op.add_column(sa.Column("asset_group_id", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_access_grant_asset_group", ["asset_group_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_access_grant_asset_group_id"), "asset_group", ["asset_group_id"], ["id"]
        )

    op.add_column("membership", sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back: what asset groups gave stays as levels of their members."""
    op.drop_column("membership", "joined_at")

    with op.batch_alter_table("access_grant") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_access_grant_asset_group_id"), type_="foreignkey")
        batch_op.drop_index("ix_access_grant_asset_group")
        batch_op.drop_column("asset_group_id")

    op.drop_table("center_rules")
    op.drop_table("access_request")
    op.drop_table("invitation_grant")
    op.drop_table("asset_group_member")
    op.drop_table("asset_group_ad_account")
    op.drop_table("invitation")
    op.drop_table("asset_group")
