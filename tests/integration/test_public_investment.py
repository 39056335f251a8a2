"""Public investment and the gap to London, against the publishers' files read independently."""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

FOLDER = "finance/regional"
REGIONS = {
    "north east": "E12000001",
    "north west": "E12000002",
    "yorkshire and the humber": "E12000003",
    "east midlands": "E12000004",
    "west midlands": "E12000005",
    "east": "E12000006",
    "london": "E12000007",
    "south east": "E12000008",
    "south west": "E12000009",
}
NORTH = ["north east", "north west", "yorkshire and the humber"]
OUTSIDE = [name for name in REGIONS if name != "london"]
YEARS_2014 = ["2009-10", "2010-11", "2011-12", "2012-13"]
YEARS_2018 = ["2013-14", "2014-15", "2015-16", "2016-17", "2017-18"]
Residents = Callable[[str, str], float]


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def investment(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "public_investment")


@pytest.fixture(scope="module")
def gaps(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "investment_gap_to_london")


def database(archive: Path, edition: int) -> pl.DataFrame:
    """Identifiable spending of the regions of England in HM Treasury's own database."""
    file = {
        2014: "CRA_2014_Combined_Database_for_Publication.xlsx",
        2018: "CRA_2018_Database_for_Publication_rvsd.xlsx",
    }[edition]
    book = fastexcel.read_excel((archive / FOLDER / file).read_bytes())
    sheet = next(name for name in book.sheet_names if "database" in name)
    rows = book.load_sheet(sheet, dtypes="string").to_polars()
    region = rows["NUTS Region"].str.to_lowercase().str.replace("england_", "")
    kept = rows.with_columns(region=region).filter(pl.col("region").is_in(list(REGIONS)))
    return kept.filter(pl.col("ID/non-ID") == "ID")


def pesa_rows(archive: Path) -> list[dict[str, str]]:
    packed = archive / FOLDER / "ParsedCombinedPESA.zip"
    with zipfile.ZipFile(packed) as file, file.open("ParsedCombinedPESA.csv") as member:
        return list(csv.DictReader(io.TextIOWrapper(member, encoding="utf-8-sig")))


def residents_of_pesa(archive: Path) -> Residents:
    """Residents of a region in a financial year, as the combined file has them."""
    counts = {
        (row["Geography"].lower(), row["FinancialYear"]): float(row["Population"])
        for row in pesa_rows(archive)
        if row["Population"] not in ("", "0")
    }
    return lambda region, year: counts[region, year]


def residents_of_mid_year(archive: Path) -> Residents:
    """Residents of a region at the middle of the year in which a financial year begins."""
    path = archive / "statistics/earnings_gva/populationestimatesbylocalauthority.xlsx"
    book = fastexcel.read_excel(path.read_bytes()).load_sheet("Population data", dtypes="string")
    rows = book.to_polars().drop_nulls("LA code")
    names = rows["ITL1 Region"].str.strip_chars().str.to_lowercase()
    sums = rows.with_columns(region=names).group_by("region").agg(
        pl.col(str(year)).cast(pl.Float64, strict=False).sum() for year in range(1998, 2024)
    )  # fmt: skip
    counts = {row["region"]: row for row in sums.iter_rows(named=True)}
    return lambda region, year: float(counts[region][year[:4]])


def gap(rows: pl.DataFrame, years: list[str], regions: list[str], residents: Residents) -> float:
    """What London's spending per head would have meant for the regions, over the years."""
    total = 0.0
    for year in years:
        spent = dict(rows.group_by("region").agg(pl.col(year).cast(pl.Float64).sum() * 1000).rows())
        each = spent["london"] / residents("london", year)
        total += sum(each * residents(name, year) - spent[name] for name in regions)
    return total


def row_of(gaps: pl.DataFrame, **which: str) -> dict[str, Decimal]:
    return gaps.filter(**which).row(0, named=True)


def capital(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("CAP or CUR") == "CAP")


def transport(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("HMT Function").str.contains("(?i)transport"))


def test_matching_londons_capital_spending_of_2017_18_costs_35_billion_or_a_little_more(
    archive: Path, gaps: pl.DataFrame
) -> None:
    rows = capital(database(archive, 2018))
    found = row_of(
        gaps,
        period="2017-18",
        area_code="England outside London",
        function_group="all",
        kind="capital",
    )
    by_mid_year = gap(rows, ["2017-18"], OUTSIDE, residents_of_mid_year(archive))
    by_pesa = gap(rows, ["2017-18"], OUTSIDE, residents_of_pesa(archive))
    assert round(by_pesa / 1e9, 1) == 35.4
    assert float(found["gap_gbp"]) == pytest.approx(by_mid_year, abs=1)
    assert float(found["gap_gbp_low"]) == pytest.approx(by_pesa, abs=1)
    assert found["gap_gbp_high"] > found["gap_gbp"]


