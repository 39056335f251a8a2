"""The gap in grants, worked out a second time from the file, without the project's code.

Groups and residents come from the datasets that hold them; money from the file itself.
"""

import gzip
import io
from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

GRANTNAV = "grants/grantnav-2018/grants_eng_LAD_ward_donor_year.csv.gz"
NOT_CHARITABLE = [
    "Department for Transport",
    "Sport England",
    "Birmingham City Council",
    "Co-operative Group",
]


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def gaps(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "grant_gap_2018")


@pytest.fixture(scope="module")
def money(archive: Path) -> pl.DataFrame:
    """Charitable and Lottery money in England by ward: pounds and grants."""
    return money_by_ward(archive)


@pytest.fixture(scope="module")
def wards(archive_workspace: Workspace, money: pl.DataFrame) -> pl.DataFrame:
    """Every ward of 2017 with residents, its group and its money."""
    return wards_with(released(archive_workspace, "left_behind_neighbourhoods"), money)


def money_by_ward(archive: Path) -> pl.DataFrame:
    payload = gzip.decompress((archive / GRANTNAV).read_bytes())
    rows = pl.read_csv(io.BytesIO(payload), infer_schema=False)
    return (
        rows.filter(
            pl.col("Recipient Ward Geographic Code").str.starts_with("E"),
            ~pl.col("Funding Org:Name").is_in(NOT_CHARITABLE),
        )
        .group_by(area_code="Recipient Ward Geographic Code")
        .agg(
            pounds=pl.col("Amount Awarded").cast(pl.Float64).sum(),
            grants=pl.col("Identifier").cast(pl.Int64).sum(),
        )
    )


