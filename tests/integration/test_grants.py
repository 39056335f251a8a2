"""Grants, against the funders' files read independently of the project's code.

Totals are to the penny. Figures with a number were worked out from the files by hand.
"""

import gzip
import io
import json
from decimal import Decimal
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from catalog.release import latest_release
from ingest.recipients import SHOWN_BY_A_WORD
from ingest.suppliers import FORENAMES
from orchestration.workspace import Workspace

FILES = "grants/360g-real-json"
PORTFOLIO_2023 = "2023-26 Annual Funding (Offered 4 Nov 2022)"
EXTENSION_YEAR = "2022/23 Annual Funding (Extension year)"


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def grants(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "grants")


@pytest.fixture(scope="module")
def totals(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "grant_totals")


def table(archive: Path, name: str) -> pl.DataFrame:
    payload = gzip.decompress((archive / "grants" / name).read_bytes())
    return pl.read_csv(io.BytesIO(payload), infer_schema=False)


def pence(amounts: pl.Series) -> int:
    return sum(round(Decimal(amount) * 100) for amount in amounts.drop_nulls())


def portfolio_2018(archive: Path) -> pl.DataFrame:
    path = archive / "grants/arts-council/NPO_2018_12082020_0.xlsx"
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=0, dtypes="string")
    return sheet.to_polars()


def rows_and_pence(archive: Path) -> dict[str, tuple[int, int]]:
    """How many awards each source's files hold, and their sum in pence."""
    project = table(archive, "arts-council/oi_arts-council-project-grants.csv.gz")
    portfolio = table(archive, "arts-council/oi_arts-council-investment-programme.csv.gz")
    yearly = portfolio.drop_nulls("Applicant Name")
    years_2018 = portfolio_2018(archive).select(pl.selectors.starts_with("Portfolio grant"))
    sport = [
        table(archive, f"sport-england/Sport-England_{kind}-awards.csv.gz")["Amount Awarded"]
        for kind in ("exchequer", "lottery")
    ]
    foundations = [
        str(grant["amountAwarded"])
        for path in sorted((archive / FILES).glob("a0*.json.gz"))
        for grant in json.loads(gzip.decompress(path.read_bytes()), parse_float=Decimal)["grants"]
    ]
    return {
        "ace_project_grants": (project.height, pence(project["Award amount"])),
        "ace_portfolio_2018": (
            years_2018.height,
            sum(pence(years_2018[name]) for name in years_2018.columns),
        ),
        "ace_portfolio_2023": (
            2 * yearly.height,
            3 * pence(yearly[PORTFOLIO_2023]) + pence(yearly[EXTENSION_YEAR]),
        ),
        "sportengland_awards": (sum(map(len, sport)), sum(map(pence, sport))),
        "threesixty_files": (len(foundations), pence(pl.Series(foundations))),
    }


def test_what_is_published_and_what_is_left_out_make_each_sources_total_to_the_penny(
    archive: Path, totals: pl.DataFrame
) -> None:
    by_source = totals.group_by("source_id").agg(
        pl.col("award_count").sum(), pl.col("amount_pence").sum()
    )
    found = {source: (count, amount) for source, count, amount in by_source.rows()}
    assert found == rows_and_pence(archive)


def test_the_totals_count_the_published_awards_and_no_others(
    grants: pl.DataFrame, totals: pl.DataFrame
) -> None:
    published = totals.filter(pl.col("outcome") == "In the dataset grants.")
    assert published["award_count"].sum() == grants.height
    assert published["amount_pence"].sum() == grants["amount_pence"].sum()


def test_located_abroad_and_not_located_make_the_published_total(totals: pl.DataFrame) -> None:
    published = totals.filter(pl.col("outcome") == "In the dataset grants.")
    parts = published.select(
        pl.sum_horizontal(
            "located_to_lsoa_pence",
            "located_to_district_only_pence",
            "outside_england_pence",
            "not_located_pence",
        )
    )
    assert parts.to_series().to_list() == published["amount_pence"].to_list()


def test_no_award_to_who_may_be_a_person_is_published(archive: Path, grants: pl.DataFrame) -> None:
    published = grants.filter(pl.col("source_id") == "ace_project_grants")
    assert published.height == 9_886
    names = set(published["recipient_name"])
    raw = table(archive, "arts-council/oi_arts-council-project-grants.csv.gz")["Recipient"]
    two_plain_words = raw.filter(raw.str.contains(r"^[A-Z][a-z]+ [A-Z][a-z]+$"))
    kept = two_plain_words.filter(two_plain_words.is_in(list(names))).unique()
    assert kept.len() / two_plain_words.n_unique() < 0.2
    forename = kept.str.to_lowercase().str.split(" ").list.first().is_in(FORENAMES)
    last = kept.str.to_lowercase().str.split(" ").list.last()
    assert last.filter(forename & ~last.str.contains(SHOWN_BY_A_WORD)).to_list() == []


