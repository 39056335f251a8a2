"""Regeneration funding, against the publishers' files and an independent computation."""

import csv
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

FUNDS = "finance/regeneration_funds"


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def funding(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "regeneration_funding")


@pytest.fixture(scope="module")
def targeting(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "regeneration_targeting")


def bids(archive: Path) -> list[tuple[list[str], float]]:
    """Districts and pounds of each English bid of both rounds of the Levelling Up Fund."""
    found = []
    for number in (1, 2):
        path = archive / FUNDS / f"levelling-up-fund-round-{number}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += [
                ([code.strip() for code in row["LADs"].split(";")], float(row["Bid Value"]))
                for row in csv.DictReader(file)
                if row["LADs"].startswith("E")
            ]
    return found


def levelling_up(funding: pl.DataFrame, area_type: str) -> pl.DataFrame:
    return funding.filter(fund="Levelling Up Fund", round="all", area_type=area_type)


def test_each_district_has_the_bids_that_are_coded_to_it_alone(
    archive: Path, funding: pl.DataFrame
) -> None:
    alone: dict[str, float] = defaultdict(float)
    at_most: dict[str, float] = defaultdict(float)
    for codes, pounds in bids(archive):
        for code in codes:
            at_most[code] += pounds
            alone[code] += pounds if len(codes) == 1 else 0
    ours = levelling_up(funding, "district_2024")
    assert ours.height == 296
    for column, expected in (("amount_gbp", alone), ("amount_gbp_high", at_most)):
        found = dict(ours.select("area_code", pl.col(column).cast(pl.Float64)).rows())
        assert {k: v for k, v in found.items() if v} == pytest.approx(
            {k: v for k, v in expected.items() if v}
        )


def test_money_for_several_districts_has_rows_of_its_own_and_is_in_their_region(
    archive: Path, funding: pl.DataFrame
) -> None:
    several = [pounds for codes, pounds in bids(archive) if len(codes) > 1]
    ours = levelling_up(funding, "several districts")
    assert len(several) == 16
    assert float(ours["amount_gbp"].sum()) == pytest.approx(sum(several))
    regions = levelling_up(funding, "region")["amount_gbp"].sum()
    assert float(regions) == pytest.approx(sum(pounds for _, pounds in bids(archive)))


def test_the_funds_with_amounts_gave_england_six_billion_pounds(funding: pl.DataFrame) -> None:
    england = funding.filter(area_type="country", fund="All funds with amounts")
    assert england.select("award_count", pl.col("amount_gbp").cast(pl.Float64)).rows() == [
        (976, 6_162_992_356.0)
    ]


def test_a_fund_without_amounts_has_none_and_says_so(funding: pl.DataFrame) -> None:
    pride = funding.filter(fund="Pride in Place")
    assert pride["amount_gbp"].null_count() == pride.height
    named = pride.filter(pl.col("award_count") > 0)
    assert named["status"].unique().to_list() == ["the list gives no amounts"]
    assert pride.filter(award_count=0)["status"].unique().to_list() == ["no award"]
    assert pride.filter(area_type="district_2024")["award_count"].sum() == 146


def concentration(rows: pl.DataFrame, need: str) -> float:
    """The index as a covariance: twice that of money per head and rank, over money per head."""
    ordered = rows.sort(need)
    people = ordered["population_count"].cast(pl.Float64)
    share = people / people.sum()
    rank = share.cum_sum() - share / 2
    each = ordered["amount_gbp"].cast(pl.Float64) / people
    mean = (share * each).sum()
    return 2 * float((share * (each - mean) * (rank - 0.5)).sum()) / float(mean)


@pytest.mark.parametrize(
    ("measure", "need"),
    [
        ("deprivation", "imd_2025_average_rank"),
        ("income deprivation", "income_deprived_share"),
        ("community need", "community_need_score"),
    ],
)
@pytest.mark.parametrize("fund", ["Levelling Up Fund", "Town Deal", "Future High Streets Fund"])
def test_concentration_is_a_covariance_of_money_per_head_and_rank(
    funding: pl.DataFrame, targeting: pl.DataFrame, fund: str, measure: str, need: str
) -> None:
    name = "all" if fund == "Levelling Up Fund" else "only"
    districts = funding.filter(fund=fund, round=name, area_type="district_2024")
    said = targeting.filter(fund=fund, round=name, measure=f"concentration on {measure}")
    assert said["value"].item() == pytest.approx(concentration(districts, need), abs=2e-6)
    assert said["value_low"].item() < said["value"].item() < said["value_high"].item()


def test_the_share_to_districts_with_listed_wards_is_that_of_their_awards(
    funding: pl.DataFrame, targeting: pl.DataFrame
) -> None:
    deals = funding.filter(fund="Town Deal", area_type="district_2024")
    holding = deals.filter(pl.col("published_225_ward_count") > 0)["amount_gbp"].sum()
    said = targeting.filter(
        fund="Town Deal", measure="share to districts with published left-behind wards"
    )
    assert said["value"].item() == pytest.approx(
        float(holding / deals["amount_gbp"].sum()), abs=1e-6
    )


def test_what_reaches_a_ward_is_known_between_nothing_and_all_of_its_district(
    targeting: pl.DataFrame,
) -> None:
    wards = targeting.filter(
        pl.col("measure") == "share to published left-behind wards",
        pl.col("counted_in") == "pounds",
    )
    assert wards["bound_low"].to_list() == [0] * wards.height
    assert (wards["value"] < wards["bound_high"]).all()


def test_a_sixth_of_the_levelling_up_fund_is_placed_in_no_one_district(
    archive: Path, targeting: pl.DataFrame
) -> None:
    several = sum(pounds for codes, pounds in bids(archive) if len(codes) > 1)
    expected = several / sum(pounds for _, pounds in bids(archive))
    shares = targeting.filter(fund="Levelling Up Fund", round="all")["not_placed_share"]
    assert shares.to_list() == pytest.approx([expected] * 7, abs=1e-6)
    assert round(expected, 3) == 0.157
