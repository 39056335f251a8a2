"""Public spending by region, against HM Treasury's databases read independently."""

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

# Nine regions, three nations, outside the United Kingdom, and no one area.
AREAS = 14


@pytest.fixture(scope="module")
def spending(archive_workspace: Workspace) -> pl.DataFrame:
    release = latest_release(archive_workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path("public_spending"))


def residents_2018(archive: Path) -> dict[str, int]:
    """Mid-year residents by region of the combined PESA file, the ones of its year 2017-18."""
    packed = archive / "finance/regional/ParsedCombinedPESA.zip"
    with zipfile.ZipFile(packed) as file, file.open("ParsedCombinedPESA.csv") as member:
        rows = csv.DictReader(io.TextIOWrapper(member, encoding="utf-8-sig"))
        return {
            row["Geography"]: int(row["Population"])
            for row in rows
            if row["FinancialYear"] == "2017-18" and row["Population"] not in ("", "0")
        }


@pytest.mark.parametrize(
    ("edition", "file", "year"),
    [
        ("CRA 2014", "CRA_2014_Combined_Database_for_Publication.xlsx", "2009-10"),
        ("CRA 2018", "CRA_2018_Database_for_Publication_rvsd.xlsx", "2017-18"),
    ],
)
def test_spending_of_every_area_is_the_databases_to_the_pound(
    archive: Path, spending: pl.DataFrame, edition: str, file: str, year: str
) -> None:
    book = fastexcel.read_excel((archive / "finance/regional" / file).read_bytes())
    sheet = next(name for name in book.sheet_names if "database" in name)
    rows = book.load_sheet(sheet, dtypes="string").to_polars()
    areas = rows["NUTS Region"].str.to_lowercase().str.replace("england_", "")
    theirs = rows.with_columns(area=areas, value=pl.col(year).cast(pl.Float64))
    expected = theirs.group_by("area").agg(pl.col("value").sum() * 1000).sort("value")
    ours = spending.filter(edition=edition, financial_year=year).group_by("area_code")
    found = ours.agg(pl.col("amount_gbp").sum()).sort("amount_gbp")
    assert found.height == expected.height == AREAS
    pairs = zip(found["amount_gbp"], expected["value"], strict=True)
    assert all(abs(float(mine) - value) < 10 for mine, value in pairs)


def test_capital_per_head_of_2017_18_is_twice_as_high_in_london(
    archive: Path, spending: pl.DataFrame
) -> None:
    residents = residents_2018(archive)
    capital = spending.filter(
        pl.col("edition") == "CRA 2018",
        pl.col("financial_year") == "2017-18",
        pl.col("kind") == "capital",
        pl.col("is_identifiable"),
        pl.col("area_code").str.starts_with("E12"),
    )
    by_region = dict(capital.group_by("area_code").agg(pl.col("amount_gbp").sum()).rows())
    london = by_region.pop("E12000007")
    elsewhere = [
        count for name, count in residents.items()
        if name not in ("London", "England", "Scotland", "Wales", "Northern Ireland")
    ]  # fmt: skip
    assert len(elsewhere) == len(by_region) == 8
    assert round(london / residents["London"]) == 1_556
    assert round(sum(by_region.values(), Decimal(0)) / sum(elsewhere)) == 801
