"""Creating ad accounts: only where a center is verified, what is stored and told, and what keeps one from ending."""

import threading
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bizhub.domain.ad_account_review import NotVerified
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.figures import KnownDays, Period
from bizhub.domain.verification import Problem, ReasonCode, SubmissionState
from bizhub.services import ad_account_applications, ad_account_review, ad_accounts
from bizhub.services.access import AD_ACCOUNT, GRANT
from tests.factories import LONG_AGO, World
from tests.services.ad_account_stage import FORM, NAMELESS, Stage
from tests.sign_in_steps import MovableClock


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def entries(stage: Stage, subject: str = "ad_account") -> list[tuple[str, str, str]]:
    query = "SELECT event, user_name, through FROM activity WHERE object_type = :kind ORDER BY center_id, sequence"
    with stage.world.runtime.database.transaction(write=False) as connection:
        return [tuple(row) for row in connection.execute(text(query), {"kind": subject})]


@pytest.mark.parametrize(
    ("state", "expires", "words"),
    [
        (None, None, "Only a verified center creates ad accounts. Verify it first."),
        (SubmissionState.DRAFT, None, "Only a verified center creates ad accounts. Verify it first."),
        (SubmissionState.REVIEWING, None, "Its verification is being reviewed."),
        (SubmissionState.FAILED, None, "Its verification was refused."),
        (SubmissionState.VERIFIED, LONG_AGO + timedelta(days=1), "Its verification has expired."),
    ],
)
def test_a_center_that_is_not_verified_is_told_what_is_missing(
    stage: Stage, state: SubmissionState | None, expires: datetime | None, words: str
) -> None:
    for one in () if state is None else (state,):
        stage.verify(state=one, expires_at=expires)
    with pytest.raises(NotVerified) as refused:
        stage.create()
    assert words in refused.value.message
    assert words in stage.do(stage.olga, ad_account_applications.view_offer).missing
    assert entries(stage) == []


def test_a_new_ad_account_has_the_currency_of_its_center_and_waits(stage: Stage) -> None:
    stage.verify()
    account = stage.create()
    with stage.world.runtime.database.transaction(write=False) as connection:
        row = connection.execute(select(AD_ACCOUNT).where(AD_ACCOUNT.c.id == int(account))).one()
        held = connection.execute(select(GRANT).where(GRANT.c.ad_account_id == int(account))).one()
    assert (row.name, row.currency, row.time_zone) == ("Shop DE", "EUR", "Europe/Berlin")
    assert (row.status, row.industry, row.imported) == ("STATUS_PENDING_CONFIRM", "Retail", False)
    assert (held.user_id, held.level) == (int(stage.olga.id), "ADMIN")
    found = stage.do(stage.olga, ad_account_applications.view_application, ad_account_id=account)
    assert (found.queue_place, found.may_correct, found.may_disable) == (1, False, True)
    assert found.form == replace(FORM, promotion_link="https://linden.example")
    assert ("ad_account:create", "Olga", "web") in entries(stage)
    offer = stage.do(stage.olga, ad_account_applications.view_offer)
    assert (offer.missing, offer.currency) == ("", "EUR")


