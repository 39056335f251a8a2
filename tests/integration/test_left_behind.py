"""Left-behind neighbourhoods by every definition, worked out again from files and datasets."""

import math

import numpy as np
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

KINDS = ["lsoa_2021", "msoa_2021", "ward_2017", "ward_2024", "ward_2025"]
RANKINGS = {
    "deprived_iod_2019": "iod_2019_average_score_rank",
    "deprived_iod_2025": "iod_2025_average_score_rank",
    "in_need": "need_rank",
    "in_need_with_grants": "need_with_grants_rank",
}


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


def bronze(workspace: Workspace, source: str) -> pl.DataFrame:
    (path,) = (workspace.store.root / "bronze" / source).glob("*.parquet")
    return pl.read_parquet(path).with_columns(pl.selectors.decimal().cast(pl.Float64))


def tenth(areas: int) -> int:
    """How many areas are the worst tenth of so many: whole areas, a half down."""
    return math.ceil((areas - 5) / 10)


@pytest.fixture(
    scope="module",
    params=["demo_workspace", pytest.param("archive_workspace", marks=pytest.mark.archive)],
)
def workspace(request: pytest.FixtureRequest) -> Workspace:
    """Each workspace in turn; the real one is skipped where there is no archive."""
    found: Workspace = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def areas(workspace: Workspace) -> pl.DataFrame:
    return released(workspace, "left_behind_neighbourhoods")


@pytest.fixture(scope="module")
def real(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "left_behind_neighbourhoods")


@pytest.fixture(scope="module")
def agreement(workspace: Workspace) -> pl.DataFrame:
    return released(workspace, "left_behind_agreement")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("edition", ["iod_2019", "iod_2025"])
def test_the_most_deprived_tenth_of_a_kind_has_the_highest_scores(
    areas: pl.DataFrame, kind: str, edition: str
) -> None:
    of_kind = areas.filter(pl.col("area_type") == kind)
    deprived = of_kind.filter(f"is_deprived_{edition}")
    others = of_kind.filter(~pl.col(f"is_deprived_{edition}"))
    score = f"{edition}_average_score"
    assert deprived.height == tenth(of_kind.height)
    assert deprived[score].min() >= others[score].max()
    ranks = of_kind[f"{edition}_average_score_rank"].sort()
    assert ranks.to_list() == list(range(1, of_kind.height + 1))


def test_scores_of_wards_are_weighted_by_the_people_of_their_lsoas(
    workspace: Workspace, areas: pl.DataFrame
) -> None:
    again = (
        bronze(workspace, "mhclg_iod2019")
        .join(bronze(workspace, "ons_lsoa11_ward17"), on="lsoa_2011_code")
        .group_by("ward_2017_code")
        .agg(
            score=(pl.col("imd_score") * pl.col("population_total")).sum()
            / pl.col("population_total").sum()
        )
    )
    wards = areas.filter(pl.col("area_type") == "ward_2017")
    both = wards.join(again, left_on="area_code", right_on="ward_2017_code")
    assert both.height == wards.height
    np.testing.assert_allclose(both["iod_2019_average_score"], both["score"], atol=1e-8)


def test_need_is_the_worst_tenth_of_the_published_index(
    workspace: Workspace, areas: pl.DataFrame
) -> None:
    index = released(workspace, "community_need_index").filter(
        pl.col("index_variant") == "without_grants"
    )
    both = areas.join(index, on=["area_type", "area_code"], suffix="_of_index")
    assert both.height == areas.height
    assert (both["need_rank"] == both["rank"]).all()
    for kind in KINDS:
        of_kind = both.filter(pl.col("area_type") == kind)
        assert of_kind["is_in_need"].sum() == tenth(of_kind["ranked_area_count"][0])
        assert of_kind.filter("is_in_need")["rank"].max() == of_kind["is_in_need"].sum()


def test_left_behind_is_deprived_and_in_need_and_the_comparator_is_the_rest_of_the_deprived(
    areas: pl.DataFrame,
) -> None:
    for edition in ("iod_2019", "iod_2025"):
        deprived, need = areas[f"is_deprived_{edition}"], areas["is_in_need"]
        assert (areas[f"is_left_behind_{edition}"] == (deprived & need)).all()
        assert (areas[f"is_other_deprived_{edition}"] == (deprived & ~need)).all()


@pytest.mark.parametrize("measure", ["iod_2019", "iod_2025", "need"])
def test_an_area_is_inside_a_tenth_when_and_only_when_its_margin_is_not_negative(
    areas: pl.DataFrame, measure: str
) -> None:
    inside = areas["is_in_need" if measure == "need" else f"is_deprived_{measure}"]
    assert ((areas[f"{measure}_margin_ranks"] >= 0) == inside).all()
    assert areas.filter(inside)[f"{measure}_margin_score"].min() == 0
    assert areas.filter(~inside)[f"{measure}_margin_score"].max() <= 0


@pytest.mark.parametrize("edition", ["iod_2019", "iod_2025"])
def test_the_class_of_an_area_follows_from_its_probability(
    areas: pl.DataFrame, edition: str
) -> None:
    probability, of_class = f"left_behind_{edition}_probability", f"left_behind_{edition}_class"
    expected = (
        pl.when(pl.col(probability) >= 0.95)
        .then(pl.lit("core"))
        .when(pl.col(probability) >= 0.05)
        .then(pl.lit("marginal"))
        .otherwise(pl.lit("out"))
    )
    assert areas.select((expected == pl.col(of_class)).all()).item()


