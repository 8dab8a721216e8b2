"""Use cases of the desk and of what it decides on: who may call each, and arguments with which it can be tried."""

from tests.permissions.rows import Row, row
from tests.permissions.who import Who

DESK_USE_CASES: dict[str, Row] = {
    "desk_gate.is_at_desk": row(Who.PART),
    "desk_gate.require_desk": row(Who.PART),
    "review_cases.close_case": row(Who.PART),
    "review_cases.hold_case": row(Who.PART),
    "review_cases.hold_claimed": row(Who.PART),
    "review_cases.open_case": row(Who.PART),
    "review_cases.queue_place": row(Who.PART),
    "review_cases.settles": row(Who.PART),
    "review_cases.withdraw_case": row(Who.PART),
}
