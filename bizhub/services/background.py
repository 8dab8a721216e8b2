"""Every job of BizHub, known before any is run: whoever starts the jobs may have to go on with any of them."""

from bizhub.adapters import mail
from bizhub.services import (
    approval_jobs,
    backup,
    bulk_jobs,
    center_sweep,
    code_messages,
    demo,
    desk_people,
    document_jobs,
    end_reminders,
    import_command,
    import_jobs,
    import_sweep,
    outbox,
    recovery_jobs,
    user_disabling,
    verification_jobs,
)  # fmt: skip
from bizhub.services.runtime import Runtime

JOBS = (
    approval_jobs, backup, bulk_jobs, center_sweep, code_messages, demo, desk_people, document_jobs, end_reminders,
    import_command, import_jobs, import_sweep, outbox, recovery_jobs, user_disabling, verification_jobs,
)  # fmt: skip
"""Where they are; a module with jobs is imported here, or its jobs cannot go on after a restart."""


def start(runtime: Runtime) -> None:
    """Start the jobs of this process; ValueError when the message settings cannot be right.

    Off the event loop, after any fork, by the owner of the data folder's lock. `Runtime.close` stops them.
    """
    mail.describe(runtime.settings)
    runtime.jobs.start(runtime)
