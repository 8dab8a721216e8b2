"""How the handlers of the desk's own pages are tried; those of its panels stand with what they are about."""

from tests.permissions.rows import Our
from tests.permissions.shows import becomes, has, leads_to, says, tells
from tests.permissions.tried import Try

_QUEUE = {"page": "/desk", "steps": ("desk.DeskQueueState.load",)}
_FREE, _OWN = "/desk/case?case={FREE_CASE}", "/desk/case?case={TICKET_CASE}"
_LOADED = {"steps": ("desk_case.DeskCaseState.load",), "filled_by": "reviewer"}

DESK_TRIES: tuple[Try, ...] = (
    Try("desk.DeskQueueState.clear_filters", leads_to("/desk"), **_QUEUE),
    Try("desk.DeskQueueState.filter_by", leads_to("/desk?show=free"), {"name": "show", "value": "free"}, **_QUEUE),
    Try("desk.DeskQueueState.load", has("rows"), page="/desk"),
    Try("desk.DeskQueueState.refresh", tells("rows"), **_QUEUE, filled_by="reviewer"),
    Try("desk.DeskQueueState.search_for", leads_to("/desk?q=shop"), {"text": "shop"}, **_QUEUE),
    Try("desk.DeskQueueState.start_over", leads_to("/desk"), **_QUEUE),
    Try("desk.DeskQueueState.take_next", leads_to("/desk/case"), page="/desk"),
    Try("desk.DeskQueueState.turn_on", leads_to("/desk"), **_QUEUE),
    Try("desk_case.DeskCaseState.claim", becomes("is_mine", True), page=_FREE, **_LOADED),
    Try("desk_case.DeskCaseState.go_on", leads_to("/desk/case"), page=_OWN, **_LOADED),
    Try("desk_case.DeskCaseState.load", becomes("case_id", Our.FREE_CASE), page=_FREE),
    Try("desk_case.DeskCaseState.refresh", tells("standing"), page=_OWN, **_LOADED),
    Try("desk_case.DeskCaseState.release", says("The case is back in the queue."), page=_OWN, **_LOADED),
)  # fmt: skip
