"""The handlers of tickets, and the least that somebody must be for each."""

from tests.permissions.who import Who

TICKET_HANDLERS: dict[str, Who] = {
    "desk_ticket.DeskTicketState.approve": Who.DESK,
    "desk_ticket.DeskTicketState.begin_rejection": Who.SIGNED_IN,
    "desk_ticket.DeskTicketState.choose_manager": Who.DESK,
    "desk_ticket.DeskTicketState.refresh": Who.DESK,
    "desk_ticket.DeskTicketState.reject": Who.DESK,
    "desk_ticket.DeskTicketState.send": Who.DESK,
    "desk_ticket.DeskTicketState.set_rejecting": Who.SIGNED_IN,
    "desk_ticket.DeskTicketState.show": Who.DESK,
    "ticket.TicketState.load": Who.NAMED_ADMIN,
    "ticket.TicketState.refresh": Who.NAMED_ADMIN,
    "ticket.TicketState.send": Who.NAMED_ADMIN,
    "ticket.TicketState.take_up": Who.SIGNED_IN,
    "ticket.TicketState.withdraw": Who.NAMED_ADMIN,
    "tickets.TicketsState.ask": Who.CENTER_ADMIN,
    "tickets.TicketsState.load": Who.CENTER_ADMIN,
    "tickets.TicketsState.refresh": Who.CENTER_ADMIN,
    "tickets.TicketsState.take_up": Who.SIGNED_IN,
    "tickets.TicketsState.turn_back": Who.SIGNED_IN,
    "tickets.TicketsState.turn_on": Who.SIGNED_IN,
}
