"""Capital receipts and asset sales of the real release, against the workbook itself."""

import csv
import gzip
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

ENGLAND = "E92000001"
SEVEN_YEARS = [f"{year}-{year - 1999}" for year in range(2010, 2017)]
BILLION = Decimal(10**9)


def dataset(workspace: Workspace, name: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(name))


@pytest.fixture(scope="module")
def receipts(archive_workspace: Workspace) -> pl.DataFrame:
    return dataset(archive_workspace, "capital_receipts")


@pytest.fixture(scope="module")
def estimates(archive_workspace: Workspace) -> pl.DataFrame:
    return dataset(archive_workspace, "asset_sales_estimate")


@pytest.fixture(scope="module")
def workbook_2010_11(archive: Path) -> dict[str, Decimal]:
    """All capital receipts of each authority by its code, in pounds."""
    payload = gzip.decompress((archive / "finance/capital_outturn/2016372.xls.gz").read_bytes())
    sheet = fastexcel.read_excel(payload).load_sheet("10-11 Financing & Memorandums ")
    rows = [row for row in sheet.to_polars().iter_rows() if str(row[0]).startswith("E")]
    return {row[0]: Decimal(str(row[7])) * 1000 for row in rows if row[0] != "Ecode"}


def england(receipts: pl.DataFrame, line: str) -> dict[str, Decimal]:
    rows = receipts.filter(scope="country", receipt_line=line)
    return dict(rows.select("financial_year", "amount_gbp").rows())


def test_all_receipts_are_one_and_a_half_to_three_and_a_half_billion_pounds(
    receipts: pl.DataFrame,
) -> None:
    by_year = england(receipts, "all_receipts")
    assert round(by_year["2010-11"] / BILLION, 2) == Decimal("1.50")
    assert round(by_year["2016-17"] / BILLION, 2) == Decimal("3.58")
    assert round(sum(by_year[year] for year in SEVEN_YEARS) / BILLION, 1) == Decimal("18.3")


def test_a_council_has_the_receipts_of_its_predecessors_in_the_workbook(
    archive_workspace: Workspace, receipts: pl.DataFrame, workbook_2010_11: dict[str, Decimal]
) -> None:
    successors = dataset(archive_workspace, "council_successors").filter(code_system="LGF")
    expected: dict[str, list[Decimal]] = defaultdict(list)
    for code, council in successors.select("council_code", "council_2024_code").rows():
        if council and code in workbook_2010_11:
            expected[council].append(workbook_2010_11[code])
    ours = receipts.filter(scope="council", receipt_line="all_receipts", financial_year="2010-11")
    found = {
        code: (amount, count)
        for code, amount, count in ours.select(
            "area_code", "amount_gbp", "predecessor_count"
        ).rows()
    }
    assert found == {code: (sum(sums), len(sums)) for code, sums in expected.items()}
    assert found["E06000066"][1] == 6  # Somerset: the county and its five districts


def test_bodies_without_a_successor_keep_their_own_receipts(
    receipts: pl.DataFrame, workbook_2010_11: dict[str, Decimal]
) -> None:
    of_year = receipts.filter(receipt_line="all_receipts", financial_year="2010-11")
    split = of_year.filter(scope="split county")
    assert sorted(split["area_name"]) == ["Cumbria", "Dorset", "Northamptonshire"]
    others = of_year.filter(pl.col("scope").is_in(["split county", "other authority"]))
    for code, amount in others.select("area_code", "amount_gbp").rows():
        assert amount == workbook_2010_11[code]


def test_real_receipts_are_cash_times_the_deflator(archive: Path, receipts: pl.DataFrame) -> None:
    with Path("dbt_project/seeds/ref_gdp_deflators.csv").open(encoding="utf-8") as file:
        quarters = {
            (int(row["year"]), int(row["quarter"])): Decimal(row["deflator"])
            for row in csv.DictReader(file)
        }

    def level(year: int) -> Decimal:
        return sum(quarters[year, quarter] for quarter in (2, 3, 4)) + quarters[year + 1, 1]

    real = receipts.filter(scope="country", receipt_line="all_receipts")
    by_year = dict(real.select("financial_year", "amount_gbp_real").rows())
    cash = england(receipts, "all_receipts")
    for year in range(2000, 2017):
        name = f"{year}-{(year + 1) % 100:02d}"
        expected = float(cash[name] * level(2024) / level(year))
        assert float(by_year[name]) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("year", "status"),
    [("2017-18", "not published"), ("2018-19", "not held"), ("2024-25", "not held")],
)
def test_a_missing_year_is_a_row_for_every_council_and_not_zero(
    receipts: pl.DataFrame, year: str, status: str
) -> None:
    rows = receipts.filter(scope="council", financial_year=year, receipt_line="all_receipts")
    assert rows.height == 317
    assert set(rows["status"]) == {status}
    assert rows["amount_gbp"].null_count() == 317


def test_cumberland_is_told_of_the_return_that_was_not_made_and_of_its_county(
    receipts: pl.DataFrame,
) -> None:
    row = receipts.row(
        by_predicate=(pl.col("area_code") == "E06000063")
        & (pl.col("financial_year") == "2015-16")
        & (pl.col("receipt_line") == "all_receipts"),
        named=True,
    )
    assert (row["predecessor_count"], row["reported_count"]) == (3, 2)
    assert (row["status"], row["split_county"]) == ("part published", "Cumbria")


def test_councils_sold_other_than_homes_for_eight_billion_pounds_in_seven_years(
    estimates: pl.DataFrame,
) -> None:
    (row,) = estimates.filter(
        scope="country", period="2010-11 to 2016-17", receipt_line="non_housing_assets"
    ).rows(named=True)
    assert round(row["value_gbp"] / BILLION, 2) == Decimal("8.17")
    assert (row["asset_count_low"], row["asset_count_high"]) == (
        Decimal("11236.7"),
        Decimal("42605.8"),
    )


def test_nothing_is_estimated_from_the_answers_of_one_council(
    archive_workspace: Workspace, estimates: pl.DataFrame
) -> None:
    sampled = estimates.filter(survey="asset_sales")
    assert sampled.height == 3 * 7 * (1 + 5 + 9)
    assert set(sampled["status"]) == {"too few councils"}
    assert sampled["asset_count"].null_count() == sampled.height
    sales = dataset(archive_workspace, "asset_sales")
    assert set(sales["council_name"]) == {"Lincolnshire"}
    assert set(sales["record_kind"]) == {"count of a council"}


def test_surveys_are_quoted_as_they_were_published(estimates: pl.DataFrame) -> None:
    england_only = estimates.filter(area_code=ENGLAND, receipt_line="none")
    found = {
        (row["survey"], row["method"]): (row["asset_count_per_year"], row["average_value_gbp"])
        for row in england_only.rows(named=True)
    }
    assert found == {
        ("locality_2018", "as published"): (Decimal("4131.0"), None),
        ("tbij_2019", "as published"): (Decimal("2769.3"), Decimal("758333.33")),
        ("tbij_2019", "scaled to all councils"): (Decimal("3256.9"), Decimal("758333.33")),
        ("ippr_2023", "as published"): (Decimal("5769.2"), Decimal("200000.00")),
    }
