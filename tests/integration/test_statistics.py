"""District statistics, against the publishers' files read independently of the project's code."""

import csv
import gzip
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

Row = dict[str, str]


def rows_of(archive: Path) -> Iterator[Row]:
    """Every row of every file of Explore Local Statistics in the archive."""
    for path in sorted((archive / "statistics" / "els").glob("*/*.csv*")):
        held = path.read_bytes()
        text = (gzip.decompress(held) if path.suffix == ".gz" else held).decode("utf-8-sig")
        yield from csv.DictReader(io.StringIO(text))


def measure_of(row: Row) -> str:
    """The measure that we publish of a row: two labels of the files are corrected."""
    if row["indicator"].startswith("Housing affordability ratio"):
        return "Ratio of house price to earnings"
    if row["indicator"].startswith("Gross disposable household income"):
        return "Pounds per head"
    return row["measure"]


def released(workspace: Workspace) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path("district_statistics"))


@pytest.fixture(scope="module")
def statistics(archive_workspace: Workspace) -> pl.DataFrame:
    """What comes from Explore Local Statistics; pay has a test of its own."""
    return released(archive_workspace).filter(pl.col("source_id").str.starts_with("ons_els_"))


def test_every_value_of_an_english_area_is_published_unchanged(
    archive: Path, statistics: pl.DataFrame
) -> None:
    expected = {
        (
            row["indicator"],
            measure_of(row),
            row["areacd"],
            date.fromisoformat(row["period"][:10]),
        ): (round(float(row["observation"]), 9) if row["observation"] else None)
        for row in rows_of(archive)
        if row["areacd"].startswith("E")
    }
    keys = statistics.select("indicator", "measure", "area_code", "period_start").rows()
    assert dict(zip(keys, statistics["value"].to_list(), strict=True)) == pytest.approx(
        expected, nan_ok=True
    )


def test_healthy_life_at_birth_differs_by_seven_years_between_south_east_and_north_east(
    statistics: pl.DataFrame,
) -> None:
    women = statistics.filter(
        pl.col("indicator") == "Female healthy life expectancy",
        pl.col("period_start") == date(2022, 1, 1),
        pl.col("area_type") == "region",
    )
    values = dict(women.select("area_name", "value").rows())
    assert (values["South East"], values["North East"]) == (64.3, 56.9)
    assert women["period_end"].unique().to_list() == [date(2024, 12, 31)]


def test_a_suppressed_value_is_empty_not_zero_and_says_so(statistics: pl.DataFrame) -> None:
    absent = statistics.filter(pl.col("value").is_null())
    assert absent.height > 0
    assert set(absent["status"]) <= {"not available", "unreliable"}


def test_combined_authorities_that_are_listed_as_itl_areas_only_are_kept(
    statistics: pl.DataFrame,
) -> None:
    income = statistics.filter(
        pl.col("indicator") == "Gross disposable household income",
        pl.col("area_type") == "combined_authority",
    )
    assert "E47000001" in income["area_code"].to_list()


def test_the_demo_england_has_statistics_of_every_indicator_too(
    demo_workspace: Workspace, statistics: pl.DataFrame
) -> None:
    demo = released(demo_workspace)
    assert set(demo["indicator"]) == set(statistics["indicator"])
    assert demo.filter(pl.col("area_type") == "district")["area_name"].str.contains("Demo").all()


def test_a_district_under_two_codes_counts_once(statistics: pl.DataFrame) -> None:
    repeated = statistics.filter("is_repeated")
    assert set(repeated["area_code"]) == {"E08000038", "E08000039"}
    key = ["indicator", "measure", "district_2024_code", "period_start", "period_end"]
    kept = statistics.filter(~pl.col("is_repeated")).drop_nulls("district_2024_code")
    assert not kept.select(key).is_duplicated().any()
    assert repeated.join(kept, on=[*key, "value"]).height == repeated.height == 18


def test_a_ratio_is_not_called_a_percentage(statistics: pl.DataFrame) -> None:
    ratios = statistics.filter(pl.col("indicator").str.starts_with("Housing affordability ratio"))
    assert ratios["unit"].unique().to_list() == ["ratio"]
