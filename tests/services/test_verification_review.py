"""Verifications at the desk: with which reasons one is refused, who agrees, how long it lasts, who is reminded."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bizhub.domain.desk import CaseKind
from bizhub.domain.documents import DocumentState
from bizhub.domain.errors import Conflict, InvalidInput, NotFound
from bizhub.domain.verification import Problem, ReasonCode, VerificationStatus, months_later
from bizhub.services import review_cases, verification_jobs, verification_review
from tests.factories import World
from tests.services.verification_stage import NAME, Verifying, seated
from tests.sign_in_steps import MovableClock

NUMBER = Problem("document_number", ReasonCode.NUMBER_MISMATCH)


def told(verifying: Verifying, kind: str) -> list[str]:
    """The facts of what anybody was told."""
    return [row[0] for row in verifying.team.rows("SELECT facts FROM notification WHERE kind = :kind", kind=kind)]


REFUSALS = [
    ((), ""),
    ((Problem("step", ReasonCode.EXPIRED),), "step"),
    ((Problem("file:1", ReasonCode.UNREADABLE),), "file:1"),
    ((Problem("name", ReasonCode.UNREADABLE),), "name"),
    ((Problem("name", ReasonCode.NAME_MISMATCH, "x" * 1_001),), "name"),
    ((*NAME, *NAME), "name"),
]


@pytest.mark.parametrize(("problems", "field"), REFUSALS)
def test_the_desk_refuses_with_a_reason_of_the_list(
    verifying: Verifying, problems: tuple[Problem, ...], field: str
) -> None:
    verifying.send()
    case = verifying.claim()
    with pytest.raises(InvalidInput) as error:
        verifying.at_desk(verification_review.reject_verification, case_id=case, problems=problems)
    assert error.value.field == field


def test_nothing_is_approved_that_nobody_could_look_at(verifying: Verifying) -> None:
    sent = verifying.send()
    verifying.document(sent, state=DocumentState.QUARANTINED)
    with pytest.raises(Conflict, match="viruses"):
        verifying.at_desk(verification_review.approve_verification, case_id=verifying.claim())


def test_a_case_of_another_kind_is_no_verification(verifying: Verifying) -> None:
    verifying.team.act(verifying.admin, review_cases.open_case, kind=CaseKind.TICKET, subject_id=7, title="Linden")
    case = verifying.claim()
    assert verifying.at_desk(verification_review.read_submission, case_id=case) is None
    with pytest.raises(NotFound):
        verifying.at_desk(verification_review.approve_verification, case_id=case)


def test_two_reviewers_agree_on_fields_and_codes_whatever_their_words(verifying: Verifying, world: World) -> None:
    verifying.runtime.settings.desk_two_reviewers = True
    emil = replace(verifying, reviewer=seated(world, "Emil"))
    verifying.team.keep_sessions()
    verifying.send()
    first = {"case_id": verifying.claim(), "problems": NAME}
    assert not verifying.at_desk(verification_review.reject_verification, **first)
    assert verifying.page().standing.status is VerificationStatus.REVIEWING
    emil.claim()
    other_words = (replace(NAME[0], note="Another name"),)
    assert emil.at_desk(verification_review.reject_verification, case_id=first["case_id"], problems=other_words)
    assert verifying.page().standing.status is VerificationStatus.FAILED


def test_the_admins_are_reminded_once_a_month_before_the_end(verifying: Verifying, moved_clock: MovableClock) -> None:
    verifying.send()
    verifying.approve()
    due = datetime(2027, 10, 24, 9, 0, tzinfo=UTC)
    moved_clock.moment = datetime(2027, 10, 24, 8, 59, 59, tzinfo=UTC)
    assert verification_jobs.remind_due(verifying.runtime, moved_clock.now()) == 0
    moved_clock.moment = due
    assert verification_jobs.remind_due(verifying.runtime, moved_clock.now()) == 1
    assert verification_jobs.remind_due(verifying.runtime, moved_clock.now()) == 0
    assert [("2027-11-23" in facts) for facts in told(verifying, "verification_ends")] == [True]


def test_who_has_renewed_is_not_reminded_of_the_old_one(verifying: Verifying, moved_clock: MovableClock) -> None:
    verifying.send()
    verifying.approve()
    moved_clock.move(days=60)
    verifying.start()
    verifying.document()
    verifying.submit()
    verifying.approve()
    moved_clock.moment = datetime(2027, 11, 1, tzinfo=UTC)
    assert verification_jobs.remind_due(verifying.runtime, moved_clock.now()) == 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 12, "2027-12-15"),
    ],
)
def test_some_months_later_is_the_same_day_or_the_last(day: str, months: int, expected: str) -> None:
    assert months_later(datetime.fromisoformat(day), months) == datetime.fromisoformat(expected)
