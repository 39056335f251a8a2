"""Ranks of four editions on today's areas, worked out again from the publishers' files."""

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

EDITIONS = ["iod_2010", "iod_2015", "iod_2019", "iod_2025"]


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


def bronze(workspace: Workspace, source: str) -> pl.DataFrame:
    (path,) = (workspace.store.root / "bronze" / source).glob("*.parquet")
    return pl.read_parquet(path).with_columns(pl.selectors.decimal().cast(pl.Float64))


@pytest.fixture(scope="module")
def trend(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "deprivation_trend")


@pytest.fixture(scope="module")
def lsoas(trend: pl.DataFrame) -> pl.DataFrame:
    return trend.filter(pl.col("area_type") == "lsoa_2021")


def scores_of_2011(workspace: Workspace, edition: str) -> pl.DataFrame:
    """The score of each LSOA of 2011; of 2010 the mean of the LSOAs of 2001 it was made of."""
    if edition == "iod_2010":
        return (
            bronze(workspace, "ons_lsoa01_lsoa11")
            .join(bronze(workspace, "mhclg_iod2010"), on="lsoa_2001_code")
            .group_by("lsoa_2011_code")
            .agg(pl.mean("imd_score"))
        )
    return bronze(workspace, f"mhclg_{edition.replace('_', '')}").select(
        "lsoa_2011_code", "imd_score"
    )


def scores_of_2021(workspace: Workspace, edition: str) -> pl.DataFrame:
    """Average score of each LSOA of 2021: that of its one LSOA of 2011, or weighted by people."""
    people = bronze(workspace, "mhclg_iod2019").select("lsoa_2011_code", "population_total")
    return (
        bronze(workspace, "ons_lsoa11_lsoa21")
        .join(people, on="lsoa_2011_code")
        .filter(pl.col("change_code") != "X")
        .join(scores_of_2011(workspace, edition), on="lsoa_2011_code")
        .group_by("lsoa_2021_code")
        .agg(
            (pl.col("imd_score") * pl.col("population_total")).sum()
            / pl.col("population_total").sum()
        )
    )


@pytest.mark.parametrize("edition", EDITIONS[:3])
def test_older_scores_fall_as_ranks_on_todays_lsoas_rise(
    archive_workspace: Workspace, lsoas: pl.DataFrame, edition: str
) -> None:
    again = scores_of_2021(archive_workspace, edition)
    ordered = again.join(lsoas, left_on="lsoa_2021_code", right_on="area_code").sort(
        f"{edition}_rank"
    )
    assert ordered.height > 33_700
    assert ordered["imd_score"].diff().max() < 1e-5


def test_todays_lsoas_keep_the_published_rank_of_2025(
    archive_workspace: Workspace, lsoas: pl.DataFrame
) -> None:
    published = bronze(archive_workspace, "mhclg_iod2025")
    both = published.join(lsoas, left_on="lsoa_2021_code", right_on="area_code")
    assert both.filter(pl.col("imd_rank") != pl.col("iod_2025_rank")).is_empty()
    assert both.filter(pl.col("imd_decile") != pl.col("iod_2025_decile")).is_empty()


def test_ward_ranks_are_those_of_the_deprivation_summary(
    archive_workspace: Workspace, trend: pl.DataFrame
) -> None:
    summary = released(archive_workspace, "deprivation_summary").filter(
        pl.col("edition") == "iod_2019", pl.col("area_type") == "ward_2017"
    )
    both = summary.join(trend, on=["area_type", "area_code"])
    assert both.height == 7_427
    assert both.filter(pl.col("iod_2019_rank") != pl.col("average_score_rank")).is_empty()


def test_most_of_the_most_deprived_tenth_of_2025_was_there_in_2019(lsoas: pl.DataFrame) -> None:
    """The publisher says 82 %, of LSOAs of 2021 with a part in the tenth of LSOAs of 2011."""
    worst = lsoas.filter(pl.col("iod_2025_decile") == 1)
    assert worst.height == 3_375
    assert round(100 * (worst["iod_2019_decile"] == 1).mean(), 1) == 82.5
    assert worst["district_2024_code"].n_unique() == 192


def test_an_area_that_is_always_in_the_most_deprived_tenth_is_in_all_of_its_editions(
    trend: pl.DataFrame,
) -> None:
    worst = pl.sum_horizontal((pl.col(f"{edition}_decile") == 1) for edition in EDITIONS)
    counted = trend.with_columns(counted=worst)
    assert counted.filter(pl.col("counted") != pl.col("worst_tenth_edition_count")).is_empty()
    always = counted.filter(pl.col("persistence") == "always")
    assert (always["counted"] == always["edition_count"]).all()
    assert always.filter(pl.col("area_type") == "lsoa_2021").height == 2_258
    never = counted.filter(pl.col("persistence") == "never")
    assert (never["counted"] == 0).all()
    entered = counted.filter(pl.col("persistence") == "entered")
    assert (entered["iod_2025_decile"] == 1).all()
    left = counted.filter(pl.col("persistence") == "left")
    assert (left["iod_2025_decile"] > 1).all()


def test_every_edition_ranks_as_many_areas_in_its_most_deprived_tenth(lsoas: pl.DataFrame) -> None:
    counts = [(lsoas[f"{edition}_decile"] == 1).sum() for edition in EDITIONS]
    assert counts == [3_375, 3_375, 3_375, 3_375]


def test_an_area_without_a_rank_of_an_edition_is_named_among_the_exclusions(
    archive_workspace: Workspace, trend: pl.DataFrame
) -> None:
    exclusions = released(archive_workspace, "exclusions").filter(
        pl.col("dataset") == "deprivation_trend", pl.col("item") == "iod_2010 columns"
    )
    without = trend.filter(pl.col("iod_2010_rank").is_null())
    assert sorted(without["area_code"]) == sorted(exclusions["area_code"])
    assert without.height == 5


def test_a_trend_holds_no_score_and_no_difference_between_editions(trend: pl.DataFrame) -> None:
    assert not [name for name in trend.columns if "score" in name or "change" in name]
    assert not [name for name, kind in trend.schema.items() if kind.is_float()]


def test_the_demo_england_has_a_trend_too(demo_workspace: Workspace) -> None:
    demo = released(demo_workspace, "deprivation_trend")
    assert set(demo["area_type"]) == {
        "lsoa_2021", "msoa_2021", "ward_2017", "ward_2024", "ward_2025",
    }  # fmt: skip
    assert demo["edition_count"].unique().to_list() == [4]
    assert {"always", "never", "entered", "left"} <= set(demo["persistence"])
