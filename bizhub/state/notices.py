"""What a handler answers besides data: a sentence, or another page.

Sentences may hold what people typed. Reflex reads `<reflex.Var>` inside a string as code of its own, so no text
of a person goes into an rx function as it is.
"""

import reflex as rx
from reflex.event import EventSpec
from reflex_base.event import run_script
from reflex_base.vars.base import Var
from reflex_base.vars.function import FunctionVar

_VARIABLE_TAG = "reflex.Var"


def done(sentence: str) -> EventSpec:
    """Say that something is done."""
    return rx.toast.success(plain(sentence))


def begun(sentence: str, *, name: str) -> EventSpec:
    """Say that something is on its way; `over` takes it back by its name."""
    return rx.toast.success(plain(sentence), id=name)


def over(*, name: str) -> EventSpec:
    """Take back what was said to be on its way."""
    return rx.toast.dismiss(name)


def failed(sentence: str) -> EventSpec:
    """Say why something was not done."""
    return rx.toast.error(plain(sentence))


def told(sentence: str) -> EventSpec:
    """Say something that needs no action."""
    return rx.toast.info(plain(sentence))


def go_to(own_path: str, *, replace: bool = False) -> EventSpec:
    """Show a page of this site within the open one; `replace` leaves no step back. Runs its on_load."""
    _refuse_foreign(own_path)
    return rx.redirect(plain(own_path), replace=replace)


def leave_for(own_path: str) -> EventSpec:
    """Load a page of this site anew, with a new connection; `own_path` is built by the server."""
    _refuse_foreign(own_path)
    window = Var("window").to(dict)
    return run_script(window.location.to(dict).assign.to(FunctionVar).call(plain(own_path)))


def plain(text: str) -> str:
    """Text that Reflex cannot take for one of its variables."""
    return text.replace(_VARIABLE_TAG, "reflex Var")


def _refuse_foreign(path: str) -> None:
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError("Only own pages")
