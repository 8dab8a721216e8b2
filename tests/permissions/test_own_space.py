"""What the owner of their own ad accounts may do there, by hand: nothing that needs a team or a company.

Use cases about one object are tried by the others (test_matrix.py): of the objects of our center an owner has none.
"""

from dataclasses import replace

import pytest

from bizhub.domain.errors import BizHubError, PermissionDenied
from bizhub.services import own_space
from bizhub.services.work import Caller, begin
from tests.factories import World
from tests.permissions.attempts import attempt
from tests.permissions.stage import Stage
from tests.permissions.use_cases import USE_CASES
from tests.permissions.who import Who

pytestmark = pytest.mark.parametrize(
    "stage_place", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True, scope="module"
)

NOT_OF_AN_OWNER = (
    "access_requests.list_requests", "approval_rule.set_two_admin_approval",
    "approvals.list_approvals", "asset_group_list.list_groups", "asset_groups.create_group",
    "center_deletion.delete_center", "center_deletion.keep_center", "center_deletion.view_deletion",
    "center_picture.change_picture", "center_picture.expect_picture", "center_picture.remove_picture",
    "center_rules.edit_rules", "center_rules.view_rules", "centers.edit_center", "ends_soon.count_ends_soon",
    "ends_soon.list_ends_soon", "invitations.invite", "invitations.list_invitations", "member_list.list_members",
    "members.leave_center", "rules_page.view_rules_page", "second_admin.add_another", "second_admin.keep_second_admin",
    "second_admin.view_second_admin", "sign_in_rules.edit_sign_in_rules", "sign_in_rules.view_sign_in_rules",
)  # fmt: skip
OF_AN_OWNER = (
    "activity.list_activity", "activity.list_filter_choices", "ad_accounts.list_ad_accounts",
    "ad_accounts.list_filter_choices", "centers.view_checklist", "labels.list_labels", "palette.search_palette",
    "pins.list_pins", "own_space.view_own_space",
)  # fmt: skip


@pytest.fixture(scope="module")
def owner(stage: Stage) -> Caller:
    """Somebody with nothing but a place of their own, knocking there."""
    person = World(stage.runtime).user("Owner of it")
    with begin(stage.runtime, person.caller(), write=True) as work:
        space = own_space.open_own_space(work, region="DE", currency="EUR", time_zone="Europe/Berlin")
    return replace(person.caller(), center_id=space)


@pytest.mark.parametrize("name", NOT_OF_AN_OWNER)
def test_no_use_case_of_a_team_works_there(stage: Stage, owner: Caller, name: str) -> None:
    refusal = attempt(stage.runtime, owner, name, stage.real(USE_CASES[name].arguments))
    assert isinstance(refusal, PermissionDenied)


@pytest.mark.parametrize("name", OF_AN_OWNER)
def test_what_needs_no_team_works_there(stage: Stage, owner: Caller, name: str) -> None:
    assert attempt(stage.runtime, owner, name, stage.real(USE_CASES[name].arguments)) is None


def test_whatever_admins_do_to_a_center_is_in_the_table(stage: Stage, owner: Caller) -> None:
    """Beside what is about ad accounts: those are an owner's to manage, and the figures to see."""
    of_admins = {name for name, row in USE_CASES.items() if row.who is Who.CENTER_ADMIN}
    allowed = {name for name in of_admins - {*NOT_OF_AN_OWNER} if not _is_refused(stage, owner, name)}
    assert allowed == {
        "activity.note_verification", "activity.verify_activity", "ad_account_applications.view_offer",
        "ad_accounts.create_imported", "verification.read_verification", "verification_drafts.start_verification",
    }  # fmt: skip


def _is_refused(stage: Stage, owner: Caller, name: str) -> bool:
    refusal = attempt(stage.runtime, owner, name, stage.real(USE_CASES[name].arguments))
    return isinstance(refusal, BizHubError)
