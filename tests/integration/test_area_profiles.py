"""Area profiles, each value traced to the dataset it names and computed again."""

import gzip
import io
from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

KEY = ["area_type", "area_code"]


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def profiles(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "area_profiles")


@pytest.fixture(scope="module")
def members(archive_workspace: Workspace) -> pl.DataFrame:
    """LSOAs of 2021 and the areas they belong to."""
    lookup = released(archive_workspace, "area_lookup").filter(
        pl.col("from_area_type") == "lsoa_2021"
    )
    return lookup.select(lsoa="from_area_code", area_type="to_area_type", area_code="to_area_code")


def of(profiles: pl.DataFrame, measure: str) -> pl.DataFrame:
    return profiles.filter(pl.col("measure") == measure).sort(KEY)


def assert_same(profiles: pl.DataFrame, expected: pl.DataFrame, *, areas: int) -> None:
    """Values of one measure are those of `expected`, a frame of area_type, area_code, expected."""
    joined = profiles.drop_nulls("value").join(expected, on=KEY, how="left")
    assert joined.height == areas
    assert joined["value"].to_list() == pytest.approx(joined["expected"].to_list(), abs=1e-6)


def test_average_scores_come_out_of_the_publishers_file(
    archive: Path, archive_workspace: Workspace, members: pl.DataFrame
) -> None:
    """Weighted by residents of Census 2021: the publisher gives no population for 2025."""
    profiles = released(archive_workspace, "area_profiles")
    name = "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv.gz"
    file = pl.read_csv(
        io.BytesIO(gzip.decompress((archive / "deprivation" / name).read_bytes())),
        infer_schema_length=None,
    )
    score = "Index of Multiple Deprivation (IMD) Score"
    areas = released(archive_workspace, "areas").filter(pl.col("area_type") == "lsoa_2021")
    residents = areas.select(lsoa="area_code", people="population_2021_count")
    scores = file.select(lsoa="LSOA code (2021)", score=score).join(residents, on="lsoa")
    expected = (
        members.join(scores, on="lsoa")
        .group_by(KEY)
        .agg(expected=(pl.col("score") * pl.col("people")).sum() / pl.col("people").sum())
    )
    assert_same(of(profiles, "average_deprivation_score"), expected, areas=21_272)


def test_shares_are_numerators_over_denominators_of_their_lsoas(
    archive_workspace: Workspace, profiles: pl.DataFrame, members: pl.DataFrame
) -> None:
    counts = released(archive_workspace, "neighbourhood_statistics").filter(
        pl.col("indicator") == "overcrowded_households"
    )
    expected = (
        members.join(counts, left_on="lsoa", right_on="area_code")
        .group_by(KEY)
        .agg(expected=pl.col("numerator").sum() / pl.col("denominator").sum())
    )
    assert_same(of(profiles, "overcrowded_households"), expected, areas=21_272)


def test_places_are_open_ones_inside_the_area_for_a_thousand_residents(
    archive_workspace: Workspace, profiles: pl.DataFrame, members: pl.DataFrame
) -> None:
    pharmacies = released(archive_workspace, "places").filter(
        pl.col("category") == "pharmacy", "is_open", pl.col("duplicate_of").is_null()
    )
    counts = (
        members.join(pharmacies, left_on="lsoa", right_on="lsoa_2021_code")
        .group_by(KEY)
        .agg(places=pl.len())
    )
    residents = of(profiles, "residents").select(*KEY, residents="value")
    expected = residents.join(counts, on=KEY, how="left").select(
        *KEY, expected=1000 * pl.col("places").fill_null(0) / pl.col("residents")
    )
    assert_same(of(profiles, "places_pharmacy"), expected, areas=21_272)


def test_an_area_that_reaches_into_an_uncovered_district_has_no_number_of_stops(
    profiles: pl.DataFrame,
) -> None:
    stops = of(profiles, "places_bus_stop")
    absent = stops.filter(pl.col("value").is_null())
    assert set(absent["status"]) == {"not covered"}
    assert absent["rank"].null_count() == absent.height
    districts = absent.filter(pl.col("area_type") == "district_2024")
    assert {"Manchester", "Camden", "Leeds"} <= set(districts["area_name"])
    assert stops["england_value"].null_count() == stops.height
    south_west = stops.filter(pl.col("region_code") == "E12000009")
    assert south_west["region_value"].null_count() == 0


