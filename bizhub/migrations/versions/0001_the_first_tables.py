"""The first tables"""

import sqlalchemy as sa
from alembic import op

from bizhub.migrations import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("through", sa.String(length=12), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("object_type", sa.String(length=30), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("object_name", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_center_at", "activity", ["center_id", "at"], unique=False)
    op.create_index("ix_activity_center_user", "activity", ["center_id", "user_id", "sequence"], unique=False)
    op.create_index(
        "ix_activity_object", "activity", ["center_id", "object_type", "object_id", "sequence"], unique=False
    )
    op.create_index("ux_activity_center_sequence", "activity", ["center_id", "sequence"], unique=True)

    op.create_table(
        "activity_head",
        sa.Column("center_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("center_id", name=op.f("pk_activity_head")),
    )
    op.create_table(
        "app_user",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("phone_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("email", name=op.f("uq_app_user_email")),
        sa.UniqueConstraint("phone", name=op.f("uq_app_user_phone")),
    )
    op.create_table(
        "code",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("request_hash", name=op.f("uq_code_request_hash")),
    )
    op.create_index(op.f("ix_code_address"), "code", ["address"], unique=False)
    op.create_index(op.f("ix_code_created_at"), "code", ["created_at"], unique=False)
    op.create_index(op.f("ix_code_sent_at"), "code", ["sent_at"], unique=False)

    op.create_table(
        "counted_try",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bucket", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_try")),
    )
    op.create_index(op.f("ix_counted_try_at"), "counted_try", ["at"], unique=False)
    op.create_index("ix_counted_try_bucket_at", "counted_try", ["bucket", "at"], unique=False)

    op.create_table(
        "center",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("company_name", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("industry", sa.String(length=60), nullable=False),
        sa.Column("website", sa.String(length=255), nullable=False),
        sa.Column("contact_name", sa.String(length=100), nullable=False),
        sa.Column("contact_email", sa.String(length=320), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_center_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_center")),
    )
    op.create_table(
        "user_preference",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_user_preference_user_id")),
        sa.PrimaryKeyConstraint("user_id", "name", name=op.f("pk_user_preference")),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(length=300), nullable=False),
        sa.Column("device_mark", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    op.create_index("ix_user_session_device_mark", "user_session", ["device_mark", "user_id"], unique=False)
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"], unique=False)

    op.create_table(
        "ad_account",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_user_id", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("industry", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(center_id IS NULL) <> (owner_user_id IS NULL)", name=op.f("ck_ad_account_one_owner")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_ad_account_center_id")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_ad_account_created_by")),
        sa.ForeignKeyConstraint(["owner_user_id"], ["app_user.id"], name=op.f("fk_ad_account_owner_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ad_account")),
        sa.UniqueConstraint("center_id", "external_id", name=op.f("uq_ad_account_center_id_external_id")),
    )
    op.create_index("ix_ad_account_center_name", "ad_account", ["center_id", "name_key", "id"], unique=False)
    op.create_index(
        "ix_ad_account_center_status", "ad_account", ["center_id", "status", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_ad_account_owner_user_id"), "ad_account", ["owner_user_id"], unique=False)

    op.create_table(
        "center_version",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("company_name", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("website", sa.String(length=255), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_center_version_center_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["app_user.id"], name=op.f("fk_center_version_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_center_version")),
    )
    op.create_index(op.f("ix_center_version_center_id"), "center_version", ["center_id"], unique=False)

    op.create_table(
        "import_file",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_import_file_center_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_import_file_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    op.create_index("ix_import_file_center", "import_file", ["center_id", "created_at"], unique=False)

    op.create_table(
        "import_account",
        sa.Column("file_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("sums", sa.Text(), nullable=False),
        sa.Column("chosen_external_id", sa.Text(), nullable=False),
        sa.Column("chosen_name", sa.Text(), nullable=False),
        sa.Column("chosen_time_zone", sa.Text(), nullable=False),
        sa.Column("chosen_currency", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["import_file.id"], name=op.f("fk_import_account_file_id")),
        sa.PrimaryKeyConstraint("file_id", "place", name=op.f("pk_import_account")),
        sa.UniqueConstraint("file_id", "source", name=op.f("uq_import_account_file_id_source")),
    )

    op.create_table(
        "label",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("color", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_label_center_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint("center_id", "name", name=op.f("uq_label_center_id_name")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("finance_role", sa.String(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["app_user.id"], name=op.f("fk_membership_added_by")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_membership_center_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_user", "membership", ["user_id", "ended_at"], unique=False)
    op.create_index(
        "ux_membership_current",
        "membership",
        ["center_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_outbox_message_center_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_outbox_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    op.create_index("ix_outbox_message_state", "outbox_message", ["state", "next_try_at"], unique=False)

    op.create_table(
        "access_grant",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("ad_account_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["ad_account_id"], ["ad_account.id"], name=op.f("fk_access_grant_ad_account_id")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_access_grant_center_id")),
        sa.ForeignKeyConstraint(["granted_by"], ["app_user.id"], name=op.f("fk_access_grant_granted_by")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_access_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
    )
    op.create_index("ix_access_grant_account", "access_grant", ["ad_account_id", "user_id"], unique=False)
    op.create_index("ix_access_grant_user", "access_grant", ["user_id", "center_id", "ad_account_id"], unique=False)

    op.create_table(
        "ad_account_label",
        sa.Column("ad_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("label_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["ad_account_id"], ["ad_account.id"], name=op.f("fk_ad_account_label_ad_account_id")),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name=op.f("fk_ad_account_label_label_id")),
        sa.PrimaryKeyConstraint("ad_account_id", "label_id", name=op.f("pk_ad_account_label")),
    )
    op.create_index(op.f("ix_ad_account_label_label_id"), "ad_account_label", ["label_id"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("ad_account_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("grain", sa.String(length=20), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("sums", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ad_account_id"], ["ad_account.id"], name=op.f("fk_import_batch_ad_account_id")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_import_batch_center_id")),
        sa.ForeignKeyConstraint(["file_id"], ["import_file.id"], name=op.f("fk_import_batch_file_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_import_batch_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index("ix_import_batch_account", "import_batch", ["ad_account_id", "created_at"], unique=False)
    op.create_index(op.f("ix_import_batch_file_id"), "import_batch", ["file_id"], unique=False)
    op.create_index(op.f("ix_import_batch_state"), "import_batch", ["state"], unique=False)

    op.create_table(
        "pin",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("ad_account_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ad_account_id"], ["ad_account.id"], name=op.f("fk_pin_ad_account_id")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_pin_center_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_pin_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin")),
        sa.UniqueConstraint(
            "user_id", "center_id", "ad_account_id", name=op.f("uq_pin_user_id_center_id_ad_account_id")
        ),
    )
    op.create_table(
        "recent_ad_account",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("ad_account_id", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ad_account_id"], ["ad_account.id"], name=op.f("fk_recent_ad_account_ad_account_id")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_recent_ad_account_center_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_recent_ad_account_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recent_ad_account")),
        sa.UniqueConstraint("user_id", "ad_account_id", name=op.f("uq_recent_ad_account_user_id_ad_account_id")),
    )
    op.create_index("ix_recent_ad_account_used", "recent_ad_account", ["user_id", "center_id", "used_at"], unique=False)
    triggers.create(op.get_bind())


def downgrade() -> None:
    """Take back."""
    triggers.drop(op.get_bind())

    op.drop_table("recent_ad_account")
    op.drop_table("pin")

    op.drop_table("import_batch")

    op.drop_table("ad_account_label")

    op.drop_table("access_grant")

    op.drop_table("outbox_message")

    op.drop_table("membership")
    op.drop_table("label")

    op.drop_table("import_account")
    op.drop_table("import_file")

    op.drop_table("center_version")

    op.drop_table("ad_account")

    op.drop_table("user_session")
    op.drop_table("user_preference")
    op.drop_table("center")

    op.drop_table("counted_try")

    op.drop_table("code")
    op.drop_table("app_user")
    op.drop_table("activity_head")

    op.drop_table("activity")
