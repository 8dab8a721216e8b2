"""The palette: what it shows before and while somebody types, and that it stays right as things change."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bizhub.adapters import clock
from bizhub.domain.ad_account_input import NewAdAccount
from bizhub.domain.errors import NotFound
from bizhub.domain.palette import PaletteRow
from bizhub.domain.policy import AdAccountLevel
from bizhub.services import ad_account_people, ad_accounts, labels, palette, pins, switching
from bizhub.services.runtime import Runtime
from bizhub.services.work import begin
from tests.factories import MadeUser, World

HOUR = timedelta(hours=1)


def shown(runtime: Runtime, user: MadeUser, center: str, query: str = "", current: str = "") -> tuple[PaletteRow, ...]:
    with begin(runtime, user.caller(center), write=False) as work:
        answer = palette.search_palette(work, query=query, current_account=current)
    assert answer.query == query.strip()
    return answer.rows


def accounts(runtime: Runtime, user: MadeUser, center: str, query: str) -> list[str]:
    return [row.name for row in shown(runtime, user, center, query) if row.kind == "account"]


def grouped(rows: tuple[PaletteRow, ...]) -> list[tuple[str, str]]:
    """Heading and name of each row, the heading repeated."""
    heading = ""
    found = []
    for row in rows:
        heading = row.heading or heading
        found.append((heading, row.name))
    return found


def use(runtime: Runtime, user: MadeUser, center: str, *accounts: str) -> None:
    for account in accounts:
        with begin(runtime, user.caller(center), write=True) as work:
            switching.remember_switch(work, ad_account_id=account)


def rename(runtime: Runtime, user: MadeUser, center: str, account: str, name: str) -> None:
    with begin(runtime, user.caller(center), write=True) as work:
        ad_account_people.take_level(work, ad_account_id=account)
    with begin(runtime, user.caller(center), write=True) as work:
        ad_accounts.edit_ad_account(work, ad_account_id=account, seen={}, name=name, industry="", note="")


def end_all_grants(runtime: Runtime) -> None:
    ended = {"now": datetime.now(UTC).replace(tzinfo=None)}
    with runtime.database.transaction(write=True) as connection:
        connection.execute(text("UPDATE access_grant SET revoked_at = :now"), ended)


def test_before_typing_recents_come_first_without_the_current_one(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    a, b, c = (world.ad_account(center, olga, name) for name in ("A", "B", "C"))
    use(runtime, olga, center, a, b, c)
    with begin(runtime, olga.caller(center), write=True) as work:
        pins.pin_ad_account(work, ad_account_id=a)
    rows = shown(runtime, olga, center, current=c)
    assert [(row.heading, row.name, row.digit) for row in rows[:3]] == [
        ("Recent", "B", ""),
        ("", "A", "1"),
        ("Go to", "Overview", ""),
    ]


def test_pins_that_were_not_used_lately_stand_below(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    a, b = world.ad_account(center, olga, "A"), world.ad_account(center, olga, "B")
    use(runtime, olga, center, a)
    with begin(runtime, olga.caller(center), write=True) as work:
        pins.pin_ad_account(work, ad_account_id=b)
    assert grouped(shown(runtime, olga, center))[:2] == [("Recent", "A"), ("Pinned", "B")]


def test_somebody_new_sees_the_first_accounts_by_name(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    held = world.ad_account(center, olga, "Beta")
    world.ad_account(center, olga, "Alpha")
    world.grant(center, held, max_, AdAccountLevel.ANALYST)
    assert grouped(shown(runtime, olga, center))[:2] == [("Ad accounts", "Alpha"), ("Ad accounts", "Beta")]
    assert grouped(shown(runtime, max_, center))[:2] == [("Ad accounts", "Beta"), ("Go to", "Overview")]


def test_other_centers_are_offered(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    world.center(olga, "Birch Ltd")
    assert grouped(shown(runtime, olga, center))[-1] == ("Centers", "Birch Ltd")
    assert grouped(shown(runtime, olga, center, "brch"))[0] == ("Centers", "Birch Ltd")


def test_a_row_says_what_it_needs(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    account = world.ad_account(center, olga, "Shop Deutschland", external_id="7301000000000004410")
    assert shown(runtime, olga, center, "shp de")[0] == PaletteRow(
        kind="account", id=account, name="Shop Deutschland", detail="7301…4410 · EUR", heading="Ad accounts",
        digit="", href="", parts=("", "Sh", "o", "p De", "utschland"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "first"),
    [("insights", "Insights"), ("reprts", "Insights"), ("log", "Activity"), ("upload", "Import figures")],
)
def test_pages_and_actions_are_found(runtime: Runtime, olga: MadeUser, center: str, query: str, first: str) -> None:
    assert shown(runtime, olga, center, query)[0].name == first


def test_the_better_group_comes_first(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    world.ad_account(center, olga, "Activation Days")
    assert shown(runtime, olga, center, "activity")[0].name == "Activity"
    assert shown(runtime, olga, center, "activa")[0].name == "Activation Days"


def test_what_was_used_lately_is_lifted(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    _, second = world.ad_account(center, olga, "Shop A"), world.ad_account(center, olga, "Shop B")
    assert accounts(runtime, olga, center, "shop") == ["Shop A", "Shop B"]
    use(runtime, olga, center, second)
    assert accounts(runtime, olga, center, "shop") == ["Shop B", "Shop A"]


def test_a_standard_member_finds_only_what_they_hold(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    world.ad_account(center, olga, "Shop DE")
    held = world.ad_account(center, olga, "Shop FR")
    world.grant(center, held, max_, AdAccountLevel.ANALYST)
    assert accounts(runtime, max_, center, "shop") == ["Shop FR"]
    assert accounts(runtime, olga, center, "shop") == ["Shop DE", "Shop FR"]


def test_an_account_of_another_center_is_not_found(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    otto = world.user("Otto")
    foreign = world.ad_account(world.center(otto), otto, "Secret Shop")
    assert accounts(runtime, olga, center, "secret") == []
    assert accounts(runtime, olga, center, foreign) == []


def test_who_is_no_member_gets_nothing(runtime: Runtime, world: World, center: str) -> None:
    with begin(runtime, world.user("Eve").caller(center), write=False) as work, pytest.raises(NotFound):
        palette.search_palette(work, query="shop", current_account="")


def test_new_and_renamed_accounts_are_found_at_once(
    runtime: Runtime, world: World, olga: MadeUser, center: str
) -> None:
    old = world.ad_account(center, olga, "Shop DE")
    assert accounts(runtime, olga, center, "zebra") == []
    rename(runtime, olga, center, old, "Zebra House")
    with begin(runtime, olga.caller(center), write=True) as work:
        ad_accounts.create_imported(work, accounts=[NewAdAccount("1", "Zebra Two", "EUR", "UTC")])
    assert accounts(runtime, olga, center, "zebra") == ["Zebra Two", "Zebra House"]
    assert accounts(runtime, olga, center, "shop") == []


@pytest.mark.parametrize(
    ("levels", "offered"), [([], []), (["ANALYST"], []), (["ANALYST", "OPERATOR"], ["Import figures"])]
)
def test_what_one_can_never_do_is_not_offered(
    runtime: Runtime,
    world: World,
    olga: MadeUser,
    max_: MadeUser,
    center: str,
    levels: list[str],
    offered: list[str],
) -> None:
    for level in levels:
        world.grant(center, world.ad_account(center, olga), max_, AdAccountLevel(level))
    imports = [row.name for row in shown(runtime, max_, center) if row.href == "/import"]
    found = [row.name for row in shown(runtime, max_, center, "import") if row.href == "/import"]
    assert imports == found == offered


def test_labels_find_accounts_until_they_come_off(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    account = world.ad_account(center, olga, "Shop DE")
    world.grant(center, account, olga, AdAccountLevel.OPERATOR)
    assert accounts(runtime, olga, center, "agency") == []
    with begin(runtime, olga.caller(center), write=True) as work:
        label = labels.create_label(work, name="Agency", color="blue")
        labels.change_labels(work, ad_account_ids=[account], add=[label])
    assert accounts(runtime, olga, center, "agency") == ["Shop DE"]
    with begin(runtime, olga.caller(center), write=True) as work:
        labels.edit_label(work, label_id=label, name="Bureau", color="blue", seen={})
    assert accounts(runtime, olga, center, "bureau") == ["Shop DE"]
    with begin(runtime, olga.caller(center), write=True) as work:
        labels.delete_label(work, label_id=label)
    assert accounts(runtime, olga, center, "bureau") == []


def test_more_changes_than_are_read_singly_are_found_too(
    runtime: Runtime, world: World, olga: MadeUser, center: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bizhub.services.search_index._MOST_CHANGES", 1)
    first, second = world.ad_account(center, olga, "Shop A"), world.ad_account(center, olga, "Shop B")
    assert accounts(runtime, olga, center, "zebra") == []
    rename(runtime, olga, center, first, "Zebra A")
    rename(runtime, olga, center, second, "Zebra B")
    assert accounts(runtime, olga, center, "zebra") == ["Zebra A", "Zebra B"]


def test_a_right_that_ended_shows_nothing_though_nobody_told_the_index(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str
) -> None:
    world.grant(center, world.ad_account(center, olga, "Shop DE"), max_, AdAccountLevel.ANALYST)
    assert accounts(runtime, max_, center, "shop") == ["Shop DE"]
    end_all_grants(runtime)
    assert accounts(runtime, max_, center, "shop") == []


def test_a_right_ends_and_begins_at_its_second(
    runtime: Runtime, world: World, olga: MadeUser, max_: MadeUser, center: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    today, tomorrow = world.ad_account(center, olga, "Shop Today"), world.ad_account(center, olga, "Shop Tomorrow")
    world.grant(center, today, max_, AdAccountLevel.ANALYST, valid_until=now + HOUR)
    world.grant(center, tomorrow, max_, AdAccountLevel.ANALYST, valid_from=now + HOUR)
    assert accounts(runtime, max_, center, "shop") == ["Shop Today"]
    monkeypatch.setattr(clock, "now", lambda: now + HOUR)
    assert accounts(runtime, max_, center, "shop") == ["Shop Tomorrow"]


def test_a_new_right_is_found_at_once(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    ida = world.user("Ida")
    world.member(center, ida)
    account = world.ad_account(center, olga, "Shop DE")
    assert accounts(runtime, ida, center, "shop") == []
    world.grant(center, account, ida, AdAccountLevel.ANALYST)
    with begin(runtime, olga.caller(center), write=True) as work:
        ad_account_people.take_level(work, ad_account_id=account)  # any entry about rights
    assert accounts(runtime, ida, center, "shop") == ["Shop DE"]


def test_the_names_are_read_before_somebody_types(runtime: Runtime, world: World, olga: MadeUser, center: str) -> None:
    world.ad_account(center, olga, "Shop DE")
    with begin(runtime, olga.caller(center), write=False) as work:
        assert not palette.search_palette(work, query="", current_account="").is_ready
        palette.prepare_palette(work)
        assert palette.search_palette(work, query="", current_account="").is_ready
    assert accounts(runtime, olga, center, "shop") == ["Shop DE"]
