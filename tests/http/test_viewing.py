"""Nothing is taken away while somebody sees BizHub as somebody else; signing out is possible, and ends it."""

import pytest

from bizhub.services import view_as
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import World
from tests.http.browser import OpenBrowser


@pytest.mark.parametrize("path", ["/activity/export", "/insights/export"])
def test_no_export_and_a_sign_out_that_ends_it(
    open_browser: OpenBrowser, world: World, runtime: Runtime, path: str
) -> None:
    olga, max_ = world.user("Olga"), world.user("Max")
    center = world.center(olga)
    world.member(center, max_)
    with begin(runtime, olga.caller(center), write=True) as work:
        view_as.begin_viewing(work, user_id=max_.id)
    browser = open_browser()
    browser.cookies.set("bizhub", olga.token)
    answer = browser.post(path, params={"center": center, "format": "csv"})
    assert (answer.status_code, "You see BizHub as Max sees it" in answer.text) == (409, True)
    assert browser.post("/auth/sign-out").status_code == 303
    with runtime.database.transaction(write=False) as connection:
        query = "SELECT event FROM activity WHERE center_id <> 0 ORDER BY sequence"
        events = connection.exec_driver_sql(query)
        assert events.scalars().all() == ["member:view_begin", "member:view_end"]