def test_londons_transport_spending_would_have_meant_58_billion_for_the_north_in_nine_years(
    archive: Path, gaps: pl.DataFrame
) -> None:
    older, newer = (transport(database(archive, edition)) for edition in (2014, 2018))
    found = row_of(
        gaps,
        period="2009-10 to 2017-18",
        area_code="North of England",
        function_group="transport",
        kind="all",
    )
    pesa, mid_year = residents_of_pesa(archive), residents_of_mid_year(archive)

    def both(residents: Residents) -> float:
        return gap(older, YEARS_2014, NORTH, residents) + gap(newer, YEARS_2018, NORTH, residents)

    assert round(both(pesa) / 1e9, 1) == 58.0
    assert float(found["gap_gbp"]) == pytest.approx(both(mid_year), abs=5)
    earlier = gap(older, [*YEARS_2014, "2013-14"], NORTH, pesa)
    earlier += gap(newer, YEARS_2018[1:], NORTH, pesa)
    assert float(found["gap_gbp_low"]) == pytest.approx(earlier, abs=5)


def test_capital_per_head_is_the_database_over_mid_year_residents(
    archive: Path, investment: pl.DataFrame
) -> None:
    rows, residents = capital(database(archive, 2018)), residents_of_mid_year(archive)
    for year in YEARS_2018:
        spent = dict(rows.group_by("region").agg(pl.col(year).cast(pl.Float64).sum()).rows())
        ours = investment.filter(
            edition="CRA 2018",
            financial_year=year,
            function_name="All functions",
            kind="capital",
            area_type="region",
        )
        expected = {
            code: spent[name] * 1000 / residents(name, year) for name, code in REGIONS.items()
        }
        found = dict(ours.select("area_code", pl.col("per_head_gbp").cast(pl.Float64)).rows())
        assert found == pytest.approx(expected, abs=0.011)


def test_what_london_spent_on_capital_in_2017_18_is_worth_more_in_pounds_of_2024_25(
    investment: pl.DataFrame,
) -> None:
    row = investment.row(
        by_predicate=(pl.col("edition") == "CRA 2018")
        & (pl.col("financial_year") == "2017-18")
        & (pl.col("area_code") == "E12000007")
        & (pl.col("function_group") == "all")
        & (pl.col("kind") == "capital"),
        named=True,
    )
    assert row["amount_gbp"] == Decimal("13844928000.00")
    assert float(row["amount_gbp_real"] / row["amount_gbp"]) == pytest.approx(112.375 / 87.0)
    assert row["price_base_year"] == "2024-25"


def test_earlier_years_are_the_combined_tables_region_by_region(
    archive: Path, investment: pl.DataFrame
) -> None:
    expected: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in pesa_rows(archive):
        name, year = row["Geography"].lower(), row["FinancialYear"]
        if name in REGIONS and year < "2009-10" and row["Value"]:
            kind = {"CAP": "capital", "CUR": "current"}[row["CAPorCUR"]]
            expected[year, REGIONS[name], kind] += float(row["Value"])
    ours = investment.filter(
        pl.col("edition") == "PESA combined",
        pl.col("area_type") == "region",
        pl.col("function_name") == "All functions",
        pl.col("kind") != "all",
    )
    keys = ours.select("financial_year", "area_code", "kind").rows()
    found = dict(zip(keys, ours["amount_gbp"].cast(pl.Float64), strict=True))
    assert len(found) == 10 * 9 * 2
    assert found == pytest.approx(dict(expected), abs=1)


def test_research_of_the_north_would_have_been_two_billion_more_a_year_at_londons_rate(
    archive: Path, gaps: pl.DataFrame
) -> None:
    residents = residents_of_mid_year(archive)
    path = next((archive / "statistics/els").glob("*/*research-and-development*.csv"))
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    spent = {
        row["areacd"]: float(row["observation"]) * 1e6
        for row in rows
        if row["period"].startswith("2021")
    }
    each = spent[REGIONS["london"]] / residents("london", "2021-22")
    expected = sum(
        each * residents(name, "2021-22") - spent[REGIONS[name]] for name in NORTH
    )  # fmt: skip
    found = row_of(
        gaps,
        period="2021-22",
        area_code="North of England",
        function_group="research and development",
        kind="all",
    )
    assert float(found["gap_gbp"]) == pytest.approx(expected, abs=1)
    assert round(expected / 1e9, 1) == 2.4


def test_years_of_which_nothing_is_held_are_said_not_dropped(gaps: pl.DataFrame) -> None:
    later = gaps.filter(pl.col("period") == "2019-20")
    assert later.height == 10 * 13
    assert later["status"].unique().to_list() == ["not held"]
    assert later["gap_gbp"].null_count() == later.height
