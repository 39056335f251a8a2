"""The published numbers, worked out a second time from the typed tables, without SQL.

Each formula is written here again from the publisher's definition, in floats, by polars and numpy.
Facts with a figure are the publisher's, or were checked on the publishers' files by hand.
"""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

Floats = npt.NDArray[np.float64]

DOMAIN_WEIGHTS = {
    "income": 0.225,
    "employment": 0.225,
    "education": 0.135,
    "health": 0.135,
    "crime": 0.093,
    "barriers": 0.093,
    "environment": 0.093,
}
MEASURES = [
    "average_score",
    "average_rank",
    "most_deprived_lsoa_share",
    "extent_share",
    "local_concentration",
]
KINDS = [("iod_2019", "district_2019"), ("iod_2025", "district_2024"), ("iod_2019", "ward_2017")]
SHARES = [
    ("deprivation_summary", "most_deprived_lsoa_share", "most_deprived_lsoa_count", "lsoa_count"),
    ("deprivation_summary", "income_deprived_share", "income_deprived_count", "population_count"),
    ("areas", "rural_population_share", "rural_population_2021_count", "population_2021_count"),
    ("area_lookup", "weight", "shared_residents_count", "source_residents_count"),
]
NOT_SELECTED = [
    ("Bentley", "Doncaster"),
    ("Easington", "County Durham"),
    ("Ferryhill", "County Durham"),
    ("Irwell", "Rossendale"),
    ("Longdendale", "Tameside"),
    ("Norton South", "Stockton-on-Tees"),
]
LISTED_BY_REGION = {
    "North East": 56,
    "North West": 54,
    "West Midlands": 31,
    "Yorkshire and The Humber": 28,
    "East of England": 18,
    "East Midlands": 17,
    "South East": 16,
    "South West": 3,
    "London": 2,
}


@dataclass(frozen=True)
class Numbers:
    """A workspace's typed tables, and the datasets it released."""

    bronze_folder: Path
    data_folder: Path

    @cache  # noqa: B019 - two workspaces live as long as the session
    def bronze(self, source: str) -> pl.DataFrame:
        """The one table of a source; decimals as floats."""
        (path,) = (self.bronze_folder / source).glob("*.parquet")
        return pl.read_parquet(path).with_columns(pl.selectors.decimal().cast(pl.Float64))

    @cache  # noqa: B019 - two workspaces live as long as the session
    def released(self, dataset: str) -> pl.DataFrame:
        """A dataset of the latest release; decimals as floats."""
        frame = pl.read_parquet(self.data_folder / f"{dataset}.parquet")
        return frame.with_columns(pl.selectors.decimal().cast(pl.Float64))

    def summary(self, edition: str, area_type: str) -> pl.DataFrame:
        """The released summary of one kind of area, in order of code."""
        return (
            self.released("deprivation_summary")
            .filter(pl.col("edition") == edition, pl.col("area_type") == area_type)
            .sort("area_code")
        )


def numbers_of(workspace: Workspace) -> Numbers:
    release = latest_release(workspace.published)
    assert release
    return Numbers(workspace.store.root / "bronze", release.folder / "data")


@pytest.fixture(
    scope="module",
    params=["demo_workspace", pytest.param("archive_workspace", marks=pytest.mark.archive)],
)
def numbers(request: pytest.FixtureRequest) -> Numbers:
    """Each workspace in turn; the real one is skipped where there is no archive."""
    return numbers_of(request.getfixturevalue(request.param))


@pytest.fixture(scope="module")
def real(archive_workspace: Workspace) -> Numbers:
    return numbers_of(archive_workspace)


def members(numbers: Numbers, edition: str, area_type: str) -> pl.DataFrame:
    """Area, people, score and rank of every LSOA of an edition, wholly in one area of that kind."""
    if edition == "iod_2019":
        lsoas = numbers.bronze("mhclg_iod2019").rename({"population_total": "people"})
        wards = numbers.bronze("ons_lsoa11_ward17").select("lsoa_2011_code", "ward_2017_code")
        lsoas = lsoas.join(wards, on="lsoa_2011_code", validate="1:1")
    else:
        residents = numbers.bronze("ons_census21_residents")
        lsoas = numbers.bronze("mhclg_iod2025").join(residents, on="lsoa_2021_code", validate="1:1")
        published = not lsoas["population_total"].has_nulls()
        people = "population_total" if published else "usual_residents"
        lsoas = lsoas.with_columns(pl.col(people).alias("people"))
    return lsoas.select(
        pl.col(f"{area_type}_code").alias("area_code"),
        pl.col("people").cast(pl.Float64),
        "imd_score",
        pl.col("imd_rank").cast(pl.Float64),
    )


