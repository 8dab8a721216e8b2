"""Verification, the desk, tickets, recovery, and ad accounts that are asked for"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "desk_person",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_desk_person_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_person")),
    )
    op.create_index(
        "ux_desk_person_current",
        "desk_person",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleaned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_document_center_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["app_user.id"], name=op.f("fk_document_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("file", name=op.f("uq_document_file")),
    )
    op.create_index("ix_document_center", "document", ["center_id"], unique=False)
    op.create_index("ix_document_holder", "document", ["holder", "holder_id"], unique=False)
    op.create_table(
        "recovery",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("objected_by", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_recovery_asked_by")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_recovery_center_id")),
        sa.ForeignKeyConstraint(["objected_by"], ["app_user.id"], name=op.f("fk_recovery_objected_by")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_recovery_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
    )
    op.create_index(op.f("ix_recovery_due_at"), "recovery", ["due_at"], unique=False)
    op.create_index(
        "ux_recovery_waiting",
        "recovery",
        ["center_id"],
        unique=True,
        sqlite_where=sa.text("state = 'WAITING'"),
        postgresql_where=sa.text("state = 'WAITING'"),
    )
    op.create_table(
        "review_case",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("for_user_id", sa.BigInteger(), nullable=True),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_by", sa.BigInteger(), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_decision", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_review_case_center_id")),
        sa.ForeignKeyConstraint(["claimed_by"], ["app_user.id"], name=op.f("fk_review_case_claimed_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["app_user.id"], name=op.f("fk_review_case_closed_by")),
        sa.ForeignKeyConstraint(["first_by"], ["app_user.id"], name=op.f("fk_review_case_first_by")),
        sa.ForeignKeyConstraint(["for_user_id"], ["app_user.id"], name=op.f("fk_review_case_for_user_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["app_user.id"], name=op.f("fk_review_case_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_case")),
    )
    op.create_index("ix_review_case_center", "review_case", ["center_id", "opened_at"], unique=False)
    op.create_index("ix_review_case_closed", "review_case", ["closed_at", "id"], unique=False)
    op.create_index(
        "ix_review_case_queue",
        "review_case",
        ["kind", "opened_at", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ux_review_case_open",
        "review_case",
        ["kind", "subject_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["app_user.id"], name=op.f("fk_ticket_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_ticket_asked_by")),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_ticket_center_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    op.create_index("ix_ticket_center", "ticket", ["center_id", "asked_at"], unique=False)
    op.create_index(
        "ux_ticket_open",
        "ticket",
        ["center_id"],
        unique=True,
        sqlite_where=sa.text("state = 'SUBMITTED'"),
        postgresql_where=sa.text("state = 'SUBMITTED'"),
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("center_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("document_type", sa.String(length=40), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("website", sa.String(length=255), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("previous_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("edited_by", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["center_id"], ["center.id"], name=op.f("fk_verification_center_id")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_verification_created_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_verification_decided_by")),
        sa.ForeignKeyConstraint(["edited_by"], ["app_user.id"], name=op.f("fk_verification_edited_by")),
        sa.ForeignKeyConstraint(["previous_id"], ["verification.id"], name=op.f("fk_verification_previous_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["app_user.id"], name=op.f("fk_verification_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    op.create_index("ix_verification_center", "verification", ["center_id", "created_at"], unique=False)
    op.create_index("ix_verification_expires", "verification", ["expires_at"], unique=False)
    op.create_index(
        "ux_verification_open",
        "verification",
        ["center_id", "state"],
        unique=True,
        sqlite_where=sa.text("state IN ('DRAFT', 'REVIEWING')"),
        postgresql_where=sa.text("state IN ('DRAFT', 'REVIEWING')"),
    )
    op.create_table(
        "ad_account_application",
        sa.Column("ad_account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("company", sa.String(length=255), nullable=False),
        sa.Column("promotion_link", sa.String(length=255), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("contact_name", sa.String(length=100), nullable=False),
        sa.Column("contact_email", sa.String(length=320), nullable=False),
        sa.Column("billing_address", sa.String(length=512), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("limit_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ad_account_id"], ["ad_account.id"], name=op.f("fk_ad_account_application_ad_account_id")
        ),
        sa.PrimaryKeyConstraint("ad_account_id", name=op.f("pk_ad_account_application")),
    )
    op.create_table(
        "ticket_message",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("from_desk", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_message_ticket_id")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_ticket_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_message")),
    )
    op.create_index(op.f("ix_ticket_message_ticket_id"), "ticket_message", ["ticket_id"], unique=False)
    op.create_index(
        "ux_membership_owner",
        "membership",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("role = 'OWNER' AND ended_at IS NULL"),
        postgresql_where=sa.text("role = 'OWNER' AND ended_at IS NULL"),
    )
    op.add_column("center", sa.Column("is_personal", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("center", sa.Column("account_manager_id", sa.BigInteger(), nullable=True))
    op.add_column("center_version", sa.Column("ticket_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take back: documents lie there unnamed until they are swept away."""
    op.drop_index("ux_membership_owner", table_name="membership")
    op.drop_column("center_version", "ticket_id")
    op.drop_column("center", "account_manager_id")
    op.drop_column("center", "is_personal")
    op.drop_table("ticket_message")
    op.drop_table("ad_account_application")
    op.drop_table("verification")
    op.drop_table("ticket")
    op.drop_table("review_case")
    op.drop_table("recovery")
    op.drop_table("document")
    op.drop_table("desk_person")
