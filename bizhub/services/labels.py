"""Labels: making them, changing them, and putting them on many ad accounts at once."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update

from bizhub.domain import edits
from bizhub.domain import labels as rules
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import InvalidInput, NotFound, PermissionDenied
from bizhub.domain.folding import fold
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.labels import LabelPlan, LabelRow
from bizhub.domain.names import one_line
from bizhub.domain.policy import PERMISSION_NAMES, AdAccountLevel, Permission, highest, levels_with
from bizhub.services import access, record, signals
from bizhub.services.access import AD_ACCOUNT, GRANT, valid_at
from bizhub.services.ad_account_list import ACCOUNT_LABEL, LABEL, in_center
from bizhub.services.visible import visible_accounts
from bizhub.services.work import Work

MOST_AT_ONCE = 10_000
"""How many ad accounts one bulk action may name."""

_CHUNK = 500


def labels_of(work: Work) -> tuple[LabelRow, ...]:
    """The labels of the center by name."""
    query = select(LABEL.c.id, LABEL.c.name, LABEL.c.color).where(LABEL.c.center_id == work.center_id)
    rows = work.connection.execute(query.order_by(func.lower(LABEL.c.name), LABEL.c.id)).all()
    return tuple(LabelRow(str(row.id), row.name, row.color) for row in rows)


def list_labels(work: Work) -> tuple[LabelRow, ...]:
    """The labels of the center, each with the number of ad accounts that carry it and that the person may see."""
    work.require(Permission.CENTER_VIEW)
    carried = ACCOUNT_LABEL.c.label_id == LABEL.c.id
    if not work.sees_all_ad_accounts:
        held = access.held_ad_accounts(user_id=work.user_id, center_id=work.center_id, moment=work.now)
        carried = and_(carried, ACCOUNT_LABEL.c.ad_account_id.in_(held))
    count = func.count(ACCOUNT_LABEL.c.ad_account_id)
    query = (
        select(LABEL.c.id, LABEL.c.name, LABEL.c.color, count.label("ad_accounts"))
        .select_from(LABEL.outerjoin(ACCOUNT_LABEL, carried))
        .where(LABEL.c.center_id == work.center_id)
        .group_by(LABEL.c.id, LABEL.c.name, LABEL.c.color)
        .order_by(func.lower(LABEL.c.name), LABEL.c.id)
    )
    rows = work.connection.execute(query).all()
    return tuple(LabelRow(str(row.id), row.name, row.color, row.ad_accounts) for row in rows)


def count_labels(work: Work, *, ad_account_ids: Sequence[str]) -> dict[str, int]:
    """On how many of these ad accounts each label is; accounts that the person may not see are not counted."""
    work.require(Permission.CENTER_VIEW)
    numbers = [number for number in map(parse_id, ad_account_ids) if number is not None]
    seen = visible_accounts(work, numbers[:_CHUNK])
    query = (
        select(ACCOUNT_LABEL.c.label_id, func.count())
        .where(ACCOUNT_LABEL.c.ad_account_id.in_(list(seen)))
        .group_by(ACCOUNT_LABEL.c.label_id)
    )
    return {str(label): count for label, count in work.connection.execute(query).all()}


def create_label(work: Work, *, name: str, color: str) -> str:
    """Make a label; everybody who may label some ad account may. The new ID."""
    work.require_somewhere(Permission.AD_ACCOUNT_LABEL)
    name = _free_name(work, name)
    color = _checked_color(color)
    if len(labels_of(work)) >= rules.MOST_LABELS:
        raise InvalidInput(f"A center has at most {rules.MOST_LABELS} labels.", field="label")
    number = new_id()
    work.connection.execute(insert(LABEL).values(id=number, center_id=work.center_id, name=name, color=color))
    after = {"name": name, "color": color}
    work.audit(AuditEvent.LABEL_CREATE, object_type="label", object_id=str(number), object_name=name, after=after)
    _tell(work)
    return str(number)


def create_label_for(work: Work, *, ad_account_ids: Sequence[str], name: str, color: str) -> LabelPlan:
    """Make a label and put it on ad accounts, as `change_labels` does; where it may go on none, there is no label."""
    made = create_label(work, name=name, color=color)
    return change_labels(work, ad_account_ids=ad_account_ids, add=[made])


def edit_label(work: Work, *, label_id: str, name: str, color: str, seen: Mapping[str, str]) -> None:
    """Rename or recolour a label, on every ad account that carries it; raises Overtaken, see domain/edits.

    Name and colour are one field, `label`, of the form.
    """
    work.require(Permission.ASSET_MANAGE)
    before = _read(work, label_id)
    after = {"name": _free_name(work, name, except_id=before.id), "color": _checked_color(color)}
    typed, current = {"label": rules.in_words(**after)}, {"label": rules.in_words(before.name, before.color)}
    who = partial(record.last_person, work.connection, work.center_id, AuditEvent.LABEL_EDIT, "label", label_id)
    edits.changes(seen, typed, current, who=who)
    changed = {field: value for field, value in after.items() if value != getattr(before, field)}
    if not changed:
        return
    work.connection.execute(update(LABEL).where(LABEL.c.id == before.id).values(changed))
    work.audit(
        AuditEvent.LABEL_EDIT,
        object_type="label",
        object_id=label_id,
        object_name=after["name"],
        before={field: getattr(before, field) for field in changed},
        after=changed,
    )
    _tell(work)


def delete_label(work: Work, *, label_id: str) -> int:
    """Take a label off every ad account and forget it; from how many it was taken."""
    work.require(Permission.ASSET_MANAGE)
    label = _read(work, label_id)
    taken = work.connection.execute(delete(ACCOUNT_LABEL).where(ACCOUNT_LABEL.c.label_id == label.id)).rowcount
    work.connection.execute(delete(LABEL).where(LABEL.c.id == label.id))
    work.audit(
        AuditEvent.LABEL_DELETE,
        object_type="label",
        object_id=label_id,
        object_name=label.name,
        before={"name": label.name, "color": label.color, "ad_accounts": taken},
    )
    _tell(work)
    return taken


def change_labels(
    work: Work, *, ad_account_ids: Sequence[str], add: Sequence[str] = (), remove: Sequence[str] = ()
) -> LabelPlan:
    """Put labels on ad accounts and take others off; accounts without the level Operator are left as they are.

    Unknown accounts and labels raise NotFound. If nothing at all may be changed, the refusal says what is missing.
    """
    work.require(Permission.CENTER_VIEW)
    names = {label.id: label.name for label in labels_of(work)}
    added, removed = set(add), set(remove) - set(add)
    if not names.keys() >= added | removed:
        raise NotFound
    accounts = _accounts(work, ad_account_ids)
    changed: list[str] = []
    unchanged: list[str] = []
    enough = levels_with(Permission.AD_ACCOUNT_LABEL)
    refused = {number for number, found in accounts.items() if found[1] not in enough}
    for number, (account_name, _, before) in accounts.items():
        if number in refused:
            continue
        after = (before | added) - removed
        if len(after) > rules.MOST_LABELS_ON_ACCOUNT:
            raise InvalidInput(
                f"{account_name} would carry more than {rules.MOST_LABELS_ON_ACCOUNT} labels.", field="label"
            )
        (unchanged if after == before else changed).append(str(number))
        if after != before:
            _store(work, number, account_name, before, after, names)
    if refused and not changed and not unchanged:
        granters = access.admin_names(work.connection, work.center_id, work.now)
        raise PermissionDenied(missing=PERMISSION_NAMES[Permission.AD_ACCOUNT_LABEL], granters=granters)
    _tell(work)
    return LabelPlan(tuple(changed), tuple(unchanged), tuple(map(str, refused)))


_Account = tuple[str, AdAccountLevel | None, frozenset[str]]


def _accounts(work: Work, ad_account_ids: Sequence[str]) -> dict[int, _Account]:
    """Name, own level and labels of each account that was named; raises NotFound for one that is not the center's."""
    numbers = {parse_id(text) for text in ad_account_ids}
    if None in numbers:
        raise NotFound
    if len(numbers) > MOST_AT_ONCE:
        raise InvalidInput(f"At most {MOST_AT_ONCE:,} ad accounts at once.")
    wanted = sorted(number for number in numbers if number is not None)
    found: dict[int, _Account] = {}
    for chunk in _chunks(wanted):
        labels: dict[int, set[str]] = {}
        marks = select(ACCOUNT_LABEL).where(ACCOUNT_LABEL.c.ad_account_id.in_(chunk))
        for number, label in work.connection.execute(marks).all():
            labels.setdefault(number, set()).add(str(label))
        names: dict[int, str] = {}
        levels: dict[int, list[AdAccountLevel]] = {}
        rows: Sequence[Any] = work.connection.execute(_names_and_levels(work, chunk)).all()
        for number, name, level in rows:
            names[number] = name
            levels.setdefault(number, []).extend([AdAccountLevel(level)] if level else [])
        for number, name in names.items():
            found[number] = (name, highest(levels[number]), frozenset(labels.get(number, ())))
    if len(found) != len(wanted):
        raise NotFound
    return found


