"""The doors of signing up, in and out, as a browser uses them."""

from http.cookies import Morsel, SimpleCookie

import httpx
import pytest

from bizhub.services.runtime import Runtime
from bizhub.services.sign_in import WRONG
from bizhub.services.work import Caller, begin
from tests.http.browser import Browser, OpenBrowser
from tests.sign_in_steps import PASSWORD, code_to, sign_up_and_confirm

ADA = "ada@example.org"
NEW = "eleven blue ladders"
NO_EMAIL = "This is not an e-mail address. Look for a typing mistake."
OUTDATED = "This page does not fit this BizHub any more. Reload it and try again."


def sign_up(client: Browser, address: str = ADA) -> httpx.Response:
    return client.post("/auth/sign-up", json={"name": "Ada", "address": address, "password": PASSWORD})


def sign_in(client: Browser, **changes: str) -> httpx.Response:
    return client.post("/auth/sign-in", json={"address": ADA, "password": PASSWORD, **changes})


def cookies_of(answer: httpx.Response) -> dict[str, Morsel[str]]:
    parsed: SimpleCookie = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        parsed.load(line)
    return dict(parsed)


def name_behind(runtime: Runtime, token: str) -> str:
    with begin(runtime, Caller(session_token=token), write=False) as work:
        return "" if work.user is None else work.user.name


def test_from_signing_up_to_signing_out(runtime: Runtime, open_browser: OpenBrowser) -> None:
    client = open_browser()
    assert sign_up(client).json() == {"next": "/confirm"}
    confirmed = client.post("/auth/confirm", json={"code": code_to(runtime, ADA)})
    assert confirmed.json() == {"next": "/welcome"}
    assert name_behind(runtime, client.cookies["bizhub"]) == "Ada"
    assert "bizhub_request" not in client.cookies
    token = client.cookies["bizhub"]
    left = client.post("/auth/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert "bizhub" not in client.cookies
    assert name_behind(runtime, token) == ""


@pytest.mark.parametrize(
    ("public_url", "prefix", "secure"),
    [(None, "bizhub", ""), ("https://hub.example", "__Host-bizhub", True)],
    ids=["http on this machine", "https"],
)
def test_cookie_flags_are_exact(
    runtime: Runtime, open_browser: OpenBrowser, public_url: str | None, prefix: str, secure: object
) -> None:
    sign_up_and_confirm(runtime, ADA)
    runtime.settings.public_url = public_url
    cookies = cookies_of(sign_in(open_browser()))
    assert set(cookies) == {prefix, f"{prefix}_device"}
    shared = {"path": "/", "httponly": True, "samesite": "lax", "secure": secure, "domain": "", "expires": ""}
    for name, max_age in ((prefix, "1209600"), (f"{prefix}_device", "34560000")):
        found = cookies[name]
        assert {key: found[key] for key in shared} == shared
        assert found["max-age"] == max_age
        assert len(found.value) == 43


def test_signing_out_drops_the_session_and_keeps_the_mark(runtime: Runtime, open_browser: OpenBrowser) -> None:
    sign_up_and_confirm(runtime, ADA)
    client = open_browser()
    sign_in(client)
    cookies = cookies_of(client.post("/auth/sign-out"))
    assert set(cookies) == {"bizhub"}
    assert (cookies["bizhub"].value, cookies["bizhub"]["max-age"]) == ("", "0")


def test_a_session_id_set_by_somebody_else_is_never_taken_over(runtime: Runtime, open_browser: OpenBrowser) -> None:
    sign_up_and_confirm(runtime, ADA)
    client = open_browser()
    client.cookies.set("bizhub", "planted-by-mallory")
    client.cookies.set("bizhub_device", "planted-as-well")
    cookies = cookies_of(sign_in(client))
    assert "planted" not in cookies["bizhub"].value + cookies["bizhub_device"].value
    assert name_behind(runtime, "planted-by-mallory") == ""


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        ("/insights", "/insights"),
        ("/profile/", "/profile/"),
        ("/accounts/7300000000000000001?center=7300000000000000002", None),
        ("/overview?from=2026-01-01&to=2026-02-01", None),
        ("", "/welcome"),
        ("/", "/welcome"),
        ("https://evil.example/", "/welcome"),
        ("//evil.example/overview", "/welcome"),
        ("/\\evil.example", "/welcome"),
        ("\\\\evil.example", "/welcome"),
        ("javascript:alert(1)", "/welcome"),
        ("https:evil.example", "/welcome"),
        ("/overview/../../evil", "/welcome"),
        ("/overview//evil.example", "/welcome"),
        ("/overview\r\nSet-Cookie: x=1", "/welcome"),
        ("/overview#javascript:alert(1)", "/welcome"),
        (" /overview", "/welcome"),
        ("/overview\u2028", "/welcome"),
        ("/auth/sign-out", "/welcome"),
        ("/unknown", "/welcome"),
        ("/insights?campaign=" + "%D0%9E" * 1_000, None),
    ],
)
def test_the_next_page_is_one_of_ours(
    runtime: Runtime, open_browser: OpenBrowser, wanted: str, taken: str | None
) -> None:
    sign_up_and_confirm(runtime, ADA)
    assert sign_in(open_browser(), next=wanted).json() == {"next": taken or wanted}


