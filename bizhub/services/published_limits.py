"""The limits that people can run into, in plain words, from the constants and settings that are enforced."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from bizhub.adapters import report_cells, report_csv, report_files, report_lines, report_xlsx
from bizhub.domain import (
    ad_account_input,
    ad_account_review,
    ad_accounts,
    approvals,
    asset_groups,
    bulk,
    center_rules,
    centers,
    codes,
    documents,
    insights_view,
    levels,
    limits,
    money,
    names,
    notifications,
    passwords,
    pictures,
    pins,
    ranking,
    recovery,
    report,
    report_layout,
    sign_in_rules,
    team,
    tickets,
    two_step,
    verification,
    verification_reasons,
    viewing,
)
from bizhub.domain import insights as periods
from bizhub.domain import labels as label_rules
from bizhub.domain.centers import LimitRow
from bizhub.services import documents as taking
from bizhub.services import formats, import_sweep, imports, insights_export, labels
from bizhub.settings import Settings

_Lines = Iterable[tuple[str, str] | tuple[str, str, str]]
"""Label, value and, where the operator can set it, the variable."""

_UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


def published_limits(settings: Settings) -> tuple[LimitRow, ...]:
    """Every limit, group by group."""
    return (
        *_grouped("Centers and ad accounts", _of_ad_accounts(settings)),
        *_grouped("Team and access", _of_team(settings)),
        *_grouped("Labels", _of_labels()),
        *_grouped("Documents", _of_documents(settings)),
        *_grouped("Importing", _of_imports(settings)),
        *_grouped("Inside a report file", _of_reports()),
        *_grouped("Insights and search", _of_insights()),
        *_grouped("Signing in", _of_signing_in(settings)),
        *_grouped("Pages", _of_pages(settings)),
    )


def _of_ad_accounts(settings: Settings) -> _Lines:
    return (
        ("Ad accounts in a center", f"{settings.ad_accounts_per_center:,}", "BIZHUB_AD_ACCOUNTS_PER_CENTER"),
        ("New centers of one person", _pace(limits.NEW_CENTERS)),
        ("Name of a person", _characters(names.LONGEST_NAME)),
        ("Name of a center, and of its contact", _characters(centers.LONGEST_NAME)),
        ("Picture of a center", f"{formats.file_size(pictures.LARGEST_BYTES)}, {pictures.MOST_PIXELS:,} pixels"),
        ("New pictures of a center", _pace(limits.PICTURES)),
        ("Website of a center", _characters(centers.LONGEST_WEBSITE)),
        ("Tickets of a center", _pace(limits.TICKETS)),
        ("Reason for a ticket, and for rejecting one", _characters(tickets.LONGEST_REASON)),
        ("Message on a ticket", _characters(tickets.LONGEST_MESSAGE)),
        ("Messages on one ticket", f"{tickets.MOST_MESSAGES:,}"),
        ("Messages of one person on tickets", _pace(limits.TICKET_MESSAGES)),
        ("Name of an ad account", _characters(ad_accounts.LONGEST_NAME)),
        ("ID of an ad account", _characters(ad_account_input.LONGEST_EXTERNAL_ID)),
        ("Industry of an ad account", _characters(ad_accounts.LONGEST_INDUSTRY)),
        ("Note on an ad account", _characters(ad_accounts.LONGEST_NOTE)),
        ("Company of an ad account", _characters(ad_account_review.LONGEST_COMPANY)),
        ("Promoted website of an ad account", _characters(ad_account_review.LONGEST_PROMOTION_LINK)),
        ("Contact of an ad account", _characters(ad_account_review.LONGEST_CONTACT)),
        ("E-mail address of that contact", _characters(ad_account_review.LONGEST_EMAIL)),
        ("Billing address of an ad account", _characters(ad_account_review.LONGEST_BILLING_ADDRESS)),
        ("Why the desk refuses or suspends an ad account", _characters(ad_account_review.LONGEST_REASON)),
        ("Ad accounts on one page of the list", f"{ad_accounts.LARGEST_PAGE:,}"),
        ("Pinned ad accounts of one person in a center", f"{len(pins.KEYS):,}"),
    )


def _of_team(settings: Settings) -> _Lines:
    return (
        ("Members of a center, with those who are invited", f"{team.MOST_MEMBERS:,}"),
        ("Admins of a center, with those who are invited", f"{team.MOST_ADMINS:,}"),
        ("Addresses invited in one step", f"{team.MOST_ADDRESSES:,}"),
        ("Ad accounts given with one invitation", f"{team.MOST_GRANTS:,}"),
        ("Invitations of a center", _pace(limits.INVITATIONS)),
        ("An invitation is good for", _long(team.INVITATION_LASTS)),
        ("Message of an invitation", _characters(team.LONGEST_MESSAGE)),
        ("E-mail domains of a center", f"{center_rules.MOST_DOMAINS:,}"),
        ("Another admin approves or declines within", _long(approvals.LASTS)),
        ("Whom a notice is about objects within", _long(approvals.NOTICE_LASTS)),
        ("The desk may choose an admin where none was here for", _long(recovery.ABSENT_AFTER)),
        (
            "Members object to the admin whom the desk chose within",
            _long(timedelta(days=settings.recovery_days)),
            "BIZHUB_RECOVERY_DAYS",
        ),
        ("Viewing as a member ends after", _long(viewing.LASTS)),
        ("Days until 2-step verification is asked of members", f"0 to {sign_in_rules.MOST_GRACE_DAYS}"),
        ("Reason for a level", _characters(levels.LONGEST_REASON)),
        ("Requests for access of one person", _pace(limits.ACCESS_REQUESTS)),
        ("Asset groups in a center", f"{asset_groups.MOST_GROUPS:,}"),
        ("Name of an asset group", _characters(asset_groups.LONGEST_NAME)),
        ("Notifications kept for one person", f"{notifications.MOST_KEPT:,}, for {_long(notifications.KEPT)}"),
        ("One bulk change: its people times its ad accounts", f"{bulk.MOST_PAIRS:,}"),
        ("One asset group: its members times its ad accounts", f"{asset_groups.MOST_PAIRS:,}"),
    )


def _of_labels() -> _Lines:
    return (
        ("Labels in a center", f"{label_rules.MOST_LABELS:,}"),
        ("Labels on one ad account", f"{label_rules.MOST_LABELS_ON_ACCOUNT:,}"),
        ("Name of a label", _characters(label_rules.LONGEST_LABEL)),
        ("Ad accounts labelled in one step", f"{labels.MOST_AT_ONCE:,}"),
    )


def _of_documents(settings: Settings) -> _Lines:
    kept = formats.file_size(settings.document_bytes_per_center)
    return (
        ("Size of a document", formats.file_size(documents.LARGEST_BYTES)),
        ("Picture sent as a document", f"{documents.MOST_PIXELS:,} pixels"),
        ("PDF sent as a document", f"{documents.MOST_PAGES:,} pages"),
        ("Name of a document", _characters(documents.LONGEST_NAME)),
        ("Documents of one verification or ticket", f"{documents.MOST_FILES:,}"),
        ("New documents of a center", _pace(limits.DOCUMENTS)),
        (
            "Documents that are sent at the same time",
            f"{taking.MOST_ARRIVING_OF_PERSON:,} by one person, {taking.MOST_ARRIVING:,} by everybody together",
        ),
        ("Number in a verification", _characters(verification.LONGEST_NUMBER)),
        ("Appeal against a decision of the desk", _characters(verification.LONGEST_APPEAL)),
        ("What the desk writes about one field", _characters(verification_reasons.LONGEST_NOTE)),
        ("Documents of a center", kept, "BIZHUB_DOCUMENT_BYTES_PER_CENTER"),
    )


def _of_imports(settings: Settings) -> _Lines:
    largest = settings.import_max_bytes
    return (
        ("Report file", formats.file_size(largest), "BIZHUB_IMPORT_MAX_BYTES"),
        (
            "Report files that are sent at the same time",
            f"{imports.MOST_ARRIVING_OF_PERSON:,} by one person, {imports.MOST_ARRIVING:,} by everybody together",
        ),
        (
            "Report files of one person that wait",
            _files(imports.MOST_WAITING_OF_PERSON, imports.WAITING_SIZES_OF_PERSON * largest),
        ),
        (
            "Report files of a center that wait",
            _files(imports.MOST_WAITING_IN_CENTER, imports.WAITING_SIZES_IN_CENTER * largest),
        ),
        ("A file that was read and not imported is kept for", _long(import_sweep.ABANDONED_AFTER)),
        (
            "An XLSX file, unpacked",
            f"{formats.file_size(report_xlsx.MEMORY_OF_ANY)} and {report_xlsx.MEMORY_PER_BYTE:,} times its size, "
            f"at most {formats.file_size(report_files.DEFAULT_LIMITS.memory_bytes)}",
        ),
        ("Reading an XLSX file", f"{report_files.DEFAULT_LIMITS.wall_s:,.0f} seconds"),
    )


def _of_reports() -> _Lines:
    return (
        ("Columns", f"{report_layout.MOST_COLUMNS:,}"),
        ("One line", formats.file_size(report_lines.LONGEST_LINE)),
        ("Lines from the top in which the headings are looked for", f"{report_csv.HEADING_ROWS:,}"),
        ("Names of campaigns, ad groups and ads", _characters(report_cells.longest("campaign_name"))),
        ("Names and IDs of ad accounts", _characters(report_cells.longest("account_name"))),
        ("An amount of money", f"{money.MAX_UNITS_DIGITS} digits before the point and {money.MAX_DECIMALS} after it"),
        ("Any other number", f"{money.MAX_COUNT_DIGITS} digits"),
        ("Cells that cannot be read and are listed", f"the first {report.MAX_PROBLEMS:,}"),
    )


def _of_insights() -> _Lines:
    return (
        ("Days in a period", f"{periods.LONGEST_DAYS:,}"),
        ("Columns of a table", f"{insights_view.MOST_COLUMNS:,}"),
        ("Rows of a table exported as CSV", f"{insights_export.MOST_ROWS:,}"),
        ("Rows of a table exported as an Excel file", f"{insights_export.MOST_XLSX_ROWS:,}"),
        ("Words that a search looks at", f"the first {ranking.MOST_WORDS:,}"),
    )


def _of_signing_in(settings: Settings) -> _Lines:
    return (
        ("Password", f"{passwords.SHORTEST} to {passwords.LONGEST} characters"),
        ("Wrong passwords of one person", _pace(limits.PER_PERSON)),
        ("From one network: wrong passwords, sign-ups, codes asked for", f"{_pace(limits.PER_NETWORK)}, each"),
        ("From everybody together: the same", f"{_pace(limits.IN_ALL)}, each"),
        ("Codes sent to one address, and wrong codes typed for it", f"{_pace(limits.CODES)}, each"),
        ("Wrong guesses of one code", f"{codes.TRIES:,}"),
        ("Wrong codes at the second step, of one person", _pace(limits.SECOND_STEPS)),
        ("The second step of signing in waits for", _long(two_step.SECOND_STEP_LASTS)),
        ("Turning on 2-step verification waits for", _long(two_step.SETTING_UP_LASTS)),
        ("Links for a lost device of one person", _pace(limits.VOUCHINGS)),
        ("A link for a lost device is good for", _long(two_step.VOUCHING_LASTS)),
        ("New passwords by code, for one address", _pace(limits.RESETS)),
        ("A code is good for", _long(timedelta(minutes=settings.code_minutes)), "BIZHUB_CODE_MINUTES"),
        ("A session ends by itself after", _long(timedelta(days=settings.session_days)), "BIZHUB_SESSION_DAYS"),
    )


def _of_pages(settings: Settings) -> _Lines:
    return (
        ("Pages open from one network address", f"{settings.sockets_per_address:,}", "BIZHUB_SOCKETS_PER_ADDRESS"),
        (
            "Requests at once from one network address",
            f"{settings.requests_per_address:,}",
            "BIZHUB_REQUESTS_PER_ADDRESS",
        ),
        (
            "What is sent to BizHub arrives with",
            f"{formats.file_size(limits.BODY_BYTES_PER_SECOND)} a second, or is given up after "
            f"{limits.BODY_PATIENCE_S:,} seconds",
        ),
        (
            "What one page asks of BizHub",
            f"{limits.MESSAGES_PER_SECOND:,} times a second, {limits.MESSAGES_AT_ONCE:,} at once",
        ),
        ("Long tasks of one session at the same time", f"{limits.TASKS_PER_SESSION:,}"),
    )


def _grouped(group: str, lines: _Lines) -> Iterator[LimitRow]:
    return (LimitRow(group, *line) for line in lines)


def _characters(most: int) -> str:
    return f"{most:,} characters"


def _files(most: int, size: int) -> str:
    return f"{most:,}, together {formats.file_size(size)}"


def _pace(pace: Sequence[limits.Limit]) -> str:
    """Such as `5 in 5 minutes, 20 in 1 hour`."""
    return ", ".join(f"{limit.tries:,} in {_long(limit.window)}" for limit in pace)


def _long(span: timedelta) -> str:
    """A span in the largest unit that it is a whole number of."""
    size, unit = next(each for each in _UNITS if not span % each[0])
    count = span // size
    return f"{count:,} {unit}" if count == 1 else f"{count:,} {unit}s"
