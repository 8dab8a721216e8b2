"""Asking for a code and proving it. Who asks never learns whether the address is known: a job decides what to send.

A code belongs to the browser that asked for it, holds for some minutes and five tries, and works once.
"""

import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, insert, select, update

from bizhub.domain.addresses import Address, AddressKind, address_from
from bizhub.domain.codes import DIGITS, TRIES, PendingCode, Purpose, typed_code
from bizhub.domain.errors import BizHubError, Conflict, InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.limits import CODES, IN_ALL, PER_NETWORK, Rule
from bizhub.domain.message_place import is_local_only
from bizhub.models.user import Code
from bizhub.services import limits
from bizhub.services.public import public
from bizhub.services.runtime import Runtime
from bizhub.services.work import Work, token_hash

CODE = cast(Table, Code.__table__)  # type: ignore[attr-defined]
SEND_JOB = "codes:send"

_logger = logging.getLogger(__name__)

_REQUEST_BYTES = 32
_BY_REQUEST = select(CODE).where(CODE.c.request_hash == bindparam("request"), CODE.c.used_at.is_(None))

_NOT_A_CODE = f"The code has {DIGITS} digits."
_WRONG = "This is not the code of the last message. Look at it again, or have a new one sent."
_RUN_OUT = "This code has run out. Have a new one sent."
_NOTHING_PENDING = "Nothing is waiting for a code in this browser any more. Please begin again."


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """What came of a code: a refusal to raise once the try is stored, or the right one."""

    refusal: BizHubError | None
    id: int = 0
    address: str = ""
    payload: str = "{}"
    code_hash: str = ""


def ask(work: Work, purpose: Purpose, address: Address, payload: dict[str, Any]) -> str:
    """Store that somebody asks for a code, and let a job send it; the secret by which the browser refers to it."""
    request = secrets.token_urlsafe(_REQUEST_BYTES)
    values = {
        "id": new_id(),
        "purpose": purpose.value,
        "address": address.value,
        "request_hash": token_hash(request),
        "code_hash": "",
        "payload": json.dumps(payload),
        "tries": 0,
        "created_at": work.now,
        "expires_at": _expiry(work),
    }
    work.connection.execute(insert(CODE).values(**values))
    _order_sending(work)
    return request


def sending_rules(work: Work, address: Address) -> tuple[Rule, ...]:
    """How many messages an address, a network and everybody together may cause."""
    return (
        Rule(limits.address_bucket(work, "send", address), CODES),
        Rule(limits.network_bucket(work, "send"), PER_NETWORK),
        Rule("send:all", IN_ALL),
    )


@public
def pending_code(work: Work, *, request: str) -> PendingCode | None:
    """What the browser waits for, if anything."""
    row = _waiting(work, request)
    if row is None:
        return None
    address = address_from(row.address)
    return PendingCode(Purpose(row.purpose), address, _where_to_look(work, address.kind))


@public
def send_again(work: Work, *, request: str) -> None:
    """Send a new code; the one before does not work any more."""
    row = _waiting(work, request)
    if row is None:
        raise Conflict(_NOTHING_PENDING)
    limits.count_try(work, sending_rules(work, address_from(row.address)))
    anew = {"code_hash": "", "tries": 0, "sent_at": None, "expires_at": _expiry(work)}
    work.connection.execute(update(CODE).where(CODE.c.id == row.id).values(**anew))
    _order_sending(work)


def check_code(work: Work, purpose: Purpose, *, request: str, code: str, rules: tuple[Rule, ...] = ()) -> CheckedCode:
    """Compare what was typed with what was sent; a wrong one is counted, so the refusal is returned, not raised.

    `rules` replace the usual limits, for somebody on a device of their own.
    """
    digits = typed_code(code)
    if not digits:
        raise InvalidInput(_NOT_A_CODE, field="code")
    row = _waiting(work, request, lock=True)
    if row is None or row.purpose != purpose:
        raise Conflict(_NOTHING_PENDING)
    tries = limits.count_try(work, rules or _typing_rules(work, address_from(row.address)))
    if row.tries >= TRIES or row.expires_at <= work.now:
        return CheckedCode(InvalidInput(_RUN_OUT, field="code"))
    if not hmac.compare_digest(row.code_hash, code_hash(work, row.id, digits)):
        work.connection.execute(update(CODE).where(CODE.c.id == row.id).values(tries=row.tries + 1))
        used_up = row.tries + 1 >= TRIES
        return CheckedCode(InvalidInput(_RUN_OUT if used_up else _WRONG, field="code"))
    limits.give_back(work, tries)
    return CheckedCode(None, row.id, row.address, row.payload, row.code_hash)


def spend(work: Work, checked: CheckedCode) -> None:
    """Use a right code; raises Conflict when it was used or replaced meanwhile."""
    unused = update(CODE).where(
        CODE.c.id == checked.id, CODE.c.used_at.is_(None), CODE.c.code_hash == checked.code_hash
    )
    if work.connection.execute(unused.values(used_at=work.now, payload="{}")).rowcount != 1:
        raise Conflict(_NOTHING_PENDING)


def void(work: Work, *addresses: str | None) -> None:
    """Let no code be right any more that was sent to somebody whose sign-in ends.

    The rows stay: to who asked, a known address goes on as an unknown one does.
    """
    work.connection.execute(update(CODE).where(CODE.c.address.in_(addresses)).values(code_hash=""))


def code_hash(work: Work, code_id: int, digits: str) -> str:
    """What the database keeps of a code: a keyed hash, as a million codes are quickly tried."""
    key = work.runtime.settings.secret("codes")
    return hmac.new(key, f"{code_id}:{digits}".encode(), hashlib.sha256).hexdigest()


def _typing_rules(work: Work, address: Address) -> tuple[Rule, ...]:
    return (
        Rule(limits.address_bucket(work, "code", address), CODES),
        Rule(limits.network_bucket(work, "code"), CODES),
        Rule("code:all", IN_ALL),
    )


def _waiting(work: Work, request: str, *, lock: bool = False) -> Row[Any] | None:
    query = _BY_REQUEST.with_for_update() if lock else _BY_REQUEST
    return work.connection.execute(query, {"request": token_hash(request)}).one_or_none()


def _where_to_look(work: Work, kind: AddressKind) -> str:
    settings = work.runtime.settings
    carrier = settings.smtp_url if kind is AddressKind.EMAIL else settings.sms_webhook_url
    if carrier or not is_local_only(settings.host, settings.address, work.caller.address):
        return ""
    server = "mail server" if kind is AddressKind.EMAIL else "SMS service"
    return f"This BizHub has no {server} yet. Messages are written to files in {settings.data_dir / 'outbox'}."


def _expiry(work: Work) -> Any:
    return work.now + timedelta(minutes=work.runtime.settings.code_minutes)


def _order_sending(work: Work) -> None:
    work.after_commit(partial(_order, work.runtime))


def _order(runtime: Runtime) -> None:
    """Order the job that sends; the request is committed, so nothing here may fail it: the job comes by anyway."""
    if runtime.jobs.running:
        try:
            runtime.jobs.enqueue(SEND_JOB)
        except Exception:
            _logger.exception("Codes wait for the next round of sending")
