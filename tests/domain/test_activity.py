"""The activity speaks in plain sentences, and values wait for the reader's locale."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bizhub.domain.activity import (
    ActivityFilter,
    StoredEntry,
    known_time_zone,
    moment_of,
    row_of,
)
from bizhub.domain.activity_values import Piece, PieceKind, plain
from bizhub.domain.activity_words import KINDS, events_of
from bizhub.domain.audit import SENTENCES, AuditEvent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def entry(
    event: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    *,
    person: str = "Olga",
    about: str = "Shop DE",
) -> StoredEntry:
    def stored(values: dict[str, Any] | None) -> str:
        return "" if values is None else json.dumps(values)

    return StoredEntry(
        sequence=1, at=NOON, user_id="1", user_name=person, through="web", address="192.0.2.1", event=event,
        object_type="ad_account", object_id="7298441093355120011", object_name=about, before=stored(before),
        after=stored(after), approval="", hash="0" * 64,
    )  # fmt: skip


def said(*arguments: Any, **named: Any) -> str:
    return plain(row_of(entry(*arguments, **named)).sentence)


@pytest.mark.parametrize(
    ("event", "before", "after", "sentence"),
    [
        ("center:create", None, {"name": "Linden"}, "Olga created the center Shop DE"),
        ("center:edit", {"name": "Old"}, {"name": "New"}, "Olga changed the center Shop DE: name from Old to New"),
        (
            "ad_account:edit",
            {"name": "Old", "note": "", "status": "STATUS_ENABLE"},
            {"name": "New", "note": "x", "status": "STATUS_ENABLE"},
            "Olga changed the ad account Shop DE: name and note",
        ),
        ("ad_account:edit", {"note": ""}, {"note": "hi"}, "Olga changed the ad account Shop DE: note to hi"),
        ("ad_account:edit", {"note": "hi"}, {}, "Olga changed the ad account Shop DE: note from hi to nothing"),
        ("user:edit", {"name": "O"}, {"name": "Olga"}, "Olga changed their profile: name from O to Olga"),
        ("member:add", None, {"role": "ADMIN"}, "Olga added Shop DE as a member with the role Admin"),
        (
            "ad_account:grant",
            {"user": "Max", "level": "ANALYST"},
            {"user": "Max", "level": "OPERATOR"},
            "Olga changed Max’s level on Shop DE from Analyst to Operator",
        ),
        (
            "ad_account:grant",
            {"user": "Max", "level": "ANALYST"},
            {"user": "Max", "level": "OPERATOR", "valid_until": "2026-12-01T00:00:00+00:00"},
            "Olga changed Max’s level on Shop DE from Analyst to Operator, until 2026-12-01T00:00:00+00:00",
        ),
        ("ad_account:grant", None, {"user": "Max", "level": "ADMIN"}, "Olga gave Max the level Admin on Shop DE"),
        (
            "ad_account:grant",
            {},
            {"user": "Olga", "user_id": "1", "level": "ADMIN"},
            "Olga gave themselves the level Admin on Shop DE",
        ),
        (
            "ad_account:grant",
            {"user": "Olga", "user_id": "1", "level": "ANALYST"},
            {"user": "Olga", "user_id": "1", "level": "ADMIN"},
            "Olga changed their own level on Shop DE from Analyst to Admin",
        ),
        (
            "ad_account:grant",
            {},
            {"user": "Olga", "user_id": "2", "level": "ADMIN"},
            "Olga gave Olga the level Admin on Shop DE",
        ),
        ("ad_account:grant", {"user": "Max", "level": "ADMIN"}, None, "Olga ended the access of Max to Shop DE"),
        ("ad_account:grant", None, None, "Olga gave access to Shop DE"),
        (
            "ad_account:grant",
            {"user": "Max", "level": "ADMIN"},
            {"user": "Max", "level": "ADMIN", "valid_until": "2026-12-01T00:00:00+00:00"},
            "Olga changed the end of Max’s level on Shop DE, until 2026-12-01T00:00:00+00:00",
        ),
        (
            "ad_account:grant",
            None,
            {"user": "Olga", "user_id": "1", "level": "ADMIN", "given_by": "Max"},
            "Olga got the level Admin on Shop DE from Max",
        ),
        ("member:edit", {"role": "ADMIN"}, {"role": "STANDARD"},
         "Olga changed the membership of Shop DE: role from Admin to Standard"),
        ("center:edit_rules", {"allowlist_for": ""}, {"allowlist_for": "ADMINS"},
         "Olga changed the rules of Shop DE: who needs an address of these domains to admins"),
        ("center:edit_rules", {"two_admin_approval": False}, {"two_admin_approval": True},
         "Olga changed the rules of Shop DE: approval of a second admin from no to yes"),
        ("center:delete", None, {"ends_at": "2026-12-23T09:00:00+00:00"}, "Olga began to delete the center Shop DE"),
        ("center:keep", None, None, "Olga kept the center Shop DE"),
        ("center:clear", None, {"ad_accounts": 2},
         "Olga cleared away the figures and files of the deleted center Shop DE"),
        ("approval:ask", None, {"until": "2026-12-13T12:00:00+00:00"}, "Olga asked to Shop DE"),
        ("approval:approve", None, {"asked_by": "Bo"}, "Olga approved a request: Shop DE"),
        ("approval:carry_out", None, {"asked_by": "Olga"}, "A notice of Olga was carried out: Shop DE"),
        ("member:view_begin", None, {"valid_until": "2026-12-01T12:15:00+00:00"},
         "Olga began to see BizHub as Shop DE sees it, until 2026-12-01T12:15:00+00:00"),
        ("member:view_end", None, None, "Olga stopped seeing BizHub as Shop DE sees it"),
        ("member:view_end", None, {"reason": "time ran out", "until": "2026-12-01T12:15:00+00:00"},
         "Olga stopped seeing BizHub as Shop DE sees it: the time ran out, 2026-12-01T12:15:00+00:00"),
        ("member:remove", {"role": "ADMIN"}, None, "Olga removed Shop DE from the center"),
        ("member:disable", None, {"reason": "left"}, "Olga disabled the sign-in of Shop DE"),
        ("member:enable", None, None, "Olga enabled the sign-in of Shop DE again"),
        ("member:delete_account", {"role": "ADMIN"}, None, "Olga deleted their account and left the center"),
        ("user:delete", None, None, "Olga deleted their account"),
        ("invitation:send", None, {"role": "ADMIN"}, "Olga invited Shop DE with the role Admin"),
        ("asset_group:edit", {"level": "ADMIN"}, {"level": "ANALYST"},
         "Olga changed the asset group Shop DE: level from Admin to Analyst"),
        ("asset_group:members", None, {"added": ["Ida", "Bo"], "removed": ["Max"]},
         "Olga changed who is in the asset group Shop DE: added Ida, Bo; removed Max"),
        (
            "ad_account:label",
            {"labels": ["Old", "Kept"]},
            {"labels": ["Kept", "Summer", "DE"]},
            "Olga changed the labels of Shop DE: added Summer, DE; removed Old",
        ),
        ("ad_account:label", {"labels": ["Old"]}, {"labels": []}, "Olga changed the labels of Shop DE: removed Old"),
        ("ad_account:label", None, None, "Olga changed the labels of Shop DE"),
        ("rocket:launch", None, None, "Olga did “rocket:launch”"),
    ],
)  # fmt: skip
def test_an_entry_is_a_sentence(
    event: str, before: dict[str, Any] | None, after: dict[str, Any] | None, sentence: str
) -> None:
    assert said(event, before, after) == sentence


@pytest.mark.parametrize("event", list(AuditEvent))
def test_every_event_names_the_person_and_leaves_no_slot_open(event: AuditEvent) -> None:
    sentence = said(event.value)
    assert "Olga" in sentence
    assert "{" not in sentence


def test_who_asked_is_named_beside_who_approved() -> None:
    approved = replace(entry("member:remove", {"role": "ADMIN"}, person="Bo", about="Max"), approval="asked by Olga")
    assert plain(row_of(approved).sentence) == "Bo removed Max from the center (asked by Olga)"


def test_a_person_who_adds_themselves_became_a_member() -> None:
    joined = replace(entry("member:add", None, {"role": "ADMIN"}), object_id="1")
    assert plain(row_of(joined).sentence) == "Olga became a member with the role Admin"


def test_an_entry_of_the_system_names_bizhub() -> None:
    assert said("center:edit", person="") == "BizHub changed the center Shop DE"


@pytest.mark.parametrize("name", ["{object}", "{person}", "<b>", "Ann {0}"])
def test_a_name_is_never_read_as_a_template(name: str) -> None:
    assert said("center:create", person=name) == f"{name} created the center Shop DE"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"name": "A"}, {"name": "B"}, [("name", Piece("A"), Piece("B"))]),
        ({"name": "A"}, {"name": "A"}, []),
        (None, {"role": "ADMIN"}, [("role", None, Piece("Admin"))]),
        ({"labels": ["a", "b"]}, {"labels": ["b"]}, [("labels", Piece("a, b"), Piece("b"))]),
        ({"imported": False}, {"imported": True}, [("imported", Piece("no"), Piece("yes"))]),
        ({"labels": ["a"]}, {"labels": []}, [("labels", Piece("a"), None)]),
        (None, {"rows": 1200}, [("rows", None, Piece("1200", PieceKind.NUMBER))]),
        (None, {"first_day": "2026-11-01"}, [("first day", None, Piece("2026-11-01", PieceKind.DAY))]),
        (
            None,
            {"valid_until": "2026-12-01T00:00:00+01:00"},
            [("until", None, Piece("2026-11-30T23:00:00+00:00", PieceKind.MOMENT))],
        ),
        (None, {"spend": 12_500_000, "currency": "EUR"}, [("cost", None, Piece("12500000", PieceKind.MONEY, "EUR"))]),
        ({"currency": "EUR"}, {"currency": "USD"}, [("currency", Piece("EUR"), Piece("USD"))]),
        (
            {"rows": 2, "sums": {"spend": 1_000_000, "engagements": 5}},
            {"rows": 3, "sums": {"spend": 2_000_000, "engagements": 5}, "currency": "EUR"},
            [
                ("rows", Piece("2", PieceKind.NUMBER), Piece("3", PieceKind.NUMBER)),
                ("cost", Piece("1000000", PieceKind.MONEY, "EUR"), Piece("2000000", PieceKind.MONEY, "EUR")),
            ],
        ),
        (None, {"engagements": 5}, [("Clicks (all)", None, Piece("5", PieceKind.NUMBER))]),
        ({"note": ""}, {}, []),
        (None, {"name": "ADMIN"}, [("name", None, Piece("ADMIN"))]),
        (None, {"industry": "RETAIL"}, [("industry", None, Piece("Retail and e-commerce"))]),
        ({"status": "STATUS_ENABLE"}, {}, [("status", Piece("Active"), None)]),
        (None, {"name": "2026 sale"}, [("name", None, Piece("2026 sale"))]),
        (None, {"name": "2026-13-45"}, [("name", None, Piece("2026-13-45"))]),
        (None, {"strange_field": "x"}, [("strange field", None, Piece("x"))]),
    ],
)
def test_differences_are_words_and_values(
    before: dict[str, Any] | None, after: dict[str, Any] | None, expected: list[tuple[str, Piece | None, Piece | None]]
) -> None:
    found = row_of(entry("ad_account:edit", before, after)).differences
    assert [(change.field, change.before, change.after) for change in found] == expected


@pytest.mark.parametrize(
    ("micros", "written"),
    [(12_500_000, "12.50 EUR"), (-1, "-0.000001 EUR"), (0, "0.00 EUR"), (1_234_567_890_123, "1234567.890123 EUR")],
)
def test_an_amount_without_a_locale_is_exact(micros: int, written: str) -> None:
    assert plain([Piece(str(micros), PieceKind.MONEY, "EUR")]) == written


@pytest.mark.parametrize("stored", ["not json", "[1]", '"text"'])
def test_what_is_no_difference_is_shown_as_it_stands(stored: str) -> None:
    row = row_of(replace(entry("center:edit"), after=stored))
    assert [(change.field, change.after) for change in row.differences] == [("stored text", Piece(stored))]


def test_microseconds_are_exact() -> None:
    assert moment_of(1_795_435_200_000_001) == datetime(2026, 11, 23, 12, 0, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "since", "before"),
    [
        ("UTC", "2026-11-23T00:00:00+00:00", "2026-11-25T00:00:00+00:00"),
        ("Europe/Berlin", "2026-11-22T23:00:00+00:00", "2026-11-24T23:00:00+00:00"),
        ("Asia/Kathmandu", "2026-11-22T18:15:00+00:00", "2026-11-24T18:15:00+00:00"),
    ],
)
def test_a_period_is_whole_days_of_the_reader(zone: str, since: str, before: str) -> None:
    chosen = ActivityFilter(first_day=date(2026, 11, 23), last_day=date(2026, 11, 24), time_zone=zone)
    assert chosen.since is not None
    assert chosen.before is not None
    assert (moment_of(chosen.since).isoformat(), moment_of(chosen.before).isoformat()) == (since, before)


def test_an_empty_filter_has_no_bounds_and_no_description() -> None:
    nothing = ActivityFilter()
    assert (nothing.since, nothing.before, nothing.described()) == (None, None, {})


OF_NO_CENTER = (
    "two_step_on", "two_step_off", "recovery_code", "recovery_codes", "disable", "enable", "delete",
    "confirm", "edit", "password_change", "password_reset", "session_end", "sign_in", "sign_out", "sign_up",
)  # fmt: skip


def test_every_event_that_a_center_can_have_belongs_to_a_kind() -> None:
    own = ["desk:add", "desk:remove", *(f"user:{event}" for event in OF_NO_CENTER)]
    assert sorted([*own, *(event for kind in KINDS for event in events_of(kind))]) == sorted(AuditEvent)
    assert set(SENTENCES) == set(AuditEvent)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("", "UTC"),
        ("Mars/Olympus", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("Europe", "UTC"),
    ],
)
def test_an_unknown_time_zone_is_utc(name: str, known: str) -> None:
    assert known_time_zone(name) == known
