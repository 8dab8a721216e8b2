"""The page's address, kept in step with its filters by assets/address.js."""

from typing import Any

import reflex as rx
from reflex_base.components.component import Component

from bizhub.components.text import Text


def page_address(query: Text, *, ready: Any) -> Component:
    """An invisible element; once `ready`, the page's address carries `query` ("?kind=import" or "")."""
    return rx.el.span(hidden=True, data_bh_address=query, data_bh_ready=rx.cond(ready, "true", "false"))
