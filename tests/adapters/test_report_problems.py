"""A file that cannot be read exactly imports nothing and says where and why."""

import codecs
from collections.abc import Callable

import pytest

from bizhub.adapters.watch import Watch
from bizhub.domain.errors import InvalidInput
from bizhub.domain.report import BadCell, ImportCancelled
from tests.adapters.conftest import Staged
from tests.data import reports
from tests.data.reports import as_text

Read = Callable[..., Staged]
HEADINGS = "By Day,Campaign name,Currency,Cost,Impressions\n"
GOOD = "2023-08-01,Spring,EUR,1.50,10\n"


@pytest.mark.parametrize(
    ("row", "column", "value", "expected"),
    [
        ("8/1/2023,Spring,EUR,1,1", "By Day", "8/1/2023", "a day as 2023-08-31"),
        ("31.08.2023,Spring,EUR,1,1", "By Day", "31.08.2023", "a day as 2023-08-31"),
        ("2023-02-30,Spring,EUR,1,1", "By Day", "2023-02-30", "a day as 2023-08-31"),
        ("2023-08-01 - 2023-08-31,Spring,EUR,1,1", "By Day", "2023-08-01 - 2023-08-31", "a day as 2023-08-31"),
        ("Aug 2023,Spring,EUR,1,1", "By Day", "Aug 2023", "a day as 2023-08-31"),
        ("1023-08-01,Spring,EUR,1,1", "By Day", "1023-08-01", "a day as 2023-08-31"),
        (",Spring,EUR,1,1", "By Day", "", "a day as 2023-08-31"),
        ("2023-08-01,-,EUR,1,1", "Campaign name", "-", "the campaign's ID or name, up to 512 characters"),
        ("2023-08-01,Spring,Euro,1,1", "Currency", "Euro", "a currency code such as EUR"),
        ("2023-08-01,Spring,EUR,abc,1", "Cost", "abc", "an amount such as 1,234.50"),
        ("2023-08-01,Spring,EUR,1.23%,1", "Cost", "1.23%", "an amount such as 1,234.50"),
        ("2023-08-01,Spring,EUR,$5.00,1", "Cost", "$5.00", "an amount such as 1,234.50"),
        ("2023-08-01,Spring,EUR,1e3,1", "Cost", "1e3", "an amount such as 1,234.50"),
        ("2023-08-01,Spring,EUR,0.1234567,1", "Cost", "0.1234567", "an amount such as 1,234.50"),
        ("2023-08-01,Spring,EUR,999999999999,1", "Cost", "999999999999", "an amount such as 1,234.50"),
        ('2023-08-01,Spring,EUR,"12,34.50",1', "Cost", "12,34.50", "an amount such as 1,234.50"),
        ("2023-08-01,Spring,EUR,1,-1", "Impressions", "-1", "a whole number such as 1,234"),
        ("2023-08-01,Spring,EUR,1,1.5", "Impressions", "1.5", "a whole number such as 1,234"),
        ("2023-08-01,Spring,EUR,1,1_000", "Impressions", "1_000", "a whole number such as 1,234"),
        ("2023-08-01,Spring,EUR,1,0x10", "Impressions", "0x10", "a whole number such as 1,234"),
        ("2023-08-01,Spring,EUR,1", "", "2023-08-01,Spring,EUR,1", "5 cells, as the headings have; this line has 4"),
        ("2023-08-01,a,EUR,1,1,1", "", "2023-08-01,a,EUR,1,1,1", "5 cells, as the headings have; this line has 6"),
        (
            '2023-08-01,"a"b,EUR,1,1',
            "",
            '2023-08-01,"a"b,EUR,1,1',
            "quotation marks that open and close around a whole cell",
        ),
    ],
)
def test_a_bad_row_imports_nothing_and_is_shown(read: Read, row: str, column: str, value: str, expected: str) -> None:
    staged = read(f"{HEADINGS}{GOOD}{row}\n{GOOD}")
    assert staged.rows is None
    assert not staged.report.is_readable
    assert staged.report.problems == (BadCell(3, column, value, expected),)


