"""The picture of a center: one file with a name that nobody guesses, changed by admins, shown to members.

The row of the center says which file it is. A file that none names is swept away (`sweep`).
"""

import secrets
from functools import partial

from sqlalchemy import select, update

from bizhub.adapters import clock, pictures
from bizhub.domain.audit import AuditEvent
from bizhub.domain.errors import Conflict, NotFound
from bizhub.domain.limits import PICTURES, Rule
from bizhub.domain.policy import Permission
from bizhub.services import limits, record, signals
from bizhub.services.access import CENTER
from bizhub.services.centers import OBJECT
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, Work, begin
from bizhub.settings import write_once

_FOLDER = "pictures"
_NAME_BYTES = 16
_SETTLED_S = 600


def expect_picture(work: Work, *, seen: str) -> None:
    """Raise before a picture is sent that would not be taken: from whom, too often, or over a newer one."""
    work.require(Permission.CENTER_EDIT)
    _refuse_stale(work, seen)


def change_picture(runtime: Runtime, caller: Caller, *, content: bytes, seen: str) -> str:
    """Show another picture, drawn anew from a file; its name. `seen` names the one that the page showed.

    Raises InvalidInput, Conflict when somebody else was faster; then nothing of it is kept.
    """
    with begin(runtime, caller, write=True) as work:
        work.require(Permission.CENTER_EDIT)
        limits.count_try(work, [Rule(f"picture:{work.center_id}", PICTURES)])
    drawn, name = pictures.square(content), secrets.token_hex(_NAME_BYTES)
    path = runtime.settings.folder(_FOLDER) / name
    try:
        with begin(runtime, caller, write=True) as work:
            work.require(Permission.CENTER_EDIT)
            _change(work, name, seen)
            write_once(path, drawn)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return name


def remove_picture(work: Work, *, seen: str) -> None:
    """Show the initials again. Raises Conflict when somebody else has changed the picture."""
    work.require(Permission.CENTER_EDIT)
    _change(work, None, seen)


def read_picture(work: Work, *, name: str) -> bytes:
    """The picture of the current center as PNG; raises NotFound for any other."""
    work.require(Permission.CENTER_VIEW)
    if not name or name != work.in_center().picture:
        raise NotFound
    try:
        return (work.runtime.settings.folder(_FOLDER) / name).read_bytes()
    except FileNotFoundError:
        raise NotFound from None


def sweep(runtime: Runtime) -> int:
    """Remove files that no center names, those of centers that have ended among them; how many."""
    lying = list(runtime.settings.folder(_FOLDER).iterdir())
    with runtime.database.transaction(write=False) as connection:
        named = set(connection.execute(select(CENTER.c.picture).where(CENTER.c.picture.is_not(None))).scalars())
    # A file lies here a moment before the change is committed that names it.
    old = clock.now().timestamp() - _SETTLED_S
    gone = [path for path in lying if path.name not in named and path.stat().st_mtime < old]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _change(work: Work, name: str | None, seen: str) -> None:
    _refuse_stale(work, seen)
    if not seen and name is None:
        return
    center = work.in_center()
    work.connection.execute(update(CENTER).where(CENTER.c.id == work.center_id).values(picture=name))
    work.audit(
        AuditEvent.CENTER_EDIT,
        object_type=OBJECT,
        object_id=center.id,
        object_name=center.name,
        before={"picture": seen},
        after={"picture": name or ""},
    )
    if seen:
        work.after_commit(partial((work.runtime.settings.folder(_FOLDER) / seen).unlink, missing_ok=True))
    work.after_commit(partial(signals.send, signals.CenterChanged(center.id, "center")))


def _refuse_stale(work: Work, seen: str) -> None:
    """From here on `seen` is what the row of the center names, read when the turn to write had come."""
    if work.in_center().picture != seen:
        who = record.last_person(work.connection, work.center_id, AuditEvent.CENTER_EDIT, OBJECT, str(work.center_id))
        raise Conflict(f"{who} has changed the picture in the meantime. Look at it, then choose yours again.")
