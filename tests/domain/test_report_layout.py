"""Columns are recognised by interface label and API name, in any order."""

import pytest

from bizhub.domain.errors import InvalidInput
from bizhub.domain.figures import Grain
from bizhub.domain.report_layout import account_in_file_name, count_known, is_total_label, recognise


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Clicks (destination)", "clicks"),
        ("clicks", "clicks"),
        ("Clicks (all)", "engagements"),
        ("CLICKS(ALL)", "engagements"),
        ("conversion", "conversion"),
        ("Conversions", "conversion"),
        ("Video views at 25%", "video_views_p25"),
        ("video_play_actions", "video_play_actions"),
        ("Paid likes", "likes"),
        ("Complete payment value", "total_complete_payment_rate"),
        ("total_complete_payment_rate", "total_complete_payment_rate"),
        ("Reach", "reach"),
        ("campaign_name", "campaign_name"),
        ("Ad group name", "ad_group_name"),
        ("adgroup_id", "ad_group_id"),
        ("advertiser_id", "account_id"),
        ("Account  Name", "account_name"),
        ("\ufeffCampaign\u00a0name", "campaign_name"),
        ("Currency", "currency"),
    ],
)
def test_a_heading_is_known_by_label_and_api_name(heading: str, field: str) -> None:
    layout = recognise(["By Day", "Cost", heading])
    assert layout.columns[2].field == field


@pytest.mark.parametrize(
    "heading",
    [
        "CPC (destination)",
        "cpc",
        "CTR (all)",
        "engagement_rate",
        "Cost per 1,000 people reached",
        "Frequency",
        "Average play time per user",
        "average_video_play",
        "CVR (click)",
        "Cost per conversion (CPA)",
        "Purchase ROAS",
        "complete_payment_roas",
    ],
)
def test_a_ratio_is_known_but_never_read(heading: str) -> None:
    layout = recognise(["By Day", "Cost", heading])
    assert (layout.derived, layout.unknown, len(layout.columns)) == ((heading,), (), 2)


def test_unknown_headings_are_named_and_empty_ones_are_not() -> None:
    assert recognise(["By Day", "Cost", "Objective", "", " "]).unknown == ("Objective",)


@pytest.mark.parametrize("headings", [["Cost"], ["spend", "Campaign name", "By Month"]])
def test_without_a_day_column_the_breakdown_is_named(headings: list[str]) -> None:
    with pytest.raises(InvalidInput, match="By Day"):
        recognise(headings)


def test_two_columns_of_one_meaning_are_named() -> None:
    with pytest.raises(InvalidInput, match="“Clicks” and “clicks”"):
        recognise(["By Day", "Cost", "Clicks", "clicks"])


@pytest.mark.parametrize(
    ("finest", "grain"),
    [
        ("Currency", Grain.ACCOUNT),
        ("Campaign ID", Grain.CAMPAIGN),
        ("Ad group", Grain.AD_GROUP),
        ("Ad name", Grain.AD),
        ("ad_id", Grain.AD),
    ],
)
def test_the_grain_is_that_of_the_finest_column(finest: str, grain: Grain) -> None:
    assert recognise(["By Day", "Cost", finest]).grain is grain


@pytest.mark.parametrize(
    ("coarse", "fine", "coarser"),
    [(Grain.CAMPAIGN, Grain.AD, True), (Grain.AD, Grain.CAMPAIGN, False), (Grain.AD, Grain.AD, False)],
)
def test_grains_have_an_order(coarse: Grain, fine: Grain, coarser: bool) -> None:
    assert coarse.is_coarser_than(fine) is coarser


def test_known_headings_are_counted() -> None:
    assert count_known(["By Day", "cpc", "Objective", "spend"]) == 3


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("ads_manager_export_916.csv", "916"),
        ("7123456789012345678.xlsx", "7123456789012345678"),
        ("report_7123456789012345678_2023-08-01_2023-08-31.csv", "7123456789012345678"),
        ("report 20230801-20230831 account 42.csv", "42"),
        ("export_916 (1).csv", "916"),
        ("export_916_v2.csv", "916"),
        ("916_916.csv", "916"),
        ("export_916_936.csv", None),
        ("Campaign Report 2023-08-01 to 2023-08-31.csv", None),
        ("report.csv", None),
        ("export 2023-08.csv", None),
        ("August 2023.csv", None),
        ("report_202308.csv", None),
        ("report 08.2023.csv", None),
        ("report 01.08.2023 - 31.08.2023.csv", None),
        ("1-31 August 2023.csv", None),
        ("Aug 1-31.csv", None),
        ("Q3 2023.csv", None),
        ("export_20230801123045.csv", None),
        ("2023-08 916.csv", "916"),
        ("export_2024_916.csv", "916"),
        ("export_01.08.2023_42.csv", "42"),
        ("market 7.csv", "7"),
        ("2023456.csv", "2023456"),
    ],
)
def test_the_account_in_a_file_name_is_certain_or_none(name: str, account: str | None) -> None:
    assert account_in_file_name(name) == account


@pytest.mark.parametrize("cell", ["Total", " total: ", "Grand Total", "Total of 1,143 results", "Totals: 5 rows"])
def test_total_labels(cell: str) -> None:
    assert is_total_label(cell)


@pytest.mark.parametrize("cell", ["Total awareness", "Totally new", "Total 2023", "Sum total", "", "-"])
def test_other_labels(cell: str) -> None:
    assert not is_total_label(cell)