@pytest.mark.parametrize("number", ["1,234", "1.234", "12,345", "1.234.567x"])
def test_a_number_with_two_readings_is_refused_where_nothing_tells(read: Read, number: str) -> None:
    (problem,) = read(f"By Day;Cost\n2023-08-01;{number}\n2023-08-02;7\n").report.problems
    assert problem == BadCell(2, "Cost", number, "a number that can be read in one way only, such as 1234 or 1234.50")


def test_two_ways_of_writing_in_one_file_are_refused(read: Read) -> None:
    report = read("By Day;Cost\n2023-08-01;1.234,50\n2023-08-02;1,234.50\n").report
    assert [(problem.line, problem.value) for problem in report.problems] == [(2, "1.234,50")]


def test_one_row_may_have_several_bad_cells(read: Read) -> None:
    report = read(HEADINGS + "x,Spring,EUR,y,z\n").report
    assert [problem.column for problem in report.problems] == ["By Day", "Cost", "Impressions"]
    assert report.problem_count == 3


def test_the_first_hundred_are_listed_and_all_are_counted(read: Read) -> None:
    report = read(HEADINGS + GOOD + "2023-08-01,Spring,EUR,bad,1\n" * 250).report
    assert [problem.line for problem in report.problems] == list(range(3, 103))
    assert report.problem_count == 250


def test_lines_are_those_of_a_text_editor(read: Read) -> None:
    report = read(f'{HEADINGS}\n2023-08-01,"two\nlines",EUR,1,1\n\nbad,a,EUR,1,1\nshort\n{GOOD}bad,b,EUR,1,1\n').report
    assert [(problem.line, problem.value) for problem in report.problems] == [(6, "bad"), (7, "short"), (9, "bad")]


def test_lines_count_from_the_top_of_a_file_with_a_title(read: Read) -> None:
    (problem,) = read(f"Campaign report\n\n{HEADINGS}{GOOD}bad,a,EUR,1,1\n").report.problems
    assert problem.line == 5


def test_total_rows_shift_no_line(read: Read) -> None:
    (problem,) = read(f"{HEADINGS}Total,-,EUR,3,20\n{GOOD}Total\nbad,a,EUR,1,1\n").report.problems
    assert problem.line == 5


def test_a_download_that_broke_off_is_noticed(read: Read) -> None:
    text = as_text(reports.real_rows("936"))
    report = read(text[: text.rindex(",EUR")]).report
    assert report.problem_count == 1
    assert report.problems[0].line == 465


def test_an_open_quotation_mark_is_noticed(read: Read) -> None:
    report = read(f'{HEADINGS}{GOOD}2023-08-01,"open,EUR,1,1\n{GOOD}').report
    assert report.problems[0].line == 3
    assert "quotation marks" in report.problems[0].expected


def test_a_very_long_name_is_a_bad_cell_and_shown_shortened(read: Read) -> None:
    (problem,) = read(f"{HEADINGS}2023-08-01,{'n' * 600},EUR,1,1\n").report.problems
    assert (problem.column, problem.value) == ("Campaign name", "n" * 200)


def test_an_account_id_rounded_by_a_spreadsheet_is_refused(read: Read) -> None:
    (problem,) = read("By Day,Account ID,Cost\n2023-08-01,7.12346E+18,1\n").report.problems
    assert problem.expected == "an account ID of digits only (format the column as text)"


NO_REPORT = "This is not a CSV or Excel file. Export the report as CSV or XLSX."


