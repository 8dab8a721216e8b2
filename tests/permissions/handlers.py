"""Every event handler, as module.State.handler, and who may call it."""

from tests.permissions.who import Who

HANDLERS: dict[str, Who] = {
    "imports.ImportState.choose": Who.MEMBER,
    "imports.ImportState.clear": Who.MEMBER,
    "imports.ImportState.load": Who.MEMBER,
    "imports.ImportState.start": Who.MEMBER,
    "imports.ImportState.start_all": Who.MEMBER,
    "imports.ImportState.uploaded": Who.MEMBER,
    "session.SessionState.load": Who.SIGNED_IN,
    "session.SessionState.select_account": Who.MEMBER,
    "session.SessionState.switch_center": Who.SIGNED_IN,
}