def measures(people: Floats, score: Floats, rank: Floats, lsoas: int) -> list[float]:
    """Average score and rank, proportion, extent and local concentration of one area."""
    order = np.argsort(rank)
    people, score, rank = people[order], score[order], rank[order]
    reversed_rank = lsoas + 1 - rank
    percentile = np.ceil(100 * rank / lsoas)
    sliding = 0.95 - 0.9 / 19 * (percentile - 11)
    extent = np.where(percentile <= 10, 1, np.where(percentile <= 30, sliding, 0))
    tenth = people.sum() / 10
    before = np.cumsum(people) - people
    counted = np.clip(tenth - before, 0, people)
    return [
        float((people * score).sum() / people.sum()),
        float((people * reversed_rank).sum() / people.sum()),
        float((percentile <= 10).mean()),
        float((people * extent).sum() / people.sum()),
        float((counted * reversed_rank).sum() / counted.sum()),
    ]


def exponential(rank: Floats) -> Floats:
    """Ranks onto 0 to 100 as the publisher does: a tenth of areas lie above 50."""
    share = (len(rank) + 1 - rank) / len(rank)
    return np.asarray(-23 * np.log(1 - share * (1 - np.exp(-100 / 23))))


@pytest.mark.parametrize(("edition", "area_type"), KINDS)
def test_all_five_measures_of_every_area_are_found_again(
    numbers: Numbers, edition: str, area_type: str
) -> None:
    lsoas = members(numbers, edition, area_type)
    again = pl.DataFrame(
        [
            [code, *measures(*(part[name].to_numpy() for name in lsoas.columns[1:]), lsoas.height)]
            for (code,), part in lsoas.group_by("area_code")
        ],
        schema=["area_code", *MEASURES],
        orient="row",
    ).sort("area_code")
    released = numbers.summary(edition, area_type)
    assert released["area_code"].to_list() == again["area_code"].to_list()
    for measure in MEASURES:
        np.testing.assert_allclose(released[measure], again[measure], rtol=1e-9, err_msg=measure)


@pytest.mark.parametrize(("edition", "area_type"), KINDS)
def test_people_and_the_income_deprived_among_them_are_counted_again(
    numbers: Numbers, edition: str, area_type: str
) -> None:
    source = "mhclg_iod2019" if edition == "iod_2019" else "mhclg_iod2025"
    lsoas = members(numbers, edition, area_type)
    deprived = lsoas["people"] * numbers.bronze(source)["income_score"]
    counts = (
        lsoas.with_columns(deprived.alias("deprived"))
        .group_by("area_code")
        .agg(pl.col("people", "deprived").sum(), pl.len().alias("lsoas"))
        .sort("area_code")
    )
    released = numbers.summary(edition, area_type)
    assert released["population_count"].to_list() == counts["people"].to_list()
    assert released["lsoa_count"].to_list() == counts["lsoas"].to_list()
    np.testing.assert_allclose(released["income_deprived_count"], counts["deprived"], rtol=1e-9)


@pytest.mark.parametrize(("edition", "area_type"), KINDS)
def test_areas_are_ranked_by_average_score(numbers: Numbers, edition: str, area_type: str) -> None:
    """Of areas with one score the one with the higher average rank is first, then the code."""
    released = numbers.summary(edition, area_type)
    by_need = released.sort(
        -pl.col("average_score").round(9), -pl.col("average_rank").round(9), "area_code"
    )
    assert by_need["average_score_rank"].to_list() == list(range(1, released.height + 1))
    assert (released["ranked_area_count"] == released.height).all()


def test_published_scores_ranks_and_deciles_come_through_unchanged(numbers: Numbers) -> None:
    released = numbers.released("deprivation")
    for edition, source, code in [
        ("iod_2019", "mhclg_iod2019", "lsoa_2011_code"),
        ("iod_2025", "mhclg_iod2025", "lsoa_2021_code"),
    ]:
        published = numbers.bronze(source).sort(code)
        for domain in ("imd", *DOMAIN_WEIGHTS, "outdoors"):
            held = released.filter(pl.col("edition") == edition, pl.col("domain") == domain).sort(
                "lsoa_code"
            )
            assert held["lsoa_code"].to_list() == published[code].to_list()
            for column in ("score", "rank", "decile"):
                assert held[column].to_list() == published[f"{domain}_{column}"].to_list()


def test_the_imd_of_2025_follows_from_its_domain_ranks(numbers: Numbers) -> None:
    lsoas = numbers.bronze("mhclg_iod2025")
    parts = [w * exponential(lsoas[f"{d}_rank"].to_numpy()) for d, w in DOMAIN_WEIGHTS.items()]
    assert np.abs(np.sum(parts, axis=0) - lsoas["imd_score"].to_numpy()).max() <= 0.001


