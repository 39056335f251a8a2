"""Council finance, against the publishers' workbooks read independently of the project's code."""

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

ALL_RECEIPTS = "all_services.total_receipts"


def dataset(workspace: Workspace, name: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(name))


@pytest.fixture(scope="module")
def finance(archive_workspace: Workspace) -> pl.DataFrame:
    return dataset(archive_workspace, "council_finance")


@pytest.fixture(scope="module")
def successors(archive_workspace: Workspace) -> pl.DataFrame:
    return dataset(archive_workspace, "council_successors")


def receipts(finance: pl.DataFrame) -> dict[str, Decimal]:
    by_year = finance.filter(line=ALL_RECEIPTS).group_by("financial_year")
    return dict(by_year.agg(pl.col("amount_gbp").sum()).rows())


def test_receipts_are_eighteen_billion_pounds_in_the_seven_years_to_2016_17(
    finance: pl.DataFrame,
) -> None:
    by_year = receipts(finance)
    assert by_year["2010-11"] == Decimal("1497604000.00")
    assert by_year["2016-17"] == Decimal("3581620915.61")
    years = [f"{year}-{year - 1999}" for year in range(2010, 2017)]
    assert round(sum(by_year[year] for year in years) / 10**9, 1) == Decimal("18.3")


def test_every_councils_receipts_of_2010_11_are_those_of_the_workbook(
    archive: Path, finance: pl.DataFrame
) -> None:
    payload = gzip.decompress((archive / "finance/capital_outturn/2016372.xls.gz").read_bytes())
    sheet = fastexcel.read_excel(payload).load_sheet("10-11 Financing & Memorandums ")
    rows = [row for row in sheet.to_polars().iter_rows() if str(row[0]).startswith("E")]
    expected = {row[0]: Decimal(str(row[7])) * 1000 for row in rows if row[0] != "Ecode"}
    ours = finance.filter(financial_year="2010-11", line=ALL_RECEIPTS)
    assert dict(ours.select("authority_code", "amount_gbp").rows()) == expected


def test_receipts_of_2017_18_are_a_gap_and_not_zero(finance: pl.DataFrame) -> None:
    gap = finance.filter(financial_year="2017-18", line=ALL_RECEIPTS)
    assert gap.height > 400
    assert gap["status"].unique().to_list() == ["not published"]
    assert gap["amount_gbp"].null_count() == gap.height


def test_capital_receipts_used_are_one_line_in_all_thirteen_years(finance: pl.DataFrame) -> None:
    used = finance.filter(line="use_of_capital_receipts")
    by_year = dict(used.group_by("financial_year").agg(pl.col("amount_gbp").sum()).rows())
    assert sorted(by_year) == [f"{year}-{year % 100 + 1:02}" for year in range(2004, 2017)]
    assert round(by_year["2011-12"] / 10**9, 2) == Decimal("1.65")


def test_limits_given_in_pounds_for_thousands_are_put_right_and_the_totals_say_so(
    archive_workspace: Workspace, finance: pl.DataFrame
) -> None:
    line = "authorised_limit_for_external_debt_at_1_april"
    limits = finance.filter(line=line).select("authority_code", "financial_year", "amount_gbp")
    assert ("E1837", "2014-15", Decimal("14100000.00")) in limits.rows()
    assert ("E1534", "2016-17", Decimal("47048000.00")) in limits.rows()
    totals = dataset(archive_workspace, "finance_reconciliation")
    (england,) = totals.filter(line=line, financial_year="2014-15", total_name="England").to_dicts()
    assert england["difference_gbp"] == Decimal("-14085900000.00")
    assert "Worcester" in england["explanation"]


def test_totals_of_classes_of_two_years_stand_with_their_own_lines(
    archive_workspace: Workspace,
) -> None:
    classes = dataset(archive_workspace, "finance_reconciliation").filter(
        pl.col("financial_year").is_in(["2013-14", "2014-15"]), scope="class", is_within=False
    )
    assert classes["total_name"].unique().to_list() == ["Shire districts"]
    assert classes.height == 4


