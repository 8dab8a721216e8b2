"""A verified center, its people, and a desk: where ad accounts are created and decided on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from bizhub.domain.ad_account_review import AdAccountForm
from bizhub.domain.ids import new_id
from bizhub.domain.policy import AdAccountLevel, CenterRole
from bizhub.domain.verification import Problem, ReasonCode, SubmissionState
from bizhub.services import ad_account_applications, ad_account_review, desk
from bizhub.services.access import AD_ACCOUNT
from bizhub.services.review_cases import CASE
from bizhub.services.verification_standing import VERIFICATION
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World
from tests.services.test_review_cases import reviewer, write

FORM = AdAccountForm(
    "Shop DE", "Linden GmbH", "Retail", "linden.example", "Olga", "olga@example.org", "Lindenweg 1\n10115 Berlin"
)
NAMELESS = (Problem("name", ReasonCode.NAME_MISMATCH, "Write the name of the shop."),)


class Stage:
    """Olga is an admin of the center, Max a member; Rita and Rolf sit at the desk."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.olga, self.max, self.eve = world.user("Olga"), world.user("Max"), world.user("Eve")
        self.center, self.elsewhere = world.center(self.olga), world.center(self.eve, "Theirs")
        world.member(self.center, self.max)
        self.rita, self.rolf = reviewer(world, "Rita"), reviewer(world, "Rolf")

    def verify(self, center: str = "", state: SubmissionState = SubmissionState.VERIFIED, **values: Any) -> None:
        """Let the center be verified for ever, or stand elsewhere."""
        sent = {
            "id": new_id(), "center_id": int(center or self.center), "state": state.value, "created_at": LONG_AGO,
            "created_by": int(self.olga.id), "submitted_at": LONG_AGO, "expires_at": LONG_AGO + timedelta(days=36500),
        }  # fmt: skip
        write(self.world, insert(VERIFICATION).values({**sent, **values}))

    def do(self, user: MadeUser, use_case: Any, **arguments: Any) -> Any:
        """Act in the center, or at the desk."""
        center = None if user in (self.rita, self.rolf) else self.center
        with begin(self.world.runtime, user.caller(center), write=True) as work:
            return use_case(work, **arguments)

    def create(self, **changed: str) -> str:
        """An ad account of Olga's that waits for the desk."""
        form = replace(FORM, **changed)
        made: str = self.do(self.olga, ad_account_applications.create_ad_account, form=form, time_zone="Europe/Berlin")
        return made

    def case_of(self, account: str) -> str:
        """Its newest case."""
        query = select(CASE.c.id).where(CASE.c.subject_id == int(account)).order_by(CASE.c.id.desc()).limit(1)
        with self.world.runtime.database.transaction(write=False) as connection:
            return str(connection.execute(query).scalar_one())

    def claimed(self, account: str, by: MadeUser | None = None) -> str:
        """Its newest case, claimed."""
        case = self.case_of(account)
        self.do(by or self.rita, desk.claim_case, case_id=case)
        return case

    def in_status(self, status: str) -> str:
        """An ad account on which Olga holds ADMIN, in any status, with the case that it needs."""
        account = self.create(name=f"In {status}")
        if status == "STATUS_PENDING_CONFIRM":
            return account
        if status in ("STATUS_CONFIRM_FAIL", "STATUS_PENDING_CONFIRM_MODIFY"):
            self.do(self.rita, ad_account_review.reject_ad_account, case_id=self.claimed(account), problems=NAMELESS)
        else:
            self.do(self.rita, ad_account_review.approve_ad_account, case_id=self.claimed(account))
        if status == "STATUS_PENDING_CONFIRM_MODIFY":
            self.do(self.olga, ad_account_applications.correct_ad_account, ad_account_id=account, form=FORM)
        if status == "STATUS_LIMIT":
            self.do(self.rita, ad_account_review.limit_ad_account, ad_account_id=account, reason="Bad ads")
        if status == "STATUS_DISABLE":
            self.do(self.olga, ad_account_applications.disable_ad_account, ad_account_id=account)
        return account

    def status_of(self, account: str) -> str:
        """Where it stands."""
        query = select(AD_ACCOUNT.c.status).where(AD_ACCOUNT.c.id == int(account))
        with self.world.runtime.database.transaction(write=False) as connection:
            return str(connection.execute(query).scalar_one())

    def people_of(self, account: str) -> dict[str, MadeUser]:
        """One of each kind: also a member who holds a level, an admin with none, and people of other centers."""
        world = self.world
        others = {name: world.user(name) for name in ("admin without a level", "operator", "account admin")}
        world.member(self.center, others["admin without a level"], CenterRole.ADMIN)
        for name, level in (("operator", AdAccountLevel.OPERATOR), ("account admin", AdAccountLevel.ADMIN)):
            world.member(self.center, others[name])
            world.grant(self.center, account, others[name], level)
        return {"admin": self.olga, "member": self.max, "stranger": self.eve, "desk": self.rita, **others}
