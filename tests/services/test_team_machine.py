"""Any sequence of what people do to a team: who may what is as a model in plain dicts says, after every step."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bizhub.domain.team import Wish
from bizhub.services import (
    ad_account_people,
    asset_groups,
    invitation_answers,
    invitations,
    last_admin,
    members,
    undo,
)
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.services.team_approvals import TwoAdmins
from tests.services.team_model import INVITATION_DAYS, Group, Invitation, Member
from tests.services.team_stage import NAMES
from tests.sign_in_steps import MovableClock

PEOPLE = st.sampled_from(NAMES)
ACTORS = st.sampled_from(("an admin", "an admin", "an admin", *NAMES))
ACCOUNTS = st.sampled_from(("A", "B", "C"))
LEVELS = st.sampled_from(("ANALYST", "OPERATOR", "ADMIN"))
LEVELS_OR_NONE = st.sampled_from(("", "ANALYST", "OPERATOR", "ADMIN"))
ROLES = st.sampled_from(("ADMIN", "STANDARD"))
DAYS = st.one_of(st.none(), st.integers(-1, 6))


class TeamMachine(TwoAdmins):
    """People of one center act, one after the other, while time goes on."""

    groups = Bundle("groups")

    @rule(actor=ACTORS, whom=PEOPLE, role=ROLES)
    def change_role(self, actor: str, whom: str, role: str, *, by_undo: bool = False) -> None:
        member = self.model.members.get(whom, Member("STANDARD"))
        changes = member.role != role
        lowers = changes and role == "STANDARD"
        fine = self.model.is_admin(self.named(actor)) and self.model.is_member(whom)
        fine = fine and (not lowers or self.model.someone_else_lasts(whom))
        way = self.model.way(self.named(actor), whom) if fine and changes else "now"
        fine = fine and (way == "now" or not self.model.waits(f"member:{whom}"))
        seen = {"role": member.role, "finance_role": ""}
        arguments = {"user_id": self.people[whom].id, "role": role, "finance_role": "", "seen": seen}
        by = self.named(actor)
        if by_undo:
            self.undo(actor, fine)
        else:
            self.act(actor, fine, members.change_role, **arguments)
        if fine and way != "now":
            self.asked(f"member:{whom}", by, whom, ("role", role))
        elif fine and changes:
            member.role = role
            self.model.entries += 1

    @rule(actor=ACTORS, whom=PEOPLE, role=ROLES)
    def change_role_and_undo(self, actor: str, whom: str, role: str) -> None:
        """The opposite change needs the same rights, approvals and last admin."""
        former = self.model.members.get(whom, Member("STANDARD")).role
        self.change_role("an admin", whom, role)
        if whom in self.model.members and former != self.model.members[whom].role:
            self.change_role(actor if self.model.is_admin(actor) else "an admin", whom, former, by_undo=True)

    def undo(self, actor: str, expected: bool) -> None:
        """Undo the last entry of the center."""
        [(newest,)] = self.team.rows(
            "SELECT max(sequence) FROM activity WHERE center_id = :center", center=int(self.team.center)
        )
        self.act(actor, expected, undo.undo_entry, sequence=newest)

    @rule(actor=ACTORS, whom=PEOPLE, offset=DAYS)
    def end_membership(self, actor: str, whom: str, offset: int | None) -> None:
        until, member = self.day(offset), self.model.members.get(whom, Member("STANDARD"))
        changes = until != member.until
        fine = self.model.is_admin(self.named(actor)) and self.model.is_member(whom)
        fine = fine and (not changes or self.is_ahead(until))
        is_admins = changes and until is not None and member.role == "ADMIN"
        fine = fine and (not is_admins or self.model.someone_else_lasts(whom))
        by, concerns = self.named(actor), fine and changes and member.role == "ADMIN"
        way = self.model.way(by, whom) if concerns else "now"
        fine = fine and (way == "now" or not self.model.waits(f"member:{whom}"))
        seen = {"until": member.until.isoformat() if member.until else ""}
        self.act(actor, fine, members.set_member_end, user_id=self.people[whom].id, until=until, seen=seen)
        if fine and way != "now":
            self.asked(f"member:{whom}", by, whom, ("until", until))
        elif fine and changes:
            member.until = until
            self.model.entries += 1

    @rule(actor=ACTORS, whom=PEOPLE)
    def remove(self, actor: str, whom: str) -> None:
        fine = self.model.is_admin(self.named(actor)) and self.model.is_member(whom) and self.may_go(whom)
        by = self.named(actor)
        way = self.model.way(by, whom) if fine and self.model.is_admin(whom) else "now"
        fine = fine and (way == "now" or not self.model.waits(f"member:{whom}"))
        self.act(actor, fine, members.remove_member, user_id=self.people[whom].id)
        if fine and way != "now":
            self.asked(f"member:{whom}", by, whom, ("remove",))
        else:
            self.gone(whom, fine)

    @rule(who=PEOPLE, really=st.sampled_from((False, False, True)))
    def leave(self, who: str, really: bool) -> None:
        if not really:
            return
        fine = self.model.is_member(who) and self.may_go(who)
        self.act(who, fine, members.leave_center)
        self.gone(who, fine)

    @rule(actor=ACTORS, whom=PEOPLE, role=ROLES, accounts=st.sets(ACCOUNTS), level=LEVELS)
    def invite(self, actor: str, whom: str, role: str, accounts: set[str], level: str) -> None:
        fine = self.model.is_admin(self.named(actor))
        chosen = tuple(sorted(accounts))
        wish = Wish(role=role, ad_account_ids=tuple(self.accounts[name] for name in chosen), level=level)
        by = self.named(actor)
        answer = self.act(actor, fine, invitations.invite, addresses=self.people[whom].email, wish=wish)
        waits = role == "ADMIN" and self.model.way(by, None) != "now"
        fine_for = fine and not self.model.is_member(whom) and not (waits and self.model.waits(f"invitation:{whom}"))
        assert not fine or (not answer[0].problem, bool(answer[0].waits)) == (fine_for, fine_for and waits)
        if fine_for and waits:
            self.asked(f"invitation:{whom}", by, None, ("invite", whom, chosen, level))
        elif fine_for:
            expires = self.model.now + timedelta(days=INVITATION_DAYS)
            self.model.invitations[whom] = Invitation(role, chosen, level, expires)
            self.model.entries += 1

    @rule(who=PEOPLE, says_yes=st.booleans())
    def answer(self, who: str, says_yes: bool) -> None:
        with begin(self.runtime, self.people[who].caller(), write=False) as work:
            offers = invitation_answers.list_own_invitations(work)
        waits = self.model.invitations.get(who)
        is_open = waits is not None and waits.expires > self.model.now
        assert len([offer for offer in offers if offer.center_name == "Linden & Co"]) == int(is_open)
        if waits is None or not is_open:
            return
        use_case = invitation_answers.accept_invitation if says_yes else invitation_answers.decline_invitation
        self.act(who, True, use_case, invitation_id=offers[0].id)
        del self.model.invitations[who]
        self.model.entries += 1
        if says_yes:
            self.model.take_out(who)  # who comes back after the last day holds nothing from before
            self.model.members[who] = Member(waits.role)
            self.given(who, waits)

    @rule(whom=PEOPLE, role=ROLES, accounts=st.sets(ACCOUNTS), level=LEVELS)
    def come_in(self, whom: str, role: str, accounts: set[str], level: str) -> None:
        self.invite("an admin", whom, role, accounts, level)
        self.answer(whom, says_yes=True)

    def given(self, who: str, waits: Invitation) -> None:
        for account in waits.accounts:
            if self.model.held_directly(who, account) != (waits.level, None):
                self.model.entries += 1
            self.model.direct[who, account] = (waits.level, None)

    @rule(actor=ACTORS, whom=PEOPLE, account=ACCOUNTS, level=LEVELS_OR_NONE, offset=DAYS)
    def set_level(self, actor: str, whom: str, account: str, level: str, offset: int | None) -> None:
        until = self.day(offset) if level else None
        before = self.model.held_directly(whom, account)
        seen = {"level": before[0], "until": before[1].isoformat() if before[1] else ""}
        changes = before != (level, until)
        fine = (
            self.model.is_admin(self.named(actor)) or self.model.level(self.named(actor), account) == "ADMIN"
        ) and self.model.is_member(whom)
        fine = fine and (
            not changes or (self.is_ahead(until) and self.model.may_give(self.named(actor), account, level, until))
        )
        self.act(
            actor, fine, ad_account_people.set_level, ad_account_id=self.accounts[account],
            user_id=self.people[whom].id, level=level, until=until, seen=seen,
        )  # fmt: skip
        if fine and changes:
            self.model.direct[whom, account] = (level, until)
            self.model.entries += 1

    @rule(actor=ACTORS, whom=PEOPLE, account=ACCOUNTS, level=LEVELS_OR_NONE, offset=DAYS)
    def set_level_and_undo(self, actor: str, whom: str, account: str, level: str, offset: int | None) -> None:
        former = self.model.held_directly(whom, account)
        self.set_level(actor, whom, account, level, offset)
        if self.model.held_directly(whom, account) != former:
            self.undo("an admin", expected=True)
            self.model.direct[whom, account] = former
            self.model.entries += 1

    @rule(target=groups, actor=ACTORS, level=LEVELS)
    def create_group(self, actor: str, level: str) -> Any:
        fine = self.model.is_admin(self.named(actor))
        group = self.act(actor, fine, asset_groups.create_group, name=f"Group {next(self.names)}", level=level)
        if not fine:
            return multiple()
        self.model.groups[group] = Group(level)
        self.model.entries += 1
        return group

    @rule(actor=ACTORS, group=groups, whom=PEOPLE, offset=DAYS, puts_in=st.booleans())
    def group_member(self, actor: str, group: str, whom: str, offset: int | None, puts_in: bool) -> None:
        here, until = self.model.groups[group], self.day(offset) if puts_in else None
        fine = self.model.is_admin(self.named(actor)) and self.is_ahead(until)
        fine = fine and (not puts_in or self.model.is_member(whom))
        ids = [self.people[whom].id]
        arguments: dict[str, Any] = {"add": ids, "until": until} if puts_in else {"remove": ids}
        self.act(actor, fine, asset_groups.change_members, group_id=group, **arguments)
        if fine and puts_in and here.members.get(whom, "nobody") != until:
            here.members[whom] = until
            self.model.entries += 1
        if fine and not puts_in and whom in here.members:
            del here.members[whom]
            self.model.entries += 1

    @rule(group=groups, whom=PEOPLE, offset=DAYS, puts_in=st.booleans())
    def group_member_and_undo(self, group: str, whom: str, offset: int | None, puts_in: bool) -> None:
        self.group_member("an admin", group, whom, 6, puts_in=True)
        self.time_goes_on(1)
        here, entries = self.model.groups[group].members, self.model.entries
        former = {whom: here[whom]} if whom in here else {}
        self.group_member("an admin", group, whom, offset, puts_in)
        comes_back = self.model.is_member(whom) and all(self.is_ahead(day) for day in former.values())
        if entries != self.model.entries and (puts_in or comes_back):
            self.undo("an admin", expected=True)
            here.pop(whom, None)
            here.update(former if comes_back else {})
            self.model.entries += 1

    @rule(actor=ACTORS, group=groups, account=ACCOUNTS, puts_in=st.booleans())
    def group_account(self, actor: str, group: str, account: str, puts_in: bool) -> None:
        here, fine = self.model.groups[group].accounts, self.model.is_admin(self.named(actor))
        arguments = {"add" if puts_in else "remove": [self.accounts[account]]}
        self.act(actor, fine, asset_groups.change_ad_accounts, group_id=group, **arguments)
        if fine and puts_in != (account in here):
            here.symmetric_difference_update({account})
            self.model.entries += 1

    @rule(actor=ACTORS, group=groups, level=LEVELS)
    def group_level(self, actor: str, group: str, level: str) -> None:
        here, fine = self.model.groups[group], self.model.is_admin(self.named(actor))
        [(name,)] = self.team.rows("SELECT name FROM asset_group WHERE id = :group", group=int(group))
        seen = {"name": name, "level": here.level}
        self.act(actor, fine, asset_groups.edit_group, group_id=group, name=name, level=level, seen=seen)
        if fine and level != here.level:
            here.level = level
            self.model.entries += 1

    @rule(group=consumes(groups))
    def delete_group(self, group: str) -> None:
        admin = min(self.model.lasting_admins())
        self.act(admin, True, asset_groups.delete_group, group_id=group)
        del self.model.groups[group]
        self.model.entries += 1

    @rule(hours=st.integers(1, 60))
    def time_goes_on(self, hours: int) -> None:
        self.clock.move(hours=hours)
        self.model.now = self.clock.moment

    @invariant()
    def an_admin_is_there(self) -> None:
        with begin(self.runtime, self.people["Ada"].caller(), write=False) as work:
            found = last_admin.lasting_admins(work, int(self.team.center))
        assert found == {int(self.people[name].id) for name in self.model.lasting_admins()} != set()

    @invariant()
    def everybody_holds_what_the_model_says(self) -> None:
        held = {(name, account): self.held(self.people[name], account) for name in NAMES for account in "ABC"}
        assert held == {(name, account): self.model.level(name, account) for name in NAMES for account in "ABC"}

    @invariant()
    def every_change_has_its_entry(self) -> None:
        assert len(self.team.events()) == self.model.entries


SIZES = [
    pytest.param((15, 40), id="15 runs of 40 steps"),
    pytest.param((500, 50), id="500 runs of 50 steps", marks=[pytest.mark.soak, pytest.mark.timeout(3600)]),
]


@pytest.mark.parametrize("size", SIZES)
def test_whatever_people_do_in_whatever_order(
    runtime: Runtime, moved_clock: MovableClock, size: tuple[int, int]
) -> None:
    machine = type("Machine", (TeamMachine,), {"runtime": runtime, "clock": moved_clock})
    runs, steps = size
    run_state_machine_as_test(
        machine, settings=settings(max_examples=runs, stateful_step_count=steps, deadline=None, derandomize=True)
    )
