"""Use cases of the desk and of what it decides on: who may call each, and arguments with which it can be tried."""

from bizhub.domain.desk import Show
from tests.permissions.rows import Our, Row, row
from tests.permissions.who import Who

DESK_USE_CASES: dict[str, Row] = {
    "desk.claim_case": row(Who.DESK, case_id=Our.FREE_CASE),
    "desk.list_cases": row(Who.DESK, kind=None, show=Show.ALL),
    "desk.next_case": row(Who.DESK, after="", kind=None),
    "desk.queue_query": row(Who.PART),
    "desk.read_case": row(Who.DESK, case_id=Our.FREE_CASE),
    "desk.read_figures": row(Who.DESK),
    "desk.release_case": row(Who.DESK, case_id=Our.TICKET_CASE),
    "desk_gate.is_at_desk": row(Who.PART),
    "desk_gate.require_desk": row(Who.PART),
    "desk_people.add_to_desk": row(Who.PART),
    "desk_people.list_desk_people": row(Who.PART),
    "desk_people.remove_from_desk": row(Who.PART),
    "review_cases.close_case": row(Who.PART),
    "review_cases.free_all_of": row(Who.PART),
    "review_cases.hold_case": row(Who.PART),
    "review_cases.hold_claimed": row(Who.PART),
    "review_cases.open_case": row(Who.PART),
    "review_cases.queue_place": row(Who.PART),
    "review_cases.settles": row(Who.PART),
    "review_cases.tell_desk": row(Who.PART),
    "review_cases.withdraw_case": row(Who.PART),
}