def test_the_publishers_own_workbook_of_2018_19_agrees_with_the_joined_file(archive: Path) -> None:
    path = archive / "grants/arts-council/Project_Grants_Awards_201819_0.xlsx"
    sheet = fastexcel.read_excel(path).load_sheet(
        "Project Grants Awards", header_row=2, dtypes="string"
    )
    joined = table(archive, "arts-council/oi_arts-council-project-grants.csv.gz")
    year = joined.filter(pl.col("Award date") < "2019-04-01")
    assert year.height == sheet.to_polars().height == 4_079
    assert pence(year["Award amount"]) == pence(sheet.to_polars()["Award amount"])


def test_sport_englands_workbooks_hold_the_rows_of_its_csv_files(archive: Path) -> None:
    for kind in ("exchequer", "lottery"):
        held = (archive / f"grants/sport-england/Sport-England_{kind}-awards.xls.gz").read_bytes()
        workbook = fastexcel.read_excel(gzip.decompress(held))
        sheet = workbook.load_sheet(0, header_row=0, dtypes="string").to_polars()
        csv = table(archive, f"sport-england/Sport-England_{kind}-awards.csv.gz")
        for column in ("Identifier", "Amount Awarded", "Recipient Org:Name"):
            assert (
                sheet[column].fill_null("").str.strip_chars().to_list()
                == csv[column].fill_null("").str.strip_chars().to_list()
            )


def test_instalments_under_one_id_are_parts_and_not_duplicates(grants: pl.DataFrame) -> None:
    sport = grants.filter(pl.col("source_id") == "sportengland_awards")
    parts = sport.filter(pl.col("grant_id") == "360G-ACW-20050753").sort("part")
    assert parts["part"].to_list() == list(range(1, parts.height + 1))
    assert not parts["is_duplicate"].any()
    assert sport["is_possible_duplicate"].sum() == 9


def test_power_to_change_is_placed_where_the_money_works(
    archive: Path, grants: pl.DataFrame
) -> None:
    payload = gzip.decompress((archive / FILES / "a002400000nO46WAAS.json.gz").read_bytes())
    coded = [
        g["id"] for g in json.loads(payload)["grants"] if "geoCode" in g["beneficiaryLocation"][0]
    ]
    placed = grants.filter(pl.col("location_evidence") == "beneficiary_lsoa")
    assert sorted(placed["grant_id"]) == sorted(coded)
    assert placed["district_2024_code"].null_count() == 0
    hyde_park = grants.filter(pl.col("grant_id") == "360G-ptc-gr-01653")
    assert hyde_park["district_2024_code"].item() == "E08000035"


def test_districts_that_were_merged_are_taken_to_the_one_that_holds_their_residents(
    archive: Path, grants: pl.DataFrame
) -> None:
    raw = table(archive, "sport-england/Sport-England_lottery-awards.csv.gz")
    corby = raw.filter(pl.col("Local_Authority") == "Corby")
    assert corby.height > 0
    found = grants.filter(pl.col("grant_id").is_in(corby["Identifier"].to_list()))
    assert found["district_2024_code"].unique().to_list() == ["E06000061"]


def test_the_grants_of_2018_by_ward_have_englands_total_of_the_file(
    archive: Path, archive_workspace: Workspace
) -> None:
    raw = table(archive, "grantnav-2018/grants_eng_LAD_ward_donor_year.csv.gz")
    wards = released(archive_workspace, "grants_by_ward_2018")
    for country, is_in_england in (("E", True), ("W", False)):
        held = raw.filter(pl.col("Recipient Ward Geographic Code").str.starts_with(country))
        published = wards.filter(pl.col("is_in_england") == is_in_england)
        assert published.height == held.height
        assert published["amount_pence"].sum() == pence(held["Amount Awarded"])
        assert published["grant_count"].sum() == sum(map(int, held["Identifier"]))
    england = wards.filter("is_in_england")
    assert (england.height, england["grant_count"].sum()) == (40_874, 74_366)


def test_the_demo_england_has_grants_totals_and_withheld_awards_too(
    demo_workspace: Workspace,
) -> None:
    grants = released(demo_workspace, "grants")
    assert grants["recipient_name"].str.starts_with("Demo").all()
    outcomes = released(demo_workspace, "grant_totals")["outcome"]
    assert outcomes.str.contains("may be a person").any()


def test_what_a_source_cannot_tell_is_empty_and_not_false(grants: pl.DataFrame) -> None:
    assert grants["is_repayable"].null_count() == grants.height
    assert grants.filter(pl.col("recipient_id").is_null())["is_regrant"].null_count() == 25_999
    passed_on = grants.filter("is_passed_on")
    assert (passed_on.height, passed_on["amount_pence"].sum()) == (2_067, 84_382_700_300)
    assert grants["first_funding_year"].null_count() == 0