def test_a_second_click_is_no_second_ad_account(stage: Stage) -> None:
    stage.verify()
    stage.create()
    with pytest.raises(InvalidInput, match="waits for the desk already") as refused:
        stage.create(name=" shop  de ")
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"), ({"name": "x" * 101}, "name"), ({"company": ""}, "company"),
        ({"company": "x" * 256}, "company"), ({"promotion_link": "javascript:alert(1)"}, "promotion_link"),
        ({"promotion_link": "no site"}, "promotion_link"), ({"contact_email": "x"}, "contact_email"),
        ({"contact_name": "x" * 101}, "contact_name"), ({"billing_address": "x" * 513}, "billing_address"),
        ({"industry": "x" * 61}, "industry"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(stage: Stage, changed: dict[str, str], field: str) -> None:
    stage.verify()
    with pytest.raises(InvalidInput) as refused:
        stage.create(**changed)
    assert refused.value.field == field


def test_an_unknown_time_zone_is_refused(stage: Stage) -> None:
    stage.verify()
    with pytest.raises(InvalidInput) as refused:
        stage.do(stage.olga, ad_account_applications.create_ad_account, form=FORM, time_zone="Mars/Olympus")
    assert refused.value.field == "time_zone"


def test_refused_corrected_and_approved(stage: Stage) -> None:
    stage.verify()
    account = stage.create()
    case = stage.claimed(account)
    seen = stage.do(stage.rita, ad_account_review.read_application, case_id=case)
    assert (seen.form.company, seen.center, seen.may_decide) == ("Linden GmbH", "Linden & Co", True)
    stage.do(stage.rita, ad_account_review.reject_ad_account, case_id=case, problems=NAMELESS)
    found = stage.do(stage.olga, ad_account_applications.view_application, ad_account_id=account)
    assert (found.problems, found.queue_place, found.may_correct) == (NAMELESS, None, True)
    better = replace(FORM, name="Linden DE")
    stage.do(stage.olga, ad_account_applications.correct_ad_account, ad_account_id=account, form=better)
    again = stage.claimed(account)
    assert again != case
    stage.do(stage.rita, ad_account_review.approve_ad_account, case_id=again)
    assert stage.status_of(account) == "STATUS_ENABLE"
    detail = stage.do(stage.olga, ad_accounts.get_ad_account, ad_account_id=account)
    assert detail.row.name == "Linden DE"
    assert stage.do(stage.rita, ad_account_review.read_application, case_id=case).may_decide is False
    told = [event for event, _, _ in entries(stage)]
    assert told == [
        "ad_account:create", "ad_account:grant", "ad_account:reject", "ad_account:submit", "ad_account:approve",
    ]  # fmt: skip
    assert ("ad_account:approve", "Rita", "desk") in entries(stage)


@pytest.mark.parametrize(
    "problems",
    [
        (), (Problem("currency", ReasonCode.INCOMPLETE),), (Problem("name", ReasonCode.EXPIRED),),
        (Problem("name", ReasonCode.INCOMPLETE), Problem("name", ReasonCode.WRONG_TYPE)),
        (Problem("name", ReasonCode.INCOMPLETE, "x" * 1_001),),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_wrong_with_which_field(stage: Stage, problems: tuple[Problem, ...]) -> None:
    stage.verify()
    account = stage.create()
    case = stage.claimed(account)
    with pytest.raises(InvalidInput):
        stage.do(stage.rita, ad_account_review.reject_ad_account, case_id=case, problems=problems)
    assert stage.status_of(account) == "STATUS_PENDING_CONFIRM"


def test_a_suspended_ad_account_tells_why_until_that_is_lifted(stage: Stage) -> None:
    imported = stage.world.ad_account(stage.center, stage.olga)
    with pytest.raises(InvalidInput) as refused:
        stage.do(stage.rita, ad_account_review.limit_ad_account, ad_account_id=imported, reason=" ")
    assert refused.value.field == "reason"
    stage.do(stage.rita, ad_account_review.limit_ad_account, ad_account_id=imported, reason=" Bad ads ")
    view = ad_account_applications.view_application
    assert stage.do(stage.olga, view, ad_account_id=imported).limit_reason == "Bad ads"
    with pytest.raises(Conflict, match="suspended"):
        stage.do(stage.olga, ad_account_applications.disable_ad_account, ad_account_id=imported)
    stage.do(stage.rita, ad_account_review.lift_limit, ad_account_id=imported)
    assert stage.do(stage.olga, view, ad_account_id=imported).limit_reason == ""
    assert stage.status_of(imported) == "STATUS_ENABLE"


@pytest.mark.parametrize(
    ("last", "is_refused"),
    [(date(2026, 11, 23), True), (date(2026, 11, 22), True), (date(2026, 11, 21), False), (None, False)],
)
def test_figures_of_the_last_three_days_keep_an_ad_account(
    stage: Stage, moved_clock: MovableClock, monkeypatch: pytest.MonkeyPatch, last: date | None, is_refused: bool
) -> None:
    account = stage.world.ad_account(stage.center, stage.olga)
    moved_clock.moment = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # in Berlin it is the 24th already

    class Stored:
        known = KnownDays((Period(date(2026, 10, 1), last or date(2026, 10, 2)),))

    monkeypatch.setattr(type(stage.world.runtime.insights), "coverage", lambda _self, _id: Stored if last else None)
    told = pytest.raises(Conflict, match=r"has figures of 2\d November 2026") if is_refused else nullcontext()
    with told:
        stage.do(stage.olga, ad_account_applications.disable_ad_account, ad_account_id=account)
    assert stage.status_of(account) == ("STATUS_ENABLE" if is_refused else "STATUS_DISABLE")


def test_disabling_what_waits_takes_it_out_of_the_queue(stage: Stage) -> None:
    stage.verify()
    account = stage.create()
    case = stage.claimed(account)
    stage.do(stage.olga, ad_account_applications.disable_ad_account, ad_account_id=account)
    with pytest.raises(Conflict, match="Olga has taken this back"):
        stage.do(stage.rita, ad_account_review.approve_ad_account, case_id=case)
    assert stage.status_of(account) == "STATUS_DISABLE"


@pytest.mark.parametrize("rounds", [50, pytest.param(1_000, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])])
def test_of_two_decisions_at_once_one_stands(stage: Stage, rounds: int) -> None:
    stage.verify()
    stage.world.runtime.settings.ad_accounts_per_center = 2_000
    for number in range(rounds):
        account = stage.create(name=f"Shop {number}")
        case = stage.claimed(account)
        answers: list[str] = []
        together = threading.Barrier(2)

        def decide(
            use_case: Any,
            given: dict[str, Any],
            case: str = case,
            answers: list[str] = answers,
            together: threading.Barrier = together,
        ) -> None:
            together.wait()
            try:
                stage.do(stage.rita, use_case, case_id=case, **given)
            except Conflict:
                answers.append("refused")
            else:
                answers.append(use_case.__name__)

        calls = [
            (ad_account_review.approve_ad_account, {}),
            (ad_account_review.reject_ad_account, {"problems": NAMELESS}),
        ]
        threads = [threading.Thread(target=decide, args=call) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(answers), answers.count("refused")) == (2, 1)
        (winner,) = [answer for answer in answers if answer != "refused"]
        after = {"approve_ad_account": "STATUS_ENABLE", "reject_ad_account": "STATUS_CONFIRM_FAIL"}
        assert stage.status_of(account) == after[winner]
