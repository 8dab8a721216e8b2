"""Every constant that is a limit: what the settings show when it is another one, or why they do not show it."""

from datetime import timedelta
from typing import Any, NamedTuple

from bizhub.adapters.report_xlsx import XlsxLimits
from bizhub.domain.limits import Limit


class Shown(NamedTuple):
    """Where a limit stands in the settings, another value for it, and how that would be written there."""

    label: str
    other: Any
    words: str


_PACE = (Limit(7_001, timedelta(minutes=3)), Limit(9_001, timedelta(days=1)))
_WORDS_OF_PACE = "7,001 in 3 minutes, 9,001 in 1 day"

PUBLISHED = {
    "adapters.report_cells._MAX_ACCOUNT": Shown("Names and IDs of ad accounts", 7_001, "7,001 characters"),
    "adapters.report_csv.HEADING_ROWS": Shown(
        "Lines from the top in which the headings are looked for", 7_001, "7,001"
    ),
    "adapters.report_files.DEFAULT_LIMITS": Shown("Reading an XLSX file", XlsxLimits(wall_s=7_001.0), "7,001 seconds"),
    "adapters.report_lines.LONGEST_LINE": Shown("One line", 5 * 1024, "5 KB"),
    "adapters.report_xlsx.MEMORY_PER_BYTE": Shown(
        "An XLSX file, unpacked", 7_001, "256 MB and 7,001 times its size, at most 2,048 MB"
    ),
    "domain.ad_account_input.LONGEST_EXTERNAL_ID": Shown("ID of an ad account", 7_001, "7,001 characters"),
    "domain.ad_account_review.LONGEST_BILLING_ADDRESS": Shown(
        "Billing address of an ad account", 7_001, "7,001 characters"
    ),
    "domain.ad_account_review.LONGEST_COMPANY": Shown("Company of an ad account", 7_001, "7,001 characters"),
    "domain.ad_account_review.LONGEST_CONTACT": Shown("Contact of an ad account", 7_001, "7,001 characters"),
    "domain.ad_account_review.LONGEST_EMAIL": Shown("E-mail address of that contact", 7_001, "7,001 characters"),
    "domain.ad_account_review.LONGEST_PROMOTION_LINK": Shown(
        "Promoted website of an ad account", 7_001, "7,001 characters"
    ),
    "domain.ad_account_review.LONGEST_REASON": Shown(
        "Why the desk refuses or suspends an ad account", 7_001, "7,001 characters"
    ),
    "domain.ad_accounts.LARGEST_PAGE": Shown("Ad accounts on one page of the list", 7_001, "7,001"),
    "domain.ad_accounts.LONGEST_INDUSTRY": Shown("Industry of an ad account", 7_001, "7,001 characters"),
    "domain.ad_accounts.LONGEST_NAME": Shown("Name of an ad account", 7_001, "7,001 characters"),
    "domain.ad_accounts.LONGEST_NOTE": Shown("Note on an ad account", 7_001, "7,001 characters"),
    "domain.asset_groups.LONGEST_NAME": Shown("Name of an asset group", 7_001, "7,001 characters"),
    "domain.asset_groups.MOST_GROUPS": Shown("Asset groups in a center", 7_001, "7,001"),
    "domain.asset_groups.MOST_PAIRS": Shown("One asset group: its members times its ad accounts", 7_001, "7,001"),
    "domain.bulk.MOST_PAIRS": Shown("One bulk change: its people times its ad accounts", 7_001, "7,001"),
    "domain.center_rules.MOST_DOMAINS": Shown("E-mail domains of a center", 7_001, "7,001"),
    "domain.centers.LONGEST_NAME": Shown("Name of a center, and of its contact", 7_001, "7,001 characters"),
    "domain.centers.LONGEST_WEBSITE": Shown("Website of a center", 7_001, "7,001 characters"),
    "domain.codes.TRIES": Shown("Wrong guesses of one code", 7_001, "7,001"),
    "domain.documents.LARGEST_BYTES": Shown("Size of a document", 5 * 1024, "5 KB"),
    "domain.documents.LONGEST_NAME": Shown("Name of a document", 7_001, "7,001 characters"),
    "domain.verification.LONGEST_APPEAL": Shown("Appeal against a decision of the desk", 7_001, "7,001 characters"),
    "domain.verification.LONGEST_NUMBER": Shown("Number in a verification", 7_001, "7,001 characters"),
    "domain.verification_reasons.LONGEST_NOTE": Shown(
        "What the desk writes about one field", 7_001, "7,001 characters"
    ),
    "domain.documents.MOST_FILES": Shown("Documents of one verification or ticket", 7_001, "7,001"),
    "domain.documents.MOST_PAGES": Shown("PDF sent as a document", 7_001, "7,001 pages"),
    "domain.documents.MOST_PIXELS": Shown("Picture sent as a document", 7_001, "7,001 pixels"),
    "domain.insights.LONGEST_DAYS": Shown("Days in a period", 7_001, "7,001"),
    "domain.insights_view.MOST_COLUMNS": Shown("Columns of a table", 7_001, "7,001"),
    "domain.labels.LONGEST_LABEL": Shown("Name of a label", 7_001, "7,001 characters"),
    "domain.labels.MOST_LABELS": Shown("Labels in a center", 7_001, "7,001"),
    "domain.labels.MOST_LABELS_ON_ACCOUNT": Shown("Labels on one ad account", 7_001, "7,001"),
    "domain.levels.LONGEST_REASON": Shown("Reason for a level", 7_001, "7,001 characters"),
    "domain.limits.ACCESS_REQUESTS": Shown("Requests for access of one person", _PACE, _WORDS_OF_PACE),
    "domain.limits.BODY_BYTES_PER_SECOND": Shown(
        "What is sent to BizHub arrives with", 5 * 1024, "5 KB a second, or is given up after 30 seconds"
    ),
    "domain.limits.BODY_PATIENCE_S": Shown(
        "What is sent to BizHub arrives with", 7_001, "16 KB a second, or is given up after 7,001 seconds"
    ),
    "domain.limits.CODES": Shown(
        "Codes sent to one address, and wrong codes typed for it", _PACE, f"{_WORDS_OF_PACE}, each"
    ),
    "domain.limits.DOCUMENTS": Shown("New documents of a center", _PACE, _WORDS_OF_PACE),
    "domain.limits.INVITATIONS": Shown("Invitations of a center", _PACE, _WORDS_OF_PACE),
    "domain.limits.IN_ALL": Shown("From everybody together: the same", _PACE, f"{_WORDS_OF_PACE}, each"),
    "domain.limits.MESSAGES_AT_ONCE": Shown("What one page asks of BizHub", 7_001, "20 times a second, 7,001 at once"),
    "domain.limits.MESSAGES_PER_SECOND": Shown(
        "What one page asks of BizHub", 7_001, "7,001 times a second, 40 at once"
    ),
    "domain.limits.NEW_CENTERS": Shown("New centers of one person", _PACE, _WORDS_OF_PACE),
    "domain.limits.PER_NETWORK": Shown(
        "From one network: wrong passwords, sign-ups, codes asked for", _PACE, f"{_WORDS_OF_PACE}, each"
    ),
    "domain.limits.PER_PERSON": Shown("Wrong passwords of one person", _PACE, _WORDS_OF_PACE),
    "domain.limits.RESETS": Shown("New passwords by code, for one address", _PACE, _WORDS_OF_PACE),
    "domain.limits.SECOND_STEPS": Shown("Wrong codes at the second step, of one person", _PACE, _WORDS_OF_PACE),
    "domain.limits.VOUCHINGS": Shown("Links for a lost device of one person", _PACE, _WORDS_OF_PACE),
    "domain.limits.TASKS_PER_SESSION": Shown("Long tasks of one session at the same time", 7_001, "7,001"),
    "domain.money.MAX_COUNT_DIGITS": Shown("Any other number", 71, "71 digits"),
    "domain.money.MAX_DECIMALS": Shown("An amount of money", 71, "11 digits before the point and 71 after it"),
    "domain.money.MAX_UNITS_DIGITS": Shown("An amount of money", 71, "71 digits before the point and 6 after it"),
    "domain.names.LONGEST_NAME": Shown("Name of a person", 7_001, "7,001 characters"),
    "domain.notifications.MOST_KEPT": Shown("Notifications kept for one person", 7_001, "7,001, for 90 days"),
    "domain.passwords.LONGEST": Shown("Password", 701, "8 to 701 characters"),
    "domain.passwords.SHORTEST": Shown("Password", 71, "71 to 128 characters"),
    "domain.pins.KEYS": Shown("Pinned ad accounts of one person in a center", range(1, 72), "71"),
    "domain.ranking.MOST_WORDS": Shown("Words that a search looks at", 7_001, "the first 7,001"),
    "domain.report.MAX_PROBLEMS": Shown("Cells that cannot be read and are listed", 7_001, "the first 7,001"),
    "domain.report_layout.LONGEST_KEY": Shown("Names of campaigns, ad groups and ads", 7_001, "7,001 characters"),
    "domain.report_layout.MOST_COLUMNS": Shown("Columns", 7_001, "7,001"),
    "domain.team.INVITATION_LASTS": Shown("An invitation is good for", timedelta(hours=30), "30 hours"),
    "domain.team.LONGEST_MESSAGE": Shown("Message of an invitation", 7_001, "7,001 characters"),
    "domain.team.MOST_ADDRESSES": Shown("Addresses invited in one step", 7_001, "7,001"),
    "domain.team.MOST_ADMINS": Shown("Admins of a center, with those who are invited", 7_001, "7,001"),
    "domain.team.MOST_GRANTS": Shown("Ad accounts given with one invitation", 7_001, "7,001"),
    "domain.team.MOST_MEMBERS": Shown("Members of a center, with those who are invited", 7_001, "7,001"),
    "domain.approvals.LASTS": Shown("Another admin approves or declines within", timedelta(days=19), "19 days"),
    "domain.approvals.NOTICE_LASTS": Shown("Whom a notice is about objects within", timedelta(days=6), "6 days"),
    "domain.recovery.ABSENT_AFTER": Shown(
        "The desk may choose an admin where none was here for", timedelta(days=29), "29 days"
    ),
    "domain.viewing.LASTS": Shown("Viewing as a member ends after", timedelta(minutes=14), "14 minutes"),
    "domain.limits.PICTURES": Shown("New pictures of a center", _PACE, _WORDS_OF_PACE),
    "domain.pictures.LARGEST_BYTES": Shown("Picture of a center", 5 * 1024, "5 KB, 25,000,000 pixels"),
    "domain.pictures.MOST_PIXELS": Shown("Picture of a center", 7_001, "2 MB, 7,001 pixels"),
    "domain.sign_in_rules.MOST_GRACE_DAYS": Shown("Days until 2-step verification is asked of members", 71, "0 to 71"),
    "domain.limits.TICKETS": Shown("Tickets of a center", _PACE, _WORDS_OF_PACE),
    "domain.limits.TICKET_MESSAGES": Shown("Messages of one person on tickets", _PACE, _WORDS_OF_PACE),
    "domain.tickets.LONGEST_MESSAGE": Shown("Message on a ticket", 7_001, "7,001 characters"),
    "domain.tickets.LONGEST_REASON": Shown("Reason for a ticket, and for rejecting one", 7_001, "7,001 characters"),
    "domain.tickets.MOST_MESSAGES": Shown("Messages on one ticket", 7_001, "7,001"),
    "domain.two_step.SECOND_STEP_LASTS": Shown(
        "The second step of signing in waits for", timedelta(hours=30), "30 hours"
    ),
    "domain.two_step.SETTING_UP_LASTS": Shown(
        "Turning on 2-step verification waits for", timedelta(hours=30), "30 hours"
    ),
    "domain.two_step.VOUCHING_LASTS": Shown("A link for a lost device is good for", timedelta(hours=30), "30 hours"),
    "services.documents.MOST_ARRIVING": Shown(
        "Documents that are sent at the same time", 7_001, "2 by one person, 7,001 by everybody together"
    ),
    "services.documents.MOST_ARRIVING_OF_PERSON": Shown(
        "Documents that are sent at the same time", 7_001, "7,001 by one person, 16 by everybody together"
    ),
    "services.import_sweep.ABANDONED_AFTER": Shown(
        "A file that was read and not imported is kept for", timedelta(hours=30), "30 hours"
    ),
    "services.imports.MOST_ARRIVING": Shown(
        "Report files that are sent at the same time", 7_001, "4 by one person, 7,001 by everybody together"
    ),
    "services.imports.MOST_ARRIVING_OF_PERSON": Shown(
        "Report files that are sent at the same time", 7_001, "7,001 by one person, 40 by everybody together"
    ),
    "services.imports.MOST_WAITING_IN_CENTER": Shown(
        "Report files of a center that wait", 7_001, "7,001, together 8,000 MB"
    ),
    "services.imports.MOST_WAITING_OF_PERSON": Shown(
        "Report files of one person that wait", 7_001, "7,001, together 2,000 MB"
    ),
    "services.imports.WAITING_SIZES_IN_CENTER": Shown("Report files of a center that wait", 3, "200, together 600 MB"),
    "services.imports.WAITING_SIZES_OF_PERSON": Shown("Report files of one person that wait", 3, "50, together 600 MB"),
    "services.insights_export.MOST_ROWS": Shown("Rows of a table exported as CSV", 7_001, "7,001"),
    "services.insights_export.MOST_XLSX_ROWS": Shown("Rows of a table exported as an Excel file", 7_001, "7,001"),
    "services.labels.MOST_AT_ONCE": Shown("Ad accounts labelled in one step", 7_001, "7,001"),
}

