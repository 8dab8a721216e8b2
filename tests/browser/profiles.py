"""Browser profiles that are emptied and used again: in a new one Chromium starts a process and compiles all anew."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

_MOST_KEPT = 6


@dataclass
class Profile:
    """A profile and the options it was made with; no test sees its keeper, a page that keeps its process alive."""

    options: dict[str, Any]
    context: BrowserContext
    keeper: Page

    def empty(self) -> None:
        """Leave nothing of the test that had it, except files that every visitor gets."""
        for page in self.context.pages:
            if page is not self.keeper:
                page.close()
        self.context.clear_cookies()
        self.context.clear_permissions()
        self.context.set_extra_http_headers({})
        session = self.context.new_cdp_session(self.keeper)
        session.send("Storage.clearDataForOrigin", {"origin": self.options["base_url"], "storageTypes": "all"})
        session.detach()


class Profiles:
    """The profiles of one browser; each belongs to one test at a time."""

    def __init__(self, browser: Browser) -> None:
        """None yet."""
        self._browser = browser
        self._free: list[Profile] = []

    def take(self, **options: Any) -> Profile:
        """A profile without cookies or storage; `options` are those of a new context, among them `base_url`."""
        for profile in self._free:
            if profile.options == options:
                self._free.remove(profile)
                return profile
        context = self._browser.new_context(**options)
        keeper = context.new_page()
        keeper.route("**", lambda route: route.fulfill(body=""))  # asks no server, which may be gone
        keeper.goto("/")
        return Profile(options, context, keeper)

    def give_back(self, profile: Profile) -> None:
        """Empty a profile and keep it for another test; beyond a few, the one that waits longest is closed."""
        profile.empty()
        self._free.append(profile)
        if len(self._free) > _MOST_KEPT:
            self._free.pop(0).context.close()
