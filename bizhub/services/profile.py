"""What a person may change about themselves."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy import update

from bizhub.domain import edits
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import InvalidInput
from bizhub.domain.people import Person
from bizhub.services import signals
from bizhub.services.access import USER
from bizhub.services.locales import is_offered
from bizhub.services.record import SYSTEM
from bizhub.services.sign_up import checked_name
from bizhub.services.work import Work


def view_profile(work: Work) -> Person:
    """The acting person."""
    return work.signed_in()


def edit_profile(work: Work, *, name: str, locale: str, seen: Mapping[str, str]) -> Person:
    """Change name and locale where they differ from what the page showed; raises Overtaken, see domain/edits.

    An empty locale leaves dates and numbers to the browser.
    """
    before = work.signed_in()
    if locale and not is_offered(locale):
        raise InvalidInput("Choose one of the list.", field="locale")
    current = {"name": before.name, "locale": before.locale}
    changed = edits.changes(seen, {"name": checked_name(name), "locale": locale}, current, who=lambda: "You")
    if not changed:
        return before
    work.connection.execute(update(USER).where(USER.c.id == work.user_id).values(changed))
    work.audit(
        AuditEvent.USER_EDIT,
        object_type="user",
        object_id=before.id,
        object_name=before.name,
        before={field: current[field] for field in changed},
        after=changed,
        center_id=SYSTEM,
    )
    work.after_commit(partial(signals.send, signals.UserChanged(before.id)))
    return replace(before, **changed)