@pytest.mark.parametrize(
    ("path", "sent", "status", "errors"),
    [
        ("/auth/sign-in", {"address": ADA, "password": "wrong"}, 422, {"password": WRONG}),
        ("/auth/sign-in", {"address": "nobody@example.org", "password": "wrong"}, 422, {"password": WRONG}),
        (
            "/auth/reset",
            {"address": "ada@"},
            422,
            {"address": "This is not an e-mail address. Look for a typing mistake."},
        ),
        ("/auth/confirm", {"code": "123"}, 422, {"code": "The code has 6 digits."}),
        (
            "/auth/confirm",
            {"code": "123456"},
            409,
            {"": "Nothing is waiting for a code in this browser any more. Please begin again."},
        ),
        (
            "/auth/change-password",
            {"current": PASSWORD, "password": NEW},
            401,
            {"": "Please sign in again. What you typed is still here."},
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    runtime: Runtime, open_browser: OpenBrowser, path: str, sent: dict[str, str], status: int, errors: dict[str, str]
) -> None:
    sign_up_and_confirm(runtime, ADA)
    answer = open_browser().post(path, json=sent)
    assert (answer.status_code, answer.json()) == (status, {"errors": errors})
    assert "set-cookie" not in answer.headers


def test_too_many_tries_say_when_to_come_back(open_browser: OpenBrowser) -> None:
    client = open_browser()
    answers = [sign_in(client) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert 290 <= int(answers[-1].headers["retry-after"]) <= 300
    assert answers[-1].json() == {"errors": {"": "Too many tries. Please wait 5 minutes and try again."}}


def test_a_spoofed_forwarding_header_is_no_other_network(open_browser: OpenBrowser) -> None:
    answers = [
        sign_in(open_browser(come_from=f"198.51.100.{number}, 203.0.113.7"), address=f"user{number}@example.org")
        for number in range(11)
    ]
    assert answers[-1].status_code == 429


def test_a_new_password_by_code(runtime: Runtime, open_browser: OpenBrowser) -> None:
    sign_up_and_confirm(runtime, ADA)
    client = open_browser()
    assert client.post("/auth/reset", json={"address": ADA}).json() == {"next": "/reset"}
    code = code_to(runtime, ADA)
    weak = client.post("/auth/new-password", json={"code": code, "password": "short"})
    assert set(weak.json()["errors"]) == {"password"}
    chosen = client.post("/auth/new-password", json={"code": f"{code[:3]} {code[3:]}", "password": NEW})
    assert chosen.json() == {"next": "/welcome"}
    assert name_behind(runtime, client.cookies["bizhub"]) == "Ada"
    assert sign_in(open_browser(), password=NEW).status_code == 200
    assert sign_in(open_browser()).status_code == 422


def test_another_code_for_the_same_browser(runtime: Runtime, open_browser: OpenBrowser) -> None:
    client = open_browser()
    sign_up(client)
    code_to(runtime, ADA)
    assert client.post("/auth/send-again", json={}).json() == {"next": ""}
    assert client.post("/auth/confirm", json={"code": code_to(runtime, ADA)}).status_code == 200


def test_beginning_again_forgets_what_was_waiting(runtime: Runtime, open_browser: OpenBrowser) -> None:
    client = open_browser()
    client.post("/auth/reset", json={"address": ADA})
    client.post("/auth/begin-again", json={})
    assert "bizhub_request" not in client.cookies


def test_changing_the_password_renews_the_cookie(runtime: Runtime, open_browser: OpenBrowser) -> None:
    sign_up_and_confirm(runtime, ADA)
    here, there = open_browser(), open_browser()
    sign_in(here)
    sign_in(there)
    before = here.cookies["bizhub"]
    answer = here.post("/auth/change-password", json={"current": PASSWORD, "password": NEW})
    assert answer.json() == {"next": "/profile?password=changed"}
    names = [name_behind(runtime, token) for token in (before, here.cookies["bizhub"], there.cookies["bizhub"])]
    assert names == ["", "Ada", ""]


def test_passwords_and_codes_reach_no_log(
    runtime: Runtime, open_browser: OpenBrowser, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    client = open_browser()
    sign_up(client)
    code = code_to(runtime, ADA)
    client.post("/auth/confirm", json={"code": code})
    sign_in(client, password="cnry-wrong-password")
    said = caplog.text + "".join(capsys.readouterr())
    assert "A sign-in was refused" in said
    assert [secret for secret in (PASSWORD, code, "cnry", client.cookies["bizhub"]) if secret in said] == []
