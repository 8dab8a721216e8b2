"""A verification that is being written: started from what is known, saved as it is typed, checked before it is sent."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from bizhub.domain.centers import LONGEST_NAME, LONGEST_WEBSITE, normal_website
from bizhub.domain.document_types import DocumentType, document_type
from bizhub.domain.documents import DocumentState, Holder
from bizhub.domain.errors import Conflict, InvalidInput
from bizhub.domain.ids import new_id
from bizhub.domain.names import one_line
from bizhub.domain.policy import Permission
from bizhub.domain.verification import (
    LONGEST_NUMBER,
    STEP_FIELDS,
    VALUE_FIELDS,
    Draft,
    DraftOvertaken,
    EntityKind,
    Problem,
    SubmissionState,
)
from bizhub.domain.verification_reasons import FIELD_WORDS, FILES, open_fields
from bizhub.services import document_numbers, document_rows, documents, regions, verification_rows
from bizhub.services.access import USER
from bizhub.services.document_rows import DOCUMENT
from bizhub.services.verification_standing import VERIFICATION
from bizhub.services.work import Work

_LONGEST = {"document_number": LONGEST_NUMBER, "name": LONGEST_NAME, "website": LONGEST_WEBSITE}
_COLUMN_SIGNS = 40
_REVIEWING = "The desk reviews what was sent already. Take it back first, or wait for the answer."


def start_verification(work: Work) -> str:
    """Begin a verification, or go on with the one that was begun; the draft's ID.

    It starts from what was taken back, else from the last approved one, else from the center. Raises Conflict while
    the desk reviews one.
    """
    work.require(Permission.CENTER_VERIFY)
    rows = verification_rows.all_of(work, work.center_id)
    if (draft := begun(rows)) is not None:
        return str(draft.id)
    newest = next((row for row in rows if row.submitted_at is not None), None)
    if newest is None or newest.state == SubmissionState.FAILED:
        center = verification_rows.center_facts(work, work.center_id)
        kind = EntityKind.INDIVIDUAL.value if center["is_personal"] else ""
        known = {"kind": kind, "region": center["region"], "website": center["website"]}
        return _insert(work, {**known, "name": center["company_name"] or work.signed_in().name})
    is_back = newest.state == SubmissionState.WITHDRAWN
    number = _insert(work, verification_rows.values_of(work, newest), newest.previous_id if is_back else None)
    if is_back:
        verification_rows.move_documents(work, newest.id, int(number))
    return number


def start_correction(work: Work) -> str:
    """Begin to send again what failed of the last submission, or go on with that; the draft's ID.

    What did not fail is there already, documents included. Raises Conflict when nothing was refused.
    """
    work.require(Permission.CENTER_VERIFY)
    rows = verification_rows.all_of(work, work.center_id)
    begun_before, failed = begun(rows), last_sent(rows)
    if failed is None or failed.state != SubmissionState.FAILED:
        raise Conflict("Nothing of the last verification was refused. Load the page again.")
    if begun_before is not None:
        if begun_before.previous_id != failed.id:
            raise Conflict("Another verification was begun. Finish it, or drop it first.")
        return str(begun_before.id)
    # What corrected it before and was taken back is what they had typed last.
    basis = next((row for row in rows if row.previous_id == failed.id and row.submitted_at is not None), failed)
    draft = _insert(work, verification_rows.values_of(work, basis), failed.id)
    problems = verification_rows.problems_of(failed)
    if basis is not failed:  # what was sent since in place of refused files goes on
        problems = tuple(each for each in problems if each.field != FILES)
    verification_rows.carry_documents(work, basis.id, int(draft), problems)
    return draft


def save_draft(work: Work, *, draft_id: str, version: int, step: int, values: Mapping[str, str]) -> Draft:
    """Keep what is typed (a part of VALUE_FIELDS) and the step, from 1; the draft as it is now.

    `version` is that of the draft which the page shows. Raises DraftOvertaken for another one, InvalidInput for a
    field that the desk has accepted.
    """
    work.require(Permission.CENTER_VERIFY)
    row = require_draft(work, draft_id)
    draft = draft_of(work, row)
    typed = {name: _cut(name, str(values[name])) for name in VALUE_FIELDS if name in values}
    if row.version != version:
        raise _overtaken(work, row, draft, typed)
    changed = {name: value for name, value in typed.items() if value != draft.values[name]}
    for name in changed:
        if name not in draft.open:
            raise InvalidInput("The desk has accepted this. It is sent as it is.", field=name)
    merged = {**draft.values, **changed}
    if {"kind", "region"} & changed.keys() and "document_type" in draft.open and _chosen(merged) is None:
        merged["document_type"] = ""
    stored = {**_columns(work, row.id, merged), "step": min(max(step, 1), len(STEP_FIELDS))}
    following = {"version": row.version + 1, "edited_by": work.user_id}
    work.connection.execute(update(VERIFICATION).where(VERIFICATION.c.id == row.id).values(**stored, **following))
    return draft_of(work, verification_rows.read_own(work, draft_id))


def discard_draft(work: Work, *, draft_id: str) -> None:
    """Drop what was begun: its new documents are deleted, those of the submission before go back to it."""
    work.require(Permission.CENTER_VERIFY)
    row = require_draft(work, draft_id)
    basis = row.previous_id
    if basis is not None:
        verification_rows.move_documents(work, row.id, basis, DOCUMENT.c.uploaded_at < row.created_at)
    for document in documents.list_documents(work, holder=Holder.VERIFICATION, holder_id=draft_id):
        documents.remove_document(work, document_id=document.id)
    gone = {"state": SubmissionState.WITHDRAWN.value, "document_number": "", "version": row.version + 1}
    work.connection.execute(update(VERIFICATION).where(VERIFICATION.c.id == row.id).values(gone))


def check_step(work: Work, *, draft_id: str, step: int) -> None:
    """Raise InvalidInput for the first field of a step (from 1) of the stored draft that cannot be taken as it is."""
    work.require(Permission.CENTER_VERIFY)
    row = require_draft(work, draft_id)
    draft = draft_of(work, row)
    for name in STEP_FIELDS[step - 1] if 1 <= step <= len(STEP_FIELDS) else ():
        checked_field(work, draft.values, name)
    if step > len(STEP_FIELDS) - 2:
        require_documents(work, row, draft)


def checked_field(work: Work, values: Mapping[str, str], name: str) -> str:
    """One field as it is sent, or InvalidInput."""
    typed = values[name]
    if name == "kind":
        if typed not in list(EntityKind):
            raise InvalidInput("Choose who is behind this center.", field=name)
        if typed == EntityKind.BUSINESS and verification_rows.center_facts(work, work.center_id)["is_personal"]:
            raise InvalidInput("Your own ad accounts are verified as an individual's.", field=name)
    if name == "region" and typed not in dict(regions.regions()):
        raise InvalidInput("Choose one of the list.", field=name)
    document = _chosen(values)
    if name == "document_type" and document is None:
        raise InvalidInput("Choose the document that you send.", field=name)
    if name == "document_number" and document is not None:
        return document_numbers.checked_number(document, typed)
    if name == "name" and not one_line(typed):
        raise InvalidInput("Write the name as it stands in the document.", field=name)
    if name == "website":
        website = normal_website(typed)
        if website is None:
            raise InvalidInput("This is not the address of a website, such as shop.example.com.", field=name)
        return website
    return one_line(typed)


def require_documents(work: Work, row: Row[Any], draft: Draft) -> None:
    """Raise InvalidInput, field "files", unless there is a document and every one was found clean."""
    sent = documents.list_documents(work, holder=Holder.VERIFICATION, holder_id=str(row.id))
    if not sent:
        raise InvalidInput("Add the document: at least one file.", field=FILES)
    if FILES in failed_fields(draft.problems) and not _new_documents(work, row):
        raise InvalidInput("The desk has refused a file. Add another one in its place.", field=FILES)
    waiting = next((each.name for each in sent if each.state is not DocumentState.CLEAN), "")
    if waiting:
        raise InvalidInput(f"{waiting} is still being checked for viruses. Try again in a few minutes.", field=FILES)


def require_correction(work: Work, row: Row[Any], draft: Draft) -> None:
    """Raise Conflict for a correction that says what was refused, once more."""
    before = verification_rows.by_number(work, row.previous_id)
    if not draft.problems or before is None or _new_documents(work, row):
        return
    old = verification_rows.values_of(work, before)
    if all(draft.values[name] == old[name] for name in VALUE_FIELDS):
        raise Conflict("Nothing of what the desk has refused was changed. Correct it, or appeal instead.")


def require_draft(work: Work, draft_id: str) -> Row[Any]:
    """A draft of the current center; raises NotFound, Conflict once it was sent or dropped."""
    row = verification_rows.read_own(work, draft_id)
    if row.state != SubmissionState.DRAFT:
        who = name_of(work, row.submitted_by or row.edited_by)
        done = "sent" if row.submitted_at is not None else "dropped"
        raise Conflict(f"{who} has {done} this already. Load the page again.")
    return row


def draft_of(work: Work, row: Row[Any]) -> Draft:
    """A row as a draft."""
    problems = verification_rows.problems_of(verification_rows.by_number(work, row.previous_id))
    can_change = open_fields(problems) if problems else frozenset({*VALUE_FIELDS, FILES})
    return Draft(str(row.id), row.version, row.step, verification_rows.values_of(work, row), can_change, problems)


def last_sent(rows: list[Row[Any]]) -> Row[Any] | None:
    """The newest that the desk has or had to decide on; `rows` as `verification_rows.all_of` gives them."""
    sent = [row for row in rows if row.state in verification_rows.SENT]
    return max(sent, key=lambda row: (row.submitted_at, row.id), default=None)


def failed_fields(problems: tuple[Problem, ...]) -> frozenset[str]:
    """The fields of problems, with FILES for any document."""
    return frozenset(each.field if each.field in FIELD_WORDS else FILES for each in problems)


def name_of(work: Work, user_id: int | None) -> str:
    """What somebody is called now."""
    return work.connection.execute(select(USER.c.name).where(USER.c.id == user_id)).scalar() or "Somebody"


def begun(rows: list[Row[Any]]) -> Row[Any] | None:
    """The draft that there is; raises Conflict while the desk reviews something."""
    if any(row.state == SubmissionState.REVIEWING for row in rows):
        raise Conflict(_REVIEWING)
    return next((row for row in rows if row.state == SubmissionState.DRAFT), None)


def _insert(work: Work, values: Mapping[str, str], previous: int | None = None) -> str:
    number = new_id()
    made = {"created_at": work.now, "created_by": work.user_id, "edited_by": work.user_id, "previous_id": previous}
    stored = _columns(work, number, {**dict.fromkeys(VALUE_FIELDS, ""), **values})
    center = {"center_id": work.center_id, "state": SubmissionState.DRAFT.value}
    work.connection.execute(insert(VERIFICATION).values(id=number, **center, **stored, **made))
    return str(number)


def _columns(work: Work, number: int, values: Mapping[str, str]) -> dict[str, Any]:
    sealed = verification_rows.sealed_number(work, number, values["document_number"])
    kind = values["kind"] if values["kind"] in list(EntityKind) else None
    return {**values, "kind": kind, "document_number": sealed}


def _overtaken(work: Work, row: Row[Any], draft: Draft, typed: Mapping[str, str]) -> DraftOvertaken:
    other = tuple(FIELD_WORDS[name] for name, value in typed.items() if value != draft.values[name])
    who = "You have, in another window," if row.edited_by == work.user_id else name_of(work, row.edited_by)
    return DraftOvertaken(who, other)


def _chosen(values: Mapping[str, str]) -> DocumentType | None:
    if values["kind"] not in list(EntityKind):
        return None
    return document_type(EntityKind(values["kind"]), values["region"], values["document_type"])


def _cut(name: str, value: str) -> str:
    return value[: 2 if name == "region" else _LONGEST.get(name, _COLUMN_SIGNS)]


def _new_documents(work: Work, row: Row[Any]) -> bool:
    """Whether documents were added since the draft was begun."""
    new = (DOCUMENT.c.holder == Holder.VERIFICATION.value, DOCUMENT.c.holder_id == row.id, document_rows.STANDS)
    count = select(func.count()).where(*new, DOCUMENT.c.uploaded_at >= row.created_at)
    return bool(work.connection.execute(count).scalar_one())
