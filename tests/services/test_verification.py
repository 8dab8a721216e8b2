"""A verification from its draft to its decision: what is typed, what is sent again, who hears of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bizhub.domain.documents import DocumentState
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.policy import CenterRole
from bizhub.domain.verification import DraftOvertaken, EntityKind, Problem, ReasonCode, VerificationStatus
from bizhub.services import verification, verification_drafts, verification_review
from tests.factories import MadeUser, World
from tests.services.verification_stage import LINDEN, NAME, Verifying
from tests.sign_in_steps import MovableClock

NUMBER = Problem("document_number", ReasonCode.NUMBER_MISMATCH)


@pytest.fixture
def bo(world: World, verifying: Verifying) -> MadeUser:
    """The second admin."""
    bo = world.user("Bo")
    world.member(verifying.team.center, bo, CenterRole.ADMIN)
    return bo


def refused(document: str) -> Problem:
    return Problem(f"file:{document}", ReasonCode.UNREADABLE)


def told(verifying: Verifying, kind: str) -> list[str]:
    """The facts of what anybody was told."""
    return [row[0] for row in verifying.team.rows("SELECT facts FROM notification WHERE kind = :kind", kind=kind)]


def test_a_new_one_starts_from_what_the_center_says(verifying: Verifying) -> None:
    verifying.start()
    values = verifying.draft().values
    assert (values["kind"], values["region"], values["name"]) == ("", "DE", "Linden & Co")


def test_what_is_typed_is_there_after_a_reload(verifying: Verifying) -> None:
    verifying.start()
    verifying.save(LINDEN, step=2)
    assert (verifying.draft().values, verifying.draft().step) == (LINDEN, 2)


def test_the_number_is_not_in_the_database_in_clear(verifying: Verifying) -> None:
    verifying.send()
    stored = verifying.team.rows("SELECT document_number FROM verification")[0][0]
    assert stored
    assert "136695976" not in stored.replace(" ", "")


def test_another_kind_of_document_is_chosen_for_another_country(verifying: Verifying) -> None:
    verifying.start()
    verifying.save(LINDEN)
    assert verifying.save({"region": "FR"}).values["document_type"] == ""


def test_a_stale_page_is_told_who_changed_what(verifying: Verifying, bo: MadeUser) -> None:
    verifying.start()
    seen = verifying.draft()
    replace(verifying, admin=bo).save({"name": "Linden GmbH"})
    with pytest.raises(DraftOvertaken, match="Bo changed this in the meantime: Name"):
        verifying.save({"name": "Linden"}, version=seen.version)
    with pytest.raises(DraftOvertaken, match="Bo"):
        verifying.team.act(verifying.admin, verification.submit_verification, draft_id=seen.id, version=seen.version)
    assert verifying.draft().values["name"] == "Linden GmbH"


def test_another_window_of_the_same_person_is_told_so(verifying: Verifying) -> None:
    verifying.start()
    seen = verifying.draft()
    verifying.save({"name": "Linden GmbH"})
    with pytest.raises(DraftOvertaken, match="You have, in another window"):
        verifying.save({"name": "Linden"}, version=seen.version)


WRONG = [
    ({"kind": ""}, "kind"),
    ({"region": ""}, "region"),
    ({"document_type": ""}, "document_type"),
    ({"document_number": ""}, "document_number"),
    ({"document_number": "DE 136 695 977"}, "document_number"),
    ({"name": " "}, "name"),
    ({"website": "not a website"}, "website"),
]


@pytest.mark.parametrize(("values", "field"), WRONG)
def test_what_cannot_be_right_is_said_at_its_field(verifying: Verifying, values: dict[str, str], field: str) -> None:
    verifying.start()
    verifying.save(LINDEN)
    verifying.document()
    verifying.save(values)
    with pytest.raises(InvalidInput) as error:
        verifying.submit()
    assert error.value.field == field
    assert verifying.page().standing.status is VerificationStatus.NOT_SUBMITTED


def test_nothing_is_sent_without_a_document(verifying: Verifying) -> None:
    verifying.start()
    verifying.save(LINDEN)
    with pytest.raises(InvalidInput, match="at least one file"):
        verifying.submit()


def test_nothing_is_sent_before_the_scanner_has_looked(verifying: Verifying) -> None:
    verifying.start()
    verifying.save(LINDEN)
    verifying.document(state=DocumentState.QUARANTINED)
    with pytest.raises(InvalidInput, match="checked for viruses"):
        verifying.submit()


def test_what_was_sent_waits_in_the_queue_with_a_place(verifying: Verifying, world: World) -> None:
    other = world.center(verifying.admin, "Other")
    elsewhere = replace(verifying, team=replace(verifying.team, center=other))
    elsewhere.send()
    verifying.send()
    page = verifying.page()
    assert (page.standing.status, page.place) == (VerificationStatus.REVIEWING, 2)
    elsewhere.withdraw()
    assert verifying.page().place == 1


def test_the_record_has_each_step_and_not_the_number(verifying: Verifying) -> None:
    verifying.sends_and_is_refused()
    verifying.correct()
    verifying.save({"name": "Linden GmbH"})
    verifying.submit()
    verifying.approve()
    assert verifying.team.events() == [
        "verification:submit", "verification:reject", "verification:submit", "verification:approve",
    ]  # fmt: skip
    assert not [entry for entry in verifying.team.entries() if "136" in "".join(entry)]
    through = verifying.team.rows("SELECT through FROM activity WHERE event = 'verification:approve'")
    assert through == [("desk",)]


def test_the_admins_are_told_of_each_step(verifying: Verifying, bo: MadeUser) -> None:
    verifying.send()
    assert len(told(verifying, "verification_sent")) == 1  # Bo: nobody is told of what they did
    verifying.reject((NAME[0], NUMBER))
    assert [("Name, Number" in facts) for facts in told(verifying, "verification_refused")] == [True, True]
    verifying.correct()
    verifying.save({"name": "Linden GmbH"})
    verifying.submit()
    verifying.withdraw()
    assert len(told(verifying, "verification_taken_back")) == 1
    verifying.start()
    verifying.submit()
    verifying.approve()
    assert len(told(verifying, "verification_approved")) == 2


def test_only_what_failed_is_sent_again(verifying: Verifying, moved_clock: MovableClock) -> None:
    verifying.start()
    verifying.save(LINDEN)
    blurred, good = verifying.document(), verifying.document()
    verifying.submit()
    verifying.reject((refused(blurred), NUMBER))
    moved_clock.move(minutes=5)
    correction = verifying.correct()
    draft = verifying.draft()
    assert draft.open == {"files", "document_number"}
    assert {name: draft.values[name] for name in ("region", "name", "website")} == {
        "region": "DE", "name": "Linden & Co", "website": "https://linden.example",
    }  # fmt: skip
    held = verifying.team.rows("SELECT id FROM document WHERE holder_id = :id", id=int(correction))
    assert held == [(int(good),)]
    with pytest.raises(InvalidInput, match="accepted") as error:
        verifying.save({"name": "Another"})
    assert error.value.field == "name"
    verifying.save({"document_number": "DE 811 569 869"})
    with pytest.raises(InvalidInput, match="another one in its place"):
        verifying.submit()
    verifying.document()
    verifying.submit()
    assert verifying.page().standing.status is VerificationStatus.REVIEWING


def test_the_same_once_more_is_no_correction(verifying: Verifying, moved_clock: MovableClock) -> None:
    verifying.sends_and_is_refused()
    moved_clock.move(minutes=5)
    verifying.correct()
    with pytest.raises(Conflict, match="Nothing of what the desk has refused"):
        verifying.submit()


def test_a_dropped_correction_gives_the_documents_back(verifying: Verifying, moved_clock: MovableClock) -> None:
    sent = verifying.sends_and_is_refused()
    moved_clock.move(minutes=5)
    draft = verifying.correct()
    verifying.team.act(verifying.admin, verification_drafts.discard_draft, draft_id=draft)
    assert verifying.team.rows("SELECT holder_id FROM document") == [(int(sent),)]
    assert verifying.page().may_correct


def test_what_was_taken_back_is_there_for_the_next_try(verifying: Verifying) -> None:
    verifying.send()
    verifying.withdraw()
    draft = verifying.start()
    assert verifying.draft().values["document_number"] == "136695976"
    assert verifying.team.rows("SELECT holder_id FROM document") == [(int(draft),)]


def test_an_appeal_is_reviewed_with_its_reason_as_it_was_sent(verifying: Verifying) -> None:
    first = verifying.sends_and_is_refused()
    asked = {"submission_id": first, "reason": " It is our trading name. "}
    verifying.team.act(verifying.admin, verification.appeal_verification, **asked)
    seen = verifying.at_desk(verification_review.read_submission, case_id=verifying.case())
    assert (seen.appeal, seen.document_number, len(seen.documents)) == ("It is our trading name.", "136695976", 1)
    assert seen.failed_before == NAME
    assert [row.id for row in verifying.page().sent][1:] == [first]


def test_an_appeal_says_why(verifying: Verifying) -> None:
    first = verifying.sends_and_is_refused()
    with pytest.raises(InvalidInput) as error:
        verifying.team.act(verifying.admin, verification.appeal_verification, submission_id=first, reason=" ")
    assert error.value.field == "reason"


def test_an_own_space_is_verified_as_an_individual(verifying: Verifying) -> None:
    verifying.team.rows_changed("UPDATE center SET is_personal = true")
    assert verifying.page().kinds == (EntityKind.INDIVIDUAL,)
    verifying.start()
    assert verifying.draft().values["kind"] == "INDIVIDUAL"
    verifying.save({"kind": "BUSINESS"})
    with pytest.raises(InvalidInput, match="individual"):
        verifying.submit()


def test_an_approval_lasts_as_long_as_the_settings_say(verifying: Verifying, moved_clock: MovableClock) -> None:
    verifying.runtime.settings.verification_months = 3
    verifying.send()
    verifying.approve()
    standing = verifying.page().standing
    assert standing.until == datetime(2027, 2, 23, 9, 0, tzinfo=UTC)
    moved_clock.moment = datetime(2027, 2, 23, 8, 59, 59, tzinfo=UTC)
    assert verifying.page().standing.is_verified
    moved_clock.moment = datetime(2027, 2, 23, 9, 0, tzinfo=UTC)
    assert verifying.page().standing.status is VerificationStatus.EXPIRED


def test_a_center_stays_verified_while_its_renewal_is_refused(verifying: Verifying) -> None:
    verifying.send()
    verifying.approve()
    verifying.start()
    verifying.document()
    verifying.submit()
    verifying.reject()
    assert verifying.page().standing.is_verified
    assert verifying.page().may_correct
