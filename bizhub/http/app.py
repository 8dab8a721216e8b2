"""The HTTP routes and what stands around every request."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from bizhub.domain import documents as document_rules
from bizhub.domain import limits, pictures
from bizhub.domain.errors import BizHubError, InvalidInput, TooManyTries
from bizhub.http import (
    activity,
    bulk,
    center_picture,
    documents,
    health,
    imports,
    insights,
    password_strength,
    sign_in,
    two_step,
)
from bizhub.http.headers import SecurityHeaders, content_security_policy, inline_script_hashes
from bizhub.http.limits import Limits
from bizhub.http.refusal_page import refusal_page, wants_page
from bizhub.http.statuses import status_of
from bizhub.settings import Settings


def http_app() -> Starlette:
    """The routes beside Reflex; an expected failure is answered with its sentence."""
    routes = [
        *health.routes,
        *activity.routes,
        *bulk.routes,
        *center_picture.routes,
        *documents.routes,
        *imports.routes,
        *insights.routes,
        *sign_in.routes,
        *two_step.routes,
        *password_strength.routes,
    ]
    return Starlette(routes=routes, exception_handlers={BizHubError: _explain})


def _explain(request: Request, error: Exception) -> Response:
    assert isinstance(error, BizHubError)
    status = status_of(error)
    content = {"message": error.message}
    headers: dict[str, str] = {}
    if isinstance(error, InvalidInput):
        content["field"] = error.field
    if isinstance(error, TooManyTries):
        headers["Retry-After"] = str(error.retry_after_s)
    if wants_page(request):
        return refusal_page(request, error.message, status, headers)
    return JSONResponse(content, status, headers)


def front_door(app: ASGIApp, *, settings: Settings, site: Path) -> ASGIApp:
    """Everything that reaches `app` comes through here; `site` is the folder of the built pages."""
    policy = content_security_policy(inline_script_hashes(site), settings.allowed_origins)
    large = {
        imports.UPLOAD_PATH: settings.import_max_bytes,
        bulk.PREVIEW_PATH: bulk.LARGEST_FORM,
        center_picture.PICTURE_PATH: pictures.LARGEST_BYTES,
        documents.UPLOAD_PATH: document_rules.LARGEST_BYTES,
    }
    limited = Limits(
        app,
        origins=settings.allowed_origins,
        body_bytes=large,
        sockets_per_address=settings.sockets_per_address,
        requests_per_address=settings.requests_per_address,
        body_patience_s=limits.BODY_PATIENCE_S,
        proxy_hops=settings.trusted_proxy_hops,
    )
    return SecurityHeaders(limited, policy=policy, https=settings.is_https)
