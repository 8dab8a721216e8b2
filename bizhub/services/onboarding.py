"""The wizard that makes a center: its draft, which survives everything, and the creation, which happens once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, cast

from sqlalchemy import Table, insert

from bizhub.domain.addresses import AddressKind
from bizhub.domain.audit import AuditEvent
from bizhub.domain.centers import (
    DRAFT_FIELDS,
    INDUSTRIES,
    LONGEST_DRAFT_VALUE,
    LONGEST_NAME,
    STEP_FIELDS,
    CenterDraft,
    NewCenter,
    normal_website,
)
from bizhub.domain.errors import InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.limits import NEW_CENTERS, Rule
from bizhub.domain.names import one_line
from bizhub.domain.people import Person
from bizhub.domain.policy import CenterRole
from bizhub.models.center import CenterVersion
from bizhub.services import limits, regions, session_view, signals
from bizhub.services.access import MEMBERSHIP
from bizhub.services.addresses import parse_address
from bizhub.services.preferences import read_preference, write_preference
from bizhub.services.sign_in_state import CENTER
from bizhub.services.user_ending import hold_person
from bizhub.services.work import Work

VERSION = cast(Table, CenterVersion.__table__)  # type: ignore[attr-defined]

_PREFERENCE = "new_center"
_KEPT_SUBMISSIONS = 20
_LAST_STEP = len(STEP_FIELDS)


def read_center_draft(work: Work) -> CenterDraft:
    """The person's unfinished wizard, or a fresh one with what is known of them as the contact."""
    person = work.signed_in()
    stored = _Wizard.of(work)
    if stored.draft is not None:
        return stored.draft
    contact = {"contact_name": person.name, "contact_email": person.email, "contact_phone": person.phone}
    return CenterDraft(submission="", step=1, values=contact)


def save_center_draft(work: Work, *, submission: str, step: int, values: Mapping[str, str]) -> CenterDraft:
    """Keep what was typed so far; a wizard whose center exists already is left as it is."""
    work.signed_in()
    stored = _Wizard.of(work)
    if submission in stored.made:
        return CenterDraft(submission, _LAST_STEP, center_id=stored.made[submission])
    number = stored.draft.submission if stored.draft else str(new_id())
    kept = {name: values.get(name, "")[:LONGEST_DRAFT_VALUE] for name in DRAFT_FIELDS}
    draft = CenterDraft(number, min(max(step, 1), _LAST_STEP), kept)
    _Wizard(draft, stored.made).store(work)
    return draft


def check_center_step(work: Work, *, step: int, values: Mapping[str, str]) -> None:
    """Raise InvalidInput for the first field of a step (from 1) that cannot be taken as it is."""
    work.signed_in()
    for name in STEP_FIELDS[step - 1] if 1 <= step <= _LAST_STEP else ():
        _checked_field(name, values.get(name, ""))
    if step == _LAST_STEP - 1:
        _require_a_way_to_reach(values)


def create_center(work: Work, *, asked: NewCenter, submission: str = "") -> str:
    """Make a center and its creator its admin; returns its ID. The same submission makes one center only."""
    person = work.signed_in()
    # PostgreSQL lets two submissions in at once; they wait for each other here.
    hold_person(work)
    stored = _Wizard.of(work)
    if submission in stored.made:
        return stored.made[submission]
    told = {name: _checked_field(name, getattr(asked, name)) for name in DRAFT_FIELDS}
    _require_a_way_to_reach(told)
    limits.count_try(work, [Rule(f"center:create:{person.id}", NEW_CENTERS)])
    center_id = new_id()
    _insert(work, center_id, told)
    _record(work, person, center_id, told)
    if submission:
        stored.finished(submission, str(center_id)).store(work)
    session_view.remember_center(work, center_id=str(center_id))
    work.after_commit(partial(signals.send, signals.UserChanged(person.id)))
    return str(center_id)


def _insert(work: Work, center_id: int, told: Mapping[str, str]) -> None:
    company = {name: told[name] for name in ("region", "currency", "time_zone", "website")}
    company["company_name"] = told["name"]
    rest = {name: told[name] for name in ("name", "industry", "contact_name", "contact_email", "contact_phone")}
    made = {"created_at": work.now, "created_by": work.user_id}
    work.connection.execute(insert(CENTER).values(id=center_id, **company, **rest, **made))
    version = {"center_id": center_id, "valid_from": work.now, "changed_by": work.user_id}
    work.connection.execute(insert(VERSION).values(id=new_id(), **company, **version))
    admin = {"user_id": work.user_id, "role": CenterRole.ADMIN, "added_by": work.user_id}
    work.connection.execute(insert(MEMBERSHIP).values(id=new_id(), center_id=center_id, valid_from=work.now, **admin))


