"""The good local society and similar areas, computed again from the publishers' files."""

import gzip
import io
import math
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

ALIKE = 10


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def society(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "good_local_society")


def published(archive: Path, folder: str) -> pl.DataFrame:
    """A file of Explore Local Statistics."""
    path = next((archive / "statistics" / "els" / folder).glob("*.csv*"))
    held = path.read_bytes()
    held = gzip.decompress(held) if path.suffix == ".gz" else held
    return pl.read_csv(io.BytesIO(held), infer_schema_length=None)


def value_of(society: pl.DataFrame, measure: str, district: str) -> dict[str, object]:
    row = society.filter(pl.col("measure") == measure, pl.col("district_2024_name") == district)
    return row.row(0, named=True)


LATEST = {
    "healthy_life_expectancy_women": (
        "healthy-life-expectancy",
        "Female healthy life expectancy",
        "2022-01-01/P3Y",
    ),
    "anxiety": ("personal-wellbeing-estimates", "Anxiety", "2022-04-01/P1Y"),
    "adult_obesity": ("adult-obesity-prevalence", "Adult obesity prevalence", "2024-11-16/P1Y"),
    "claimant_count": ("claimant-count", "Claimant Count", "2025-01-01/P1Y"),
}


@pytest.mark.parametrize("measure", LATEST)
def test_a_districts_value_is_the_publishers_in_the_latest_period(
    archive: Path, society: pl.DataFrame, measure: str
) -> None:
    folder, indicator, period = LATEST[measure]
    rows = published(archive, folder).filter(
        pl.col("indicator") == indicator, pl.col("period") == period
    )
    expected = dict(rows.select("areacd", "observation").rows())
    own = society.filter(
        pl.col("measure") == measure,
        pl.col("status") == "published",
        pl.col("value_area_code").is_in(rows["areacd"].to_list()),
    )
    assert own.height >= 282
    for code, value in own.select("value_area_code", "value").rows():
        assert value == pytest.approx(expected[code])
    england = own["england_value"].unique().to_list()
    assert england == pytest.approx([expected["E92000001"]])


def test_a_district_in_a_county_shows_its_countys_healthy_life_and_says_so(
    society: pl.DataFrame,
) -> None:
    burnley = value_of(society, "healthy_life_expectancy_women", "Burnley")
    preston = value_of(society, "healthy_life_expectancy_women", "Preston")
    assert (burnley["value_area_type"], burnley["value_area_name"]) == ("county", "Lancashire")
    assert burnley["value"] == preston["value"]
    assert burnley["rank"] == preston["rank"]
    assert burnley["ranked_area_count"] == 151


def test_a_former_county_speaks_for_the_district_that_has_its_land(society: pl.DataFrame) -> None:
    somerset = value_of(society, "happiness", "Somerset")
    assert (somerset["value_area_type"], somerset["value_area_code"]) == (
        "former county",
        "E10000027",
    )
    assert value_of(society, "happiness", "Cumberland")["status"] == "not covered"


def test_the_gap_of_healthy_life_between_blackpool_and_england(society: pl.DataFrame) -> None:
    women = value_of(society, "healthy_life_expectancy_women", "Blackpool")
    assert (women["value"], women["england_value"]) == (51.8, 61.3)
    assert women["difference_from_england"] == -9.5
    assert (women["standing"], women["is_beyond_interval"]) == ("worse", True)
    assert (women["period_start"], women["period_end"]) == (date(2022, 1, 1), date(2024, 12, 31))


def test_every_measure_that_is_asked_for_has_a_row_for_every_district(
    society: pl.DataFrame,
) -> None:
    assert society.height == society["measure"].n_unique() * 296
    absent = society.filter(pl.col("status") == "not held")
    assert {"unpaid_carers", "care_jobs", "local_news", "local_election_turnout"} <= set(
        absent["measure"]
    )
    assert absent["value"].null_count() == absent["status_reason"].drop_nulls().len()


def test_ranks_are_permutations_of_the_areas_that_have_a_value(society: pl.DataFrame) -> None:
    ranked = society.drop_nulls("rank").unique(["measure", "value_area_code"])
    for (_,), rows in ranked.group_by("measure"):
        assert sorted(rows["rank"]) == list(range(1, rows.height + 1))
        assert rows["ranked_area_count"].unique().to_list() == [rows.height]


def test_the_ranks_that_intervals_allow_are_counted_pair_by_pair(society: pl.DataFrame) -> None:
    men = society.filter(pl.col("measure") == "healthy_life_expectancy_men").drop_nulls("value")
    men = men.unique("value_area_code")
    bounds = men.select("lower_95", "upper_95").rows()
    for low, high, rank_low, rank_high in men.select(
        "lower_95", "upper_95", "rank_low", "rank_high"
    ).rows():
        assert rank_low == 1 + sum(upper < low for _, upper in bounds)
        assert rank_high == len(bounds) - sum(lower > high for lower, _ in bounds)


