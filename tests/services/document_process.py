"""A process that sends documents one after the other and then the draft, for tests that kill it."""

import os

from sqlalchemy import update

from bizhub.services import document_rows
from bizhub.services import runtime as runtimes
from bizhub.services.work import Caller
from bizhub.settings import Settings
from tests.pictures import a_picture
from tests.services.document_stage import send


def work(settings: Settings, caller: Caller, draft: str, count: int, told: int) -> None:
    """Each document that was taken is a byte into a pipe, and so is the draft when it was sent."""
    runtime = runtimes.start(settings)
    os.write(told, b"+")
    for number in range(count):
        send(runtime, caller, draft, a_picture(size=(40, 20 + number)), name=f"{number}.png")
        os.write(told, b".")
    table = document_rows.VERIFICATION
    with runtime.database.transaction(write=True) as connection:
        connection.execute(update(table).where(table.c.id == int(draft)).values(state="REVIEWING"))
    os.write(told, b"!")
