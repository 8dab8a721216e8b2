"""Expected failures: each carries a sentence for the person who caused it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bizhub.domain.policy import Bar


class BizHubError(Exception):
    """A failure that a person can understand and act on."""

    def __init__(self, message: str) -> None:
        """Keep the sentence for people."""
        super().__init__(message)
        self.message = message


class NotFound(BizHubError):
    """Unknown and foreign objects alike: the answer never tells which."""

    def __init__(self, message: str = "Not found.") -> None:
        """Take the one sentence for both."""
        super().__init__(message)


class NoCenter(NotFound):
    """The caller looks at no center: whoever is in none makes one first."""


class CenterBarred(BizHubError):
    """The rules of the center about signing in keep the person out of it for now."""

    def __init__(self, bar: Bar, center_name: str) -> None:
        """Say what opens it."""
        self.bar = bar
        super().__init__(
            f"{center_name} asks for 2-step verification. Turn it on under Profile to go on."
            if bar is Bar.TWO_STEP
            else f"{center_name} asks you to sign in again: this session is older than its rules allow."
        )


class PermissionDenied(BizHubError):
    """The acting person lacks a right inside their own center."""

    def __init__(self, *, missing: str, granters: Sequence[str] = ()) -> None:
        """Name the missing right and the people who can give it."""
        self.missing = missing
        self.granters = tuple(granters)
        who = f" {_listed(self.granters)} can give it to you." if self.granters else ""
        super().__init__(f"You need {missing} for this.{who}")


class InvalidInput(BizHubError):
    """Something typed cannot be taken as it is; `field` names where it was typed."""

    def __init__(self, message: str, *, field: str = "") -> None:
        """Keep the sentence and its field."""
        super().__init__(message)
        self.field = field


class Conflict(BizHubError):
    """Somebody else changed it first, or it is in a state that does not allow this."""


class Overtaken(Conflict):
    """Somebody else has written into the same fields since the page was shown."""

    def __init__(self, who: str, fields: Mapping[str, str]) -> None:
        """Keep what stands in each field now, and a sentence for each."""
        self.fields = dict(fields)
        self.sentences = {field: _overtaken_words(who, value) for field, value in fields.items()}
        super().__init__(" ".join(self.sentences.values()))


class SignedOut(BizHubError):
    """There is no valid session behind the call."""

    def __init__(self, message: str = "Please sign in again. What you typed is still here.") -> None:
        """Take the usual sentence."""
        super().__init__(message)


class TooManyTries(BizHubError):
    """A limit on tries was reached."""

    def __init__(self, *, retry_after_s: int) -> None:
        """Say when the next try is possible; `retry_after_s` in seconds."""
        self.retry_after_s = retry_after_s
        minutes = max(1, -(-retry_after_s // 60))
        unit = "minute" if minutes == 1 else "minutes"
        super().__init__(f"Too many tries. Please wait {minutes} {unit} and try again.")


class Busy(BizHubError):
    """The server has more work than it can queue right now."""

    def __init__(self, message: str = "BizHub is very busy. Please try again in a moment.") -> None:
        """Take the usual sentence."""
        super().__init__(message)


def _overtaken_words(who: str, value: str) -> str:
    done = f"changed this to “{value}”" if value else "emptied this"
    return f"{who} {done} in the meantime. What you typed is still here: save again to put it in its place."


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} or {names[-1]}"


@contextmanager
def refused_as_a_whole() -> Iterator[None]:
    """For what people ask for without a form: what would be said at a field that their page does not have."""
    try:
        yield
    except InvalidInput as refusal:
        raise Conflict(refusal.message) from None
