"""The page that waits for a code."""

from bizhub.state.confirm import ConfirmState
from tests.hostile.driver import Tab


async def test_who_comes_back_after_confirming_is_not_sent_to_sign_up(adas_tab: Tab) -> None:
    adas_tab.path = "/confirm"
    assert "/overview" in (await adas_tab.send(ConfirmState.load)).text
