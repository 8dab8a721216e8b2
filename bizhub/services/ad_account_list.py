"""The SQL of the ad-account list: one statement for each shape of a filter, built once."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy import cast as sql_cast

from bizhub.domain.ad_accounts import NO_LEVEL, AdAccountFilter, AdAccountSort
from bizhub.domain.folding import fold
from bizhub.domain.policy import AdAccountLevel
from bizhub.domain.ranking import MOST_WORDS
from bizhub.models.ad_account import AdAccountLabel, Label, Pin
from bizhub.services.access import AD_ACCOUNT, GRANT, valid_at

LABEL = cast(Table, Label.__table__)  # type: ignore[attr-defined]
ACCOUNT_LABEL = cast(Table, AdAccountLabel.__table__)  # type: ignore[attr-defined]
PIN = cast(Table, Pin.__table__)  # type: ignore[attr-defined]

_ESCAPE = "/"
_HIGHER: dict[AdAccountLevel, tuple[AdAccountLevel, ...]] = {
    AdAccountLevel.ADMIN: (),
    AdAccountLevel.OPERATOR: (AdAccountLevel.ADMIN,),
    AdAccountLevel.ANALYST: (AdAccountLevel.ADMIN, AdAccountLevel.OPERATOR),
}
LEVEL_OF_RANK = {1: AdAccountLevel.ANALYST, 2: AdAccountLevel.OPERATOR, 3: AdAccountLevel.ADMIN}
_COLUMNS = (
    AD_ACCOUNT.c.id, AD_ACCOUNT.c.external_id, AD_ACCOUNT.c.name, AD_ACCOUNT.c.currency, AD_ACCOUNT.c.time_zone,
    AD_ACCOUNT.c.status, AD_ACCOUNT.c.imported, AD_ACCOUNT.c.created_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a filter decides the SQL; the values are parameters."""

    only_held: bool
    words: tuple[bool, ...]
    """For each searched word whether it may be part of an ID."""
    status: bool
    label: bool
    currency: bool
    level: str
    sort: AdAccountSort
    descending: bool


def shape_of(chosen: AdAccountFilter, *, only_held: bool) -> Shape:
    """The shape of a filter; `only_held` limits the list to accounts on which the person holds a level."""
    words = searched_words(chosen)
    return Shape(
        only_held=only_held and chosen.level in ("", NO_LEVEL),
        words=tuple(any(character.isdigit() for character in word) for word in words),
        status=bool(chosen.status),
        label=bool(chosen.label),
        currency=bool(chosen.currency),
        level=chosen.level,
        sort=chosen.sort,
        descending=chosen.descending,
    )


def searched_words(chosen: AdAccountFilter) -> list[str]:
    """The folded words that a name or an ID must contain."""
    return fold(chosen.search).replace("#", " ").split()[:MOST_WORDS]


def parameters(chosen: AdAccountFilter, label: int) -> dict[str, Any]:
    """The values of a filter for its statements."""
    values: dict[str, Any] = {"limit": chosen.page_size, "offset": chosen.offset}
    values |= {f"word{place}": f"%{_literal(word)}%" for place, word in enumerate(searched_words(chosen))}
    for name, value in (("status", chosen.status), ("currency", chosen.currency), ("label", label)):
        if value:
            values[name] = value
    return values


def in_center(center: Any = None) -> ColumnElement[bool]:
    """That an ad account chosen by its ID is of this center (a number, or the parameter "center").

    Written so that no index on the center is used: SQLite would walk all of the center's accounts for a few IDs.
    """
    return AD_ACCOUNT.c.center_id + 0 == (bindparam("center") if center is None else center)


@lru_cache(maxsize=256)
def page_statement(shape: Shape) -> Select[Any]:
    """Selects one page of ad accounts, each with what belongs to the reader; a row for each label on them."""
    page = (
        select(*_COLUMNS, AD_ACCOUNT.c.name_key)
        .where(_condition(shape))
        .order_by(*_order(shape, AD_ACCOUNT.c))
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
        .subquery("page")
    )
    return _with_marks(page).order_by(*_order(shape, page.c), LABEL.c.name, LABEL.c.id)


@lru_cache(maxsize=256)
def count_statement(shape: Shape) -> Select[Any]:
    """Counts all ad accounts of the list."""
    return select(func.count()).select_from(AD_ACCOUNT).where(_condition(shape))


@lru_cache(maxsize=64)
def ids_statement(shape: Shape) -> Select[Any]:
    """Selects the IDs of all ad accounts of the list, in its order."""
    return select(AD_ACCOUNT.c.id).where(_condition(shape)).order_by(*_order(shape, AD_ACCOUNT.c))


