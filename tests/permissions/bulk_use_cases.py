"""The use cases of bulk changes: who may call them."""

from tests.permissions.rows import Our, Row, row
from tests.permissions.who import Who

BULK_USE_CASES: dict[str, Row] = {
    "bulk.cancel_run": row(Who.RUNNER, run_id=Our.BULK_RUNNING),
    "bulk.export_run": row(Who.RUNNER, run_id=Our.BULK_DONE),
    "bulk.list_runs": row(Who.PEOPLE_CHOOSER),
    "bulk.prepare_run": row(Who.PEOPLE_CHOOSER, people=Our.PERSON, ad_accounts="", level="ANALYST"),
    "bulk.prepare_undo": row(Who.RUNNER, run_id=Our.BULK_DONE),
    "bulk.read_wish": row(Who.PREPARER, run_id=Our.BULK_PREVIEW),
    "bulk.start_run": row(Who.PREPARER, run_id=Our.BULK_PREVIEW),
    "bulk.tell": row(Who.PART),
    "bulk.view_run": row(Who.RUNNER, run_id=Our.BULK_DONE),
    "bulk.with_changers": row(Who.PART),
    "bulk_facts.name_changers": row(Who.PART),
    "bulk_facts.read_facts": row(Who.PART),
    "bulk_rows.count_pairs": row(Who.PART),
    "bulk_rows.read_changed": row(Who.PART),
    "bulk_rows.read_pairs": row(Who.PART),
    "bulk_rows.read_run": row(Who.PART),
    "bulk_rows.read_waiting": row(Who.PART),
    "bulk_rows.settle": row(Who.PART),
    "bulk_rows.store_pairs": row(Who.PART),
    "bulk_targets.find_ad_accounts": row(Who.PART),
    "bulk_targets.find_people": row(Who.PART),
    "bulk_targets.name_choices": row(Who.PEOPLE_CHOOSER, people=[Our.PERSON], ad_accounts=[]),
}
