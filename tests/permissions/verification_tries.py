"""How the handlers of verifications are tried: beside the draft, another one of our center is at the desk."""

from tests.permissions.rows import Our
from tests.permissions.shows import becomes, either, has, leads_to, says, tells
from tests.permissions.tried import SESSION, Try

_LOAD, _LOAD_DRAFT = "verification.VerificationState.load", "verification_draft.VerificationDraftState.load"
PAGE = {"page": "/verification", "steps": (SESSION,)}
SHOWN = {"page": "/verification", "steps": (SESSION, _LOAD), "filled_by": "admin"}
WRITTEN = {"page": "/verification?step=1", "steps": (SESSION, _LOAD_DRAFT), "filled_by": "admin"}
_SHOW = "desk_verification.DeskVerificationState.show"
CASE = {"page": "/desk/case?case={SUBMISSION_CASE}", "steps": (_SHOW,), "filled_by": "reviewer"}
WRONG_NAME = {"field": "name", "code": "NAME_MISMATCH"}
REFUSED = {**CASE, "steps": (_SHOW, ("desk_verification.DeskVerificationState.choose_reason", WRONG_NAME))}
IN_REVIEW = says("The desk reviews what was sent already.")
"""What the admin is told of a second one, who is let that far alone."""

VERIFICATION_TRIES: tuple[Try, ...] = (
    Try("desk_verification.DeskVerificationState.approve", says("Approved. The center is verified."), **CASE),
    Try("desk_verification.DeskVerificationState.choose_reason", becomes("refused", 1), WRONG_NAME, **CASE),
    Try("desk_verification.DeskVerificationState.refresh", has("lines"), **CASE),
    Try("desk_verification.DeskVerificationState.reject", says("Refused. The center is told"), **REFUSED),
    Try("desk_verification.DeskVerificationState.show", has("lines"), page="/desk/case?case={SUBMISSION_CASE}"),
    Try("desk_verification.DeskVerificationState.write_note", has("lines"), {"field": "name", "words": "No"}, **CASE),
    Try(
        "verification.VerificationState.appeal", says("This is not the last decision of the desk any more."),
        {"submission_id": Our.SUBMISSION, "form": {"reason": "It is right"}}, **PAGE,
    ),
    Try("verification.VerificationState.correct", either(IN_REVIEW, says("Nothing of the last")), **PAGE),
    Try("verification.VerificationState.drop", says("Dropped."), **SHOWN),
    Try("verification.VerificationState.load", becomes("is_loaded", True), **PAGE),
    Try("verification.VerificationState.open_appeal", becomes("is_appealing", True), {"opened": True}, **PAGE),
    Try("verification.VerificationState.refresh", becomes("is_loaded", True), **SHOWN),
    Try("verification.VerificationState.start", either(IN_REVIEW, leads_to("/verification?step=1")), **PAGE),
    Try("verification.VerificationState.withdraw", says("Taken back."), **SHOWN),
    Try(
        "verification_draft.VerificationDraftState.go_on", leads_to("/verification?step=2"),
        {"form": {"kind": "BUSINESS"}}, **WRITTEN,
    ),
    Try("verification_draft.VerificationDraftState.keep", tells("values"), {"name": "name", "value": "A"}, **WRITTEN),
    Try(
        "verification_draft.VerificationDraftState.load", either(becomes("step", 1), leads_to("/verification")),
        page="/verification?step=1", steps=(SESSION,),
    ),
    Try("verification_draft.VerificationDraftState.show_step", leads_to("/verification?step="), {"step": 1}, **PAGE),
    Try("verification_draft.VerificationDraftState.submit", IN_REVIEW, **WRITTEN),
)  # fmt: skip