def _names_and_levels(work: Work, numbers: Sequence[int]) -> Any:
    own = and_(
        GRANT.c.ad_account_id == AD_ACCOUNT.c.id,
        GRANT.c.user_id == work.user_id,
        GRANT.c.center_id == work.center_id,
        valid_at(work.now),
    )
    return (
        select(AD_ACCOUNT.c.id, AD_ACCOUNT.c.name, GRANT.c.level)
        .select_from(AD_ACCOUNT.outerjoin(GRANT, own))
        .where(in_center(work.center_id), AD_ACCOUNT.c.id.in_(numbers))
        .order_by(AD_ACCOUNT.c.id)
    )


def _store(
    work: Work, number: int, account_name: str, before: frozenset[str], after: frozenset[str], names: dict[str, str]
) -> None:
    gone, new = sorted(before - after), sorted(after - before)
    if gone:
        is_gone = ACCOUNT_LABEL.c.label_id.in_(map(int, gone))
        work.connection.execute(delete(ACCOUNT_LABEL).where(ACCOUNT_LABEL.c.ad_account_id == number, is_gone))
    if new:
        rows = [{"ad_account_id": number, "label_id": int(label)} for label in new]
        work.connection.execute(insert(ACCOUNT_LABEL), rows)
    work.audit(
        AuditEvent.AD_ACCOUNT_LABEL,
        object_type="ad_account",
        object_id=str(number),
        object_name=account_name,
        before={"labels": sorted(names[label] for label in before)},
        after={"labels": sorted(names[label] for label in after)},
    )


def _read(work: Work, label_id: str) -> Any:
    number = parse_id(label_id)
    query = select(LABEL).where(LABEL.c.id == number, LABEL.c.center_id == work.center_id)
    found = work.connection.execute(query).one_or_none()
    if number is None or found is None:
        raise NotFound
    return found


def _free_name(work: Work, typed: str, except_id: int = 0) -> str:
    name = one_line(typed)
    if not 0 < len(name) <= rules.LONGEST_LABEL:
        raise InvalidInput(f"A label has 1 to {rules.LONGEST_LABEL} characters.", field="label")
    others = [label for label in labels_of(work) if label.id != str(except_id)]
    if any(fold(label.name) == fold(name) for label in others):
        raise InvalidInput(f"There is already a label {name}.", field="label")
    return name


def _checked_color(color: str) -> str:
    if color not in rules.COLORS:
        raise InvalidInput("This colour is not known.", field="color")
    return color


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _CHUNK):
        yield numbers[start : start + _CHUNK]


def _tell(work: Work) -> None:
    work.after_commit(partial(signals.send, signals.CenterChanged(str(work.center_id), "ad_account")))
