"""How sure ranks are, against the same draws made one by one in double precision with scipy."""

import duckdb
import numpy as np
import polars as pl
import pytest

from catalog.release import latest_release
from dbt_project.simulation.plan import draw_plan
from dbt_project.simulation.tables import Group, priors_of, read_groups
from orchestration.warehouse import EXTENSIONS
from orchestration.workspace import Workspace
from tests.benchmarks.draws import plain_ranks, rank_with_scipy

AREA_TYPE = "ward_2024"


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


def read_wards(workspace: Workspace) -> tuple[Group, dict[str, float]]:
    """The wards of the default variant as the draws read them, and the draws' parameters."""
    with duckdb.connect(
        str(workspace.warehouse), read_only=True, config={"extension_directory": str(EXTENSIONS)}
    ) as connection:
        values, ranked, parameters = (
            connection.sql(f"from intermediate.{name}")
            for name in (
                "int_need__simulated",
                "int_need__default_ranks",
                "int_simulation__parameters",
            )
        )
        chosen = f"area_type = '{AREA_TYPE}' and index_variant = 'without_grants'"
        (group,) = read_groups(values.filter(chosen), ranked.filter(chosen))
        return group, dict(parameters.fetchall())


def test_intervals_are_those_of_draws_made_one_by_one(demo_workspace: Workspace) -> None:
    group, settings = read_wards(demo_workspace)
    plan = draw_plan(group.measured.weighting, priors_of(settings), int(settings["draws"]))
    ranks = plain_ranks(group.measured, plan, int(settings["seed"]), rank_with_scipy)
    low, median, high = np.quantile(ranks, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf")
    worst = (ranks <= round(len(group.codes) / 10)).mean(axis=0)

    published = released(demo_workspace, "index_sensitivity").filter(
        pl.col("index_id") == "community_need",
        pl.col("area_type") == AREA_TYPE,
        pl.col("index_variant") == "without_grants",
    )
    published = published.sort("area_code")
    assert published["area_code"].to_list() == group.codes.tolist()
    for column, expected in (("rank_low", low), ("rank_median", median), ("rank_high", high)):
        assert np.abs(published[column].to_numpy() - expected).max() <= 1, column
    assert published["worst_tenth_probability"].to_numpy() == pytest.approx(worst, abs=0.005)
    shift = np.abs(ranks.astype(int) - published["rank"].to_numpy()).mean(axis=0)
    assert published["mean_absolute_rank_shift"].to_numpy() == pytest.approx(shift, abs=0.1)


def test_probabilities_are_part_of_the_index(demo_workspace: Workspace) -> None:
    columns = ["rank", "rank_low", "rank_high", "worst_tenth_probability"]
    key = ["area_type", "area_code", "index_variant"]
    index = released(demo_workspace, "community_need_index")
    drawn = released(demo_workspace, "index_sensitivity").filter(
        pl.col("index_id") == "community_need"
    )
    tables = [table.select(*key, *columns).sort(key) for table in (index, drawn)]
    assert tables[0].equals(tables[1])


@pytest.fixture(scope="module")
def drawn(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "index_sensitivity")


def test_real_areas_are_drawn_ten_thousand_times(drawn: pl.DataFrame) -> None:
    counted = drawn.filter(pl.col("index_variant") != "with_grants")
    assert counted["draws_count"].min() >= 10_000
    assert set(counted["index_id"]) == {"community_need", "rural"}


def test_most_wards_of_the_worst_tenth_are_there_by_some_choices_only(drawn: pl.DataFrame) -> None:
    """Methods section 10: of the published index, fewer than half stay in 95 % of draws."""
    wards = drawn.filter(
        pl.col("index_variant") == "without_grants", pl.col("area_type").str.starts_with("ward_")
    )
    worst = wards.filter(pl.col("rank") <= pl.col("ranked_area_count") / 10)
    assert 0.1 < (worst["worst_tenth_probability"] >= 0.95).mean() < 0.5
    assert 0.6 < worst["worst_tenth_probability"].mean() < 0.9


def test_a_published_rank_lies_in_its_interval(drawn: pl.DataFrame) -> None:
    inside = (pl.col("rank_low") <= pl.col("rank")) & (pl.col("rank") <= pl.col("rank_high"))
    assert drawn.select(inside.mean()).item() > 0.99


def test_what_is_known_of_a_factor_is_a_share_of_the_variance(archive_workspace: Workspace) -> None:
    factors = released(archive_workspace, "index_sensitivity_factors")
    key = ["index_id", "area_type", "output"]
    sums = factors.group_by(key).agg(pl.col("first_order_index").sum(), pl.col("total_index").sum())
    assert sums["first_order_index"].max() < 1.1
    assert sums["total_index"].min() > 0.95
    weights = factors.filter(pl.col("factor") == "weights", pl.col("output") == "area_ranks")
    assert weights["total_index"].min() > 0.5
