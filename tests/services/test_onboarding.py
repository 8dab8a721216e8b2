"""The wizard keeps what was typed, refuses at the field, and makes one center."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from bizhub.domain.centers import NewCenter
from bizhub.domain.errors import InvalidInput, SignedOut, TooManyTries
from bizhub.domain.policy import CenterRole
from bizhub.services import onboarding
from bizhub.services.onboarding import check_center_step, create_center, read_center_draft, save_center_draft
from bizhub.services.runtime import Runtime
from bizhub.services.sign_in_state import read_memberships
from bizhub.services.work import Caller, begin
from tests.factories import MadeUser, World

LINDEN = NewCenter(
    name="Linden & Co", region="DE", currency="EUR", time_zone="Europe/Berlin", industry="RETAIL",
    website="linden.example", contact_name="Ada Linden", contact_email="Ada@Linden.example",
    contact_phone="+49 30 901820",
)  # fmt: skip
TYPED: dict[str, Any] = {"name": "Linden", "region": "DE"}


@pytest.fixture
def ada(world: World) -> MadeUser:
    return world.user("Ada")


def create(runtime: Runtime, user: MadeUser, asked: NewCenter = LINDEN, submission: str = "") -> str:
    with begin(runtime, user.caller(), write=True) as work:
        return create_center(work, asked=asked, submission=submission)


def save(runtime: Runtime, user: MadeUser, submission: str = "", step: int = 1, **values: Any) -> str:
    with begin(runtime, user.caller(), write=True) as work:
        return save_center_draft(work, submission=submission, step=step, values=values).submission


def centers(runtime: Runtime) -> int:
    with runtime.database.transaction(write=False) as connection:
        return int(connection.execute(text("SELECT count(*) FROM center")).scalar_one())


def test_a_center_has_a_19_digit_id_and_its_creator_as_admin(runtime: Runtime, ada: MadeUser) -> None:
    center_id = create(runtime, ada)
    assert len(center_id) == 19
    assert center_id.isdigit()
    with begin(runtime, ada.caller(center_id), write=False) as work:
        assert [(row.id, row.name, row.role) for row in read_memberships(work.connection, work.user_id, work.now)] == [
            (center_id, "Linden & Co", CenterRole.ADMIN)
        ]


def test_a_center_is_stored_as_it_was_told(runtime: Runtime, ada: MadeUser) -> None:
    create(runtime, ada)
    columns = (
        "name, company_name, region, currency, time_zone, industry, website, contact_name, contact_email, contact_phone"
    )
    with runtime.database.transaction(write=False) as connection:
        row = connection.execute(text(f"SELECT {columns} FROM center")).one()
        version = connection.execute(text("SELECT company_name, region, currency FROM center_version")).one()
    assert tuple(row) == (
        "Linden & Co", "Linden & Co", "DE", "EUR", "Europe/Berlin", "RETAIL", "https://linden.example", "Ada Linden",
        "ada@linden.example", "+4930901820",
    )  # fmt: skip
    assert tuple(version) == ("Linden & Co", "DE", "EUR")


def test_creation_and_membership_are_recorded_in_the_centers_own_chain(runtime: Runtime, ada: MadeUser) -> None:
    center_id = create(runtime, ada)
    query = text("SELECT event, object_id, after FROM activity WHERE center_id = :center ORDER BY sequence")
    with runtime.database.transaction(write=False) as connection:
        created, joined = connection.execute(query, {"center": int(center_id)}).all()
    assert (created.event, created.object_id) == ("center:create", center_id)
    assert json.loads(created.after)["currency"] == "EUR"
    assert (joined.event, joined.object_id, joined.after) == ("member:add", ada.id, '{"role":"ADMIN"}')


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "\u200b"),
        ("name", "x" * 101),
        ("region", ""),
        ("region", "XX"),
        ("region", "ZZ"),
        ("currency", "DEM"),
        ("currency", "eur"),
        ("time_zone", "Berlin"),
        ("time_zone", "../etc/passwd"),
        ("time_zone", "localtime"),
        ("industry", "NONE"),
        ("website", "no website"),
        ("website", "javascript:alert(1)"),
        ("website", "https://user@linden.example"),
        ("website", "localhost"),
        ("website", "https://linden.example:99999"),
        ("website", "linden.example/" + "x" * 255),
        ("contact_name", ""),
        ("contact_email", "ada@"),
        ("contact_email", "+49 30 901820"),
        ("contact_phone", "12"),
        ("contact_phone", "ada@linden.example"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_stored(
    runtime: Runtime, ada: MadeUser, field: str, typed: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create(runtime, ada, replace(LINDEN, **{field: typed}))
    assert refusal.value.field == field
    assert centers(runtime) == 0


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("  shop.example.com ", "https://shop.example.com"),
        ("http://shop.example.com/de", "http://shop.example.com/de"),
        ("bücher.example", "https://bücher.example"),
    ],
)
def test_websites_are_completed(runtime: Runtime, ada: MadeUser, typed: str, stored: str) -> None:
    create(runtime, ada, replace(LINDEN, website=typed))
    with runtime.database.transaction(write=False) as connection:
        assert connection.execute(text("SELECT website FROM center")).scalar_one() == stored


def test_a_contact_needs_an_address_or_a_number(runtime: Runtime, ada: MadeUser) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create(runtime, ada, replace(LINDEN, contact_email="", contact_phone=" "))
    assert refusal.value.field == "contact_email"
    create(runtime, ada, replace(LINDEN, contact_email=""))


@pytest.mark.parametrize(
    ("step", "values", "field"),
    [
        (1, {"name": "", "industry": "RETAIL"}, "name"),
        (1, {"name": "A", "industry": ""}, "industry"),
        (2, {"region": "DE", "currency": "EUR", "time_zone": "Mars/Olympus"}, "time_zone"),
        (3, {"contact_name": "Ada"}, "contact_email"),
    ],
)
def test_a_step_is_checked_before_the_next(
    runtime: Runtime, ada: MadeUser, step: int, values: dict[str, str], field: str
) -> None:
    with begin(runtime, ada.caller(), write=False) as work, pytest.raises(InvalidInput) as refusal:
        check_center_step(work, step=step, values=values)
    assert refusal.value.field == field


@pytest.mark.parametrize("step", [0, 1, 2, 3, 4, 5, -1])
def test_a_step_that_is_right_passes(runtime: Runtime, ada: MadeUser, step: int) -> None:
    values = {name: getattr(LINDEN, name) for name in NewCenter.__slots__}
    with begin(runtime, ada.caller(), write=False) as work:
        check_center_step(work, step=step, values=values)


def test_a_fresh_draft_knows_the_person(runtime: Runtime, ada: MadeUser) -> None:
    with begin(runtime, ada.caller(), write=False) as work:
        draft = read_center_draft(work)
    assert (draft.step, draft.submission, draft.values["contact_name"]) == (1, "", "Ada")
    assert draft.values["contact_email"].startswith("ada-")


def test_what_was_typed_is_kept(runtime: Runtime, ada: MadeUser) -> None:
    first = save(runtime, ada, step=2, **TYPED, stranger="dropped")
    assert save(runtime, ada, first, step=99, **{**TYPED, "name": "x" * 999}) == first
    with begin(runtime, ada.caller(), write=False) as work:
        draft = read_center_draft(work)
    assert (draft.submission, draft.step, draft.values["name"], draft.values["region"]) == (first, 4, "x" * 400, "DE")
    assert "stranger" not in draft.values


def test_two_tabs_share_one_draft(runtime: Runtime, ada: MadeUser) -> None:
    assert save(runtime, ada, **TYPED) == save(runtime, ada, name="Other tab")


def test_a_draft_belongs_to_its_person(runtime: Runtime, ada: MadeUser, world: World) -> None:
    save(runtime, ada, **TYPED)
    with begin(runtime, world.user("Eve").caller(), write=False) as work:
        assert "Linden" not in read_center_draft(work).values.values()


def test_a_stranger_has_no_draft(runtime: Runtime) -> None:
    with begin(runtime, Caller(), write=False) as work, pytest.raises(SignedOut):
        read_center_draft(work)


def test_submitting_twice_makes_one_center(runtime: Runtime, ada: MadeUser) -> None:
    submission = save(runtime, ada, **TYPED)
    assert create(runtime, ada, submission=submission) == create(runtime, ada, submission=submission)
    assert centers(runtime) == 1


def test_submitting_at_the_same_moment_makes_one_center(runtime: Runtime, ada: MadeUser) -> None:
    submission = save(runtime, ada, **TYPED)
    with ThreadPoolExecutor(4) as pool:
        made = [pool.submit(create, runtime, ada, LINDEN, submission) for _ in range(4)]
        assert len({one.result() for one in made}) == 1
    assert centers(runtime) == 1


def test_an_old_tab_still_finds_its_center_after_another_wizard(runtime: Runtime, ada: MadeUser) -> None:
    first = save(runtime, ada, **TYPED)
    center = create(runtime, ada, submission=first)
    second = save(runtime, ada, name="Second")
    assert second != first
    assert create(runtime, ada, submission=first) == center
    assert create(runtime, ada, replace(LINDEN, name="Second"), submission=second) != center


def test_typing_on_in_an_old_tab_leaves_the_finished_wizard_alone(runtime: Runtime, ada: MadeUser) -> None:
    submission = save(runtime, ada, **TYPED)
    center = create(runtime, ada, submission=submission)
    with begin(runtime, ada.caller(), write=True) as work:
        assert save_center_draft(work, submission=submission, step=2, values=TYPED).center_id == center
    with begin(runtime, ada.caller(), write=False) as work:
        assert read_center_draft(work).submission == ""


def test_a_person_makes_no_more_than_20_centers_a_day(
    runtime: Runtime, ada: MadeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = onboarding.NEW_CENTERS[0]
    monkeypatch.setattr(onboarding, "NEW_CENTERS", (replace(limit, tries=2),))
    assert limit.tries == 20
    create(runtime, ada)
    create(runtime, ada)
    pytest.raises(TooManyTries, create, runtime, ada)
    assert centers(runtime) == 2
