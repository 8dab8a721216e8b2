"""Where a center stands with its verification: read from its submissions and the clock, for whatever depends on it."""

from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Table, bindparam, select

from bizhub.domain.verification import Standing, SubmissionState, VerificationStatus
from bizhub.models.verification import Verification

VERIFICATION = cast(Table, Verification.__table__)  # type: ignore[attr-defined]

_SENT = (
    select(VERIFICATION.c.state, VERIFICATION.c.expires_at)
    .where(
        VERIFICATION.c.center_id == bindparam("center"),
        VERIFICATION.c.state.in_((SubmissionState.REVIEWING, SubmissionState.VERIFIED, SubmissionState.FAILED)),
    )
    .order_by(VERIFICATION.c.submitted_at.desc(), VERIFICATION.c.id.desc())
)


def read_standing(connection: Connection, center_id: int, moment: datetime) -> Standing:
    """The standing at a moment: verified until the second of its expiry, whatever is in review meanwhile."""
    sent = connection.execute(_SENT, {"center": center_id}).all()
    ends = [row.expires_at for row in sent if row.state == SubmissionState.VERIFIED]
    until = max(ends, default=None)
    if until is not None and until > moment:
        return Standing(VerificationStatus.VERIFIED, until)
    newest = sent[0].state if sent else None
    if newest == SubmissionState.REVIEWING:
        return Standing(VerificationStatus.REVIEWING, until)
    if newest == SubmissionState.FAILED:
        return Standing(VerificationStatus.FAILED, until)
    return Standing(VerificationStatus.NOT_SUBMITTED if until is None else VerificationStatus.EXPIRED, until)
