"""Which passwords are taken, and how strong one is while it is typed."""

from collections.abc import Sequence

from bizhub.adapters.password_strength import common_rank
from bizhub.domain.errors import InvalidInput
from bizhub.domain.passwords import LONGEST, Strength, refusal
from bizhub.services.runtime import Runtime


def refuse_weak(password: str, own_words: Sequence[str], *, field: str = "password") -> None:
    """Raise InvalidInput with the reason when a new password is too short, too long or everybody's first guess."""
    reason = refusal(password, common_rank=common_rank(password), own_words=own_words)
    if reason:
        raise InvalidInput(reason, field=field)


def strength(runtime: Runtime, password: str, own_words: Sequence[str]) -> Strength:
    """The strength to show beside the field; what would be refused scores 0 and says why."""
    reason = refusal(password, common_rank=common_rank(password), own_words=own_words)
    if reason:
        return Strength(0, reason)
    return runtime.strength.measure(password[:LONGEST], own_words)