def wards_with(judged: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    kept = judged.filter(pl.col("area_type") == "ward_2017")
    return kept.join(money, on="area_code", how="left").with_columns(
        pl.col("pounds", "grants").fill_null(0),
        people=pl.col("population_2021_count"),
        rate=pl.col("pounds").fill_null(0) / pl.col("population_2021_count"),
    )


def gap_of(wards: pl.DataFrame, amount: pl.Expr) -> float:
    """How far the 225 wards are below the 524, by a sum over residents."""
    left, right = (
        wards.filter(group).select(amount.sum() / pl.col("people").sum()).item()
        for group in ("is_published_225", "is_other_deprived_published")
    )
    return float(1 - left / right)


def published(gaps: pl.DataFrame, measure: str, column: str = "relative_gap") -> float:
    return float(
        gaps.row(
            by_predicate=(pl.col("left_behind_definition") == "published 225")
            & (pl.col("comparator") == "other deprived")
            & (pl.col("money") == "charitable and lottery")
            & (pl.col("measure") == measure),
            named=True,
        )[column]
    )


def check_the_gap(gaps: pl.DataFrame, wards: pl.DataFrame) -> None:
    assert published(gaps, "mean") == pytest.approx(gap_of(wards, pl.col("pounds")), abs=1e-6)
    assert published(gaps, "count") == pytest.approx(gap_of(wards, pl.col("grants")), abs=1e-6)
    for measure, share in {"winsorised 1 %": 0.01, "winsorised 5 %": 0.05}.items():
        cap = wards["rate"].sort(descending=True)[int(share * wards.height)]
        cut = pl.min_horizontal("rate", pl.lit(cap)) * pl.col("people")
        assert published(gaps, measure) == pytest.approx(gap_of(wards, cut), abs=1e-6)
    medians = [
        wards.filter(group)["rate"].median()
        for group in ("is_published_225", "is_other_deprived_published")
    ]
    assert published(gaps, "median ward") == pytest.approx(1 - medians[0] / medians[1], abs=1e-6)


def test_every_measure_is_what_a_second_computation_from_the_file_gives(
    gaps: pl.DataFrame, wards: pl.DataFrame
) -> None:
    check_the_gap(gaps, wards)


def test_the_rate_of_england_counts_money_in_wards_in_which_no_one_is_known_to_live(
    gaps: pl.DataFrame, wards: pl.DataFrame, money: pl.DataFrame
) -> None:
    england = gaps.row(
        by_predicate=(pl.col("left_behind_definition") == "published 225")
        & (pl.col("comparator") == "England")
        & (pl.col("money") == "charitable and lottery")
        & (pl.col("measure") == "mean"),
        named=True,
    )
    assert float(england["comparator_gbp"]) == pytest.approx(money["pounds"].sum(), abs=0.01)
    assert money["pounds"].sum() > wards["pounds"].sum() + 200_000_000


def test_the_gap_of_means_is_that_of_the_founding_documents_and_others_are_smaller(
    gaps: pl.DataFrame,
) -> None:
    ends = [published(gaps, "mean", f"relative_gap_{end}") for end in ("low", "high")]
    assert ends[0] < 0.7 < ends[1]
    assert round(published(gaps, "mean"), 3) == 0.715
    assert round(published(gaps, "count"), 3) == 0.373
    assert round(published(gaps, "winsorised 5 %"), 3) == 0.499


def test_the_gap_of_awards_by_ward_and_its_bounds_are_those_of_a_second_computation(
    archive_workspace: Workspace,
) -> None:
    judged, grants, lookup, gaps = (
        released(archive_workspace, name)
        for name in ("left_behind_neighbourhoods", "grants", "area_lookup", "grant_gap")
    )
    check_the_awards(judged, grants, lookup, gaps)


def check_the_awards(
    judged: pl.DataFrame, grants: pl.DataFrame, lookup: pl.DataFrame, gaps: pl.DataFrame
) -> None:
    wards = lookup.filter(from_area_type="lsoa_2021", to_area_type="ward_2017")
    best = wards.sort("weight", descending=True).unique("from_area_code", keep="first")
    awards = grants.filter(
        pl.col("funder_type") == "charity or foundation",
        pl.col("is_in_england").fill_null(True),
        ~pl.col("is_possible_duplicate").fill_null(False),
    ).join(best, left_on="lsoa_2021_code", right_on="from_area_code", how="left")
    held, people, elsewhere = [], [], []
    for group in ("is_published_225", "is_other_deprived_published"):
        members = judged.filter(pl.col("area_type") == "ward_2017", pl.col(group))
        inside = awards.filter(pl.col("to_area_code").is_in(members["area_code"].to_list()))
        no_ward = awards.filter(
            pl.col("to_area_code").is_null(),
            pl.col("district_2024_code").is_null()
            | pl.col("district_2024_code").is_in(members["district_2024_code"].to_list()),
        )
        held.append(inside["amount_pence"].sum())
        people.append(members["population_2021_count"].sum())
        elsewhere.append(no_ward["amount_pence"].sum())

    def gap(left: int, right: int) -> float:
        return float(1 - left / people[0] / (right / people[1]))

    row = gaps.row(
        by_predicate=(pl.col("evidence") == "awards, ward")
        & (pl.col("left_behind_definition") == "published 225")
        & (pl.col("comparator") == "other deprived")
        & (pl.col("money") == "foundations")
        & (pl.col("measure") == "mean"),
        named=True,
    )
    assert row["relative_gap"] == pytest.approx(gap(*held), abs=1e-6)
    low, high = row["relative_gap_all_unlocated_in"], row["relative_gap_no_unlocated_in"]
    assert low == pytest.approx(gap(held[0] + elsewhere[0], held[1]), abs=1e-6)
    assert high == pytest.approx(gap(held[0], held[1] + elsewhere[1]), abs=1e-6)


def test_located_and_unlocated_grants_are_all_grants(archive_workspace: Workspace) -> None:
    by_area = released(archive_workspace, "grants_by_area")
    whole = released(archive_workspace, "grants")["amount_pence"].sum()
    sums = by_area.group_by("area_type", "year_kind").agg(pl.col("amount_gbp").sum() * 100)
    assert sums.height == 10
    assert {int(total) for total in sums["amount_gbp"]} == {whole}
    located = by_area.group_by("area_type", "is_located").agg("amount_gbp")
    assert located.height == 10


def test_an_award_is_moved_by_a_head_office_only_if_an_office_is_its_place(
    archive_workspace: Workspace,
) -> None:
    offices = released(archive_workspace, "grant_head_offices")
    assert offices.height == released(archive_workspace, "grants").height
    moved = offices.filter("is_moved_by_head_office")
    assert moved["is_placed_by_office"].all()
    assert "Royal Opera House" in moved["recipient_name"].to_list()
    assert round(moved["amount_pence"].sum() / offices["amount_pence"].sum(), 3) == 0.257
