"""A profile that is handed on knows nothing of the test that had it before."""

from tests.browser.profiles import Profile, Profiles
from tests.live import LiveServer

_KEEP = """async () => {
  document.cookie = "secret=1; max-age=1000";
  localStorage.setItem("secret", "1");
  sessionStorage.setItem("secret", "1");
  await new Promise(done => indexedDB.open("secret").onsuccess = done);
  await caches.open("secret");
}"""
_FOUND = """async () => [
  document.cookie.includes("secret"), localStorage.getItem("secret"), sessionStorage.getItem("secret"),
  (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.permissions.query({ name: "geolocation" })).state,
]"""


def found_in(profile: Profile, script: str = "") -> object:
    page = profile.context.new_page()
    page.goto("/sign-in")
    if script:
        page.evaluate(script)
    return page.evaluate(_FOUND)


def test_nothing_is_left_in_a_profile_that_is_handed_on(profiles: Profiles, server: LiveServer) -> None:
    options = {"base_url": server.base_url, "locale": "fr-FR"}
    used, new = profiles.take(**options), profiles.take(**options)
    used.context.grant_permissions(["geolocation"])
    assert found_in(used, _KEEP) == [True, "1", "1", 1, 1, "granted"]
    profiles.give_back(used)
    assert used.context.pages == [used.keeper]
    assert profiles.take(**options) is used
    assert found_in(used) == found_in(new) == [False, None, None, 0, 0, "denied"]
    for profile in (used, new):
        profiles.give_back(profile)


def test_two_tests_at_a_time_never_share_a_profile(profiles: Profiles, server: LiveServer) -> None:
    one, other = (profiles.take(base_url=server.base_url, locale="fr-FR") for _ in range(2))
    assert one.context is not other.context
    for profile in (one, other):
        profiles.give_back(profile)
