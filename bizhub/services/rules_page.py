"""The page of a center's rules: what it shows, and all of its form saved as one."""

from collections.abc import Mapping

from bizhub.domain.center_rules import CenterRules
from bizhub.domain.policy import Permission
from bizhub.domain.sign_in_rules import SignInRulesView
from bizhub.services import center_rules, sign_in_rules
from bizhub.services.work import Work


def view_rules_page(work: Work) -> tuple[CenterRules, SignInRulesView]:
    """Every rule that holds now."""
    work.require(Permission.TEAM_VIEW)
    return center_rules.view_rules(work), sign_in_rules.view_sign_in_rules(work)


def edit_rules_page(
    work: Work, *, addresses: Mapping[str, str], signing_in: Mapping[str, str], seen: Mapping[str, str]
) -> None:
    """Save the parts of the form together; raises what each of them raises."""
    work.require(Permission.CENTER_EDIT)
    center_rules.edit_rules(work, **addresses, seen=seen)
    sign_in_rules.edit_sign_in_rules(work, **signing_in, seen=seen)