def test_residents_of_a_list_are_as_many_in_every_kind_of_area(areas: pl.DataFrame) -> None:
    for share in ("published_225_share", "pride_in_place_share"):
        people = (
            areas.with_columns(people=pl.col(share) * pl.col("population_2021_count"))
            .group_by("area_type")
            .agg(pl.sum("people"))["people"]
        )
        assert people.min() > 0
        assert people.min() == pytest.approx(people.max(), abs=0.5)


def test_the_published_225_are_exact_for_wards_of_2017_and_leave_524_other_deprived(
    archive_workspace: Workspace, real: pl.DataFrame
) -> None:
    wards = real.filter(pl.col("area_type") == "ward_2017")
    listed = bronze(archive_workspace, "ocsi_left_behind_wards")["ward_2017_code"]
    assert set(wards.filter("is_published_225")["area_code"]) == set(listed)
    assert set(wards["published_225_share"].unique()) == {0, 1}
    assert wards.filter("is_other_deprived_published").height == 524
    published = wards.filter("is_published_225")
    assert published["is_deprived_iod_2019"].sum() == 219
    people = released(archive_workspace, "deprivation_summary").filter(
        pl.col("edition") == "iod_2019", pl.col("area_type") == "ward_2017"
    )
    others = people.join(wards.filter("is_other_deprived_published"), on="area_code")
    assert round(others["population_count"].sum() / 1e6, 2) == 5.84


def test_every_neighbourhood_of_pride_in_place_is_an_msoa(real: pl.DataFrame) -> None:
    msoas = real.filter(pl.col("area_type") == "msoa_2021")
    assert msoas["is_pride_in_place"].sum() == 146
    assert set(msoas["pride_in_place_share"].unique()) == {0, 1}


def test_a_ward_that_owns_no_lsoa_is_named_among_the_exclusions(
    workspace: Workspace, areas: pl.DataFrame
) -> None:
    exclusions = released(workspace, "exclusions").filter(
        pl.col("dataset") == "left_behind_neighbourhoods"
    )
    wards = released(workspace, "areas").filter(
        pl.col("area_type").is_in(["ward_2017", "ward_2024", "ward_2025"])
    )
    left_out = wards.join(areas, on=["area_type", "area_code"], how="anti")
    assert set(left_out["area_code"]) == set(exclusions["area_code"])


WITH_TAU = {
    frozenset(pair)
    for pair in [
        ("deprived_iod_2019", "deprived_iod_2025"),
        ("deprived_iod_2019", "in_need"),
        ("deprived_iod_2025", "in_need"),
        ("in_need", "in_need_with_grants"),
    ]
}


def kendall(one: pl.Series, other: pl.Series) -> float:
    """Kendall's tau of two rankings without ties, pair by pair."""
    a, b = one.to_numpy().astype(np.int64), other.to_numpy().astype(np.int64)
    signs = np.sign(a[:, None] - a[None, :]) * np.sign(b[:, None] - b[None, :])
    return float(signs.sum() / (len(a) * (len(a) - 1)))


def test_taus_and_overlaps_of_wards_are_found_again_region_by_region(
    areas: pl.DataFrame, agreement: pl.DataFrame
) -> None:
    wards = areas.filter(pl.col("area_type") == "ward_2017")
    compared = agreement.filter(
        pl.col("area_type") == "ward_2017", pl.col("scope_code") != "E92000001"
    )
    assert compared.height == 28 * wards["region_code"].n_unique()
    for row in compared.iter_rows(named=True):
        region = wards.filter(pl.col("region_code") == row["scope_code"])
        a, b = region[f"is_{row['definition_a']}"], region[f"is_{row['definition_b']}"]
        assert row["area_count"] == region.height
        assert (row["a_count"], row["b_count"]) == (a.sum(), b.sum())
        assert (row["both_count"], row["either_count"]) == ((a & b).sum(), (a | b).sum())
        has_tau = frozenset((row["definition_a"], row["definition_b"])) in WITH_TAU
        assert (row["kendall_tau"] is not None) == (has_tau and region.height > 1)
        if row["kendall_tau"] is not None:
            ranks = [region[RANKINGS[row[f"definition_{side}"]]] for side in "ab"]
            assert row["kendall_tau"] == pytest.approx(kendall(*ranks), abs=1e-8)


def test_agreement_beyond_chance_is_none_where_two_definitions_are_independent(
    agreement: pl.DataFrame,
) -> None:
    share_a = pl.col("a_count") / pl.col("area_count")
    share_b = pl.col("b_count") / pl.col("area_count")
    chance = share_a * share_b + (1 - share_a) * (1 - share_b)
    apart = (pl.col("a_count") + pl.col("b_count") - 2 * pl.col("both_count")) / pl.col(
        "area_count"
    )
    again = agreement.with_columns(again=(1 - apart - chance) / (1 - chance))
    known = again.drop_nulls("cohen_kappa")
    assert known.height > agreement.height / 2
    np.testing.assert_allclose(known["cohen_kappa"], known["again"], atol=1e-8)


def test_regions_add_up_to_england(agreement: pl.DataFrame) -> None:
    key = ["area_type", "definition_a", "definition_b"]
    counts = ["area_count", "a_count", "b_count", "both_count"]
    is_england = pl.col("scope_code") == "E92000001"
    regions = agreement.filter(~is_england).group_by(key).agg(pl.col(counts).sum()).sort(key)
    england = agreement.filter(is_england).select(*key, *counts).sort(key)
    assert regions.equals(england.cast(regions.schema))
