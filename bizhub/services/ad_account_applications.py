"""Ad accounts that a verified center creates: sent to the desk, corrected, and disabled for good."""

import json
from dataclasses import asdict
from functools import partial
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Table, insert, select, update

from bizhub.domain.ad_account_review import (
    DELIVERING,
    NOT_APPROVED,
    WAITING,
    AdAccountForm,
    AdAccountOffer,
    Application,
    NotVerified,
    checked_form,
)
from bizhub.domain.ad_accounts import AdAccountStatus
from bizhub.domain.audit import AuditEvent
from bizhub.domain.desk import CaseKind
from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.folding import fold
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.levels import Via
from bizhub.domain.policy import AdAccountLevel, Permission
from bizhub.domain.verification import Problem, ReasonCode
from bizhub.models.ad_account import AdAccountApplication
from bizhub.services import ad_account_people, ad_accounts, regions, review_cases, signals
from bizhub.services.access import AD_ACCOUNT
from bizhub.services.sign_in_state import CENTER
from bizhub.services.verification_standing import read_standing
from bizhub.services.work import Work

OBJECT = ad_accounts.OBJECT
APPLICATION = cast(Table, AdAccountApplication.__table__)  # type: ignore[attr-defined]
OF_ACCOUNT = ("name", "industry")
"""Fields of the form that stand in the ad account itself; the others are of its application."""

ROWS: Any = (
    select(
        AD_ACCOUNT.c.id, AD_ACCOUNT.c.center_id, AD_ACCOUNT.c.name, AD_ACCOUNT.c.industry, AD_ACCOUNT.c.status,
        AD_ACCOUNT.c.currency, AD_ACCOUNT.c.time_zone, AD_ACCOUNT.c.version, AD_ACCOUNT.c.created_by,
        APPLICATION.c.ad_account_id, APPLICATION.c.company, APPLICATION.c.promotion_link, APPLICATION.c.region,
        APPLICATION.c.contact_name, APPLICATION.c.contact_email, APPLICATION.c.billing_address,
        APPLICATION.c.problems, APPLICATION.c.limit_reason,
    )
    .outerjoin(APPLICATION, APPLICATION.c.ad_account_id == AD_ACCOUNT.c.id)
)  # fmt: skip


def view_offer(work: Work) -> AdAccountOffer:
    """What the form for a new ad account starts from, and what keeps the center from creating one."""
    work.require(Permission.ASSET_MANAGE)
    row = work.connection.execute(select(CENTER).where(CENTER.c.id == work.center_id)).one()
    standing = read_standing(work.connection, work.center_id, work.now)
    missing = "" if standing.is_verified else NotVerified(standing.status).message
    return AdAccountOffer(
        missing or ad_accounts.why_no_room(work, new=1), row.company_name, row.contact_name, row.contact_email,
        row.currency, row.time_zone, regions.region_name(row.region),
    )  # fmt: skip


def create_ad_account(work: Work, *, form: AdAccountForm, time_zone: str) -> str:
    """Create an ad account in the currency of the center, which the desk reviews; its ID.

    Raises NotVerified, InvalidInput, and Conflict for one of the same name that waits for the desk already. Who
    creates it holds ADMIN on it.
    """
    work.require(Permission.ASSET_MANAGE)
    standing = read_standing(work.connection, work.center_id, work.now)
    if not standing.is_verified:
        raise NotVerified(standing.status)
    typed = checked_form(form)
    if time_zone not in regions.known_time_zones():
        raise InvalidInput("Choose a time zone of the list.", field="time_zone")
    ad_accounts.require_room(work, new=1)
    _refuse_twin(work, typed.name)
    center = work.connection.execute(select(CENTER).where(CENTER.c.id == work.center_id)).one()
    number = new_id()
    of_account, of_application = _split(typed)
    account = {
        "id": number, "center_id": work.center_id, "external_id": str(number), "currency": center.currency,
        "time_zone": time_zone, "status": AdAccountStatus.PENDING_CONFIRM.value, "created_at": work.now,
        "created_by": work.user_id, **of_account,
    }  # fmt: skip
    work.connection.execute(insert(AD_ACCOUNT).values(account))
    work.connection.execute(insert(APPLICATION).values(ad_account_id=number, region=center.region, **of_application))
    after = {"currency": center.currency, "time_zone": time_zone, **_without_gaps(asdict(typed))}
    work.audit(
        AuditEvent.AD_ACCOUNT_CREATE, object_type=OBJECT, object_id=str(number), object_name=typed.name, after=after
    )
    ad_account_people.grant_own_level(work, [number], AdAccountLevel.ADMIN, via=Via.DIRECT)
    review_cases.open_case(work, kind=CaseKind.AD_ACCOUNT, subject_id=number, title=typed.name)
    tell_pages(work, work.center_id)
    return str(number)


