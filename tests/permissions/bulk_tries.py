"""How the handlers of bulk changes are tried, by hand."""

import json

from tests.permissions.shows import Seen, Shows, becomes, has, leads_to, says, tells
from tests.permissions.tried import SESSION, Try
from tests.permissions.use_cases import Our

FORM = {"page": "/team/bulk?people={PERSON}&accounts={AD_ACCOUNT}", "steps": (SESSION,)}
FILLED = {**FORM, "steps": (SESSION, "bulk_form.BulkFormState.load"), "filled_by": "admin"}
PREVIEW = {"page": "/team/bulk?run={BULK_PREVIEW}", "steps": (SESSION, "bulk_run.BulkRunState.load")}
RUNNING = {"page": "/team/bulk?run={BULK_RUNNING}", "steps": (SESSION, "bulk_run.BulkRunState.load")}
DONE = {"page": "/team/bulk?run={BULK_DONE}", "steps": (SESSION, "bulk_run.BulkRunState.load")}
SEEN = {**DONE, "filled_by": "admin"}
TEAM = {"page": "/team", "steps": (SESSION, "team.TeamState.load"), "filled_by": "admin"}
WRONG = {"report": json.dumps({"errors": {"people": "x"}, "done": False, "n": 1})}


def chosen(name: str, *ids: Our) -> Shows:
    """These are chosen in the form."""

    def shows(seen: Seen) -> bool:
        return [chip.id for chip in seen.answer.value(name) or []] == [seen.stage.ours[one] for one in ids]

    return shows


BULK_TRIES: tuple[Try, ...] = (
    Try("bulk_form.BulkFormState.add_account", chosen("accounts", Our.AD_ACCOUNT), {"row_id": Our.AD_ACCOUNT},
        page="/team/bulk", steps=(SESSION, ("bulk_form.BulkFormState.suggest_accounts", {"query": "shop"})),
        filled_by="admin"),
    Try("bulk_form.BulkFormState.add_person", chosen("people", Our.PERSON), {"row_id": Our.PERSON},
        page="/team/bulk", steps=(SESSION, ("bulk_form.BulkFormState.suggest_people", {"query": "member"})),
        filled_by="admin"),
    Try("bulk_form.BulkFormState.answered", becomes("errors", {"people": "x"}), WRONG, page="/team/bulk"),
    Try("bulk_form.BulkFormState.load", chosen("people", Our.PERSON), **FORM),
    Try("bulk_form.BulkFormState.remove", becomes("people", []), {"kind": "people", "row_id": Our.PERSON}, **FILLED),
    Try("bulk_form.BulkFormState.suggest_accounts", becomes("accounts_answered", "shop"), {"query": "shop"},
        page="/team/bulk", steps=(SESSION,)),
    Try("bulk_form.BulkFormState.suggest_people", becomes("people_answered", "member"), {"query": "member"},
        page="/team/bulk", steps=(SESSION,)),
    Try("bulk_run.BulkRunState.cancel", says("It stops after the part"), **RUNNING),
    Try("bulk_run.BulkRunState.load", has("run"), page="/team/bulk?run={BULK_DONE}", steps=(SESSION,)),
    Try("bulk_run.BulkRunState.refresh", has("run"), **DONE),
    Try("bulk_run.BulkRunState.show_only", leads_to("/team/bulk?run={BULK_DONE}&show=SKIPPED"), {"state": "SKIPPED"},
        **SEEN),
    Try("bulk_run.BulkRunState.start", says("It runs."), **PREVIEW),
    Try("bulk_run.BulkRunState.turn_back", leads_to("/team/bulk?run={BULK_DONE}"), **SEEN),
    Try("bulk_run.BulkRunState.turn_on", leads_to("/team/bulk?run={BULK_DONE}&page=2"), **SEEN),
    Try("bulk_run.BulkRunState.undo", leads_to("/team/bulk?run="), **DONE),
    Try("team.TeamState.clear_selection", becomes("selected", []), **TEAM),
    Try("team.TeamState.toggle", becomes("selected", [Our.PERSON]), {"row_id": Our.PERSON}, **TEAM),
    Try("team.TeamState.toggle_page", tells("selected"), **TEAM),
)  # fmt: skip
