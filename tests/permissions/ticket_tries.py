"""How the handlers of tickets are tried."""

import json

from tests.permissions.rows import Our
from tests.permissions.shows import becomes, either, has, leads_to, says, tells
from tests.permissions.tried import SESSION, Try

TICKETS = {"page": "/tickets", "steps": (SESSION, "tickets.TicketsState.load")}
TICKET = {"page": "/tickets/{TICKET}", "steps": (SESSION, "ticket.TicketState.load"), "filled_by": "admin"}
CASE = {
    "page": "/desk/case?case={TICKET_CASE}", "steps": ("desk_ticket.DeskTicketState.show",), "filled_by": "reviewer",
}  # fmt: skip
REJECTING = {**CASE, "steps": (*CASE["steps"], "desk_ticket.DeskTicketState.begin_rejection")}
ASKED = {"form_data": {
    "company_name": "Another", "website": "", "region": "DE", "currency": "EUR", "time_zone": "Europe/Berlin",
    "reason": "It is called so now",
}}  # fmt: skip
# Of our center a ticket waits already; a stranger asks in the own one.
IS_ASKED = either(leads_to("/tickets/"), says("waits for the desk already"))


def _words(ours: dict[Our, str]) -> str:
    return json.dumps({"of": f"ticket/{ours[Our.TICKET]}", "seen": {"text": "Before"}, "n": 1})


TICKET_TRIES: tuple[Try, ...] = (
    Try("desk_ticket.DeskTicketState.approve", says("Approved."), **CASE),
    Try("desk_ticket.DeskTicketState.begin_rejection", becomes("is_rejecting", True), **CASE),
    Try("desk_ticket.DeskTicketState.choose_manager", says("Its tickets go to the queue."), {"user_id": ""}, **CASE),
    Try("desk_ticket.DeskTicketState.refresh", has("reviewers"), **CASE),
    Try("desk_ticket.DeskTicketState.reject", says("Rejected."), {"form_data": {"reason": "No"}}, **REJECTING),
    Try("desk_ticket.DeskTicketState.send", has("message_version"), {"form_data": {"text": "Why?"}}, **CASE),
    Try("desk_ticket.DeskTicketState.set_rejecting", becomes("is_rejecting", False), {"opened": False}, **REJECTING),
    Try("desk_ticket.DeskTicketState.show", has("ticket"), page="/desk/case?case={TICKET_CASE}"),
    Try("ticket.TicketState.load", has("ticket"), page="/tickets/{TICKET}", steps=(SESSION,)),
    Try("ticket.TicketState.refresh", has("ticket"), **TICKET),
    Try("ticket.TicketState.send", has("form_ends"), {"form_data": {"text": "Here"}}, **TICKET),
    Try("ticket.TicketState.take_up", becomes("form_seen", {"text": "Before"}), {"report": _words}, **TICKET),
    Try("ticket.TicketState.withdraw", says("The ticket is withdrawn."), **TICKET),
    Try("tickets.TicketsState.ask", IS_ASKED, ASKED, **TICKETS),
    Try("tickets.TicketsState.load", has("company"), page="/tickets", steps=(SESSION,)),
    Try("tickets.TicketsState.refresh", tells("rows"), **TICKETS),
    Try("tickets.TicketsState.take_up", has("form_seen"),
        {"report": json.dumps({"of": "ticket", "seen": {"reason": "x"}, "n": 1})}, **TICKETS, filled_by="admin"),
    Try("tickets.TicketsState.turn_back", leads_to("/tickets"), **TICKETS),
    Try("tickets.TicketsState.turn_on", leads_to("/tickets?page=2"), **TICKETS),
)  # fmt: skip