def view_application(work: Work, *, ad_account_id: str) -> Application:
    """What an ad account was created with, where it stands with the desk, and what its center may do about it."""
    work.require(Permission.AD_ACCOUNT_VIEW, ad_account=ad_account_id)
    row = find(work, ad_account_id)
    status = AdAccountStatus(row.status)
    may_edit = work.may(Permission.AD_ACCOUNT_SETTINGS, ad_account=ad_account_id)
    place = review_cases.queue_place(work, kind=CaseKind.AD_ACCOUNT, subject_id=row.id) if status in WAITING else None
    return Application(
        form_of(row) if may_edit else AdAccountForm(row.name, ""), problems_of(row), place, row.limit_reason or "",
        may_edit and status is AdAccountStatus.CONFIRM_FAIL,
        work.may(Permission.ASSET_MANAGE) and status in (NOT_APPROVED | {AdAccountStatus.ENABLE}),
    )  # fmt: skip


def correct_ad_account(work: Work, *, ad_account_id: str, form: AdAccountForm) -> None:
    """Send an ad account that was refused to the desk again. Raises Conflict for one that was not."""
    work.require(Permission.AD_ACCOUNT_SETTINGS, ad_account=ad_account_id)
    row = find(work, ad_account_id)
    if row.status != AdAccountStatus.CONFIRM_FAIL:
        raise Conflict("This ad account does not wait for a correction. Load the page again.")
    typed, before = checked_form(form), form_of(row)
    of_account, of_application = _split(typed)
    move(work, row, AdAccountStatus.PENDING_CONFIRM_MODIFY, **of_account)
    work.connection.execute(
        update(APPLICATION).where(APPLICATION.c.ad_account_id == row.id).values(problems="[]", **of_application)
    )
    changed = [field for field, value in asdict(typed).items() if value != getattr(before, field)]
    work.audit(
        AuditEvent.AD_ACCOUNT_SUBMIT, object_type=OBJECT, object_id=ad_account_id, object_name=typed.name,
        before={field: getattr(before, field) for field in changed} or None,
        after={field: getattr(typed, field) for field in changed} or None,
    )  # fmt: skip
    review_cases.open_case(work, kind=CaseKind.AD_ACCOUNT, subject_id=row.id, title=typed.name)
    tell_pages(work, work.center_id)


def disable_ad_account(work: Work, *, ad_account_id: str) -> None:
    """End an ad account for good; its figures and its record stay. Raises Conflict, which says what keeps it."""
    work.require(Permission.ASSET_MANAGE)
    row = find(work, ad_account_id)
    for refuse in REFUSALS:
        if sentence := refuse(work, row):
            raise Conflict(sentence)
    if row.status in WAITING:
        review_cases.withdraw_case(work, kind=CaseKind.AD_ACCOUNT, subject_id=row.id)
    move(work, row, AdAccountStatus.DISABLE)
    work.audit(
        AuditEvent.AD_ACCOUNT_DISABLE, object_type=OBJECT, object_id=ad_account_id, object_name=row.name,
        before={"status": row.status}, after={"status": AdAccountStatus.DISABLE.value},
    )  # fmt: skip
    tell_pages(work, work.center_id)