def test_child_poverty_of_england_is_weighted_by_children(
    archive_workspace: Workspace, society: pl.DataFrame
) -> None:
    poverty = society.filter(pl.col("measure") == "children_in_poverty_after_housing_costs")
    census = released(archive_workspace, "neighbourhood_statistics").filter(
        pl.col("indicator") == "residents_aged_0_to_15"
    )
    lookup = released(archive_workspace, "area_lookup").filter(
        pl.col("from_area_type") == "lsoa_2021", pl.col("to_area_type") == "district_2024"
    )
    children = (
        census.join(lookup, left_on="area_code", right_on="from_area_code")
        .group_by(district_2024_code="to_area_code")
        .agg(pl.col("numerator").sum())
    )
    joined = poverty.join(children, on="district_2024_code")
    mean = (joined["value"] * joined["numerator"]).sum() / joined["numerator"].sum()
    assert joined["england_value"][0] == pytest.approx(mean, abs=1e-6)
    assert joined["england_value_basis"][0].endswith("residents aged 15 and under")


def test_the_value_of_similar_areas_is_the_median_of_the_ten(
    archive_workspace: Workspace, society: pl.DataFrame
) -> None:
    similar = released(archive_workspace, "similar_areas").filter(
        pl.col("area_type") == "district_2024"
    )
    pay = society.filter(pl.col("measure") == "median_weekly_pay")
    values = pay.select(similar_area_code="district_2024_code", other="value").drop_nulls()
    medians = (
        similar.join(values, on="similar_area_code")
        .group_by("area_code")
        .agg(pl.col("other").median(), pl.len().alias("areas"))
    )
    joined = pay.join(medians, left_on="district_2024_code", right_on="area_code")
    assert joined.height == 296
    assert joined["similar_areas_value"].to_list() == pytest.approx(joined["other"].to_list())
    assert joined["similar_areas_count"].to_list() == joined["areas"].to_list()


def test_similar_districts_are_the_nearest_when_every_pair_is_measured(
    archive_workspace: Workspace,
) -> None:
    """Tenure, ages, homes and disability from census counts, by plain loops over all pairs."""
    points = district_points(archive_workspace)
    similar = released(archive_workspace, "similar_areas").filter(
        pl.col("area_type") == "district_2024"
    )
    for district in ("E06000009", "E06000052", "E07000123"):
        nearest = sorted(
            (round(math.dist(points[district], point), 6), code)
            for code, point in points.items()
            if code != district
        )[:ALIKE]
        found = similar.filter(pl.col("area_code") == district).sort("similar_rank")
        assert found["similar_area_code"].to_list() == [code for _, code in nearest]
        assert [float(d) for d in found["distance"]] == pytest.approx(
            [distance for distance, _ in nearest], abs=2e-5
        )


def district_points(workspace: Workspace) -> dict[str, list[float]]:
    """The place of each district among all of them, from released counts and land."""
    weights = pl.read_csv(
        Path(__file__).parents[2] / "dbt_project" / "seeds" / "param_similarity.csv"
    )
    shares = district_shares(workspace).sort("area_code")
    points = {code: list[float]() for code in shares["area_code"]}
    for dimension, weight in weights.select("dimension", "weight").rows():
        column = shares[dimension]
        scaled = (column - column.mean()) / column.std(ddof=0) * math.sqrt(weight)
        for code, value in zip(shares["area_code"], scaled, strict=True):
            points[code].append(value)
    return points


def district_shares(workspace: Workspace) -> pl.DataFrame:
    lookup = released(workspace, "area_lookup").filter(
        pl.col("from_area_type") == "lsoa_2021", pl.col("to_area_type") == "district_2024"
    )
    counts = (
        released(workspace, "neighbourhood_statistics")
        .filter(pl.col("area_type") == "lsoa_2021")
        .join(lookup, left_on="area_code", right_on="from_area_code")
        .group_by(pl.col("to_area_code").alias("area_code"), "indicator")
        .agg(pl.col("numerator").sum() / pl.col("denominator").sum())
        .pivot("indicator", index="area_code", values="numerator")
    )
    areas = released(workspace, "areas").filter(pl.col("area_type") == "district_2024")
    rural = areas.select("area_code", "rural_population_share")
    return counts.join(rural, on="area_code").join(district_density(workspace), on="area_code")


def district_density(workspace: Workspace) -> pl.DataFrame:
    """How densely people live, as the build has it: land is not in any released dataset."""
    with duckdb.connect(str(workspace.warehouse), read_only=True) as warehouse:
        return warehouse.sql(
            """
            select area_code, cast(value as double) as people_per_square_kilometre_log
            from intermediate.int_similar__dimensions
            where area_type = 'district_2024' and dimension = 'people_per_square_kilometre_log'
            """
        ).pl()


def test_englands_land_is_that_of_its_outlines(archive_workspace: Workspace) -> None:
    """About 130,300 square kilometres, of which Blackpool has 35; the coast is drawn coarsely."""
    density = district_density(archive_workspace)
    areas = released(archive_workspace, "areas").filter(pl.col("area_type") == "district_2024")
    joined = density.join(areas, on="area_code")
    land = joined["population_2021_count"] / joined["people_per_square_kilometre_log"].exp()
    assert land.sum() == pytest.approx(130_310, rel=0.01)
    assert land.filter(joined["area_name"] == "Blackpool").item() == pytest.approx(34.9, rel=0.03)
