"""A person's pinned ad accounts in a center; they belong to the person, so the record does not list them."""

from sqlalchemy import delete, insert, select, update

from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.ids import new_id, parse_id
from bizhub.domain.pins import KEYS, PinRow, next_free_key
from bizhub.domain.policy import Permission
from bizhub.services.access import USER
from bizhub.services.ad_account_list import PIN
from bizhub.services.visible import visible_accounts
from bizhub.services.work import Work


def list_pins(work: Work) -> tuple[PinRow, ...]:
    """The pins by key; accounts that the person may no longer see are left out."""
    work.require(Permission.CENTER_VIEW)
    keys = _keys(work)
    seen = visible_accounts(work, keys)
    rows = (PinRow(keys[number], str(number), *account[1:]) for number, account in seen.items())
    return tuple(sorted(rows, key=lambda row: (row.key, row.id)))


def pin_ad_account(work: Work, *, ad_account_id: str) -> int:
    """Pin an ad account to the first free key; its key."""
    work.require(Permission.AD_ACCOUNT_VIEW, ad_account=ad_account_id)
    number = _number(ad_account_id)
    keys = _tidied_keys(work)
    if number in keys:
        return keys[number]
    key = next_free_key(keys.values())
    if key is None:
        raise Conflict(f"All {len(KEYS)} keys have a pin. Unpin an ad account first.")
    work.connection.execute(
        insert(PIN).values(
            id=new_id(), user_id=work.user_id, center_id=work.center_id, ad_account_id=number, position=key
        )
    )
    return key


def unpin_ad_account(work: Work, *, ad_account_id: str) -> None:
    """Take a pin away; the others keep their keys."""
    work.require(Permission.CENTER_VIEW)
    work.connection.execute(
        delete(PIN).where(
            PIN.c.user_id == work.user_id,
            PIN.c.center_id == work.center_id,
            PIN.c.ad_account_id == _number(ad_account_id),
        )
    )


def move_pin(work: Work, *, ad_account_id: str, key: int) -> None:
    """Move a pin to another key; the one that was there takes its place."""
    work.require(Permission.CENTER_VIEW)
    if key not in KEYS:
        raise InvalidInput("Pins are on the keys 1 to 9.", field="key")
    number = _number(ad_account_id)
    keys = _tidied_keys(work)
    if number not in keys:
        raise NotFound
    other = next((other for other, taken in keys.items() if taken == key), None)
    if other is not None:
        _put(work, other, keys[number])
    _put(work, number, key)


def _put(work: Work, number: int, key: int) -> None:
    own = (PIN.c.user_id == work.user_id, PIN.c.center_id == work.center_id, PIN.c.ad_account_id == number)
    work.connection.execute(update(PIN).where(*own).values(position=key))


def _keys(work: Work) -> dict[int, int]:
    query = select(PIN.c.ad_account_id, PIN.c.position).where(
        PIN.c.user_id == work.user_id, PIN.c.center_id == work.center_id
    )
    return {row.ad_account_id: row.position for row in work.connection.execute(query).all()}


def _tidied_keys(work: Work) -> dict[int, int]:
    """The keys in use, after pins of accounts that can no longer be seen were taken away."""
    # On PostgreSQL two tabs at once would both take the same free key.
    work.connection.execute(select(USER.c.id).where(USER.c.id == work.user_id).with_for_update())
    keys = _keys(work)
    seen = visible_accounts(work, keys)
    gone = [number for number in keys if number not in seen]
    if gone:
        own = (PIN.c.user_id == work.user_id, PIN.c.center_id == work.center_id)
        work.connection.execute(delete(PIN).where(*own, PIN.c.ad_account_id.in_(gone)))
    return {number: key for number, key in keys.items() if number in seen}


def _number(ad_account_id: str) -> int:
    number = parse_id(ad_account_id)
    if number is None:
        raise NotFound
    return number
