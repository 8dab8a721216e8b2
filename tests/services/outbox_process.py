"""A process with jobs, for tests that kill it: `python -m tests.services.outbox_process [RECIPIENT]`."""

import sys
import time

from bizhub.domain.outbox import Channel
from bizhub.services import background, outbox
from bizhub.services import runtime as runtimes
from bizhub.services.work import Caller, begin
from bizhub.settings import Settings


def main(recipients: list[str]) -> None:
    """Queue a message to each recipient, then run until killed."""
    runtime = runtimes.start(Settings())
    background.start(runtime)
    for recipient in recipients:
        with begin(runtime, Caller(), write=True) as work:
            outbox.queue_message(work, channel=Channel.EMAIL, recipient=recipient, subject="Hello", body="Code 428511")
    time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1:])
