"""The mark of use cases that need no permission."""

from collections.abc import Callable
from typing import Any, TypeVar

_UseCase = TypeVar("_UseCase", bound=Callable[..., Any])

_MARK = "__bizhub_public__"


def public(use_case: _UseCase) -> _UseCase:
    """Mark a use case that anybody may call, signed in or not; all others begin with `work.require` or the like."""
    setattr(use_case, _MARK, True)
    return use_case


def is_public(use_case: Callable[..., Any]) -> bool:
    """Whether a use case carries the mark."""
    return getattr(use_case, _MARK, False) is True
