"""Neighbourhood statistics, against publishers' files read independently of the project's code."""

import csv
import gzip
from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

FIRST_ROW_OF_NOMIS, LAST_COLUMN_OF_NOMIS = 8, 12


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def statistics(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "neighbourhood_statistics")


def values(statistics: pl.DataFrame, indicator: str) -> dict[str, tuple[int, int]]:
    chosen = statistics.filter(pl.col("indicator") == indicator)
    rows = chosen.select("area_code", "numerator", "denominator").rows()
    return {code: (numerator, denominator) for code, numerator, denominator in rows}


def test_household_deprivation_is_that_of_a_nomis_query_of_the_same_table(
    archive: Path, statistics: pl.DataFrame
) -> None:
    path = archive / "statistics" / "census2021" / "TS011_lsoa21_nomis_query_export.csv.gz"
    lines = gzip.decompress(path.read_bytes()).decode("utf-8-sig").splitlines()
    expected = {}
    for row in csv.reader(lines[FIRST_ROW_OF_NOMIS:]):
        if row and row[0].startswith("E01"):
            total, *deprived = (int(cell) for cell in (row[1], row[5], row[7], row[9], row[11]))
            expected[row[0][:9]] = (sum(deprived), total)
    assert len(expected) == 33_755
    assert values(statistics, "households_deprived_in_any_dimension") == expected


def test_half_of_englands_households_are_deprived_in_some_dimension(
    statistics: pl.DataFrame,
) -> None:
    pairs = values(statistics, "households_deprived_in_any_dimension").values()
    assert sum(n for n, _ in pairs) == 23_435_995 - 11_349_865
    assert round(sum(n for n, _ in pairs) / sum(d for _, d in pairs), 3) == 0.516


@pytest.mark.parametrize(
    ("indicator", "share"),
    [
        # Published by ONS for England: 17.3 % disabled (not age-standardised), 4.4 % overcrowded,
        # 61.3 % owning (62.3 % with shared ownership), 17.1 % and 20.5 % renting, 18.4 % aged 65+.
        ("disabled_residents", 0.173),
        ("overcrowded_households", 0.044),
        ("households_owning", 0.613),
        ("households_renting_socially", 0.171),
        ("households_renting_privately", 0.205),
        ("residents_aged_65_and_over", 0.184),
    ],
)
def test_england_has_the_share_that_ons_publishes(
    statistics: pl.DataFrame, indicator: str, share: float
) -> None:
    pairs = values(statistics, indicator).values()
    assert sum(n for n, _ in pairs) / sum(d for _, d in pairs) == pytest.approx(share, abs=6e-4)


def test_topics_that_are_not_held_have_no_rows_and_are_excluded_by_name(
    archive_workspace: Workspace, statistics: pl.DataFrame
) -> None:
    held = set(statistics["indicator"])
    indicators = released(archive_workspace, "neighbourhood_indicators")
    assert set(indicators.filter("is_held")["indicator"]) == held
    assert "households_without_car" not in held
    exclusions = released(archive_workspace, "exclusions")
    assert "ons_census21_topics_live households_without_car" in exclusions["item"].to_list()


def test_rows_outside_england_are_counted_out_by_source_and_country(
    archive_workspace: Workspace,
) -> None:
    left_out = released(archive_workspace, "exclusions").filter(
        pl.col("dataset") == "neighbourhood_statistics", pl.col("area_type") == "country"
    )
    rows = left_out.with_columns(pl.col("reason").str.extract(r"(\d+)$").cast(pl.Int64))
    assert set(rows.select("item", "area_name", "reason").rows()) >= {
        ("ons_private_gardens", "Scotland", 1_279),
        ("ons_private_gardens", "Wales", 410),
        ("ons_msoa_income", "Wales", 1_640),
        ("ons_public_green_space", "Scotland", 6_910),
        ("ons_public_green_space", "Wales", 1_835),
        ("ons_population_density18_lsoa11", "Wales", 1_909),
        ("ons_population20_lsoa11", "Wales", 1_909),
    }


def published(statistics: pl.DataFrame, indicator: str, year: int) -> dict[str, float]:
    chosen = statistics.filter(
        pl.col("indicator") == indicator,
        pl.col("period_end").dt.year() == year,
        pl.col("status") == "published",
    )
    return dict(chosen.select("area_code", pl.col("value").cast(pl.Float64)).rows())


@pytest.mark.parametrize("year", [2012, 2014, 2016, 2018])
def test_income_is_published_as_its_file_has_it(
    archive: Path, statistics: pl.DataFrame, year: int
) -> None:
    folder = archive / "statistics" / "income"
    text = gzip.decompress((folder / "MSOA_CombinedSmallIncomeData_2012_2018.csv.gz").read_bytes())
    rows = csv.DictReader(text.decode("utf-8-sig").splitlines())
    expected = {
        row["MSOAcode"]: float(row["NAIAHC"])
        for row in rows
        if row["MSOAcode"].startswith("E") and row["Year"] == str(year)
    }
    assert published(statistics, "net_household_income_after_housing_costs", year) == expected


def test_areas_that_the_green_space_file_lacks_are_not_covered_rather_than_zero(
    archive: Path, statistics: pl.DataFrame
) -> None:
    path = archive / "social" / "greenspace" / "rsa_ons_public_greenspace_lsoa11_2020.csv.gz"
    rows = csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines())
    expected = {
        row["lsoa11cd"]: float(row["average_distance"])
        for row in rows
        if row["lsoa11cd"].startswith("E")
    }
    indicator = "average_distance_to_green_space"
    assert published(statistics, indicator, 2020) == pytest.approx(expected, abs=1e-6)
    rest = statistics.filter(pl.col("indicator") == indicator, pl.col("status") == "not covered")
    assert (rest.height, rest["value"].null_count()) == (195, 195)
    assert not set(rest["area_code"]) & set(expected)


def test_seven_in_eight_addresses_have_private_outdoor_space(statistics: pl.DataFrame) -> None:
    pairs = values(statistics, "addresses_with_private_outdoor_space")
    assert len(pairs) == 6_791
    assert sum(n for n, _ in pairs.values()) == 21_851_280
    assert sum(d for _, d in pairs.values()) == 24_724_905


def test_a_source_whose_terms_are_unclear_reaches_no_dataset(statistics: pl.DataFrame) -> None:
    unclear = {"humaniverse_loneliness", "geods_internet_users", "humaniverse_depahri"}
    assert not unclear & set(statistics["source_id"])
