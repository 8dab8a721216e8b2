"""How each HTTP route is tried, by hand: what is sent, and what shows that it was done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.permissions.routes import ROUTES
from tests.permissions.stage import ADDRESS
from tests.permissions.use_cases import Our
from tests.permissions.who import ALLOWED, Who
from tests.pictures import a_picture
from tests.sign_in_steps import PASSWORD

NEW_PASSWORD = "eleven blue ladders"


@dataclass(frozen=True)
class RouteTry:
    """One request of a browser that waits for the code `waits_with`; `what` and `who` as in handler_tries.py."""

    route: str
    shows: Callable[[httpx.Response], bool]
    sent: dict[str, Any] = field(default_factory=dict)
    waits_with: Our = Our.SIGN_UP
    what: str = ""
    who: Who | None = None
    hides: bool = False
    """Whether what it is about is unknown to everybody else, also to members of its center."""

    def __str__(self) -> str:
        return f"{self.route} {self.what}".strip()

    @property
    def allowed(self) -> frozenset[str]:
        """Who of the cast gets through."""
        return ALLOWED[self.who or ROUTES[self.route]]


def goes_on_to(path: str, cookie: str = "") -> Callable[[httpx.Response], bool]:
    """The form is done and the page goes on; a cookie of this name came along."""
    return lambda answer: answer.json() == {"next": path} and (not cookie or bool(answer.cookies.get(cookie)))


def sends_a_file(beginning: str) -> Callable[[httpx.Response], bool]:
    """A file comes, and this is its beginning."""
    return lambda answer: (
        answer.headers.get("content-disposition", "").startswith("attachment") and answer.text.startswith(beginning)
    )


def tells(name: str) -> Callable[[httpx.Response], bool]:
    """The answer is JSON and tells this."""
    return lambda answer: answer.status_code == 200 and bool(answer.json().get(name))


def shows_a_picture(answer: httpx.Response) -> bool:
    """A picture comes, and no page that could run something."""
    return answer.headers["content-type"] == "image/png"


def saves_a_picture(answer: httpx.Response) -> bool:
    """The same, to be saved."""
    return shows_a_picture(answer) and answer.headers["content-disposition"].startswith("attachment")


def is_taken_or_too_late(answer: httpx.Response) -> bool:
    """The picture is taken, or the center shows another one than the page did."""
    return tells("picture")(answer) or (answer.status_code == 409 and "has changed the picture" in answer.text)


def signs_out(answer: httpx.Response) -> bool:
    """The session's cookie is gone, and the page goes on to the one for signing in."""
    return answer.headers.get("location") == "/sign-in" and 'bizhub=""' in answer.headers.get("set-cookie", "")


def deletes_the_account(answer: httpx.Response) -> bool:
    """The account is gone, and the session's cookie with it; or its person is the only admin of their center."""
    is_gone = goes_on_to("/sign-in?account=deleted")(answer) and 'bizhub=""' in answer.headers["set-cookie"]
    return is_gone or (answer.status_code == 409 and "You are the only admin of " in answer.text)


def asks_for_people(answer: httpx.Response) -> bool:
    """The form is looked at, and nobody was chosen in it."""
    return answer.json().get("errors") == {"people": "Choose at least one person."}


BULK_FORM = {"people": "", "ad_accounts": "", "level": "ANALYST", "until": "", "reason": ""}

ROUTE_TRIES = (
    RouteTry("GET /health", lambda answer: answer.status_code == 200),
    RouteTry("POST /activity/export", sends_a_file("\ufeffsequence,time"), {"params": {"format": "csv"}}),
    RouteTry("POST /auth/begin-again", goes_on_to("/reset"), {"json": {}}),
    RouteTry("POST /auth/change-password", goes_on_to("/profile?password=changed", "bizhub"),
        {"json": {"current": PASSWORD, "password": NEW_PASSWORD}}),
    RouteTry("POST /auth/confirm", goes_on_to("/welcome", "bizhub"), {"json": {"code": Our.SIGN_UP_CODE}}),
    RouteTry("POST /auth/delete-account", deletes_the_account, {"json": {"password": PASSWORD, "code": ""}}),
    RouteTry("POST /auth/new-password", goes_on_to("/overview", "bizhub"),
        {"json": {"code": Our.RESET_CODE, "password": NEW_PASSWORD}}, waits_with=Our.RESET),
    RouteTry("POST /auth/reset", goes_on_to("/reset", "bizhub_request"), {"json": {"address": ADDRESS}}),
    RouteTry("POST /auth/second-step", goes_on_to("/overview", "bizhub"), {"json": {"code": Our.RECOVERY_CODE}}),
    RouteTry("POST /auth/send-again", goes_on_to(""), {"json": {}}),
    RouteTry("POST /auth/sign-in", goes_on_to("/overview", "bizhub"),
        {"json": {"address": ADDRESS, "password": PASSWORD}}),
    RouteTry("POST /auth/sign-out", signs_out),
    RouteTry("POST /auth/sign-up", goes_on_to("/confirm", "bizhub_request"),
        {"json": {"name": "Otto", "address": "otto@example.org", "password": PASSWORD}}),
    RouteTry("POST /auth/strength", tells("verdict"), {"json": {"password": PASSWORD}}),
    RouteTry("POST /auth/two-step-off", lambda answer: "2-step verification is off." in answer.text,
        {"json": {"password": PASSWORD, "code": "000000"}}),
    RouteTry("POST /auth/vouch", goes_on_to(""), {"json": {"member": Our.GUARDED, "password": PASSWORD}}),
    RouteTry("GET /center-picture", shows_a_picture,
        {"params": {"name": Our.PICTURE}}),
    RouteTry("POST /center-picture", is_taken_or_too_late, {"params": {"seen": Our.PICTURE}, "content": a_picture()}),
    RouteTry("GET /documents/page", shows_a_picture, {"params": {"id": Our.DOCUMENT, "page": "1"}}, hides=True),
    RouteTry("GET /documents/view", saves_a_picture, {"params": {"id": Our.DOCUMENT}}, hides=True),
    RouteTry("POST /documents/upload", tells("document"),
        {"params": {"holder": "ticket", "id": Our.TICKET}, "content": a_picture("JPEG"),
         "headers": {"x-file-name": "me.jpg"}}),
    RouteTry("POST /imports/upload", tells("import"),
        {"content": b"By Day,Cost\n2026-01-01,5.00\n", "headers": {"x-file-name": "a.csv"}}),
    RouteTry("POST /insights/export", sends_a_file("\ufeffAd account,"), {"params": {"format": "csv"}}),
    RouteTry("POST /insights/export", sends_a_file("\ufeffAd account,"),
        {"params": {"format": "csv", "account": Our.AD_ACCOUNT}}, what="of one ad account", who=Who.ACCOUNT_VIEWER),
    RouteTry("POST /team/bulk/export", sends_a_file("\ufeffperson,person_id"), {"params": {"run": Our.BULK_DONE}}),
    RouteTry("POST /team/bulk/preview", asks_for_people, {"json": BULK_FORM}),
)  # fmt: skip
