"""A stand-in for the server under load: `python -m tests.commands.backup_load FOLDER CENTER TOKEN`.

It renames a person, changes a picture, replaces a document and imports figures without end. What was acknowledged is
told in `FOLDER/told`, a line for each change: what it was, and the moments before and after it in microseconds.
"""

import secrets
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bizhub.adapters import server_lock
from bizhub.domain.audit import AuditEvent
from bizhub.domain.ids import new_id
from bizhub.services import background, center_picture, import_command, import_promises, limits
from bizhub.services import runtime as runtimes
from bizhub.services.runtime import Runtime
from bizhub.services.work import Caller, begin
from bizhub.settings import Settings
from tests.pictures import a_picture

ACCOUNTS, DAYS = 4, 25
HEAD = "By Day,Account ID,Account name,Currency,Cost,Impressions,Clicks (destination),Conversions\n"


class Load:
    """What is done without end, and where it is told."""

    def __init__(self, runtime: Runtime, folder: Path, caller: Caller) -> None:
        """Begin nothing yet."""
        self.runtime = runtime
        self.folder = folder
        self.caller = caller
        self.told = (folder / "told").open("a", buffering=1)
        self.once = threading.Barrier(5)

    def for_ever(self, what: str, change: Callable[[int], None]) -> None:
        """Do it again and again, numbered from 1."""
        number = 0
        while True:
            number += 1
            began = _now()
            change(number)
            self.told.write(f"{what} {number} {began} {_now()}\n")
            if number == 1:
                self.once.wait()

    def entry(self, number: int) -> None:
        """A change with its entry."""
        with begin(self.runtime, self.caller, write=True) as work:
            work.audit(AuditEvent.USER_EDIT, object_type="user", object_id=str(number), object_name="load")

    def picture(self, number: int) -> None:
        """Another picture; the file of the one before goes."""
        with begin(self.runtime, self.caller, write=False) as work:
            seen = work.in_center().picture or ""
        content = a_picture(size=(40 + number % 20, 20))
        center_picture.change_picture(self.runtime, self.caller, content=content, seen=seen)

    def document(self, number: int) -> None:
        """A file under a random name that an entry names; the one before goes."""
        name, folder = secrets.token_hex(16), self.runtime.settings.folder("documents")
        with begin(self.runtime, self.caller, write=True) as work:
            (folder / name).write_text(name)
            work.audit(AuditEvent.USER_EDIT, object_type="document", object_id=name, object_name="load")
            old = [path for path in folder.iterdir() if path.name != name]
            work.after_commit(lambda: [path.unlink() for path in old])
        time.sleep(0.005)

    def figures(self, number: int) -> None:
        """Import other figures for the same days, one ad account after the other."""
        path, file = self.folder / f"report-{number}.csv", str(new_id())
        days = [f"2026-01-{day + 1:02d}" for day in range(DAYS)]
        rows = [
            f"{day},{account},A{account},EUR,{number},{number},1,0\n" for day in days for account in range(ACCOUNTS)
        ]
        path.write_text(HEAD + "".join(rows))
        self._have_done(
            import_command.RECEIVE_JOB, center_id=self.caller.center_id, keep=True,
            files=[{"id": file, "path": str(path)}],
            choice={"external_id": "", "time_zone": "", "currency": ""},
        )  # fmt: skip
        ended = self._have_done(import_command.RUN_JOB, center_id=self.caller.center_id, file_ids=[file])
        assert not ended["files"][0]["error"], ended
        path.unlink()

    def _have_done(self, name: str, **payload: Any) -> Any:
        status = self.runtime.jobs.wait(self.runtime.jobs.enqueue(name, **payload), timeout_s=120)
        assert not status.error, status
        return status.result


def _now() -> int:
    return time.time_ns() // 1000


def main() -> None:
    """Change until killed."""
    folder, center, token = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    settings = Settings()
    import_promises.PART_ACCOUNTS = 1  # many states in between
    limits.count_try = lambda *_: ()  # type: ignore[assignment]  # nobody changes pictures so often
    with server_lock.acquire(settings.data_dir, server_lock.Owner.SERVER):
        runtime = runtimes.start(settings)
        background.start(runtime)
        load = Load(runtime, folder, Caller(session_token=token, center_id=center, address="127.0.0.1", device="test"))
        for what in ("entry", "picture", "document", "figures"):
            threading.Thread(target=load.for_ever, args=(what, getattr(load, what)), daemon=True).start()
        load.once.wait(timeout=60)
        print("ready", flush=True)  # noqa: T201
        time.sleep(600)


if __name__ == "__main__":
    main()
