"""The handlers of verifications, and the least that somebody must be for each."""

from tests.permissions.who import Who

VERIFICATION_HANDLERS: dict[str, Who] = {
    "desk_verification.DeskVerificationState.approve": Who.DESK,
    "desk_verification.DeskVerificationState.choose_reason": Who.SIGNED_IN,
    "desk_verification.DeskVerificationState.refresh": Who.DESK,
    "desk_verification.DeskVerificationState.reject": Who.DESK,
    "desk_verification.DeskVerificationState.show": Who.DESK,
    "desk_verification.DeskVerificationState.write_note": Who.SIGNED_IN,
    "verification.VerificationState.appeal": Who.NAMED_ADMIN,
    "verification.VerificationState.correct": Who.CENTER_ADMIN,
    "verification.VerificationState.drop": Who.NAMED_ADMIN,
    "verification.VerificationState.load": Who.CENTER_ADMIN,
    "verification.VerificationState.open_appeal": Who.SIGNED_IN,
    "verification.VerificationState.refresh": Who.CENTER_ADMIN,
    "verification.VerificationState.start": Who.CENTER_ADMIN,
    "verification.VerificationState.withdraw": Who.NAMED_ADMIN,
    "verification_draft.VerificationDraftState.go_on": Who.NAMED_ADMIN,
    "verification_draft.VerificationDraftState.keep": Who.NAMED_ADMIN,
    "verification_draft.VerificationDraftState.load": Who.CENTER_ADMIN,
    "verification_draft.VerificationDraftState.show_step": Who.SIGNED_IN,
    "verification_draft.VerificationDraftState.submit": Who.NAMED_ADMIN,
}
