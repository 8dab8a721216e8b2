"""One's own name and locale, and a new password."""

import reflex as rx
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.people import Person
from bizhub.services import profile
from bizhub.services.locales import offered_locales
from bizhub.state.kept_form import KeptFormState
from bizhub.state.notices import done
from bizhub.state.posted_form import NewPasswordState
from bizhub.state.remote import remote


class ProfileForm(TypedDict):
    """What people change about themselves."""

    name: str
    locale: str


class ProfileState(KeptFormState, rx.State):
    """Name and locale."""

    name: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""
    locales: list[list[str]] = []
    is_loaded: bool = False

    @remote
    async def load(self) -> None:
        """Read the person again."""
        self._show_form("profile", self._show(await self._ask(profile.view_profile)))
        self.locales = [[tag, name] for tag, name in offered_locales()]
        self.errors = {}
        self.is_loaded = True

    @remote
    async def save(self, form: ProfileForm) -> EventSpec:
        """Change name and locale."""
        person = await self._act(profile.edit_profile, name=form["name"], locale=form["locale"], seen=self._seen)
        self._seen = self._show(person)
        self._end_form()
        return done("Saved.")

    def _show(self, person: Person) -> dict[str, str]:
        """Show a person; the result is what the fields of the form show."""
        self.name, self.email, self.phone, self.locale = person.name, person.email, person.phone, person.locale
        return {"name": person.name, "locale": person.locale}


class PasswordChangeState(NewPasswordState, rx.State):
    """The form for a new password."""

    was_changed: bool = False

    @remote
    def load(self) -> None:
        """Begin without errors; say so when the password was just changed."""
        self._begin()
        self.was_changed = self.router.url.query_parameters.get("password", "") == "changed"
