"""Two people, or two tabs, that edit the same thing at once: what each of them changed is kept."""

from collections.abc import Callable, Mapping

from bizhub.domain.errors import Overtaken


def changes(
    seen: Mapping[str, str], typed: Mapping[str, str], current: Mapping[str, str], *, who: Callable[[], str]
) -> dict[str, str]:
    """The fields to write, with their values; the keys of `typed` are those of the form, and of the other two.

    Only what differs from what the page showed (`seen`; a field that it leaves out was shown as it is now) was meant to
    change. Raises Overtaken where somebody else has
    written something else into such a field since; `who` names them.
    """
    shown = {**current, **seen}
    meant = {field: value for field, value in typed.items() if value != shown[field]}
    overtaken = {field: current[field] for field, value in meant.items() if current[field] not in {shown[field], value}}
    if overtaken:
        raise Overtaken(who(), overtaken)
    return {field: value for field, value in meant.items() if value != current[field]}
