"""The rule that no use case changes anything without its entry in the activity."""

import ast
from collections.abc import Iterator

from tests.rules.sources import Function, Source, dotted_name

_WRITES = {"insert", "update", "delete", "insert_rows"}
UNRECORDED: dict[str, str] = {
    "ad_account_applications.move": "part of a decision or a change, which its use case records",
    "approvals.lapse": "it has lapsed by the clock, stored or not; who asked is told",
    "bulk.prepare_run": "a preview; start_run and each part of the run are recorded",
    "bulk.prepare_undo": "a preview, as prepare_run",
    "bulk_rows.settle": "what became of pairs whose changes levels.apply records",
    "bulk_rows.store_pairs": "part of a preview, as prepare_run",
    "codes.ask": "a question is no change; what its answer changes is recorded by sign_up and reset",
    "codes.check_code": "counts a wrong guess",
    "codes.send_again": "the same code once more",
    "codes.spend": "part of sign_up.confirm and reset.choose_password, which record the change",
    "codes.void": "part of user_disabling and account_deletion, which record the change",
    "group_grants.follow": "part of asset_groups, whose use cases record what changed",
    "import_accounts.choose": "what a file that waits shall become, as receive_file",
    "import_accounts.forget_sources": "part of receive_file and of the import that records its outcome",
    "import_files.write_state": "part of an import, whose outcome is recorded when it is promised",
    "import_list.clear_imports": "takes the notes of imports that have ended off the page",
    "imports.receive_file": "a file that waits for its import is nothing in the center yet",
    "limits.count_try": "counts, so that guessing ends",
    "limits.give_back": "the other side of count_try",
    "limits.note_try": "part of count_try",
    "lost_device.cancel": "voids a link; what its person did to void it is recorded",
    "lost_device.redeem": "part of a sign-in; two_step.remove records what it turns off",
    "members.begin_again": "part of change_role and set_member_end, which record the change",
    "members.end_levels": "part of remove_member, leave_center and accept_invitation, which record the change",
    "notification_list.mark_all_read": "a person's own memory of what they have read",
    "notification_list.mark_read": "a person's own memory of what they have read",
    "notifications.levels_moved": "part of a change of levels, which its use case records",
    "notifications.tell": "tells of a change that its caller records",
    "outbox.drop_messages": "part of account_deletion, which records what it deletes",
    "outbox.queue_message": "tells of a change that its caller records",
    "pins.move_pin": "a person's own shortcut",
    "pins.pin_ad_account": "a person's own shortcut",
    "pins.unpin_ad_account": "a person's own shortcut",
    "preferences.write_preference": "a person's own memory of the screen",
    "recovery.close": "part of each way in which a recovery ends, which its use case records",
    "review_cases.close_case": "part of a decision, which its use case records",
    "review_cases.free_all_of": "part of desk_people, which records who left the desk",
    "review_cases.hold_claimed": "notes that the reviewer is still there",
    "review_cases.open_case": "part of a submission, which its use case records",
    "review_cases.withdraw_case": "part of a withdrawal, which its use case records",
    "second_step.forget": "part of user_disabling, which records the change",
    "second_step.wait": "nobody is signed in yet; what comes of it is recorded by second_step.finish",
    "session_store.renew_token": "part of password_change.change_password, which records the change",
    "switching.remember_switch": "a person's own memory of the screen",
    "verification_drafts.discard_draft": "a draft is nothing in the center; documents that end with it are recorded",
    "verification_drafts.save_draft": "a draft is nothing in the center; verification.submit_verification records it",
    "verification_drafts.start_correction": "as save_draft",
    "verification_drafts.start_verification": "as save_draft",
    "verification_rows.carry_documents": "part of start_correction",
    "verification_rows.move_documents": "part of a draft, or of an appeal, which records itself",
    "two_step.begin_setup": "nothing is on before confirm_setup, which records it",
}
"""Writes that change nobody's rights or data, or that another use case records: each with the reason."""


def changes_are_recorded(source: Source) -> Iterator[str]:
    """A function of services that takes `work` and writes calls `work.audit`, itself or through its module."""
    if source.room != "services" or source.path == "bizhub/services/work.py":
        return
    functions = {found.name: found for found in source.tree.body if isinstance(found, Function)}
    prepared = {
        name.id
        for statement in source.tree.body
        if isinstance(statement, ast.Assign) and _calls(statement) & _WRITES
        for name in statement.targets
        if isinstance(name, ast.Name)
    }
    for name, function in functions.items():
        if name.startswith("_") or not _takes_work(function) or f"{_module(source)}.{name}" in UNRECORDED:
            continue
        reached = [functions[each] for each in _reach(name, functions)]
        used = {node.id for part in reached for node in ast.walk(part) if isinstance(node, ast.Name)}
        called = {each for part in reached for each in _calls(part)}
        if (called & _WRITES or used & prepared) and "audit" not in called:
            yield f"{function.lineno}: {name} writes and records nothing"


def _takes_work(function: Function) -> bool:
    first = function.args.args[:1]
    return bool(first) and first[0].arg == "work"


def _reach(name: str, functions: dict[str, Function]) -> set[str]:
    """A function and those of its module that it uses, directly or through others."""
    found, ahead = set[str](), [name]
    while ahead:
        each = ahead.pop()
        if each not in found:
            found.add(each)
            names = {node.id for node in ast.walk(functions[each]) if isinstance(node, ast.Name)}
            ahead.extend(names & functions.keys())
    return found


def _calls(node: ast.AST) -> set[str]:
    """The last words of what is called: `audit` of `work.audit(…)`."""
    calls = (each for each in ast.walk(node) if isinstance(each, ast.Call))
    return {(dotted_name(call.func) or "").rsplit(".", 1)[-1] for call in calls}


def _module(source: Source) -> str:
    return source.path.rsplit("/", 1)[-1].removesuffix(".py")
