"""Regeneration awards, against the publishers' files read independently of the project's code."""

import csv
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

Row = dict[str, str]


def rows_of(archive: Path, name: str) -> list[Row]:
    path = archive / "finance" / "regeneration_funds" / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def awards(archive_workspace: Workspace) -> pl.DataFrame:
    release = latest_release(archive_workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path("regeneration_awards"))


def of(awards: pl.DataFrame, fund: str, kind: str = "grant") -> pl.DataFrame:
    return awards.filter(fund=fund, kind=kind)


@pytest.mark.parametrize(
    ("number", "bids", "total"), [(1, 105, "1693323657.33"), (2, 111, "2088234431")]
)
def test_the_levelling_up_fund_adds_up_to_the_published_total_of_the_whole_kingdom(
    archive: Path, awards: pl.DataFrame, number: int, bids: int, total: str
) -> None:
    rows = rows_of(archive, f"levelling-up-fund-round-{number}.csv")
    assert (len(rows), sum(Decimal(row["Bid Value"]) for row in rows)) == (bids, Decimal(total))
    english = {row["Bid Name"].strip(): row for row in rows if row["LADs"].startswith("E")}
    ours = of(awards, "Levelling Up Fund").filter(round=f"round {number}")
    assert dict(ours.select("award_name", "amount_gbp").rows()) == {
        name: Decimal(row["Bid Value"]) for name, row in english.items()
    }


def test_the_second_rounds_english_bids_are_those_whose_country_is_england(
    archive: Path, awards: pl.DataFrame
) -> None:
    rows = rows_of(archive, "levelling-up-fund-round-2.csv")
    english = {row["Bid Name"] for row in rows if row["Country"] == "England"}
    ours = of(awards, "Levelling Up Fund").filter(round="round 2")
    assert (set(ours["award_name"]), len(english)) == (english, 80)


def test_bids_outside_england_are_counted_as_left_out(archive_workspace: Workspace) -> None:
    release = latest_release(archive_workspace.published)
    assert release
    left_out = (
        pl.read_parquet(release.parquet_path("exclusions"))
        .filter(dataset="regeneration_awards", area_type="country")
        .filter(pl.col("reason").str.contains("bids"))
    )
    reasons = dict(left_out.select(pl.concat_str("item", "area_name"), "reason").rows())
    assert sum(int(reason.split()[0]) for reason in reasons.values()) == 29 + 31
    wales = reasons["Levelling Up Fund round 2Wales"]
    assert wales == "11 bids of £208,175,566.00: outside England."


def test_a_bid_that_covers_several_districts_is_not_shared_out_among_them(
    awards: pl.DataFrame,
) -> None:
    dover = awards.filter(award_name="Dover Access Improvements").row(0, named=True)
    assert dover["area_type"] == "not located"
    assert dover["area_code"] is None
    assert len(dover["several_area_codes"].split(";")) == 12
    assert dover["amount_gbp"] == 45_000_000


def test_town_deals_and_high_streets_add_up_place_by_place(
    archive: Path, awards: pl.DataFrame
) -> None:
    """Against sums and names that someone else made of the same file."""
    expected = {
        row["code"]: (row["place"], Decimal(row["total_gbp"]).quantize(Decimal("0.01")))
        for row in rows_of(archive, "towns_fund_by_place.csv")
    }
    towns = awards.filter(source_id="mhclg_towns_fund_awards")
    ours = towns.group_by(code=pl.col("award_name").str.slice(0, 6)).agg(
        pl.col("place_name").first(), pl.col("amount_gbp").sum()
    )
    assert {code: (place, amount) for code, place, amount in ours.rows()} == expected


def test_the_funds_total_what_was_announced(awards: pl.DataFrame) -> None:
    totals = dict(
        awards.filter(kind="grant").group_by("fund").agg(pl.col("amount_gbp").sum()).rows()
    )
    # Announced: high streets "over £830 million", Town Deals "£2.35 billion".
    assert totals["Future High Streets Fund"] == Decimal("830628468.00")
    assert totals["Town Deal"] == Decimal("2349153587.00")


def test_the_one_project_without_a_total_has_the_sum_of_its_parts_and_says_so(
    awards: pl.DataFrame,
) -> None:
    project = awards.filter(award_name="TD-GLA-01").row(0, named=True)
    assert project["amount_gbp"] == 126_000 + 6_185_580
    assert project["amount_note"].startswith("No total is published")


def test_every_english_council_of_2020_has_a_priority_category(awards: pl.DataFrame) -> None:
    listed = of(awards, "Levelling Up Fund", "priority category only")
    counts = listed.group_by("priority_category").len().sort("priority_category")["len"]
    assert counts.to_list() == [93, 108, 113]
    assert listed["area_code"].null_count() == 0
    codes = dict(listed.select("place_name", "district_2024_code").rows())
    assert codes["Allerdale"] == codes["Carlisle"] == "E06000063"
    assert codes["Corby"] == "E06000061"


def test_a_category_or_a_mere_allocation_carries_no_amount(awards: pl.DataFrame) -> None:
    others = awards.filter(pl.col("kind") != "grant")
    assert others.height == 314 + 146
    assert others["amount_gbp"].null_count() == others.height


def test_authorities_outside_england_that_are_listed_with_a_category_are_counted_out(
    archive_workspace: Workspace,
) -> None:
    release = latest_release(archive_workspace.published)
    assert release
    left_out = pl.read_parquet(release.parquet_path("exclusions")).filter(
        item="Levelling Up Fund round 1 priority categories"
    )
    assert dict(left_out.select("area_name", "reason").rows()) == {
        "Scotland": "32 authorities listed: outside England.",
        "Wales": "22 authorities listed: outside England.",
    }


def test_neighbourhoods_found_by_name_are_those_that_the_files_own_codes_name_but_for_its_erratum(
    archive: Path, awards: pl.DataFrame
) -> None:
    coded = {
        (
            row["Local Authority"].strip(),
            row["Pride in Place Programme Neighbourhood"].strip(),
        ): row["MSOA code"]
        for row in rows_of(archive, "pride_in_place_phase2_england_msoa.csv")
    }
    ours = awards.filter(source_id="ocsi_pride_in_place_phase2")
    assert set(ours["location_evidence"]) == {"name of the MSOA in the district"}
    found = {
        (council, name.replace("Harpurhey South", "Hapurhey South")): code
        for council, name, code in ours.select("recipient_name", "award_name", "area_code").rows()
    }
    assert found.keys() == coded.keys()
    queensway = ("North Northamptonshire", "Queensway (North Northamptonshire)")
    assert {key: code for key, code in found.items() if code != coded[key]} == {
        queensway: "E02005696"
    }
    assert ours["area_code"].n_unique() == ours["district_2024_code"].len() == 146
