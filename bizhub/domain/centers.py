"""Centers: what the wizard asks, what settings show, the checklist, and the published limits."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

LONGEST_NAME = 100
LONGEST_WEBSITE = 255
LONGEST_DRAFT_VALUE = 400

DRAFT_FIELDS = (
    "name",
    "region",
    "currency",
    "time_zone",
    "industry",
    "website",
    "contact_name",
    "contact_email",
    "contact_phone",
)
"""What the wizard asks, in its order; the names of the fields of `NewCenter`."""

STEP_FIELDS: tuple[tuple[str, ...], ...] = (
    ("name", "industry", "website"),
    ("region", "currency", "time_zone"),
    ("contact_name", "contact_email", "contact_phone"),
    (),
)
"""The fields of each step of the wizard: business, region and money, contact, summary."""

INDUSTRIES: tuple[tuple[str, str], ...] = (
    ("APPAREL", "Apparel and accessories"),
    ("APPS", "Apps and software"),
    ("AUTOMOTIVE", "Automotive"),
    ("BABY", "Baby, kids and maternity"),
    ("BEAUTY", "Beauty and personal care"),
    ("BUSINESS", "Business services"),
    ("EDUCATION", "Education"),
    ("ELECTRONICS", "Electronics"),
    ("ENTERTAINMENT", "Entertainment and media"),
    ("FINANCE", "Financial services"),
    ("FOOD", "Food and beverage"),
    ("GAMES", "Games"),
    ("HEALTH", "Health and pharmacy"),
    ("HOME", "Home and garden"),
    ("MARKETING", "Marketing agency"),
    ("NONPROFIT", "Non-profit and public sector"),
    ("PETS", "Pets"),
    ("REAL_ESTATE", "Real estate"),
    ("RESTAURANTS", "Restaurants and delivery"),
    ("RETAIL", "Retail and e-commerce"),
    ("SPORTS", "Sports and outdoor"),
    ("TELECOM", "Telecommunications"),
    ("TRAVEL", "Travel and tourism"),
    ("OTHER", "Something else"),
)

_HOST = re.compile(r"(?!-)[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")


@dataclass(frozen=True, slots=True)
class NewCenter:
    """What a person tells about the business when the center is made."""

    name: str
    region: str
    currency: str
    time_zone: str
    industry: str
    contact_name: str
    contact_email: str = ""
    contact_phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class CenterDraft:
    """A wizard that is not finished: `submission` stands for the center it will make, `step` counts from 1."""

    submission: str
    step: int
    values: dict[str, str] = field(default_factory=dict)
    center_id: str = ""


@dataclass(frozen=True, slots=True)
class CompanyVersion:
    """The company data as they stood from a moment on, until another one; without a ticket nobody asked for them."""

    company_name: str
    region: str
    currency: str
    time_zone: str
    website: str
    valid_from: datetime
    valid_until: datetime | None
    asked_by: str
    changed_by: str


@dataclass(frozen=True, slots=True)
class CenterDetails:
    """A center as its settings show it; codes and their names, versions newest first."""

    id: str
    name: str
    company_name: str
    region: str
    currency: str
    time_zone: str
    industry: str
    website: str
    contact_name: str
    contact_email: str
    contact_phone: str
    created_at: datetime
    created_by: str
    versions: tuple[CompanyVersion, ...]


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to set up, and where that is done."""

    key: str
    label: str
    why: str
    is_done: bool
    href: str
    verb: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is left to set up in a center; empty for those who cannot set it up, or who put it away."""

    items: tuple[ChecklistItem, ...] = ()

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(item.is_done for item in self.items)


@dataclass(frozen=True, slots=True)
class LimitRow:
    """A published limit; `setting` names the variable an operator may set."""

    group: str
    label: str
    value: str
    setting: str = ""


def industry_name(code: str) -> str:
    """The name of an industry; the code itself when it is unknown."""
    return dict(INDUSTRIES).get(code, code)


def normal_website(typed: str) -> str | None:
    """A website's address with its scheme, empty for none, None for what is no address of a website."""
    text = typed.strip()
    if not text:
        return ""
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    is_site = parts.scheme in ("http", "https") and not parts.username and _HOST.fullmatch(parts.hostname or "")
    if not is_site or len(text) > LONGEST_WEBSITE or any(character.isspace() for character in text):
        return None
    return text if text.isprintable() else None
