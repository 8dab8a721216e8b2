"""Countries, currencies and time zones of the wizard."""

from datetime import UTC, datetime

import pytest
import time_machine

from bizhub.services import regions


@pytest.mark.parametrize(
    ("region", "currency"),
    [("DE", "EUR"), ("CH", "CHF"), ("US", "USD"), ("HR", "EUR"), ("BG", "EUR"), ("JP", "JPY"), ("XX", ""), ("", "")],
)
def test_a_country_suggests_its_currency(region: str, currency: str) -> None:
    assert regions.currency_of(region) == currency


@pytest.mark.parametrize("region", [code for code, _ in regions.regions()])
def test_every_country_suggests_a_currency_that_can_be_chosen(region: str) -> None:
    assert regions.currency_of(region) in dict(regions.currencies())


@pytest.mark.parametrize("code", ["ZZ", "EU", "UN", "001", "XA"])
def test_what_is_no_country_is_not_offered(code: str) -> None:
    assert code not in dict(regions.regions())


@pytest.mark.parametrize(
    ("tag", "region"), [("de-AT", "AT"), ("en_GB", "GB"), ("zh-Hans-CN", "CN"), ("de", ""), ("", ""), ("en-001", "")]
)
def test_a_locale_suggests_its_country(tag: str, region: str) -> None:
    assert regions.region_of(tag) == region


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Argentina/Salta", "Asia/Calcutta", "Etc/GMT+5", "UTC"])
def test_time_zones_that_browsers_name_are_offered(zone: str) -> None:
    assert zone in regions.time_zones()


@pytest.mark.parametrize(
    ("zone", "month", "words"),
    [
        ("UTC", 1, "UTC"),
        ("Europe/Berlin", 1, "UTC+1"),
        ("Europe/Berlin", 7, "UTC+2"),
        ("America/St_Johns", 1, "UTC−3:30"),
        ("Asia/Kathmandu", 1, "UTC+5:45"),
    ],
)
def test_offsets_are_words(zone: str, month: int, words: str) -> None:
    assert regions.offset_words(zone, datetime(2026, month, 1, tzinfo=UTC)) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Kathmandu", "It is 24 Nov 2026, 02:45 there (UTC+5:45)."),
        ("Mars/Olympus", "Type a city and pick its time zone."),
        ("", "Type a city and pick its time zone."),
    ],
)
def test_the_clock_of_a_time_zone_is_told(zone: str, words: str) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 21, 0, tzinfo=UTC), tick=False):
        assert regions.clock_words(zone, "en_GB") == words


@pytest.mark.parametrize(
    ("region", "near", "zone"),
    [
        ("AT", "Europe/Berlin", "Europe/Vienna"),
        ("DE", "", "Europe/Berlin"),
        ("ES", "Atlantic/Canary", "Atlantic/Canary"),
        ("ES", "Europe/Berlin", "Europe/Madrid"),
        ("US", "America/Denver", "America/Denver"),
        ("US", "Europe/Berlin", ""),
        ("XK", "Europe/Berlin", ""),
        ("", "Europe/Berlin", ""),
    ],
)
def test_a_country_suggests_its_time_zone(region: str, near: str, zone: str) -> None:
    assert regions.time_zone_of(region, near) == zone


@pytest.mark.parametrize("region", [code for code, _ in regions.regions()])
def test_no_country_suggests_a_time_zone_that_cannot_be_chosen(region: str) -> None:
    assert regions.time_zone_of(region) in ("", *regions.time_zones())


@pytest.mark.parametrize(
    ("zone", "region"),
    [("Europe/Berlin", "DE"), ("America/Denver", "US"), ("Asia/Tokyo", "JP"), ("UTC", ""), ("Etc/GMT+1", ""), ("", "")],
)
def test_a_time_zone_tells_its_country(zone: str, region: str) -> None:
    assert regions.region_around(zone) == region


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Côte d’Ivoire", "Costa Rica", "Croatia"),
        ("Curaçao", "Cuba", "Cyprus"),
        ("Åland Islands", "Afghanistan", "Albania"),
    ],
)
def test_countries_stand_where_people_look_for_their_names(name: str, before: str, after: str) -> None:
    names = [country for _, country in regions.regions()]
    assert names.index(before) < names.index(name) < names.index(after)
    assert names.index(after) - names.index(before) == 2