@pytest.mark.parametrize("name", ["report.csv", "report.xlsx", "report.pdf"])
@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        b"%PDF-1.7\x00\x01\x02",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xd8\xff\xe1By Day,Cost",
        b"GIF89aaaaaaaa",
        b"RIFF$$$$WEBPVP8 ",
        b"{\\rtf1 By Day}",
        b"<!DOCTYPE html>\n<title>Sign in</title>",
        b"\xef\xbb\xbf\r\n <html>\n<body>",
        b'<?xml version="1.0"?>\n<svg/>',
    ],
    ids=["PDF of text", "PDF", "PNG", "JPEG", "GIF", "WebP", "RTF", "web page", "web page with BOM", "SVG"],
)
def test_a_picture_or_a_document_is_no_report(read: Read, content: bytes, name: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(content, name=name)
    assert refusal.value.message == NO_REPORT


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty."),
        ("\n\n  \n", "The file is empty."),
        (HEADINGS, "The file has headings but no rows with figures."),
        (f"{HEADINGS}Total,-,EUR,3,20\n,,,,\n", "The file has headings but no rows with figures."),
        ("a,b\n1,2\n", "This does not look like an Ads Manager export: none of its columns is known."),
        ("Cost\n1\n", "The file has no day column. Switch on the “By Day” breakdown in the export and try again."),
        (
            "Campaign name,Cost,By Week\nA,1,2023-31\n",
            "The file has no day column. Switch on the “By Day” breakdown in the export and try again.",
        ),
        (
            "By Day,Impressions\n2023-08-01,1\n",
            "The file has no “Cost” column. Add it to the export's columns and try again.",
        ),
        ("By Day,Cost,spend\n2023-08-01,1,1\n", "Two columns mean Cost: “Cost” and “spend”. Keep one of them."),
        (
            "By Day,Date,Cost\n2023-08-01,2023-08-01,1\n",
            "Two columns mean By Day: “By Day” and “Date”. Keep one of them.",
        ),
        (
            "By Day,Currency,Cost\n2023-08-01,EUR,1\n2023-08-02,USD,1\n",
            "The file has several currencies: EUR and USD. An account has one.",
        ),
        (
            "By Day,Account name,Currency,Cost\n2023-08-01,Shop,EUR,1\n2023-08-02,Shop,USD,1\n",
            "The file has several currencies for the account “Shop”: EUR and USD. An account has one.",
        ),
        (b"By Day,Cost\x00\n2023-08-01,1\n", NO_REPORT),
        (b"By Day,Cost\x01\n2023-08-01,1\n", NO_REPORT),
        (b"\xff\xfeB\x00y\x00\xd8", "The file's text cannot be read. Save it as CSV in UTF-8 and try again."),
        (
            b"By Day,Campaign,Cost\n2023-08-01,\x81\xfe,1\n",
            "The file's text cannot be read. Save it as CSV in UTF-8 and try again.",
        ),
        (codecs.BOM_UTF8, "The file is empty."),
    ],
)
def test_what_concerns_the_whole_file_is_one_sentence(read: Read, content: str | bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(content)
    assert (refusal.value.message, refusal.value.field) == (sentence, "file")


def test_sums_beyond_64_bits_are_refused(read: Read) -> None:
    rows = "".join(f"2023-08-01,{number},99999999999.99\n" for number in range(100))
    with pytest.raises(InvalidInput, match="more than BizHub can hold"):
        read("By Day,Campaign,Cost\n" + rows)


def test_rows_of_one_key_beyond_64_bits_are_refused(read: Read) -> None:
    with pytest.raises(InvalidInput, match="more than BizHub can hold"):
        read("By Day,Campaign,Cost\n" + "2023-08-01,A,99999999999.99\n" * 100)


@pytest.mark.parametrize("polls", [0, 1, 2, 3])
def test_a_cancelled_reading_leaves_nothing(read: Read, polls: int) -> None:
    answers = iter([False] * polls)
    with pytest.raises(ImportCancelled):
        read(as_text(reports.real_rows("936")), watch=Watch(cancelled=lambda: next(answers, True)))


def test_progress_goes_from_nothing_to_everything(read: Read) -> None:
    seen: list[float] = []
    read(as_text(reports.real_rows("936")), watch=Watch(progress=seen.append))
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert seen == sorted(seen)
