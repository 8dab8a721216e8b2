"""Tables: columns, keys and indexes, nothing else."""

from bizhub.models import activity, ad_account, bulk, center, imports, notification, outbox, team, two_step, user

__all__ = ["activity", "ad_account", "bulk", "center", "imports", "notification", "outbox", "team", "two_step", "user"]
