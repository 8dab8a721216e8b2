"""The picture of the current center on its settings page."""

from http import HTTPStatus
from typing import Annotated, Literal

import reflex as rx
from pydantic import Field, TypeAdapter, ValidationError
from reflex.event import EventSpec
from typing_extensions import TypedDict

from bizhub.domain.errors import InvalidInput
from bizhub.domain.pictures import LARGEST_BYTES
from bizhub.services import center_picture, formats
from bizhub.state.base import FormState
from bizhub.state.notices import done
from bizhub.state.remote import remote
from bizhub.state.session import SessionState


class PictureAnswer(TypedDict, total=False):
    """What the route answers that matters here."""

    message: str


class PictureNews(TypedDict):
    """What the browser tells of the file on its way; see `file_drop`."""

    status: int
    state: Literal["sending", "done", "failed", "cancelled"]
    answer: PictureAnswer | None


_NEWS = TypeAdapter(PictureNews)


class CenterPictureState(FormState, rx.State):
    """What became of the last try; the picture itself is among `SessionState.centers`."""

    @remote
    async def uploaded(self, report: Annotated[str, Field(max_length=20_000)]) -> EventSpec | None:
        """Hear from the browser how the file goes."""
        try:
            news = _NEWS.validate_json(report)
        except ValidationError:
            raise InvalidInput("The upload could not be understood. Reload the page.", field="picture") from None
        self.errors = {"picture": _why_not(news)} if news["state"] == "failed" else {}
        return done("The picture is changed.") if news["state"] == "done" else None

    @remote
    async def remove(self) -> EventSpec:
        """Show the initials again, unless somebody has chosen another picture meanwhile."""
        session = await self.get_state(SessionState)
        await self._act(center_picture.remove_picture, seen=session.center_picture)
        return done("The picture is removed.")


def _why_not(news: PictureNews) -> str:
    if news["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return f"The picture is larger than {formats.file_size(LARGEST_BYTES)}."
    return (news["answer"] or {}).get("message") or "The picture did not arrive. Please try again."
