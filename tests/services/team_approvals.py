"""What two admins have to agree on, in the state machine of the team: asked, answered, withdrawn, carried out."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from bizhub.services import approval_answers, approval_jobs, approval_rule
from tests.services.team_model import ANSWER_DAYS, INVITATION_DAYS, NOTICE_DAYS, Invitation, Waiting
from tests.services.team_stage import NAMES, TeamOnStage

RULE = "center:two_admin_approval"
PEOPLE = st.sampled_from(NAMES)
ANSWERERS = st.sampled_from(("somebody else", "somebody else", *NAMES))
PLACES = st.integers(0, 5)


class TwoAdmins(TeamOnStage):
    """Rules about what waits; the rules that ask call `asked`."""

    @initialize(is_on=st.sampled_from((True, True, False)))
    def begin_with_the_rule(self, is_on: bool) -> None:
        if is_on:
            self.turn_rule("Ada", is_on=True)

    @rule(actor=st.sampled_from(("an admin", *NAMES)), is_on=st.sampled_from((True, True, True, False)))
    def turn_rule(self, actor: str, is_on: bool) -> None:
        actor, fine = self.named(actor), self.model.is_admin(self.named(actor))
        way = "now" if is_on or not self.model.wants_two else self.model.way(actor, None)
        fine = fine and (way == "now" or not self.model.waits(RULE))
        self.act(actor, fine, approval_rule.set_two_admin_approval, is_on=is_on)
        if fine and way != "now":
            self.asked(RULE, actor, None, ("rule",))
        elif fine and is_on != self.model.wants_two:
            self.model.wants_two = is_on
            self.model.entries += 1

    def asked(self, subject: str, by: str, concerned: str | None, what: tuple[Any, ...]) -> None:
        """Something waits from now on."""
        is_notice = self.model.way(by, concerned) == "notice"
        until = self.model.now + timedelta(days=NOTICE_DAYS if is_notice else ANSWER_DAYS)
        seen = copy(self.model.members.get(concerned or ""))
        self.model.waiting[subject] = Waiting(by, concerned, is_notice, until, what, seen)
        self.model.entries += 1

    def chosen(self, place: int) -> tuple[str, Waiting, str] | None:
        """One of those that wait, or have lapsed, with its number."""
        if not self.model.waiting:
            return None
        subjects = sorted(self.model.waiting)
        subject = subjects[place % len(subjects)]
        email = self.people[subject.partition(":")[2]].email if subject.startswith("invitation:") else ""
        person = self.people[subject.partition(":")[2]].id if subject.startswith("member:") else ""
        stored = f"invitation:{email}" if email else f"member:{person}" if person else subject
        query = (
            "SELECT id FROM approval WHERE center_id = :center AND subject = :subject ORDER BY asked_at DESC, id DESC"
        )
        [(number,), *_] = self.team.rows(query, center=int(self.team.center), subject=stored)
        return subject, self.model.waiting[subject], str(number)

    def may_answer(self, actor: str, there: Waiting) -> bool:
        is_open = not there.is_notice and there.until > self.model.now
        return is_open and self.model.is_admin(actor) and actor not in (there.by, there.concerned)

    def answerer(self, actor: str, there: Waiting) -> str:
        able = [name for name in NAMES if self.may_answer(name, there)]
        return (able or ["Di"])[0] if actor == "somebody else" else actor

    @rule(actor=ANSWERERS, place=PLACES)
    def approve(self, actor: str, place: int) -> None:
        found = self.chosen(place)
        if found is None:
            return
        subject, there, number = found
        actor = self.answerer(actor, there)
        fine = self.may_answer(actor, there)
        answered = self.act(actor, fine, approval_answers.approve, approval_id=number)
        if fine:
            del self.model.waiting[subject]
            self.became(there, bool(answered.problem))

    @rule(actor=ANSWERERS, place=PLACES)
    def decline(self, actor: str, place: int) -> None:
        self.ended(actor, place, approval_answers.decline, self.may_answer)

    @rule(place=PLACES, who=st.sampled_from(("who asked", *NAMES)))
    def withdraw(self, place: int, who: str) -> None:
        def may(actor: str, there: Waiting) -> bool:
            lives = there.is_notice or there.until > self.model.now
            return lives and actor == there.by and self.model.is_member(actor)

        self.ended(who, place, approval_answers.withdraw, may)

    @rule(place=PLACES, who=st.sampled_from(("who it is about", *NAMES)))
    def object_to(self, place: int, who: str) -> None:
        def may(actor: str, there: Waiting) -> bool:
            return there.is_notice and actor == there.concerned and self.model.is_member(actor)

        self.ended(who, place, approval_answers.object_to, may)

    def ended(self, actor: str, place: int, use_case: Callable[..., Any], may: Callable[[str, Waiting], bool]) -> None:
        found = self.chosen(place)
        if found is None:
            return
        subject, there, number = found
        named = {"who asked": there.by, "who it is about": there.concerned or "Di"}
        actor = named.get(actor) or self.answerer(actor, there)
        fine = may(actor, there)
        self.act(actor, fine, use_case, approval_id=number)
        if fine:
            del self.model.waiting[subject]
            self.model.entries += 1

    @rule(days=st.sampled_from((0, 7, 20)))
    def jobs_run(self, days: int) -> None:
        """Also late, when BizHub was off."""
        self.clock.move(days=days)
        self.model.now = self.clock.moment
        notices = [(there.until, subject) for subject, there in self.model.waiting.items() if there.is_notice]
        due = [subject for until, subject in sorted(notices) if until <= self.model.now]
        # Centers of former runs have notices of their own.
        assert approval_jobs.carry_out_due(self.runtime, self.clock.moment) >= len(due)
        for subject in due:
            self.became(self.model.waiting.pop(subject), None)

    @rule(place=PLACES, objects=st.sampled_from((False, False, True)))
    def settle(self, place: int, objects: bool) -> None:
        """What waits mostly comes to its end, so that most of it happens."""
        found = self.chosen(place)
        if found is not None and found[1].is_notice and objects:
            self.object_to(place, "who it is about")
        elif found is not None and found[1].is_notice:
            self.jobs_run(7)
        elif found is not None:
            self.approve("somebody else", place)

    @rule(whom=PEOPLE, role=st.sampled_from(("ADMIN", "STANDARD")), objects=st.booleans())
    def ask_and_settle(self, whom: str, role: str, objects: bool) -> None:
        self.change_role("an admin", whom, role)
        place = sorted(self.model.waiting).index(f"member:{whom}") if f"member:{whom}" in self.model.waiting else 0
        self.settle(place, objects)

    def change_role(self, actor: str, whom: str, role: str) -> None:
        """The machine knows how."""
        raise NotImplementedError

    def became(self, there: Waiting, has_failed: bool | None) -> None:
        """It is carried out if it still can be; one entry says so, and each change has its own."""
        can = self.model.is_admin(there.by) and self.can(there)
        assert has_failed is None or has_failed is not can, there
        self.model.entries += 1
        if can:
            self.do(there)

    def can(self, there: Waiting) -> bool:
        kind, who = there.what[0], there.concerned or ""
        if kind == "rule":
            return True
        if kind == "invite":
            return not self.model.is_member(there.what[1])
        if not self.model.is_member(who):
            return False
        if kind == "remove":
            return self.model.is_admin(who) and self.may_go(who)
        if self.model.members[who] != there.seen:
            return False
        if kind == "role":
            return there.what[1] == "ADMIN" or self.may_go(who)
        return there.what[1] is None or (self.is_ahead(there.what[1]) and self.model.someone_else_lasts(who))

    def do(self, there: Waiting) -> None:
        kind, who = there.what[0], there.concerned or ""
        if kind == "rule":
            self.model.entries += self.model.wants_two
            self.model.wants_two = False
            return
        self.model.entries += 1
        if kind == "invite":
            _, whom, accounts, level = there.what
            expires = self.model.now + timedelta(days=INVITATION_DAYS)
            self.model.invitations[whom] = Invitation("ADMIN", accounts, level, expires)
        elif kind == "remove":
            self.model.take_out(who)
        elif kind == "role":
            self.model.members[who].role = there.what[1]
        else:
            self.model.members[who].until = there.what[1]
