"""The real figures arrive exactly, however an export writes them."""

import datetime as dt
from collections.abc import Callable

import pytest

from bizhub.domain.figures import Grain
from bizhub.domain.money import NumberStyle
from tests.adapters.conftest import Staged
from tests.data import reports
from tests.data.reports import API_NAMES, COST, IMPRESSIONS, REAL, as_text, map_cells

Read = Callable[..., Staged]
EUR = reports.real_rows("936")
NUMBERS = (COST, IMPRESSIONS, 9, 11)


@pytest.mark.parametrize("account", REAL)
def test_real_report_has_the_sums_of_the_specification(read: Read, account: str) -> None:
    staged = read(reports.real_path(account))
    currency, *expected = REAL[account]
    assert staged.sums() == tuple(expected) == reports.sums(reports.real_rows(account))
    (found,) = staged.report.accounts
    assert (found.external_id, found.currency, found.rows) == (account, currency, expected[0])
    assert staged.report.sums[currency].sums["spend"] == expected[1]


@pytest.mark.parametrize(
    ("account", "first", "last"),
    [("916", "2023-08-01", "2023-08-31"), ("936", "2023-08-01", "2023-08-30"), ("1178", "2023-08-01", "2023-08-30")],
)
def test_period_is_the_first_to_the_last_day(read: Read, account: str, first: str, last: str) -> None:
    (found,) = read(reports.real_path(account)).report.accounts
    assert (str(found.period.first), str(found.period.last)) == (first, last)


WRITTEN = {
    "reordered": as_text(reports.reordered(EUR)),
    "api names": as_text(reports.with_headings(EUR, API_NAMES.__getitem__)),
    "upper case": as_text(reports.with_headings(EUR, str.upper)),
    "blanks in headings": as_text(reports.with_headings(EUR, lambda heading: f"  {heading.replace(' ', '  ')} ")),
    "all quoted": as_text(EUR, quote_all=True),
    "windows line ends": as_text(EUR, line_end="\r\n"),
    "old mac line ends": as_text(EUR, line_end="\r"),
    "mixed line ends": as_text(EUR[:100], line_end="\r\n") + as_text(EUR[100:]),
    "no last line end": as_text(EUR).rstrip("\n"),
    "semicolons": as_text(EUR, separator=";"),
    "tabs": as_text(EUR, separator="\t"),
    "bars": as_text(EUR, separator="|"),
    "excel's sep line": "sep=;\r\n" + as_text(EUR, separator=";", line_end="\r\n"),
    "a title and a blank line": "Campaign report\n\n" + as_text(EUR),
    "blank lines": as_text(EUR).replace("\n", "\n\n"),
    "1,234.50": as_text(map_cells(EUR, NUMBERS, reports.english)),
    "1,234.50 with semicolons": as_text(map_cells(EUR, NUMBERS, reports.english), separator=";"),
    "1.234,50 with semicolons": as_text(map_cells(EUR, NUMBERS, reports.german), separator=";"),
    "1.234,50 with commas": as_text(map_cells(EUR, NUMBERS, reports.german)),
    "1.234,50 with tabs": as_text(map_cells(EUR, NUMBERS, reports.german), separator="\t"),
    "1'234.50": as_text(map_cells(EUR, NUMBERS, reports.swiss)),
    "1 234,50": as_text(map_cells(EUR, NUMBERS, reports.french), separator=";"),
    "blanks around numbers": as_text(map_cells(EUR, NUMBERS, "  {} ".format)),
    "blanks around names": as_text(map_cells(EUR, (1, 2, 3), "\u00a0{} ".format)),
    "days with slashes": as_text(map_cells(EUR, (0,), lambda day: day.replace("-", "/"))),
    "days without zeros": as_text(map_cells(EUR, (0,), lambda day: day.replace("-0", "-"))),
    "days in one word": as_text(map_cells(EUR, (0,), lambda day: day.replace("-", ""))),
    "days with times": as_text(map_cells(EUR, (0,), "{} 00:00:00".format)),
    "days with a T": as_text(map_cells(EUR, (0,), "{}T00:00:00.000".format)),
    "lower case currency": as_text(map_cells(EUR, (4,), str.lower)),
    "further columns": as_text(reports.with_columns(EUR, {"Website URL (Ad level)": "https://a.example/?a=1,2"})),
    "total row first": as_text(reports.with_total(EUR, {"By Day": "Total of 464 results"}, at_end=False)),
    "total row last": as_text(reports.with_total(EUR, {"By Day": "Total"})),
    "total row without day": as_text(reports.with_total(EUR, {"By Day": "", "Campaign name": "Total"})),
    "total row with a period": as_text(
        reports.with_total(EUR, {"By Day": "2023-08-01 - 2023-08-30", "Campaign name": "Grand Total"})
    ),
    "total row that says nothing": as_text(reports.with_total(EUR, {}, rest="")),
    "total row of dashes": as_text(reports.with_total(EUR, {}, rest="--")),
    "total row with a day": as_text(reports.with_total(EUR, {"By Day": "2023-08-30", "Campaign name": "Total"})),
    "total row cut short": as_text(EUR) + "Total of 464 results\n",
    "total row too long": as_text(EUR) + "Total" + "," * 40 + "\n",
    "total row after reordering": as_text(
        reports.reordered(reports.with_total(EUR, {"Campaign name": "Total", "Cost per conversion": "Total"}))
    ),
}


