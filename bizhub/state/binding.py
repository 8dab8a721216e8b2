"""What the state of one browser tab belongs to; nothing of it is sent to the browser."""

import reflex as rx

UNBOUND = ""


class Binding(rx.State):
    """The session that filled this tab's state, under which rights, and the center the tab looks at.

    Properties, because a public method of a state would be a remote endpoint.
    """

    _session_digest: str = UNBOUND
    _ended_rights: int | None = None
    _center_id: str = ""

    @property
    def session(self) -> str:
        """Digest of the session the state was filled for; UNBOUND before the first event."""
        return self._session_digest

    @session.setter
    def session(self, digest: str) -> None:
        self._session_digest = digest

    @property
    def ended_rights(self) -> int | None:
        """How many of the person's rights had ended before anything was loaded; None when nobody has looked."""
        return self._ended_rights

    @ended_rights.setter
    def ended_rights(self, count: int | None) -> None:
        self._ended_rights = count

    @property
    def shows_a_view(self) -> bool:
        """Whether it was filled with what somebody else sees; see session_view.count_ended_rights."""
        return self._ended_rights is not None and self._ended_rights < 0

    @property
    def center(self) -> str:
        """ID of the center the tab looks at; empty for none."""
        return self._center_id

    @center.setter
    def center(self, center_id: str) -> None:
        self._center_id = center_id