UNPUBLISHED = {
    "what is shorter is no number of anything": ("services.document_numbers._SHORTEST",),
    "cuts what is written down or logged, and refuses nobody": (
        "adapters.document_cleaning._LONGEST_NOTE",
        "adapters.mail._LONGEST_ERROR",
        "adapters.mail._LONGEST_PLAIN_LINE",
        "adapters.redaction._LONGEST_LINE",
        "adapters.redaction._LONGEST_TRACEBACK",
        "adapters.virus_scan._LONGEST_ANSWER",
        "domain.outbox.LONGEST_SUBJECT",
        "domain.report_layout._LONGEST_SHOWN",
        "http.visitors._LONGEST_DEVICE",
        "services.insights_export._LONGEST_IN_NAME",
        "services.verification._LONGEST_TITLE",
        "services.session_store._LONGEST_ADDRESS",
        "services.session_store._LONGEST_DEVICE",
        "state.visitor._LONGEST_DEVICE",
    ),
    "more than any page of BizHub sends, whatever is typed": (
        "domain.centers.LONGEST_DRAFT_VALUE",
        "domain.own_pages.LONGEST_ADDRESS",
        "http.activity._LONGEST_VALUE",
        "http.bulk.LARGEST_FORM",
        "http.documents._LONGEST_PAGE_NUMBER",
        "http.bulk._LONGEST_TYPED",
        "http.session_cookie._LONGEST",
        "services.addresses._LONGEST",
        "state.arguments.LARGEST_INTEGER",
        "state.arguments.LONGEST_LIST",
        "state.arguments.LONGEST_STRING",
        "state.arguments._LONGEST_OF_ALL",
        "state.bulk_form._MOST_CHOSEN",
        "state.group_content._LONGEST_SEARCH",
        "state.guard._LONGEST_TAB_VIEW",
        "state.member._MOST_NAMED",
        "state.member_access._LONGEST_SEARCH",
        "state.paging._LONGEST_NUMBER",
        "state.posted_form.LONGEST_ANSWER",
        "state.reader._LONGEST_LANGUAGES",
        "state.reader._LONGEST_ZONE",
        "state.socket_guard._LONGEST_PATH",
        "state.socket_guard._MOST_PARAMETERS",
        "state.visitor._LONGEST_PATH",
    ),
    "how far a search looks, or how much of an answer is shown at first": (
        "domain.ranking._LONGEST_WORD",
        "domain.offboarding.MOST_HEIRS",
        "services.member_choice.MOST_SUGGESTED",
        "services.member_choice._LONGEST_QUERY",
        "services.name_index._MOST_COMPARED",
        "services.name_index._MOST_HIT_WORDS",
        "services.name_index._MOST_WEIGHED",
        "services.name_lines._MOST_IDS",
        "services.name_lines._MOST_OCCURRENCES",
        "services.palette.MOST_ACCOUNTS",
        "services.palette.MOST_SUGGESTED",
        "services.palette._LONGEST_QUERY",
        "services.palette._MOST_CENTERS_SHOWN",
        "services.palette._MOST_RECENTS_SHOWN",
        "services.switching.MOST_RECENTS",
    ),
    "how much is kept in memory or read in one go; what goes over it is read again": (
        "adapters.report_files._MAX_REJECTED",
        "adapters.report_lines._MOST_COPIED",
        "adapters.report_lines._MOST_SURPLUS",
        "services.bulk.MOST_PREVIEWS",
        "services.bulk_facts._MOST_TRACED",
        "services.desk._MOST_MEASURED",
        "services.search_index._MOST_CHANGES",
        "services.search_index._MOST_KEPT",
        "services.access_requests._MOST_SHOWN",
        "services.approvals._MOST_SHOWN",
        "domain.recovery.MOST_SHOWN",
        "domain.recovery.ROWS_PER_PAGE",
        "services.access_request_messages._MOST_TOLD",
        "services.ticket_news._MOST_TOLD",
        "state.seats._MOST",
        "state.socket_guard._MOST_AWAY",
        "state.socket_guard._MOST_SESSIONS",
    ),
    "how often BizHub itself tries again": (
        "adapters.jobs._TRIES_AFTER_KILLS",
        "services.bulk_jobs.MOST_TRIES",
        "services.import_sweep.MOST_TRIES",
    ),
    "against floods: one page may send less than that": (
        "state.guard.BURST",
        "state.guard.EVENTS_PER_SECOND",
        "state.guard.STRANGERS_BURST",
        "state.guard.STRANGERS_PER_SECOND",
        "state.worker_pool.QUEUE_PER_THREAD",
    ),
    "a property of numbers, currencies or archives rather than a choice": (
        "adapters.rates._LONGEST_PAUSE_DAYS",
        "adapters.report_files._MAX_SUM",
        "adapters.table_files._LARGEST_EXACT",
        "adapters.xlsx_worker.MAX_ENTRIES",
    ),
    "the size of what BizHub makes itself": (
        "adapters.activity_anchor._LENGTH",
        "domain.activity_values._DAY_LENGTH",
    ),
    "part of another limit that is shown": ("domain.passwords._SHORTEST_OWN_WORD",),
    "the same as in domain: what is imported ends up in a form": (
        "services.import_plan.EXTERNAL_ID_LENGTH",
        "services.import_plan.NAME_LENGTH",
        "services.imports.NAME_LENGTH",
    ),
}
"""The reason, and whom it holds for."""
