"""What is said after a change that another admin may have to approve first."""

from reflex.event import EventSpec

from bizhub.domain.approvals import Waiting
from bizhub.services import formats
from bizhub.state.notices import done, told
from bizhub.state.reader import Reader


def done_or_waiting(waits: Waiting | None, sentence: str, reader: Reader) -> EventSpec:
    """Say that it is done, or that it waits: for whom, and until when."""
    if waits is None:
        return done(sentence)
    until = formats.moment(waits.until, reader.time_zone, reader.locale)
    if waits.is_notice:
        return told(f"{waits.name} was given notice: to {waits.words}. Without objection it is carried out on {until}.")
    return told(f"Sent for approval: to {waits.words}. Another admin can answer until {until}.")