def test_the_weights_of_every_area_sum_to_one(numbers: Numbers) -> None:
    sums = (
        numbers.released("area_lookup")
        .filter(pl.col("to_area_type") != "combined_authority_2023")
        .group_by("from_area_type", "from_area_code", "to_area_type")
        .agg(pl.col("weight").sum())
    )
    assert (sums["weight"] - 1).abs().max() <= 1e-12


def test_a_weight_counts_the_residents_outside_every_combined_authority_too(
    numbers: Numbers,
) -> None:
    residents = numbers.released("areas").select(
        from_area_type="area_type",
        from_area_code="area_code",
        residents="population_2021_count",
    )
    lookup = numbers.released("area_lookup").join(
        residents, on=["from_area_type", "from_area_code"]
    )
    gaps = lookup["source_residents_count"].cast(pl.Float64) - lookup["residents"]
    assert gaps.abs().max() <= 1e-3


def test_half_of_the_west_midlands_lives_in_its_combined_authority(real: Numbers) -> None:
    west_midlands = real.released("area_lookup").filter(
        pl.col("from_area_code") == "E12000005", pl.col("to_area_code") == "E47000007"
    )
    assert west_midlands["weight"].item() == pytest.approx(2_919_639 / 5_950_728)
    assert west_midlands["method"].item() == "apportioned"


@pytest.mark.parametrize(
    ("source", "target"), [("lsoa_2011", "lsoa_2021"), ("lsoa_2021", "lsoa_2011")]
)
def test_residents_are_shared_out_between_vintages_as_the_methods_say(
    numbers: Numbers, source: str, target: str
) -> None:
    """People of an LSOA of 2021 come from those of 2011 in proportion to their people in 2015."""
    old = numbers.bronze("mhclg_iod2019").select("lsoa_2011_code", "population_total")
    new = numbers.bronze("ons_census21_residents")
    links = (
        numbers.bronze("ons_lsoa11_lsoa21")
        .filter(pl.col("lsoa_2011_code").str.starts_with("E"))
        .join(old, on="lsoa_2011_code")
        .join(new, on="lsoa_2021_code")
        .with_columns(
            share=pl.col("population_total") / pl.sum("population_total").over("lsoa_2021_code")
        )
        .with_columns(shared=pl.col("usual_residents") * pl.col("share"))
        .with_columns(again=pl.col("shared") / pl.sum("shared").over(f"{source}_code"))
    )
    released = numbers.released("area_lookup").filter(
        pl.col("from_area_type") == source, pl.col("to_area_type") == target
    )
    both = links.join(
        released,
        left_on=[f"{source}_code", f"{target}_code"],
        right_on=["from_area_code", "to_area_code"],
        validate="1:1",
    )
    assert both.height == links.height == released.height
    assert (both["weight"] - both["again"]).abs().max() <= 1e-8
    unchanged = both.filter(pl.col("change_code") == "U")
    assert (unchanged["weight"] == 1).all()


@pytest.mark.parametrize(("dataset", "share", "part", "whole"), SHARES)
def test_a_published_share_is_exactly_its_numerator_over_its_denominator(
    numbers: Numbers, dataset: str, share: str, part: str, whole: str
) -> None:
    frame = numbers.released(dataset)
    assert frame.filter(pl.col(share).is_not_null()).height
    wrong = frame.filter(pl.col(share).ne_missing(pl.col(part) / pl.col(whole)))
    assert wrong.is_empty()


def test_every_area_has_people_or_an_exclusion_that_says_why_not(numbers: Numbers) -> None:
    without = numbers.released("areas").filter(pl.col("population_2021_count").is_null())
    unexplained = without.join(
        numbers.released("exclusions"), on=["area_type", "area_code"], how="anti"
    )
    assert unexplained.is_empty()
    assert numbers.released("exclusions")["reason"].str.len_chars().min() > 20


def test_every_kind_of_area_that_covers_england_holds_all_its_residents(numbers: Numbers) -> None:
    residents = numbers.bronze("ons_census21_residents").filter(
        pl.col("lsoa_2021_code").str.starts_with("E")
    )["usual_residents"]
    totals = numbers.released("areas").group_by("area_type").agg(pl.sum("population_2021_count"))
    for area_type, total in totals.rows():
        if area_type not in ("combined_authority_2023", "left_behind_225"):
            assert total == pytest.approx(residents.sum(), abs=0.01), area_type