def _with_marks(accounts: FromClause) -> Select[Any]:
    """The accounts with the reader's level as a rank, their pin, and their labels."""
    rank = case(*((GRANT.c.level == level.value, rank) for rank, level in LEVEL_OF_RANK.items()))
    level = (
        select(func.max(rank))
        .where(
            GRANT.c.ad_account_id == accounts.c.id,
            GRANT.c.user_id == bindparam("user"),
            GRANT.c.center_id == bindparam("center"),
            valid_at(bindparam("moment")),
        )
        .scalar_subquery()
    )
    pin_key = (
        select(PIN.c.position)
        .where(
            PIN.c.user_id == bindparam("user"),
            PIN.c.center_id == bindparam("center"),
            PIN.c.ad_account_id == accounts.c.id,
        )
        .scalar_subquery()
    )
    joined = accounts.outerjoin(ACCOUNT_LABEL, ACCOUNT_LABEL.c.ad_account_id == accounts.c.id).outerjoin(
        LABEL, LABEL.c.id == ACCOUNT_LABEL.c.label_id
    )
    return select(
        *(accounts.c[column.name] for column in _COLUMNS),
        level.label("level"),
        pin_key.label("pin_key"),
        LABEL.c.id.label("label_id"),
        LABEL.c.name.label("label_name"),
        LABEL.c.color.label("label_color"),
    ).select_from(joined)


ONE_WITH_MARKS = (
    _with_marks(AD_ACCOUNT)
    .where(AD_ACCOUNT.c.id == bindparam("ad_account"), AD_ACCOUNT.c.center_id == bindparam("center"))
    .order_by(LABEL.c.name, LABEL.c.id)
)
ONE = select(
    AD_ACCOUNT.c.id,
    AD_ACCOUNT.c.name,
    AD_ACCOUNT.c.industry,
    AD_ACCOUNT.c.note,
    AD_ACCOUNT.c.version,
    AD_ACCOUNT.c.created_by,
).where(AD_ACCOUNT.c.id == bindparam("ad_account"), AD_ACCOUNT.c.center_id == bindparam("center"))
CURRENCIES = (
    select(AD_ACCOUNT.c.currency)
    .where(AD_ACCOUNT.c.center_id == bindparam("center"))
    .distinct()
    .order_by(AD_ACCOUNT.c.currency)
)
_IS_HELD = (
    select(GRANT.c.id)
    .where(
        GRANT.c.user_id == bindparam("user"),
        GRANT.c.center_id == bindparam("center"),
        GRANT.c.ad_account_id == AD_ACCOUNT.c.id,
        valid_at(bindparam("moment")),
    )
    .exists()
)
CURRENCIES_OF_HELD = CURRENCIES.where(_IS_HELD)


def _condition(shape: Shape) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [AD_ACCOUNT.c.center_id == bindparam("center")]
    if shape.only_held:
        conditions.append(AD_ACCOUNT.c.id.in_(_held()))
    if shape.level == NO_LEVEL:
        conditions.append(AD_ACCOUNT.c.id.not_in(_held()))
    elif shape.level:
        level = AdAccountLevel(shape.level)
        conditions.append(AD_ACCOUNT.c.id.in_(_held(level)))
        if _HIGHER[level]:
            conditions.append(AD_ACCOUNT.c.id.not_in(_held(*_HIGHER[level])))
    if shape.status:
        conditions.append(AD_ACCOUNT.c.status == bindparam("status"))
    if shape.currency:
        conditions.append(AD_ACCOUNT.c.currency == bindparam("currency"))
    if shape.label:
        labelled = select(ACCOUNT_LABEL.c.ad_account_id).where(ACCOUNT_LABEL.c.label_id == bindparam("label"))
        conditions.append(AD_ACCOUNT.c.id.in_(labelled))
    conditions += [_contains(f"word{place}", may_be_id) for place, may_be_id in enumerate(shape.words)]
    return and_(*conditions)


def _held(*levels: AdAccountLevel) -> Select[tuple[int]]:
    held = select(GRANT.c.ad_account_id).where(
        GRANT.c.user_id == bindparam("user"), GRANT.c.center_id == bindparam("center"), valid_at(bindparam("moment"))
    )
    return held.where(GRANT.c.level.in_(levels)) if levels else held


def _contains(name: str, may_be_id: bool) -> ColumnElement[bool]:
    def contains(column: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = column.like(bindparam(name, type_=Text), escape=_ESCAPE)
        return found

    alternatives = [contains(AD_ACCOUNT.c.name_key), contains(func.lower(AD_ACCOUNT.c.external_id))]
    if may_be_id:
        alternatives.append(contains(sql_cast(AD_ACCOUNT.c.id, Text)))
    return or_(*alternatives)


def _order(shape: Shape, columns: Any) -> tuple[Any, ...]:
    by_name = (columns.name_key, columns.id)
    column = {
        AdAccountSort.STATUS: columns.status,
        AdAccountSort.CURRENCY: columns.currency,
        AdAccountSort.CREATED: columns.created_at,
    }.get(shape.sort)
    if column is not None:
        return (column.desc() if shape.descending else column, *by_name)
    return tuple(part.desc() for part in by_name) if shape.descending else by_name


def _literal(word: str) -> str:
    return word.replace(_ESCAPE, _ESCAPE * 2).replace("%", f"{_ESCAPE}%").replace("_", f"{_ESCAPE}_")
