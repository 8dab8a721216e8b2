"""Creating ad accounts: what is asked of one, what the desk may find wrong with it, what keeps one from ending."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bizhub.domain.ad_account_input import checked_industry, checked_name
from bizhub.domain.ad_accounts import AdAccountStatus
from bizhub.domain.centers import normal_website
from bizhub.domain.errors import BizHubError, InvalidInput
from bizhub.domain.names import one_line
from bizhub.domain.verification import Problem, ReasonCode, VerificationStatus

LONGEST_COMPANY = 255
LONGEST_PROMOTION_LINK = 255
LONGEST_CONTACT = 100
LONGEST_EMAIL = 320
LONGEST_BILLING_ADDRESS = 512
LONGEST_REASON = 1_000
DELIVERING = timedelta(days=3)
"""An ad account with figures of the last days is not disabled."""

FIELD_WORDS: dict[str, str] = {
    "name": "Name",
    "company": "Company",
    "industry": "Industry",
    "promotion_link": "Promoted website",
    "contact_name": "Contact",
    "contact_email": "Contact’s e-mail",
    "billing_address": "Billing address",
}
"""What is typed for an ad account, in the order of its form; each may be refused."""

REASONS: dict[ReasonCode, tuple[str, str]] = {
    ReasonCode.NAME_MISMATCH: (
        "Does not fit the verified business",
        "Use the name and the data of the business that was verified.",
    ),
    ReasonCode.INCOMPLETE: ("Not complete", "Write it in full."),
    ReasonCode.WRONG_TYPE: ("Not allowed here", "Choose what fits what is advertised, and is allowed."),
    ReasonCode.WRONG_PERSON: ("Not the right person", "Name somebody who answers for the advertising."),
}
"""Why a field is refused, and what to do about it."""

WAITING = frozenset({AdAccountStatus.PENDING_CONFIRM, AdAccountStatus.PENDING_CONFIRM_MODIFY})
NOT_APPROVED = WAITING | {AdAccountStatus.CONFIRM_FAIL}
"""Ad accounts that have never been approved, or are being corrected."""

_MISSING = {
    VerificationStatus.NOT_SUBMITTED: "Verify it first.",
    VerificationStatus.REVIEWING: "Its verification is being reviewed. You are told when it is decided.",
    VerificationStatus.FAILED: "Its verification was refused. See what is missing, and send it again.",
    VerificationStatus.EXPIRED: "Its verification has expired. Renew it first.",
}


class NotVerified(BizHubError):
    """A center creates ad accounts only while it is verified."""

    def __init__(self, status: VerificationStatus) -> None:
        """Say what is missing."""
        super().__init__(f"Only a verified center creates ad accounts. {_MISSING[status]}")
        self.status = status


@dataclass(frozen=True, slots=True)
class AdAccountForm:
    """What is typed for an ad account."""

    name: str
    company: str
    industry: str = ""
    promotion_link: str = ""
    contact_name: str = ""
    contact_email: str = ""
    billing_address: str = ""


@dataclass(frozen=True, slots=True)
class AdAccountOffer:
    """What the form for a new ad account starts from; `missing` says why none can be created now, "" when one can."""

    missing: str
    company: str
    contact_name: str
    contact_email: str
    currency: str
    time_zone: str
    region: str


@dataclass(frozen=True, slots=True)
class Application:
    """What an ad account was created with, what the desk found wrong, and what its center may do about it."""

    form: AdAccountForm
    problems: tuple[Problem, ...]
    queue_place: int | None
    limit_reason: str
    may_correct: bool
    may_disable: bool


@dataclass(frozen=True, slots=True)
class ReviewedAdAccount:
    """An ad account as the desk reviews it."""

    ad_account_id: str
    status: AdAccountStatus
    form: AdAccountForm
    currency: str
    time_zone: str
    region: str
    center: str
    company_name: str
    website: str
    verified_until: datetime | None
    before: tuple[Problem, ...]
    may_decide: bool


def checked_form(form: AdAccountForm) -> AdAccountForm:
    """The cleaned form; raises InvalidInput at the first field that is wrong."""
    link = normal_website(form.promotion_link)
    if link is None:
        raise InvalidInput("Write the address of a website, like www.example.org.", field="promotion_link")
    email = one_line(form.contact_email)
    if email and (email.count("@") != 1 or email.startswith("@") or email.endswith("@") or " " in email):
        raise InvalidInput("Write an e-mail address, like ada@example.org.", field="contact_email")
    company = one_line(form.company)
    if not company:
        raise InvalidInput("Name the company that advertises.", field="company")
    return AdAccountForm(
        name=checked_name(form.name),
        company=_short(company, LONGEST_COMPANY, "company"),
        industry=checked_industry(form.industry),
        promotion_link=_short(link, LONGEST_PROMOTION_LINK, "promotion_link"),
        contact_name=_short(one_line(form.contact_name), LONGEST_CONTACT, "contact_name"),
        contact_email=_short(email, LONGEST_EMAIL, "contact_email"),
        billing_address=_short(form.billing_address.strip(), LONGEST_BILLING_ADDRESS, "billing_address"),
    )


def checked_problems(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """What the desk found wrong, each field once; raises InvalidInput for nothing and for what cannot be."""
    if not problems:
        raise InvalidInput("Say of at least one field what is wrong with it.", field="name")
    for each in problems:
        if each.field not in FIELD_WORDS or each.code not in REASONS:
            raise InvalidInput("Choose one of the fields and one of the reasons.", field="name")
        _short(each.note, LONGEST_REASON, "note")
    if len({each.field for each in problems}) != len(problems):
        raise InvalidInput("Give one reason for each field.", field=problems[0].field)
    return tuple(Problem(each.field, each.code, each.note.strip()) for each in problems)


def checked_reason(typed: str) -> str:
    """Why the desk suspends something."""
    reason = typed.strip()
    if not reason:
        raise InvalidInput("Say why: the admins of the center read it.", field="reason")
    return _short(reason, LONGEST_REASON, "reason")


def _short(text: str, longest: int, field: str) -> str:
    if len(text) > longest:
        raise InvalidInput(f"Use at most {longest:,} characters; this has {len(text):,}.", field=field)
    return text