def test_the_rule_selects_the_most_deprived_tenth_of_wards(numbers: Numbers) -> None:
    wards = numbers.summary("iod_2019", "ward_2017")
    tenth = math.ceil(wards.height / 10 - 0.5)
    selected = wards.sort("average_score", descending=True).head(tenth)["area_code"].to_list()
    listed = numbers.released("published_left_behind_wards")
    flagged = listed.filter("is_selected_by_iod_2019_rule")["ward_2017_code"].to_list()
    assert flagged == [code for code in listed["ward_2017_code"] if code in set(selected)]


def test_england_has_its_lsoas_and_its_people_of_2015(real: Numbers) -> None:
    kinds = dict(real.released("areas").group_by("area_type").len().rows())
    assert kinds["lsoa_2011"] == 32_844
    assert kinds["lsoa_2021"] == 33_755
    assert kinds["district_2019"] == 317
    assert kinds["district_2024"] == 296
    assert kinds["region"] == 9
    assert real.summary("iod_2019", "country")["population_count"].to_list() == [54_728_204]


def test_all_225_listed_wards_are_found_and_219_are_among_the_most_deprived(real: Numbers) -> None:
    listed = real.released("published_left_behind_wards")
    assert listed.height == 225
    assert listed["region_name"].null_count() == 0
    missed = listed.filter(~pl.col("is_selected_by_iod_2019_rule"))
    names = missed.select("ward_2017_name", "district_2019_name").sort(pl.all()).rows()
    assert names == NOT_SELECTED
    norton = missed.filter(pl.col("ward_2017_name") == "Norton South")
    assert norton["iod_2019_average_score_rank"].to_list() == [755]


def test_36_wards_of_2017_own_no_lsoa_and_none_of_them_is_listed(real: Numbers) -> None:
    wards = real.released("areas").filter(pl.col("area_type") == "ward_2017")
    without = wards.filter(pl.col("population_2021_count").is_null())
    assert wards.height == 7_463
    assert without.height == 36
    assert real.summary("iod_2019", "ward_2017").height == 7_427
    listed = real.released("published_left_behind_wards")["ward_2017_code"]
    assert not set(without["area_code"]) & set(listed)


def test_listed_wards_lie_where_the_publishers_count_them(real: Numbers) -> None:
    listed = real.released("published_left_behind_wards")
    assert dict(listed.group_by("region_name").len().rows()) == LISTED_BY_REGION
    assert listed["district_2019_name"].n_unique() == 82
    assert listed.filter(pl.col("district_2019_name") == "County Durham").height == 16


@pytest.mark.parametrize(
    ("area_type", "of_people", "of_lsoas"),
    [("country", 12.86, 12.82), ("left_behind_225", 26.75, 26.78)],
)
def test_income_deprivation_of_2019_is_the_share_of_people_not_the_mean_of_lsoas(
    real: Numbers, area_type: str, of_people: float, of_lsoas: float
) -> None:
    """The publisher says 12.9 %. The plain mean of LSOA rates, which others quote, is near."""
    share = real.summary("iod_2019", area_type)["income_deprived_share"].item()
    assert round(100 * share, 2) == of_people
    listed = real.bronze("ocsi_left_behind_wards")["ward_2017_code"].to_list()
    lsoas = real.bronze("mhclg_iod2019").join(real.bronze("ons_lsoa11_ward17"), on="lsoa_2011_code")
    if area_type == "left_behind_225":
        lsoas = lsoas.filter(pl.col("ward_2017_code").is_in(listed))
    assert round(100 * lsoas["income_score"].mean(), 2) == of_lsoas


def test_192_districts_hold_some_of_the_most_deprived_tenth_of_2025(real: Numbers) -> None:
    districts = real.summary("iod_2025", "district_2024")
    assert districts.height == 296
    assert (districts["most_deprived_lsoa_count"] > 0).sum() == 192


def test_of_the_most_deprived_tenth_of_2025_82_per_cent_were_so_in_2019(real: Numbers) -> None:
    """An LSOA of 2021 was so when any LSOA of 2011 that it shares land with was."""
    worst = real.released("deprivation").filter(pl.col("domain") == "imd", pl.col("decile") == 1)
    now = worst.filter(pl.col("edition") == "iod_2025")["lsoa_code"].to_list()
    then = worst.filter(pl.col("edition") == "iod_2019")["lsoa_code"].to_list()
    was = real.bronze("ons_lsoa11_lsoa21").filter(
        pl.col("lsoa_2021_code").is_in(now), pl.col("lsoa_2011_code").is_in(then)
    )
    assert round(100 * was["lsoa_2021_code"].n_unique() / len(now), 1) == 82.0
