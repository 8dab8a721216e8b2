"""Ad accounts of a center: the list, one account's page, importing a new one, editing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import func, insert, select, update

from bizhub.domain import edits
from bizhub.domain.ad_account_input import (
    NewAdAccount,
    checked_currency,
    checked_external_id,
    checked_industry,
    checked_name,
    checked_note,
)
from bizhub.domain.ad_accounts import (
    AdAccountDetail,
    AdAccountFilter,
    AdAccountFilterChoices,
    AdAccountPage,
    AdAccountRow,
    AdAccountStatus,
    DataCoverage,
)
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import InvalidInput, NotFound
from bizhub.domain.folding import fold
from bizhub.domain.ids import new_ids, parse_id
from bizhub.domain.labels import LabelRow
from bizhub.domain.levels import Via
from bizhub.domain.policy import AdAccountLevel, Permission
from bizhub.services import ad_account_list as sql
from bizhub.services import ad_account_people, labels, record, signals
from bizhub.services.access import AD_ACCOUNT, USER
from bizhub.services.regions import known_time_zones
from bizhub.services.sign_in_state import CENTER
from bizhub.services.work import Work

OBJECT = "ad_account"
_BY_OPERATOR = "Imported on the command line"


def list_ad_accounts(work: Work, *, chosen: AdAccountFilter) -> AdAccountPage:
    """One page of the ad accounts the person may see: all of the center for an admin, else those held."""
    work.require(Permission.CENTER_VIEW)
    label = parse_id(chosen.label) if chosen.label else None
    if chosen.label and label is None:
        return AdAccountPage((), 0, chosen)
    shape = sql.shape_of(chosen, only_held=not work.sees_all_ad_accounts)
    values = {**_own(work), **sql.parameters(chosen, label or 0)}
    total = work.connection.execute(sql.count_statement(shape), values).scalar_one()
    last = max(1, -(-total // chosen.page_size))
    if chosen.page > last:
        chosen = replace(chosen, page=last)
        values["offset"] = chosen.offset
    rows = work.connection.execute(sql.page_statement(shape), values).all()
    return AdAccountPage(tuple(_rows(rows)), total, chosen)


def list_filter_choices(work: Work) -> AdAccountFilterChoices:
    """What the list can be filtered by: labels of the center, currencies of the ad accounts the person may see."""
    work.require(Permission.CENTER_VIEW)
    query = sql.CURRENCIES if work.sees_all_ad_accounts else sql.CURRENCIES_OF_HELD
    currencies = work.connection.execute(query, _own(work)).scalars().all()
    return AdAccountFilterChoices(tuple(currencies), labels.labels_of(work))


def get_ad_account(work: Work, *, ad_account_id: str) -> AdAccountDetail:
    """Everything the page of one ad account shows."""
    work.require(Permission.AD_ACCOUNT_VIEW, ad_account=ad_account_id)
    found = _read(work, ad_account_id)
    may = {
        permission: work.may(permission, ad_account=ad_account_id)
        for permission in (Permission.AD_ACCOUNT_IMPORT, Permission.AD_ACCOUNT_LABEL, Permission.AD_ACCOUNT_SETTINGS)
    }
    marked = work.connection.execute(sql.ONE_WITH_MARKS, {**_own(work), "ad_account": found.id}).all()
    row = next(_rows(marked))
    return AdAccountDetail(
        row=row,
        industry=found.industry,
        note=found.note,
        owner_name=work.in_center().name,
        created_by=_name_of(work, found.created_by),
        coverage=_coverage(work, found.id),
        may_import=may[Permission.AD_ACCOUNT_IMPORT],
        may_label=may[Permission.AD_ACCOUNT_LABEL],
        may_edit=may[Permission.AD_ACCOUNT_SETTINGS],
        may_take_level=row.level is not AdAccountLevel.ADMIN and work.may(Permission.ASSET_MANAGE),
    )


def edit_ad_account(
    work: Work, *, ad_account_id: str, seen: Mapping[str, str], name: str, industry: str, note: str
) -> None:
    """Change name, industry and note where they differ from what was shown; raises Overtaken, see domain/edits."""
    work.require(Permission.AD_ACCOUNT_SETTINGS, ad_account=ad_account_id)
    before = _read(work, ad_account_id)
    after = {"name": checked_name(name), "industry": checked_industry(industry), "note": checked_note(note)}
    current = {field: getattr(before, field) for field in after}
    who = partial(
        record.last_person, work.connection, work.center_id, AuditEvent.AD_ACCOUNT_EDIT, OBJECT, ad_account_id
    )
    changed = edits.changes(seen, after, current, who=who)
    if not changed:
        return
    stored: dict[str, Any] = dict(changed, version=before.version + 1)
    if "name" in changed:
        stored["name_key"] = fold(changed["name"])
    work.connection.execute(update(AD_ACCOUNT).where(AD_ACCOUNT.c.id == before.id).values(stored))
    work.audit(
        AuditEvent.AD_ACCOUNT_EDIT,
        object_type=OBJECT,
        object_id=ad_account_id,
        object_name={**current, **changed}["name"],
        before={field: current[field] for field in changed},
        after=changed,
    )
    _tell(work)


def create_imported(work: Work, *, accounts: Sequence[NewAdAccount]) -> list[str]:
    """Create ad accounts for imported figures; the new IDs, in the same order.

    Who imports gets ADMIN on them; when the operator does, the center's admins get it (decision 10).
    """
    work.require(Permission.ASSET_MANAGE)
    require_room(work, new=len(accounts))
    checked = [_checked(account) for account in accounts]
    _refuse_known(work, [values["external_id"] for values in checked])
    numbers = new_ids(len(checked))
    user = None if work.is_operator else work.user_id
    shared = {"center_id": work.center_id, "created_at": work.now, "created_by": user}
    rows = [{"id": number, **shared, **values} for number, values in zip(numbers, checked, strict=True)]
    work.connection.execute(insert(AD_ACCOUNT), rows)
    for number, values in zip(numbers, checked, strict=True):
        after = {field: value for field, value in values.items() if value != ""}
        work.audit(
            AuditEvent.AD_ACCOUNT_CREATE,
            object_type=OBJECT,
            object_id=str(number),
            object_name=values["name"],
            after=after,
        )
    if user is None:
        ad_account_people.grant_to_admins(work, numbers, via=Via.IMPORT, reason=_BY_OPERATOR)
    else:
        ad_account_people.grant_own_level(work, numbers, AdAccountLevel.ADMIN, via=Via.IMPORT)
    _tell(work)
    return [str(number) for number in numbers]


def _own(work: Work) -> dict[str, Any]:
    return {"center": work.center_id, "user": 0 if work.is_operator else work.user_id, "moment": work.now}


def _read(work: Work, ad_account_id: str) -> Any:
    found = work.connection.execute(
        sql.ONE, {"ad_account": parse_id(ad_account_id), "center": work.center_id}
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _rows(found: Sequence[Any]) -> Iterator[AdAccountRow]:
    """List rows, made of one found row for each label; read by place, which is what makes a page quick."""
    for number, same in groupby(found, key=itemgetter(0)):
        rows = list(same)
        _, external_id, name, currency, time_zone, status, imported, created_at, rank, pin_key, label, *_ = rows[0]
        yield AdAccountRow(
            str(number),
            external_id,
            name,
            currency,
            time_zone,
            status,
            imported,
            created_at,
            sql.LEVEL_OF_RANK.get(rank),
            () if label is None else tuple(LabelRow(str(row[10]), row[11], row[12]) for row in rows),
            pin_key or 0,
        )


def _name_of(work: Work, user_id: int | None) -> str:
    name = work.connection.execute(select(USER.c.name).where(USER.c.id == user_id)).scalar()
    return str(name or "")


def _coverage(work: Work, ad_account: int) -> DataCoverage | None:
    stored = work.runtime.insights.coverage(ad_account)
    return None if stored is None else DataCoverage(stored.known, stored.data_as_of)


def count_free_places(work: Work) -> int:
    """How many more ad accounts the center may hold."""
    owned = select(func.count()).select_from(AD_ACCOUNT).where(AD_ACCOUNT.c.center_id == work.center_id)
    return work.runtime.settings.ad_accounts_per_center - int(work.connection.execute(owned).scalar_one())


def why_no_room(work: Work, *, new: int) -> str:
    """The sentence about so many new ad accounts that do not fit into the center; empty when they do."""
    free, most = count_free_places(work), work.runtime.settings.ad_accounts_per_center
    if new <= max(0, free):
        return ""
    they = "1 new one does" if new == 1 else f"{new:,} new ones do"
    return f"A center holds at most {most:,} ad accounts. This one has {most - free:,}, and {they} not fit."


def require_room(work: Work, *, new: int) -> None:
    """Raise unless so many new ad accounts fit into the center; nobody else adds any before this transaction ends."""
    # On PostgreSQL two imports at once would both count before either inserts.
    work.connection.execute(select(CENTER.c.id).where(CENTER.c.id == work.center_id).with_for_update())
    if sentence := why_no_room(work, new=new):
        raise InvalidInput(sentence, field="name")


def _checked(account: NewAdAccount) -> dict[str, Any]:
    """What is stored of a new ad account, or what is wrong with it."""
    if account.time_zone not in known_time_zones():
        raise InvalidInput("This time zone is not known.", field="time_zone")
    return {
        "external_id": checked_external_id(account.external_id),
        "name": checked_name(account.name),
        "currency": checked_currency(account.currency),
        "time_zone": account.time_zone,
        "industry": checked_industry(account.industry),
        "status": AdAccountStatus.ENABLE.value,
        "imported": True,
    }


def _refuse_known(work: Work, external_ids: Sequence[str]) -> None:
    same = select(AD_ACCOUNT.c.external_id, AD_ACCOUNT.c.name).where(
        AD_ACCOUNT.c.center_id == work.center_id, AD_ACCOUNT.c.external_id.in_(external_ids)
    )
    known = work.connection.execute(same.limit(1)).first()
    if known is not None:
        raise InvalidInput(f"The ID {known.external_id} already belongs to {known.name}.", field="external_id")


def _tell(work: Work) -> None:
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), OBJECT)))
