"""Rules on what of Reflex may be used, and how; the reasons are those of its security model."""

import ast
import re
from collections.abc import Iterator

from tests.rules.sources import Function, Source, dotted_name

# upload runs handlers for strangers; html and raw attributes run scripts; browser storage is written by anybody;
# Model and session bring an engine without our transactions; a listener on the window sends every key, passwords too.
_BANNED = {
    "upload", "upload_files", "upload_files_chunk", "get_upload_url", "get_upload_dir", "html", "Cookie",
    "LocalStorage", "SessionStorage", "Model", "ModelBase", "session", "asession", "window_event_listener",
    "SharedState", "download", "script", "_x.client_state", "event",
}  # fmt: skip
_REMOTE = "bizhub/state/remote.py"
# What a tab shows is kept by its browser; the guard takes that one variable back and its state checks it like a link.
_ALLOWED = {("bizhub/state/session.py", "SessionStorage")}
_LEAVING = "bizhub/state/notices.py"
_PIXELS_OR_COLOUR = re.compile(r"^-?\d+(\.\d+)?px$|^#[0-9a-fA-F]{3,8}$|^(rgb|hsl)a?\(")
_READERS = {"_ask", "_act", "begin", "execute", "exec", "scalar", "scalars", "query", "current"}
_HANDLER_MARKS = {"remote", "rx.var", "var", "property", "cached_property", "classmethod", "staticmethod", "overload"}


def banned_parts_are_not_used(source: Source) -> Iterator[str]:
    """What of Reflex opens a hole stays out; `rx.event` is applied by `@remote` alone."""
    if not source.path.startswith("bizhub/") or source.path == _REMOTE:
        return
    for node in source.nodes:
        path = source.reflex_path(node)
        if path is not None and path in _BANNED and (source.path, path) not in _ALLOWED:
            yield f"{_line(node)}: rx.{path}"
        if isinstance(node, ast.ImportFrom) and node.module == "reflex":
            yield from (f"{node.lineno}: rx.{name.name}" for name in node.names if name.name in _BANNED)


def raw_html_is_not_set(source: Source) -> Iterator[str]:
    """Nothing sets HTML from a string."""
    for node in source.nodes if source.path.startswith("bizhub/") else ():
        name = node.arg if isinstance(node, ast.keyword) else node.value if isinstance(node, ast.Constant) else None
        if isinstance(name, str) and name.lower().replace("_", "") == "dangerouslysetinnerhtml":
            yield f"{_line(node)}: {name}"


def markdown_shows_no_html(source: Source) -> Iterator[str]:
    """Text of people in Markdown is text: `use_raw=False` stands in every call."""
    for call in source.calls:
        if source.reflex_path(call.func) in ("markdown", "markdown.root"):
            raw = [keyword.value for keyword in call.keywords if keyword.arg == "use_raw"]
            if not (raw and isinstance(raw[0], ast.Constant) and raw[0].value is False):
                yield f"{call.lineno}: rx.markdown without use_raw=False"


def scripts_are_constants(source: Source) -> Iterator[str]:
    """Scripts for the browser are written in the source, never put together from values."""
    for call in source.calls:
        name = source.reflex_path(call.func) or dotted_name(call.func) or ""
        is_script = name.rsplit(".", 1)[-1] in ("call_script", "run_script") and source.path != _LEAVING
        if is_script and not _is_constant(_first_argument(call)):
            yield f"{call.lineno}: {name} of something put together"


def redirects_are_constants(source: Source) -> Iterator[str]:
    """Where a person is sent stands in the source; state/notices.py builds the other addresses and checks them."""
    for call in source.calls:
        if source.reflex_path(call.func) == "redirect" and source.path != _LEAVING:
            target = _first_argument(call)
            if not (_is_constant(target) and _is_own_path(target)):
                yield f"{call.lineno}: rx.redirect to something put together or foreign"


def computed_vars_read_nothing(source: Source) -> Iterator[str]:
    """A computed var is evaluated while pages are compiled: what it reads would be published."""
    for function in source.functions:
        if any(source.reflex_path(_called(mark)) in ("var", "cached_var") for mark in function.decorator_list):
            yield from _reads(function)


def public_methods_are_marked(source: Source) -> Iterator[str]:
    """Reflex makes every public method of a state callable from browsers, so each says that it is meant to be."""
    for found in source.classes:
        if source.room == "state" and _is_state(found):
            for method in found.body:
                if isinstance(method, Function) and not method.name.startswith("_") and not _is_marked(method):
                    yield f"{method.lineno}: {found.name}.{method.name} without @remote"


def pages_use_theme_tokens(source: Source) -> Iterator[str]:
    """Pages and components name no colours and no pixels."""
    if source.room in ("pages", "components"):
        for node in source.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _PIXELS_OR_COLOUR.match(node.value):
                yield f"{node.lineno}: {node.value}"


def _reads(function: Function) -> Iterator[str]:
    for node in ast.walk(function):
        called = dotted_name(node.func) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Await) or (called or "").rsplit(".", 1)[-1] in _READERS:
            yield f"{_line(node)}: {function.name} reads"


def _is_state(found: ast.ClassDef) -> bool:
    bases = [dotted_name(base) or "" for base in found.bases]
    return any(base.rsplit(".", 1)[-1].endswith("State") for base in bases)


def _is_marked(method: Function) -> bool:
    marks = [dotted_name(_called(mark)) or "" for mark in method.decorator_list]
    return any(mark in _HANDLER_MARKS or mark.endswith(".setter") for mark in marks)


def _called(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _first_argument(call: ast.Call) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg in ("path", "javascript_code")]
    return call.args[0] if call.args else named[0] if named else None


def _is_constant(node: ast.expr | None) -> bool:
    """A literal, or a name written in capitals as constants are."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    name = dotted_name(node) if node else None
    return name is not None and name.rsplit(".", 1)[-1].lstrip("_").isupper()


def _is_own_path(node: ast.expr | None) -> bool:
    if not isinstance(node, ast.Constant):
        return True
    return str(node.value).startswith("/") and not str(node.value).startswith(("//", "/\\"))


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))