def _record(work: Work, person: Person, center_id: int, told: Mapping[str, str]) -> None:
    work.audit(
        AuditEvent.CENTER_CREATE,
        object_type="center",
        object_id=str(center_id),
        object_name=told["name"],
        after={name: value for name, value in told.items() if value},
        center_id=center_id,
    )
    work.audit(
        AuditEvent.MEMBER_ADD,
        object_type="member",
        object_id=person.id,
        object_name=person.name,
        after={"role": CenterRole.ADMIN.value},
        center_id=center_id,
    )


def _checked_field(name: str, typed: str) -> str:
    """One field as it is stored, or InvalidInput."""
    match name:
        case "name":
            return checked_center_name(typed)
        case "region" | "currency" | "time_zone" | "industry":
            return _chosen(name, typed.strip())
        case "website":
            website = normal_website(typed)
            if website is None:
                raise InvalidInput("This is not the address of a website, such as shop.example.com.", field=name)
            return website
        case "contact_name":
            return _contact_name(typed)
        case _:
            return _reachable(name, typed)


def checked_company_field(name: str, typed: str) -> str:
    """One field of the company data as it is stored, or InvalidInput."""
    return checked_center_name(typed, field=name) if name == "company_name" else _checked_field(name, typed)


def checked_center_name(typed: str, *, field: str = "name") -> str:
    """A center's name, or that of its company, or InvalidInput."""
    name = one_line(typed)
    if not name:
        raise InvalidInput("Type the name of your business.", field=field)
    if len(name) > LONGEST_NAME:
        raise InvalidInput(f"Use at most {LONGEST_NAME} characters.", field=field)
    return name


def _chosen(name: str, code: str) -> str:
    offered: dict[str, tuple[Any, str]] = {
        "region": (dict(regions.regions()), "Choose the country your business is registered in."),
        "currency": (dict(regions.currencies()), "Choose the currency your business pays in."),
        "time_zone": (regions.time_zones(), "Choose a time zone of the list, such as Europe/Berlin."),
        "industry": (dict(INDUSTRIES), "Choose what comes closest."),
    }
    options, sentence = offered[name]
    if code not in options:
        raise InvalidInput(sentence, field=name)
    return code


def _contact_name(typed: str) -> str:
    name = one_line(typed)
    if not name:
        raise InvalidInput("Type who answers for the business.", field="contact_name")
    if len(name) > LONGEST_NAME:
        raise InvalidInput(f"Use at most {LONGEST_NAME} characters.", field="contact_name")
    return name


def _reachable(name: str, typed: str) -> str:
    """An e-mail address or phone number, or nothing."""
    if not typed.strip():
        return ""
    wanted = AddressKind.EMAIL if name == "contact_email" else AddressKind.PHONE
    address = parse_address(typed, field=name)
    if address.kind is not wanted:
        sentence = "an e-mail address" if wanted is AddressKind.EMAIL else "a phone number with its country code"
        raise InvalidInput(f"Type {sentence} here.", field=name)
    return address.value


def _require_a_way_to_reach(values: Mapping[str, str]) -> None:
    if not values.get("contact_email", "").strip() and not values.get("contact_phone", "").strip():
        raise InvalidInput("Type an e-mail address or a phone number.", field="contact_email")


@dataclass(frozen=True, slots=True)
class _Wizard:
    """What is kept for a person: the unfinished draft, and which submission made which center."""

    draft: CenterDraft | None
    made: dict[str, str]

    @staticmethod
    def of(work: Work) -> "_Wizard":
        stored = read_preference(work, _PREFERENCE) or {}
        draft = stored.get("draft")
        return _Wizard(CenterDraft(**draft) if draft else None, stored.get("made", {}))

    def finished(self, submission: str, center_id: str) -> "_Wizard":
        latest = list(self.made.items())[-_KEPT_SUBMISSIONS:]
        is_own = self.draft is not None and self.draft.submission == submission
        return _Wizard(None if is_own else self.draft, {**dict(latest), submission: center_id})

    def store(self, work: Work) -> None:
        draft = None if self.draft is None else asdict(self.draft)
        write_preference(work, _PREFERENCE, {"draft": draft, "made": self.made})
