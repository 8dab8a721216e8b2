"""The wizard that gives a center a second admin."""

from dataclasses import dataclass

from bizhub.domain.approvals import ApprovalRow
from bizhub.domain.team import InvitationRow

STEPS = ("Why", "Who", "Rights", "Message", "Check")


@dataclass(frozen=True, slots=True)
class AdminDraft:
    """Whom somebody is about to make an admin: a member (`user_id` and their name) or an address, never both.

    `replaces` is the ID of the invitation whose address is being changed; it is good until the new one is sent.
    """

    user_id: str = ""
    name: str = ""
    address: str = ""
    message: str = ""
    replaces: str = ""

    @property
    def who(self) -> str:
        """The member's name or the address; empty while neither is chosen."""
        return self.name or self.address


@dataclass(frozen=True, slots=True)
class SecondAdmin:
    """Where it stands: the draft, the invitations of admins, what waits for approval, and the admins who count."""

    draft: AdminDraft
    invitations: tuple[InvitationRow, ...]
    waiting: tuple[ApprovalRow, ...]
    lasting_admins: int
    needs_approval: bool
