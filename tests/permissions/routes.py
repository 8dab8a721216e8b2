"""Every HTTP route, as METHOD path, and who gets more than a refusal from it. HEAD goes with GET.

`route_tries.py` says how each is tried by everybody.
"""

from tests.permissions.who import Who

ROUTES: dict[str, Who] = {
    "GET /health": Who.ANYBODY,
    "POST /activity/export": Who.MEMBER,
    "POST /auth/begin-again": Who.ANYBODY,
    "POST /auth/change-password": Who.SIGNED_IN,
    "POST /auth/confirm": Who.ANYBODY,
    "POST /auth/delete-account": Who.SIGNED_IN,
    "POST /auth/new-password": Who.ANYBODY,
    "POST /auth/reset": Who.ANYBODY,
    "POST /auth/second-step": Who.ANYBODY,
    "POST /auth/send-again": Who.ANYBODY,
    "POST /auth/sign-in": Who.ANYBODY,
    "POST /auth/sign-out": Who.ANYBODY,
    "POST /auth/sign-up": Who.ANYBODY,
    "POST /auth/strength": Who.ANYBODY,
    "POST /auth/two-step-off": Who.SIGNED_IN,
    "POST /auth/vouch": Who.NAMED_ADMIN,
    "GET /center-picture": Who.NAMED_MEMBER,
    "POST /center-picture": Who.CENTER_ADMIN,
    "GET /documents/page": Who.DOCUMENT_VIEWER,
    "GET /documents/view": Who.DOCUMENT_VIEWER,
    "POST /documents/upload": Who.NAMED_ADMIN,
    "POST /imports/upload": Who.LABELLER,
    "POST /insights/export": Who.MEMBER,
    "POST /team/bulk/export": Who.RUNNER,
    "POST /team/bulk/preview": Who.PEOPLE_CHOOSER,
}

REFLEX_ROUTES: dict[str, str] = {
    "GET /ping": "answers pong",
    "GET /_health": "hidden by the limits in front",
    "MOUNT /_event": "the socket; see the handlers",
}