@pytest.mark.parametrize("content", WRITTEN.values(), ids=WRITTEN)
def test_the_same_figures_written_otherwise_are_the_same(read: Read, content: str) -> None:
    staged = read(content)
    assert staged.report.problems == ()
    assert staged.sums() == (464, 2_893_370_000, 8_128_187, 1_984, 537)
    assert staged.rows == read(reports.real_path("936")).rows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_names_survive_the_encodings_spreadsheets_write(read: Read, encoding: str) -> None:
    rows = map_cells(EUR, (1,), lambda name: name.replace("Interest", "Größe"))
    staged = read(as_text(rows, separator=";", line_end="\r\n").encode(encoding))
    assert staged.sums() == (464, 2_893_370_000, 8_128_187, 1_984, 537)
    assert min(staged.column("campaign")) == "Größe 10"


def test_utf16_big_endian_is_read_by_its_mark(read: Read) -> None:
    staged = read(b"\xfe\xff" + as_text(EUR).encode("utf-16-be"))
    assert staged.sums()[1] == 2_893_370_000


@pytest.mark.parametrize(
    "label", ["Total", "TOTAL:", "Grand total", "Totals", "Total of 1,143 results", "Total (54 rows)"]
)
def test_total_rows_are_skipped_and_counted(read: Read, label: str) -> None:
    report = read(as_text(reports.with_total(EUR, {"By Day": label}))).report
    assert (report.file_rows, report.total_rows) == (464, 1)


def test_campaign_called_total_with_its_day_and_ads_is_a_campaign(read: Read) -> None:
    staged = read(as_text(map_cells(EUR, (1,), lambda _: "Total")))
    assert staged.sums()[1] == 2_893_370_000
    assert staged.report.total_rows == 0


def test_rows_of_one_key_add_up(read: Read) -> None:
    staged = read(as_text(reports.halves(EUR)))
    assert staged.rows == read(reports.real_path("936")).rows
    assert (staged.report.file_rows, staged.report.rows) == (928, 464)


def test_unknown_and_computed_columns_are_named(read: Read) -> None:
    report = read(as_text(reports.with_columns(EUR, {"Campaign status": "Active", "Objective": "x"}))).report
    assert report.layout.unknown == ("Campaign status", "Objective")
    assert report.layout.derived == ("CPC (destination)", "CPM", "CTR (destination)", "Cost per conversion")


