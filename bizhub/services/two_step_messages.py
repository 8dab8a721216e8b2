"""What people are told of their 2-step verification, so that they notice when it was not them."""

from dataclasses import replace

from bizhub.domain.people import Person
from bizhub.services.person_messages import tell
from bizhub.services.work import Work

_ON = """Hello {name},

2-step verification is now on for your BizHub sign-in: besides the password it asks for a code of your app.

If it was not you, choose a new password at once ({address}/reset) and ask an admin of your center for help: they can
vouch that you have no device for it.
"""
_OFF = """Hello {name},

2-step verification is now off for your BizHub sign-in{how}. Your password alone opens it.

If it was not you, choose a new password at once ({address}/reset) and turn it on again.
"""
_RECOVERY = """Hello {name},

A recovery code was just used in place of the code of your app. Left: {left}.

If it was not you, choose a new password at once ({address}/reset) and make new recovery codes under Profile.
"""
_RENEWED = """Hello {name},

You have new recovery codes for 2-step verification. Those before do not work any more.

If it was not you, choose a new password at once ({address}/reset).
"""
_VOUCHED = """Hello {name},

{admin}, an admin of {center}, vouches that you have lost the device for 2-step verification. This link turns it
off once you have typed your own password there:
{address}/sign-in?lost={link}

It is good for 24 hours and works once. Never give it to anybody: nobody of {center} needs it.

If you have not asked for this, just sign in with your second step as always: the link is dead then.
"""
_VOUCHED_NOTICE = """Hello {name},

{admin}, an admin of {center}, vouches that you have lost the device for 2-step verification. A link that turns it
off is on its way to your e-mail address. If you have not asked for this, sign in with your second step: the link is
dead then.
"""


def tell_of_turning_on(work: Work, person: Person) -> None:
    """2-step verification is on."""
    _tell(work, person, "2-step verification is on for your BizHub sign-in", _ON)


def tell_of_turning_off(work: Work, person: Person, *, how: str = "") -> None:
    """It is off; `how` continues the sentence when it was not done with a code."""
    _tell(work, person, "2-step verification is off for your BizHub sign-in", _OFF, how=how)


def tell_of_recovery(work: Work, person: Person, *, left: int) -> None:
    """A recovery code was used."""
    _tell(work, person, "A recovery code of your BizHub sign-in was used", _RECOVERY, left=left)


def tell_of_new_codes(work: Work, person: Person) -> None:
    """There are new recovery codes."""
    _tell(work, person, "You have new BizHub recovery codes", _RENEWED)


def tell_of_vouching(work: Work, person: Person, *, admin: str, center: str, link: str) -> None:
    """An admin vouches; the link goes to one of the confirmed addresses that `person` has here, the other is told."""
    subject, words = "Your lost device for 2-step verification on BizHub", {"admin": admin, "center": center}
    if person.email and person.phone:
        _tell(work, replace(person, email=""), subject, _VOUCHED_NOTICE, **words)
        person = replace(person, phone="")
    _tell(work, person, subject, _VOUCHED, link=link, **words)


def _tell(work: Work, person: Person, subject: str, text: str, **words: object) -> None:
    tell(work, person, subject, text.format(name=person.name, address=work.runtime.settings.address, **words))
