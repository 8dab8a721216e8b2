"""A center that asks, its admins, and the people of the desk who decide."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import insert, select, update

from bizhub.adapters import clock
from bizhub.domain.desk import CaseKind
from bizhub.domain.ids import new_id
from bizhub.services import ticket_review, tickets
from bizhub.services.desk_gate import DESK_PERSON
from bizhub.services.document_rows import TICKET
from bizhub.services.onboarding import VERSION
from bizhub.services.review_cases import CASE
from bizhub.services.sign_in_state import TWO_STEP
from bizhub.services.ticket_rows import MESSAGE
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.team import Team

WISH = {"company_name": "Linden & Co GmbH"}


@dataclass
class Tickets:
    """`ask` and `decide` as the pages do it; everything else is a use case with its arguments."""

    world: World
    team: Team
    olga: MadeUser
    dora: MadeUser

    def center(self, use_case: Callable[..., Any], user: MadeUser | None = None, **arguments: Any) -> Any:
        """An admin of the center does something; Olga, unless somebody else is named."""
        return self.team.act(user or self.olga, use_case, **arguments)

    def desk(self, use_case: Callable[..., Any], user: MadeUser | None = None, **arguments: Any) -> Any:
        """Somebody of the desk does something; Dora, unless somebody else is named."""
        with begin(self.world.runtime, (user or self.dora).caller(), write=True) as work:
            return use_case(work, **arguments)

    def ask(self, asked: dict[str, str] | None = None, **more: Any) -> str:
        """A ticket that waits; its ID."""
        wish = {"asked": asked or WISH, "seen": {}, "reason": "We are a company now", **more}
        return str(self.center(tickets.ask_change, **wish))

    def case_of(self, ticket: str) -> str:
        """The newest case of a ticket."""
        own = select(CASE.c.id).where(CASE.c.subject_id == int(ticket), CASE.c.kind == CaseKind.TICKET)
        with self.world.runtime.database.transaction(write=False) as connection:
            return str(connection.execute(own).scalar_one())

    def case(self, ticket: str) -> Any:
        """Its row."""
        with self.world.runtime.database.transaction(write=False) as connection:
            return connection.execute(select(CASE).where(CASE.c.id == int(self.case_of(ticket)))).one()

    def claimed(self, ticket: str, by: MadeUser | None = None) -> str:
        """The case of a ticket, which somebody of the desk has claimed now."""
        held = {"claimed_by": int((by or self.dora).id), "claimed_at": clock.now(), "touched_at": clock.now()}
        self.write(update(CASE).where(CASE.c.id == int(self.case_of(ticket))).values(held))
        return self.case_of(ticket)

    def approve(self, ticket: str, by: MadeUser | None = None) -> bool:
        """Claim and approve."""
        return bool(self.desk(ticket_review.approve_ticket, by, case_id=self.claimed(ticket, by)))

    def reject(self, ticket: str, reason: str = "Send the register", by: MadeUser | None = None) -> bool:
        """Claim and reject."""
        return bool(self.desk(ticket_review.reject_ticket, by, case_id=self.claimed(ticket, by), reason=reason))

    def view(self, ticket: str) -> Any:
        """The ticket as its center sees it."""
        return self.center(partial(tickets.view_ticket, ticket_id=ticket))

    def company(self) -> dict[str, str]:
        """The company data as codes."""
        return dict(self.center(tickets.view_company).values)

    def told(self, who: MadeUser) -> list[str]:
        """The kinds of what somebody was told, the first first."""
        rows = self.team.rows("SELECT kind FROM notification WHERE user_id = :who ORDER BY id", who=int(who.id))
        return [row[0] for row in rows]

    def reviewer(self, name: str) -> MadeUser:
        """Somebody more at the desk."""
        return reviewer(self.world, name)

    def write(self, statement: Any) -> None:
        """Change rows, as nobody can on a page."""
        with self.world.runtime.database.transaction(write=True) as connection:
            connection.execute(statement)


def reviewer(world: World, name: str) -> MadeUser:
    """Somebody who works at the desk, with 2-step verification."""
    user = world.user(name)
    secret = {"user_id": int(user.id), "secret": "x", "last_step": 0, "begun_at": LONG_AGO, "confirmed_at": LONG_AGO}
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(DESK_PERSON).values(id=new_id(), user_id=int(user.id), added_at=LONG_AGO))
        connection.execute(insert(TWO_STEP).values(secret))
    return user


def withdraw(sides: Tickets, ticket: str) -> None:
    """Olga takes it back."""
    sides.center(tickets.withdraw_ticket, ticket_id=ticket)


def write(sides: Tickets, ticket: str) -> None:
    """Olga writes on it."""
    sides.center(tickets.write_message, ticket_id=ticket, text="Hello")


def approve(sides: Tickets, ticket: str) -> None:
    """Dora approves it."""
    sides.approve(ticket)


def reject(sides: Tickets, ticket: str) -> None:
    """Dora rejects it."""
    sides.reject(ticket)


def answer(sides: Tickets, ticket: str) -> None:
    """Dora writes on it."""
    sides.desk(ticket_review.write_from_desk, case_id=sides.claimed(ticket), text="Which register?")


def a_ticket_that_waits(world: World, center: str, admin: MadeUser, writer: MadeUser) -> None:
    """A ticket with a question on it, as it stands in the tables."""
    number = new_id()
    changes = {
        "company_name": {"before": "Linden & Co", "after": "Linden & Co Gesellschaft mit beschränkter Haftung"},
        "region": {"before": "DE", "after": "AT"},
    }
    asked = {"changes": json.dumps(changes), "asked_by": int(admin.id), "asked_at": LONG_AGO, "answer": ""}
    said = {"ticket_id": number, "user_id": int(writer.id), "from_desk": True, "text": "Which register?"}
    opened = {"kind": CaseKind.TICKET, "subject_id": number, "title": "Linden & Co", "opened_by": int(admin.id)}
    with world.runtime.database.transaction(write=True) as connection:
        ticket = {"id": number, "center_id": int(center), "state": "SUBMITTED", "reason": "We moved.", **asked}
        connection.execute(insert(TICKET).values(ticket))
        connection.execute(insert(MESSAGE).values(id=new_id(), at=LONG_AGO, **said))
        connection.execute(insert(CASE).values(id=new_id(), center_id=int(center), opened_at=LONG_AGO, **opened))


def first_version(world: World, center: str, admin: MadeUser, name: str) -> None:
    """The company data that were given with a center."""
    told = {"company_name": name, "region": "DE", "currency": "EUR", "time_zone": "Europe/Berlin", "website": ""}
    given = {"center_id": int(center), "valid_from": LONG_AGO, "changed_by": int(admin.id)}
    with world.runtime.database.transaction(write=True) as connection:
        connection.execute(insert(VERSION).values(id=new_id(), **told, **given))