LAYOUT_A = (
    "By Day,Campaign name,Ad group name,Ad name,Website URL (Ad level),Currency,Cost,CPC (destination),CPM,Impressions,"
    'Clicks (destination),CTR (destination),Reach,"Cost per 1,000 people reached",Frequency,Video views,'
    "2-second video views,6-second video views,Video views at 100%,Video views at 75%,Video views at 50%,"
    "Video views at 25%,Average play time per video view,Average play time per user\n"
    'D,C,G,A,https://x.example,USD,"1,234.50",1.02,4.94,"250,000","1,210",0.48%,"200,000",6.17,1.25,"180,000",'
    '"90,000","30,000","5,000","7,000","11,000","22,000",3.21,4.00\n'
)
LAYOUT_B = (
    "By Day,Campaign name,Campaign status,Objective,Campaign budget type,Campaign budget,Currency,Cost,Impressions,"
    "Clicks (destination),Clicks (all),CTR (destination),CPC (destination),CPM,2-second video views,"
    "6-second video views,Video views at 100%,Paid likes,Paid comments,Paid shares,Paid follows,Conversions,"
    "CVR (click),Cost per conversion,Add to cart,Initiate checkout,Complete payment,Complete payment value,"
    "Purchase ROAS\n"
    'D,C,Active,Traffic,Daily,50.00,USD,12.34,"1,000",10,15,1.00%,1.23,12.34,900,300,50,7,2,1,3,4,40.00%,3.09,6,5,'
    "2,99.90,8.10\n"
)


@pytest.mark.parametrize(
    ("content", "grain", "expected"),
    [
        (
            LAYOUT_A,
            Grain.AD,
            {
                "spend": 1_234_500_000,
                "impressions": 250_000,
                "clicks": 1_210,
                "reach": 200_000,
                "video_play_actions": 180_000,
                "video_watched_2s": 90_000,
                "video_watched_6s": 30_000,
                "video_views_p100": 5_000,
                "video_views_p75": 7_000,
                "video_views_p50": 11_000,
                "video_views_p25": 22_000,
            },
        ),
        (
            LAYOUT_B,
            Grain.CAMPAIGN,
            {
                "spend": 12_340_000,
                "impressions": 1_000,
                "clicks": 10,
                "engagements": 15,
                "video_watched_2s": 900,
                "video_watched_6s": 300,
                "video_views_p100": 50,
                "likes": 7,
                "comments": 2,
                "shares": 1,
                "follows": 3,
                "conversion": 4,
                "add_to_cart": 6,
                "initiate_checkout": 5,
                "complete_payment": 2,
                "total_complete_payment_rate": 99_900_000,
            },
        ),
    ],
    ids=["A", "B"],
)
def test_the_wide_layouts_keep_every_sum(read: Read, content: str, grain: Grain, expected: dict[str, int]) -> None:
    staged = read(content.replace("D,C", "2023-08-01,C"))
    assert staged.report.grain is grain
    assert {name: staged.column(name) for name in expected} == {name: [value] for name, value in expected.items()}
    assert set(staged.columns) == {"source", "day", "campaign", "ad_group", "ad", *expected}


@pytest.mark.parametrize(
    ("dimensions", "grain"),
    [
        ("By Day", Grain.ACCOUNT),
        ("By Day,Campaign ID", Grain.CAMPAIGN),
        ("By Day,Campaign name,Ad group name", Grain.AD_GROUP),
        ("stat_time_day,campaign_id,adgroup_id,ad_id", Grain.AD),
    ],
)
def test_grain_is_the_finest_dimension(read: Read, dimensions: str, grain: Grain) -> None:
    cells = ",".join(["2023-08-01", *("7" for _ in dimensions.split(",")[1:])])
    assert read(f"{dimensions},Cost\n{cells},1\n").report.grain is grain