def test_money_summed_into_successors_is_all_the_money_of_councils(finance: pl.DataFrame) -> None:
    councils = finance.filter(
        pl.col("line") == ALL_RECEIPTS, pl.col("authority_class") != "other authority"
    )
    unmapped = councils.filter(pl.col("council_2024_code").is_null())
    assert sorted(unmapped["authority_name"].unique()) == [
        "Bedfordshire", "Cheshire", "Cumbria", "Dorset", "Northamptonshire",
    ]  # fmt: skip
    somerset = councils.filter(council_2024_code="E06000066", financial_year="2010-11")
    assert sorted(somerset["authority_name"]) == [
        "Mendip", "Sedgemoor", "Somerset", "South Somerset", "Taunton Deane", "West Somerset",
    ]  # fmt: skip


def test_successors_since_2016_are_those_of_the_yearly_lists(
    archive: Path, successors: pl.DataFrame
) -> None:
    with (archive / "geography/lookup_ltla_ltla.csv").open(encoding="utf-8-sig") as file:
        listed = {row["ltla16_code"]: row["ltla24_code"] for row in csv.DictReader(file)}
    ours = dict(successors.select("council_code", "council_2024_code").rows())
    english = {old: new for old, new in listed.items() if old.startswith("E")}
    assert {old: ours.get(old) for old in english} == english


def test_every_england_row_of_cor4_is_the_sum_of_its_authorities_but_for_listed_ones(
    archive_workspace: Workspace,
) -> None:
    totals = dataset(archive_workspace, "finance_reconciliation").filter(
        pl.col("total_name") == "England",
        pl.col("statement") == "capital outturn",
        pl.col("financial_year") < "2017",
    )
    beyond = totals.filter(~pl.col("is_within"))
    assert sorted(beyond["financial_year"].unique()) == ["2011-12", "2014-15", "2016-17"]
    assert beyond["explanation"].null_count() == 0
    of_receipts = totals.filter(line=ALL_RECEIPTS)
    assert of_receipts.height == 17
    assert of_receipts.filter(~pl.col("is_within"))["financial_year"].to_list() == ["2016-17"]


def test_core_spending_power_is_the_files_money_and_no_row_for_councils_that_were_not_there(
    archive: Path, finance: pl.DataFrame
) -> None:
    ours = finance.filter(statement="core spending power")
    for year in range(2015, 2021):
        path = archive / f"finance/core_spending_power/CSP_{year}.csv"
        rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
        lines = [name for name in rows[0] if name.endswith(f"_{year}")]
        money = [[Decimal(row[name]) for name in lines] for row in rows]
        of_year = ours.filter(financial_year=f"{year}-{year - 1999}")
        assert of_year["authority_code"].n_unique() == sum(any(amounts) for amounts in money)
        difference = of_year["amount_gbp"].sum() - sum(map(sum, money)) * 10**6
        assert abs(difference) < of_year.height * Decimal("0.005")
    counties = ours.filter(authority_name="Buckinghamshire")["financial_year"].unique()
    assert sorted(counties)[-1] == "2019-20"


def test_net_spending_of_every_authority_is_that_of_the_saved_sheet(
    archive: Path, finance: pl.DataFrame
) -> None:
    path = archive / "finance/revenue_outturn/RSX_2023-24_data_by_LA.csv.gz"
    rows = list(csv.reader(gzip.decompress(path.read_bytes()).decode("utf-8-sig").splitlines()))
    first = next(i for i, row in enumerate(rows) if row[:1] == ["E3831"])
    last = next(i for i, row in enumerate(rows) if row[:1] == ["Eng"])
    expected = {
        row[1]: None if row[104] == "[x]" else Decimal(row[104].replace(",", "")) * 1000
        for row in rows[first:last]
    }
    ours = finance.filter(
        statement="revenue outturn",
        financial_year="2023-24",
        line="all_services.net_current_expenditure",
    )
    assert dict(ours.select("authority_code", "amount_gbp").rows()) == expected
    missing = ours.filter(pl.col("amount_gbp").is_null())
    assert missing["status"].unique().to_list() == ["not available"]


def test_totals_of_classes_in_which_all_made_a_return_are_the_sums_of_authorities(
    archive_workspace: Workspace,
) -> None:
    complete = dataset(archive_workspace, "finance_reconciliation").filter(
        pl.col("statement").str.starts_with("revenue"),
        pl.col("authority_count") == pl.col("published_count"),
        pl.col("scope") == "class",
    )
    assert complete.height > 1000
    assert complete["difference_gbp"].abs().max() == Decimal("19000.00")
