"""How Reflex compiles and runs BizHub; what an operator may set is in bizhub/settings.py."""

from typing import Any

import reflex as rx
from reflex.constants import StateManagerMode

from bizhub.components.theme import theme
from bizhub.settings import get_settings

_ENDPOINT = "const endpoint = new URL(url_str);"
_SAME_ORIGIN_ENDPOINT = 'const endpoint = new URL(url_str, globalThis.location?.origin ?? "http://localhost");'


def _use_page_origin(state_js: str) -> str:
    if _SAME_ORIGIN_ENDPOINT in state_js:
        return state_js
    if state_js.count(_ENDPOINT) != 1:
        raise RuntimeError("Reflex builds its endpoints in another way now; look at SameOriginPlugin in rxconfig.py")
    return state_js.replace(_ENDPOINT, _SAME_ORIGIN_ENDPOINT)


class SameOriginPlugin(rx.plugins.Plugin):
    """Lets pages talk to the origin they came from, so that one build serves every address."""

    def pre_compile(self, **context: Any) -> None:
        """Resolve endpoints against the address of the page."""
        context["add_modify_task"]("utils/state.js", _use_page_origin)

    def update_env_json(self, **context: Any) -> dict[str, Any]:
        """Name the endpoints without a host."""
        return {endpoint.name: str(endpoint) for endpoint in rx.constants.Endpoint}


_settings = get_settings()

config = rx.Config(
    app_name="bizhub",
    app_module_import="bizhub.app",
    plugins=[
        SameOriginPlugin(),
        rx.plugins.RadixThemesPlugin(theme=theme()),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
    backend_host=_settings.host,
    backend_port=_settings.port,
    cors_allowed_origins=list(_settings.allowed_origins),
    trusted_proxy_hops=_settings.trusted_proxy_hops,
    # State is a cache: losing it costs a redraw, so it stays in memory, and no file ever holds a cookie.
    state_manager_mode=StateManagerMode.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
)
