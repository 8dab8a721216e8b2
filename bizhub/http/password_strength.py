"""How strong a password is while it is typed; nothing of it is kept."""

import time
from collections import Counter

from starlette.responses import JSONResponse, Response

from bizhub.domain.errors import TooManyTries
from bizhub.domain.limits import network_of
from bizhub.http.forms import Form, Visit, form_door
from bizhub.services import password_rules

_WINDOW_S = 10
_IN_WINDOW = 40


class StrengthForm(Form):
    """The password so far, and what others know of the person."""

    password: str
    name: str = ""
    address: str = ""


class _Turns:
    """Counts questions per network in windows of ten seconds; an estimate costs more than any other answer here."""

    def __init__(self) -> None:
        self._window = 0
        self._asked: Counter[str] = Counter()

    def take(self, network: str) -> None:
        window = int(time.monotonic() / _WINDOW_S)
        if window != self._window:
            self._window, self._asked = window, Counter()
        self._asked[network] += 1
        if self._asked[network] > _IN_WINDOW:
            raise TooManyTries(retry_after_s=_WINDOW_S)


_turns = _Turns()


def _measure(visit: Visit, form: StrengthForm) -> Response:
    _turns.take(network_of(visit.caller.address))
    found = password_rules.strength(visit.runtime, form.password, [form.name, form.address])
    return JSONResponse({"score": found.score, "verdict": found.verdict, "why": found.warning})


routes = [form_door("/auth/strength", StrengthForm, _measure)]
