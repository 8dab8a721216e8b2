"""What a row of the table of use cases is, and what stands in it for the things of the stage."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.permissions.who import Who


class Our(Enum):
    """What the tests put in its place; an argument that is a function is called with all of them."""

    AD_ACCOUNT = "the ID of our ad account"
    CENTER = "the ID of our center"
    PICTURE = "the name of the picture of our center"
    LABEL = "the ID of a label of our center"
    FILE = "the ID of a file that our operator has uploaded, which is read and ready"
    ENDED_FILE = "an import of the same person that was given up"
    SESSION = "the ID of the second session of our member"
    PERSON = "the ID of our member"
    FORMER = "the ID of somebody who was an admin of our center"
    ENTRY = "the place of an entry of our admin in our activity: the role of the account admin was changed"
    REQUEST = "a request of our analyst for more on our ad account"
    APPROVAL = "what a deputy has asked for and our admin can answer"
    NOTICE = "a notice that our analyst has given, and that is about them"
    NOTIFICATION = "what our account admin was told"
    ASSET_GROUP = "the ID of an asset group of our center, with the analyst in it"
    BULK_PREVIEW = "a bulk change on our ad account that its admin has prepared"
    BULK_RUNNING = "one that they have started, of which nothing is done yet"
    BULK_DONE = "one of theirs that is done: the level of our analyst got an end"
    INVITATION = "an invitation into our center that waits"
    INVITATION_LINK = "what stands in its link"
    GUARDED = "the ID of another member, whose 2-step verification is on"
    SECOND_STEP = "what a browser waits with in which their password was right"
    RECOVERY_CODE = "a recovery code of theirs"
    SUBMISSION = "a verification of our center that the desk reviews"
    DRAFT = "a verification of our center that is being written, complete with its document"
    SUBMISSION_CASE = "the case of that verification, which our reviewer has claimed"
    NEW_ACCOUNT = "an ad account of our center that waits for the desk"
    NEW_ACCOUNT_CASE = "the case of that ad account, which our reviewer has claimed"
    SUSPENDED = "an ad account of our center that the desk has suspended"
    SUSPENDED_CASE = "a case of that ad account"
    CASE_IN_USE = "a case of an ad account that is in use"
    TICKET = "a ticket of our center"
    TICKET_CASE = "the case of that ticket, which our reviewer has claimed"
    DOCUMENT = "a document that our admin has sent with the ticket"
    FREE_CASE = "a case of our center, about another new ad account, that nobody has claimed"
    RECOVERY = "an admin whom the desk has chosen for our center, to whom nobody has objected yet"
    ORPHAN = "the ID of a center none of whose admins can sign in"
    CHOSEN = "the address of somebody whom the desk can choose"
    SIGN_UP = "what the browser of somebody who signs up waits with"
    SIGN_UP_CODE = "the code that was sent to them"
    RESET = "what the browser of our admin waits with, who has forgotten the password"
    RESET_CODE = "the code that was sent there"


@dataclass(frozen=True)
class Row:
    """One use case."""

    who: Who
    arguments: dict[str, Any] = field(default_factory=dict)


def row(who: Who, **arguments: Any) -> Row:
    """A use case that is tried with these arguments."""
    return Row(who, arguments)
