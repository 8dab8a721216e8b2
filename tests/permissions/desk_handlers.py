"""The handlers of the desk's own pages; those of its panels stand with what they are about."""

from tests.permissions.who import Who

DESK_HANDLERS: dict[str, Who] = {
    "desk.DeskQueueState.clear_filters": Who.SIGNED_IN,
    "desk.DeskQueueState.filter_by": Who.SIGNED_IN,
    "desk.DeskQueueState.load": Who.DESK,
    "desk.DeskQueueState.refresh": Who.DESK,
    "desk.DeskQueueState.search_for": Who.SIGNED_IN,
    "desk.DeskQueueState.start_over": Who.SIGNED_IN,
    "desk.DeskQueueState.take_next": Who.DESK,
    "desk.DeskQueueState.turn_on": Who.SIGNED_IN,
    "desk_case.DeskCaseState.claim": Who.DESK,
    "desk_case.DeskCaseState.go_on": Who.DESK,
    "desk_case.DeskCaseState.load": Who.DESK,
    "desk_case.DeskCaseState.refresh": Who.DESK,
    "desk_case.DeskCaseState.release": Who.DESK,
}
