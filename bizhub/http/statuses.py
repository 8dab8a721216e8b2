"""The status with which a refusal is answered."""

from bizhub.domain.errors import (
    BizHubError,
    Busy,
    CenterBarred,
    Conflict,
    InvalidInput,
    NotFound,
    PermissionDenied,
    SignedOut,
    TooManyTries,
)

_STATUS = {
    SignedOut: 401,
    PermissionDenied: 403,
    CenterBarred: 403,
    NotFound: 404,
    Conflict: 409,
    InvalidInput: 422,
    TooManyTries: 429,
    Busy: 503,
}


def status_of(error: BizHubError) -> int:
    """400 for what is none of the known kinds."""
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
