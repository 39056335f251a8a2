"""Rural need, against the publishers' files read independently of the project's code."""

import math
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from catalog.release import latest_release
from dbt_project.simulation.pockets import (
    Larger,
    Smaller,
    exceedance,
    fit_rates,
    predict_rates,
    share_out,
)
from orchestration.workspace import Workspace

FILE_7 = "deprivation/File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv.gz"
FILE_8 = "deprivation/imd2025_england_lsoa21_indicators.csv.gz"
FILE_8_OF_2019 = "deprivation/imd2019_england_lsoa11_indicators.csv.gz"
OF_ALL = "(where 1 is most deprived)"
IMD_RANK = f"Index of Multiple Deprivation (IMD) Rank {OF_ALL}"
IMD_DECILE = "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
CORE_WEIGHTS = {
    "Income": 0.225,
    "Employment": 0.225,
    "Education, Skills and Training": 0.135,
    "Health Deprivation and Disability": 0.135,
}
AFFORDABILITY = "affordability_component_of_housing_affordability_indicator"
DIMENSIONS = [f"share_deprived_in_{number}" for number in ("one", "two", "three", "four")]


def published(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def lsoas(archive: Path) -> pl.DataFrame:
    """Every LSOA as the publishers' files have it, with the people that count and rate imply."""
    code, count, rate = "lsoa21_code", pl.col("income_domain_numerator"), pl.col("rate")
    files = [
        pl.read_csv(archive / "geography/ruc21_lsoa21.csv.gz"),
        pl.read_csv(archive / "geography/lsoa21_msoa21_lad22_rgn22_lookup.csv.gz").rename(
            {"LSOA21CD": code}
        ),
        pl.read_csv(archive / "statistics/census2021/residents_lsoa21.csv.gz"),
        pl.read_csv(archive / FILE_8, infer_schema_length=None),
    ]
    joined = pl.read_csv(archive / FILE_7).rename(
        {"LSOA code (2021)": code, "Income Score (rate)": "rate"}
    )
    for file in files:
        joined = joined.join(file, on=code, how="left")
    return joined.with_columns(
        rural=pl.col("ruc") == "Rural",
        people=pl.when(count.is_null())
        .then(pl.col("total_residents"))
        .otherwise((count / rate).round(mode="half_away_from_zero")),
    ).with_columns(deprived=count.fill_null((rate * pl.col("people")).round()))


def theil(areas: pl.DataFrame) -> float:
    share = pl.col("deprived") / pl.col("deprived").sum()
    of_people = pl.col("people") / pl.col("people").sum()
    terms = areas.filter(pl.col("deprived") > 0).select(share * (share / of_people).log())
    return float(terms.sum().item())


def england(workspace: Workspace) -> dict[str, float]:
    row = published(workspace, "rural_need_by_district").row(
        by_predicate=(pl.col("area_type") == "country") & (pl.col("edition") == "iod_2025"),
        named=True,
    )
    return {column: float(row[column]) for column in row if column.endswith("_share")}


@pytest.mark.parametrize(
    ("group", "seen", "beyond"), [("rural", 0.039, 0.810), ("urban", 0.261, 0.400)]
)
def test_few_of_the_rural_poor_live_in_the_most_deprived_tenth(
    archive_workspace: Workspace, lsoas: pl.DataFrame, group: str, seen: float, beyond: float
) -> None:
    own = lsoas.filter(pl.col("rural") == (group == "rural"))
    shares = england(archive_workspace)
    for column, condition, known in (
        (f"{group}_seen_share", pl.col(IMD_DECILE) == 1, seen),
        (f"{group}_beyond_worst_three_share", pl.col(IMD_DECILE) > 3, beyond),
    ):
        recomputed = own.filter(condition)["deprived"].sum() / own["deprived"].sum()
        assert shares[column] == pytest.approx(recomputed, abs=1e-6)
        assert round(recomputed, 3) == known


def test_the_countryside_has_a_tenth_of_need_and_a_fiftieth_of_the_most_deprived_tenth(
    archive_workspace: Workspace, lsoas: pl.DataFrame
) -> None:
    rural, worst = lsoas.filter("rural"), lsoas.filter(pl.col(IMD_DECILE) == 1)
    shares = england(archive_workspace)
    assert round(shares["rural_lsoa_share"], 3) == round(rural.height / lsoas.height, 3) == 0.165
    recomputed = rural["deprived"].sum() / lsoas["deprived"].sum()
    assert shares["rural_need_share"] == pytest.approx(recomputed, abs=1e-6)
    assert round(recomputed, 3) == 0.101
    assert shares["rural_worst_tenth_share"] == pytest.approx(worst["rural"].mean(), abs=1e-6)
    assert round(shares["rural_worst_tenth_share"], 3) == 0.021


@pytest.mark.parametrize(("group", "known"), [("rural", 0.45), ("urban", 0.29)])
def test_so_much_of_inequality_lies_within_msoas(
    archive_workspace: Workspace, lsoas: pl.DataFrame, group: str, known: float
) -> None:
    own = lsoas.filter(pl.col("rural") == (group == "rural"))
    msoas = own.group_by("MSOA21CD").agg(pl.col("deprived", "people").sum())
    total, between = theil(own), theil(msoas)
    row = published(archive_workspace, "deprivation_inequality").row(
        by_predicate=(pl.col("edition") == "iod_2025")
        & (pl.col("area_group") == group)
        & (pl.col("level") == "msoa"),
        named=True,
    )
    assert float(row["theil_total"]) == pytest.approx(total, abs=2e-9)
    assert float(row["theil_between"]) == pytest.approx(between, abs=2e-9)
    assert round(float(row["within_share"]), 2) == round(1 - between / total, 2) == known


@pytest.mark.parametrize(
    ("district", "known"),
    [("Cornwall", 0.198), ("Shropshire", 0.150), ("North Norfolk", 0.182), ("Torridge", 0.181)],
)
def test_no_rural_part_of_four_districts_has_30_percent_in_income_deprivation(
    archive_workspace: Workspace, district: str, known: float
) -> None:
    row = published(archive_workspace, "rural_need_by_district").row(
        by_predicate=(pl.col("area_name") == district) & (pl.col("edition") == "iod_2025"),
        named=True,
    )
    assert round(float(row["rural_income_deprived_share"]), 3) == known


def test_rural_and_urban_together_are_all(archive_workspace: Workspace) -> None:
    inequality = published(archive_workspace, "deprivation_inequality")
    columns = ["area_count", "population_count", "income_deprived_count"]
    for _, rows in inequality.filter(pl.col("level") == "msoa").group_by("edition"):
        parts, whole = (
            rows.filter((pl.col("area_group") == "england") == is_whole).select(columns).sum()
            for is_whole in (False, True)
        )
        assert parts.equals(whole)


def test_rural_ranks_keep_the_order_of_the_index_among_rural_lsoas_alone(
    archive_workspace: Workspace, lsoas: pl.DataFrame
) -> None:
    pockets = published(archive_workspace, "rural_pockets").sort("rural_rank")
    ordered = lsoas.filter("rural").sort(IMD_RANK, "lsoa21_code")
    assert pockets["area_code"].to_list() == ordered["lsoa21_code"].to_list()
    assert pockets["rural_rank"].to_list() == list(range(1, 5_555))


def exponential(rank: pl.Expr, count: int) -> pl.Expr:
    return -23 * (1 - (count + 1 - rank) / count * (1 - math.exp(-100 / 23))).log()


def ranked_scores(rural: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    """What ranks by the value are worth; of equal values the lower code comes first."""
    ordered = rural.with_columns(value=value).sort("value", "lsoa21_code", descending=[True, False])
    return ordered.with_columns(rank=pl.int_range(1, pl.len() + 1)).select(
        "lsoa21_code", expected=exponential(pl.col("rank"), ordered.height)
    )


def better_off(worse: pl.Expr) -> pl.Expr:
    return worse.rank("min") - 1


@pytest.fixture(scope="module")
def road_distances(archive: Path, archive_workspace: Workspace) -> pl.DataFrame:
    """Distances of 2019 as the mean over the people of each LSOA of 2021."""
    distances = pl.read_csv(archive / FILE_8_OF_2019, infer_schema_length=None)
    shared = pl.col("shared_residents_count").cast(pl.Float64)
    pairs = published(archive_workspace, "area_lookup").filter(
        (pl.col("from_area_type") == "lsoa_2011")
        & (pl.col("to_area_type") == "lsoa_2021")
        & (shared > 0)
    )
    columns = pl.col(name for name in distances.columns if name.startswith("road_distance"))
    return (
        pairs.join(distances, left_on="from_area_code", right_on="lsoa11_code")
        .group_by("to_area_code")
        .agg(((columns * shared).sum() / shared.sum()).round(6))
        .rename({"to_area_code": "lsoa21_code"})
    )


def test_the_parts_of_the_rural_index_follow_from_the_files(
    archive_workspace: Workspace, lsoas: pl.DataFrame, road_distances: pl.DataFrame
) -> None:
    core = pl.sum_horizontal(
        weight * exponential(pl.col(f"{domain} Rank {OF_ALL}"), lsoas.height)
        for domain, weight in CORE_WEIGHTS.items()
    )
    rural = (
        lsoas.with_columns(core=core.round(9))
        .filter("rural")
        .join(road_distances, on="lsoa21_code")
    )
    access = [
        better_off(-pl.col("connectivity_score")) / 4,
        better_off(pl.col("digital_connectivity_broadband_download_and_upload_speeds")) / 4,
        better_off(pl.col("patient_to_gp_ratio")) / 4,
        *(better_off(pl.col(name)) / 16 for name in road_distances.columns[1:]),
    ]
    cost = [
        better_off(pl.col(f"{kind}_{AFFORDABILITY}"))
        for kind in ("owner_occupation", "private_rental")
    ]
    pockets = published(archive_workspace, "rural_pockets")
    for part, value in (
        ("core", pl.col("core")),
        ("access", pl.sum_horizontal(access)),
        ("cost", pl.sum_horizontal(cost)),
    ):
        both = pockets.join(
            ranked_scores(rural, value), left_on="area_code", right_on="lsoa21_code"
        )
        assert both.height == pockets.height
        assert both[f"{part}_score"].to_list() == pytest.approx(both["expected"].to_list())


def test_the_rural_index_adds_its_three_parts_and_lies_among_the_ranks_other_weights_give(
    archive_workspace: Workspace,
) -> None:
    pockets = published(archive_workspace, "rural_pockets")
    added = (
        0.6 * pockets["core_score"] + 0.25 * pockets["access_score"] + 0.15 * pockets["cost_score"]
    )
    assert (added - pockets["rural_index_score"]).abs().max() < 1e-8
    assert sorted(pockets["rural_index_rank"]) == list(range(1, 5_555))
    low, high = pockets["rural_index_rank_low"], pockets["rural_index_rank_high"]
    assert (low <= high).all()
    assert pockets["rural_index_rank"].is_between(low, high).mean() > 0.99
    assert pockets["rural_index_worst_tenth_probability"].sum() == pytest.approx(555)


def test_without_the_lookup_no_pocket_is_named_and_the_release_says_why(
    archive_workspace: Workspace,
) -> None:
    pockets = published(archive_workspace, "rural_pockets")
    assert pockets["area_type"].unique().to_list() == ["lsoa_2021"]
    assert pockets["pocket_count"].null_count() == pockets["is_pocket"].null_count() == 5_554
    reasons = published(archive_workspace, "exclusions").filter(pl.col("item") == "output areas")
    assert set(reasons["dataset"]) == {"rural_pockets", "deprivation_inequality"}


def test_with_the_lookup_output_areas_hold_their_lsoas_people_and_some_are_pockets(
    demo_workspace: Workspace,
) -> None:
    pockets = published(demo_workspace, "rural_pockets")
    inside = pockets.filter(pl.col("area_type") == "oa_2021")
    added = inside.group_by("lsoa_2021_code").agg(
        pl.col("income_deprived_count", "population_count").sum(),
        pl.col("is_pocket").sum().alias("pocket_count"),
    )
    lsoas = pockets.filter(pl.col("area_type") == "lsoa_2021")
    both = added.join(lsoas, on="lsoa_2021_code", suffix="_published")
    assert both.height == lsoas.height > 50
    for column in ("income_deprived_count", "population_count", "pocket_count"):
        assert both[column].to_list() == both[f"{column}_published"].to_list()
    assert inside["is_pocket"].sum() > 0
    assert set(published(demo_workspace, "deprivation_inequality")["level"]) >= {"lsoa", "msoa"}


@pytest.fixture(scope="module")
def rural_msoas(archive_workspace: Workspace) -> tuple[Larger, Smaller, np.ndarray]:
    """Rural MSOAs as the areas with a known count, and their LSOAs as those to be estimated."""
    with duckdb.connect(str(archive_workspace.warehouse), read_only=True) as connection:
        areas = connection.sql(
            """
            select * from intermediate.int_rural__modelled
            where area_type = 'lsoa_2021' and is_rural order by area_code
            """
        ).pl()
    households = areas["household_count"].to_numpy()
    inside = areas.select(DIMENSIONS).to_numpy()
    people = areas["lsoa_population"].to_numpy().astype(np.float64)
    counts = areas["lsoa_income_deprived_count"].to_numpy().astype(np.float64)
    codes, larger = np.unique(areas["cluster_code"].to_numpy(), return_inverse=True)
    by_msoa = [np.bincount(larger, households * column) for column in inside.T]
    msoas = Larger(
        np.bincount(larger, counts),
        np.bincount(larger, people),
        np.column_stack(by_msoa) / np.bincount(larger, households)[:, None],
        np.arange(len(codes)),
    )
    return msoas, Smaller(people, inside, larger), counts / people


def test_one_level_up_where_the_truth_is_known_the_model_finds_it_far_better_than_an_average(
    rural_msoas: tuple[Larger, Smaller, np.ndarray],
) -> None:
    larger, smaller, true = rural_msoas
    weights = smaller.people * predict_rates(fit_rates(larger), smaller.covariates)
    shared = share_out(larger.counts.astype(np.int64), smaller.larger, weights)
    average = (larger.counts / larger.people)[smaller.larger]
    assert np.corrcoef(shared / smaller.people, true)[0, 1] > 0.92
    assert np.corrcoef(average, true)[0, 1] < 0.74


def test_one_level_up_nine_in_ten_of_those_called_high_need_are(
    rural_msoas: tuple[Larger, Smaller, np.ndarray],
) -> None:
    larger, smaller, true = rural_msoas
    called = exceedance(larger, smaller, 0.362, draws=200, seed=1) >= 0.8
    assert 80 < called.sum() < 110
    assert (true[called] > 0.362).mean() > 0.88
