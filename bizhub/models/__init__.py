"""Tables: columns, keys and indexes, nothing else."""

from bizhub.models import (
    activity,
    ad_account,
    bulk,
    center,
    desk,
    imports,
    notification,
    outbox,
    team,
    ticket,
    two_step,
    user,
    verification,
)

__all__ = [
    "activity",
    "ad_account",
    "bulk",
    "center",
    "desk",
    "imports",
    "notification",
    "outbox",
    "team",
    "ticket",
    "two_step",
    "user",
    "verification",
]