def test_an_id_is_the_key_and_the_name_its_label(read: Read) -> None:
    staged = read("By Day,Campaign ID,Campaign name,Cost\n2023-08-01,1790,Spring,1\n2023-08-02,-,Summer,2\n")
    assert staged.column("campaign") == ["1790", "Summer"]
    assert staged.column("campaign_name") == ["Spring", ""]


def test_each_account_of_a_file_is_read_for_itself(read: Read) -> None:
    report = read(
        "Account ID,Account name,By Day,Currency,Cost\n"
        "7001,Shop DE,2023-08-01,EUR,1.50\n7002,Shop JP,2023-08-02,JPY,200\n7001,Shop DE,2023-08-03,EUR,2.50\n"
    ).report
    found = [(a.source, a.external_id, a.name, a.currency, a.rows, a.figures.sums["spend"]) for a in report.accounts]
    assert found == [
        ("7001", "7001", "Shop DE", "EUR", 2, 4_000_000),
        ("7002", "7002", "Shop JP", "JPY", 1, 200_000_000),
    ]
    assert report.accounts[0].period.last == dt.date(2023, 8, 3)


def test_an_account_name_alone_names_the_account(read: Read) -> None:
    (account,) = read("Account name,By Day,Cost\nShop DE,2023-08-01,1\n", name="export_77.csv").report.accounts
    assert (account.source, account.external_id, account.name) == ("Shop DE", None, "Shop DE")


def test_a_file_without_currency_leaves_it_open(read: Read) -> None:
    report = read("By Day,Cost\n2023-08-01,1\n").report
    assert report.accounts[0].currency is None
    assert report.sums[""].sums["spend"] == 1_000_000


def test_what_does_not_apply_is_no_zero(read: Read) -> None:
    staged = read("By Day,Cost,Conversions,Clicks\n2023-08-01,1.5,-,0\n2023-08-02,-,,\n")
    assert staged.column("conversion") == [None, None]
    assert staged.column("clicks") == [0, None]
    assert staged.report.accounts[0].figures.sums["spend"] == 1_500_000


@pytest.mark.parametrize(
    ("cost", "micros"),
    [("-5.25", -5_250_000), ("−5.25", -5_250_000), ("-1,234.50", -1_234_500_000), ("0.000001", 1), ("0.1234567", None)],
)
def test_cost_may_be_a_credit_and_has_six_decimals(read: Read, cost: str, micros: int | None) -> None:
    staged = read(as_text([["By Day", "Cost"], ["2023-08-01", cost]]))
    assert (staged.column("spend") if staged.rows else [None]) == [micros]


def test_reach_is_kept_only_where_it_was_delivered_for_one_row(read: Read) -> None:
    staged = read("By Day,Campaign,Cost,Reach\n2023-08-01,A,1,10\n2023-08-01,B,1,20\n2023-08-01,B,1,30\n")
    assert staged.column("reach") == [10, None]
    assert "reach" not in staged.report.accounts[0].figures.sums


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        ("1.234,50;7", NumberStyle.COMMA),
        ("1,234.50;7", NumberStyle.DOT),
        ("5;1.234", NumberStyle.COMMA),
        ("5;6", NumberStyle.DOT),
    ],
)
def test_the_file_shows_how_it_writes_numbers(read: Read, cells: str, style: NumberStyle) -> None:
    assert read(f"By Day;Cost;Impressions\n2023-08-01;{cells}\n").report.number_style is style


def test_a_clear_cell_settles_the_doubtful_ones(read: Read) -> None:
    staged = read("By Day;Cost\n2023-08-01;1.234\n2023-08-02;0,50\n")
    assert staged.column("spend") == [1_234_000_000, 500_000]


def test_line_breaks_and_quotes_in_names_stay(read: Read) -> None:
    staged = read('By Day,Campaign name,Cost\n2023-08-01,"Spring ""big""\nsale",1\n2023-08-02,"a, b",2\n')
    assert staged.column("campaign") == ['Spring "big"\nsale', "a, b"]
