"""Telling people that their password was changed, so that they notice when it was not them."""

from bizhub.domain.people import Person
from bizhub.services.person_messages import tell
from bizhub.services.work import Work

_SUBJECT = "Your BizHub password was changed"
_TEXT = """Hello {name},

Your BizHub password was just changed, and all other sessions were ended.

If it was not you, choose a new one at once: {address}/reset
"""


def tell_of_new_password(work: Work, person: Person) -> None:
    """Queue the notice to each address the person has on file."""
    tell(work, person, _SUBJECT, _TEXT.format(name=person.name, address=work.runtime.settings.address))