def _is_over(work: Work, row: Row[Any]) -> str:
    is_over = row.status == AdAccountStatus.DISABLE
    return "This ad account is disabled already, and for good." if is_over else ""


def _is_limited(work: Work, row: Row[Any]) -> str:
    if row.status != AdAccountStatus.LIMIT:
        return ""
    return "This ad account is suspended. It can be disabled when the desk has lifted that."


def _has_figures(work: Work, row: Row[Any]) -> str:
    """Figures of the last three days, as the days of the ad account go."""
    stored = work.runtime.insights.coverage(row.id)
    span = None if stored is None else stored.known.span
    today = work.now.astimezone(ZoneInfo(row.time_zone)).date()
    if span is None or span.last <= today - DELIVERING:
        return ""
    day = f"{span.last:%-d %B %Y}"
    return f"This ad account has figures of {day}. It can be disabled when none have come for {DELIVERING.days} days."


REFUSALS = (_is_over, _is_limited, _has_figures)
"""What keeps an ad account from being disabled, each "" where it does not; a transfer under way joins them."""


def find(work: Work, ad_account_id: str) -> Row[Any]:
    """An ad account of the current center with its application, whose columns are None for one that has none."""
    query = ROWS.where(AD_ACCOUNT.c.id == parse_id(ad_account_id), AD_ACCOUNT.c.center_id == work.center_id)
    row: Row[Any] | None = work.connection.execute(query.with_for_update(of=AD_ACCOUNT)).one_or_none()
    if row is None:
        raise NotFound
    return row


def form_of(row: Row[Any]) -> AdAccountForm:
    """What was typed for an ad account."""
    return AdAccountForm(
        row.name, row.company or "", row.industry, row.promotion_link or "", row.contact_name or "",
        row.contact_email or "", row.billing_address or "",
    )  # fmt: skip


def problems_of(row: Row[Any]) -> tuple[Problem, ...]:
    """What the desk found wrong."""
    found = json.loads(row.problems or "[]")
    return tuple(Problem(each["field"], ReasonCode(each["code"]), each["note"]) for each in found)


def tell_pages(work: Work, center_id: int) -> None:
    """Let open pages of the center show, after the commit, where its ad accounts stand."""
    work.after_commit(partial(signals.send, signals.CenterChanged(str(center_id), OBJECT)))


def _refuse_twin(work: Work, name: str) -> None:
    """A second click is no second ad account."""
    same = select(AD_ACCOUNT.c.id).where(
        AD_ACCOUNT.c.center_id == work.center_id, AD_ACCOUNT.c.name_key == fold(name),
        AD_ACCOUNT.c.status.in_([status.value for status in WAITING]),
    )  # fmt: skip
    if work.connection.execute(same.limit(1)).first() is not None:
        raise InvalidInput("An ad account of this name waits for the desk already.", field="name")


def _split(form: AdAccountForm) -> tuple[dict[str, str], dict[str, str]]:
    values = asdict(form)
    of_account = {field: values.pop(field) for field in OF_ACCOUNT}
    return {**of_account, "name_key": fold(form.name)}, values


def _without_gaps(values: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if value}


def move(work: Work, row: Row[Any], status: AdAccountStatus, **values: Any) -> None:
    """Give an ad account another status, if it still has the one that was read; else Conflict."""
    stored = {"status": status.value, "version": row.version + 1, **values}
    is_same = (AD_ACCOUNT.c.id == row.id, AD_ACCOUNT.c.status == row.status)
    if work.connection.execute(update(AD_ACCOUNT).where(*is_same).values(stored)).rowcount != 1:
        raise Conflict("Somebody has changed this ad account meanwhile. Load the page again.")
