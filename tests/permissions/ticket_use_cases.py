"""The use cases of tickets, at both sides; as in use_cases.py."""

from tests.permissions.rows import Our, Row, row
from tests.permissions.who import Who

ASKED = {"company_name": "Another GmbH"}

TICKET_USE_CASES: dict[str, Row] = {
    "account_managers.list_reviewers": row(Who.DESK),
    "account_managers.manager_of": row(Who.PART),
    "account_managers.release_centers": row(Who.PART),
    "account_managers.set_account_manager": row(Who.DESK, center_id=Our.CENTER, user_id=""),
    "ticket_news.show_again": row(Who.PART),
    "ticket_news.tell_center": row(Who.PART),
    "ticket_news.tell_desk": row(Who.PART),
    "ticket_review.approve_ticket": row(Who.DESK, case_id=Our.TICKET_CASE),
    "ticket_review.read_ticket": row(Who.DESK, case_id=Our.TICKET_CASE),
    "ticket_review.reject_ticket": row(Who.DESK, case_id=Our.TICKET_CASE, reason="Send the register"),
    "ticket_review.write_from_desk": row(Who.DESK, case_id=Our.TICKET_CASE, text="Which register?"),
    "ticket_rows.company_of": row(Who.PART),
    "ticket_rows.details": row(Who.PART),
    "ticket_rows.find": row(Who.PART),
    "ticket_rows.messages_of": row(Who.PART),
    "ticket_rows.page_of": row(Who.PART),
    "tickets.add_message": row(Who.PART),
    "tickets.ask_change": row(Who.CENTER_ADMIN, asked=ASKED, seen={}, reason="We are a company now"),
    "tickets.list_tickets": row(Who.CENTER_ADMIN),
    "tickets.view_company": row(Who.CENTER_ADMIN),
    "tickets.view_ticket": row(Who.NAMED_ADMIN, ticket_id=Our.TICKET),
    "tickets.withdraw_ticket": row(Who.NAMED_ADMIN, ticket_id=Our.TICKET),
    "tickets.write_message": row(Who.NAMED_ADMIN, ticket_id=Our.TICKET, text="Here it is"),
}
