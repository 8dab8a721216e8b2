"""What the list of ad accounts can be filtered by tells nothing of ad accounts that one may not see."""

import pytest

from bizhub.domain.policy import AdAccountLevel
from bizhub.services import ad_accounts
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import LONG_AGO, MadeUser, World


def currencies(runtime: Runtime, user: MadeUser, center: str) -> tuple[str, ...]:
    with begin(runtime, user.caller(center), write=False) as work:
        return ad_accounts.list_filter_choices(work).currencies


def test_the_choices_are_those_of_the_center(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    otto = world.user("Otto")
    world.ad_account(world.center(otto), otto, "Elsewhere", currency="USD")
    world.ad_account(center, olga, "A", currency="JPY")
    world.ad_account(center, olga, "B", currency="EUR")
    world.ad_account(center, olga, "C", currency="EUR")
    with begin(runtime, olga.caller(center), write=False) as work:
        choices = ad_accounts.list_filter_choices(work)
    assert (choices.currencies, choices.labels) == (("EUR", "JPY"), ())


@pytest.mark.parametrize(
    ("ended", "offered"),
    [({}, ("JPY", "PLN")), ({"valid_until": LONG_AGO}, ("JPY",)), ({"revoked_at": LONG_AGO}, ("JPY",))],
    ids=["held", "ended", "revoked"],
)
def test_a_standard_member_chooses_among_currencies_of_what_they_hold(
    runtime: Runtime,
    world: World,
    olga: MadeUser,
    max_: MadeUser,
    center: str,
    ended: dict[str, object],
    offered: tuple[str, ...],
) -> None:
    made = {currency: world.ad_account(center, olga, currency=currency) for currency in ("USD", "JPY", "PLN")}
    world.grant(center, made["JPY"], max_, AdAccountLevel.ANALYST)
    world.grant(center, made["PLN"], max_, AdAccountLevel.ADMIN, **ended)
    assert currencies(runtime, max_, center) == offered
    assert currencies(runtime, olga, center) == ("JPY", "PLN", "USD")
