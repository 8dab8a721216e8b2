"""Answers of the HTTP door to expected failures."""

import json
from typing import NoReturn

import pytest
from starlette.requests import Request

from bizhub.domain.errors import (
    BizHubError,
    Busy,
    Conflict,
    InvalidInput,
    NotFound,
    PermissionDenied,
    SignedOut,
    TooManyTries,
)
from bizhub.http.app import http_app
from tests.http.asgi import Exchange, http_scope, speak


async def answer_to(error: Exception) -> Exchange:
    async def route(_request: Request) -> NoReturn:
        raise error

    app = http_app()
    app.add_route("/route", route)
    return await speak(app, http_scope("/route"), failing_with=(RuntimeError,))


@pytest.mark.parametrize(
    ("error", "status", "content"),
    [
        (NotFound(), 404, {"message": "Not found."}),
        (PermissionDenied(missing="Manage members"), 403, {"message": "You need Manage members for this."}),
        (InvalidInput("Too short.", field="name"), 422, {"message": "Too short.", "field": "name"}),
        (Conflict("Somebody was faster."), 409, {"message": "Somebody was faster."}),
        (SignedOut("Please sign in."), 401, {"message": "Please sign in."}),
        (Busy("Later."), 503, {"message": "Later."}),
        (BizHubError("No."), 400, {"message": "No."}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_an_expected_failure_is_answered_with_its_sentence(
    error: BizHubError, status: int, content: dict[str, str]
) -> None:
    answer = await answer_to(error)
    assert (answer.status, json.loads(answer.body)) == (status, content)


async def test_too_many_tries_say_when_to_come_back() -> None:
    answer = await answer_to(TooManyTries(retry_after_s=90))
    assert (answer.status, answer.headers["retry-after"]) == (429, "90")


async def test_an_unexpected_failure_tells_nothing() -> None:
    answer = await answer_to(RuntimeError("password=hunter2"))
    assert (answer.status, answer.body) == (500, b"Internal Server Error")


async def test_health_is_answered() -> None:
    answer = await speak(http_app(), http_scope("/health"))
    assert (answer.status, answer.body) == (200, b"ok")
