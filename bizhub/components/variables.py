"""State variables in layouts."""

from typing import Any


def var(variable: Any) -> Any:
    """A state's variable, which a type checker takes for the plain value it has on the server."""
    return variable