def test_equal_values_share_a_span_of_ranks_and_one_percentile(profiles: pl.DataFrame) -> None:
    stations = of(profiles, "places_rail_station").filter(pl.col("area_type") == "ward_2024")
    none = stations.filter(pl.col("value") == 0)
    assert none.select("rank_low", "rank_high", "percentile").unique().rows() == [
        (1, none.height, -(-50 * (1 + none.height) // stations.height))
    ]
    assert sorted(none["rank"]) == list(range(1, none.height + 1))
    assert none.sort("area_code")["rank"].is_sorted()


def test_ranks_follow_from_values_and_codes(profiles: pl.DataFrame) -> None:
    deprived = of(profiles, "average_deprivation_score").filter(pl.col("area_type") == "msoa_2021")
    ordered = deprived.sort(["value", "area_code"], descending=[True, False])
    assert ordered["rank"].to_list() == list(range(1, 6_857))
    assert ordered["percentile"].to_list() == [
        -(-50 * (low + high) // 6_856)
        for low, high in ordered.select("rank_low", "rank_high").rows()
    ]


def test_the_value_of_england_is_published_by_the_census_office(profiles: pl.DataFrame) -> None:
    """TS011: 12,086,130 of 23,435,995 households; TS038: 9,774,486 of 56,490,046 residents."""
    for measure, expected in {
        "households_deprived_in_any_dimension": 12_086_130 / 23_435_995,
        "disabled_residents": 9_774_486 / 56_490_046,
    }.items():
        england = of(profiles, measure)["england_value"].unique().to_list()
        assert england == pytest.approx([expected], abs=1e-6)


def test_england_is_the_one_of_the_dataset_where_it_has_one(
    archive_workspace: Workspace, profiles: pl.DataFrame
) -> None:
    access = released(archive_workspace, "access_by_area").filter(
        pl.col("area_type") == "country", pl.col("measure") == "library"
    )
    summary = released(archive_workspace, "deprivation_summary").filter(
        pl.col("area_type") == "country", pl.col("edition") == "iod_2025"
    )
    for measure, expected in {
        "within_800_m_of_library": access["share_within_800_m_walk_detour_1_3"].item(),
        "extent_of_deprivation": summary["extent_share"].item(),
    }.items():
        england = of(profiles, measure)["england_value"].unique().to_list()
        assert england == pytest.approx([float(expected)], abs=1e-9)


def test_the_value_of_similar_areas_is_the_median_of_the_ten(
    archive_workspace: Workspace, profiles: pl.DataFrame
) -> None:
    similar = released(archive_workspace, "similar_areas")
    stops = of(profiles, "places_bus_stop")
    others = stops.select("area_type", similar_area_code="area_code", other="value").drop_nulls()
    medians = (
        similar.join(others, on=["area_type", "similar_area_code"])
        .group_by(KEY)
        .agg(median=pl.col("other").median(), areas=pl.len())
    )
    joined = stops.join(medians, on=KEY, how="left")
    assert joined["similar_areas_count"].to_list() == joined["areas"].fill_null(0).to_list()
    some = joined.drop_nulls("median")
    assert some["similar_areas_value"].to_list() == pytest.approx(
        some["median"].to_list(), abs=1e-6
    )


def test_a_district_has_the_measures_of_the_good_local_society(
    archive_workspace: Workspace, profiles: pl.DataFrame
) -> None:
    society = released(archive_workspace, "good_local_society").filter(
        pl.col("measure") == "healthy_life_expectancy_women"
    )
    columns = ["value", "lower_95", "upper_95", "england_value", "rank", "rank_low", "rank_high"]
    own = of(profiles, "healthy_life_expectancy_women")
    joined = own.join(society, left_on="area_code", right_on="district_2024_code")
    assert joined.height == 296
    for column in columns:
        assert joined[column].equals(joined[f"{column}_right"], null_equal=True)


def test_the_demo_england_has_profiles_too(demo_workspace: Workspace) -> None:
    demo = released(demo_workspace, "area_profiles")
    assert set(demo["area_type"]) == {
        "msoa_2021", "ward_2024", "ward_2025", "constituency_2024", "district_2024"
    }  # fmt: skip
    assert demo.filter(pl.col("value").is_not_null())["percentile"].null_count() == 0
