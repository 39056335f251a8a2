"""Organisations of civil society, against the publishers' files read independently of our code."""

import fnmatch
import gzip
import zipfile
from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace


def raw(archive: Path, path: str) -> pl.DataFrame:
    """A file of the archive as strings."""
    return pl.read_csv(gzip.decompress((archive / path).read_bytes()), infer_schema=False)


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


@pytest.fixture(scope="module")
def organisations(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "community_organisations")


def test_every_sports_club_is_there_and_those_on_the_list_are_registered(
    archive: Path, organisations: pl.DataFrame
) -> None:
    clubs = raw(archive, "grants/cascs/cascs.csv.gz")
    ours = organisations.filter(pl.col("kind") == "community amateur sports club")
    assert set(ours["org_id"]) == set(clubs["id"])
    registered = set(ours.filter(pl.col("status") == "registered")["org_id"])
    assert registered == set(clubs.filter(pl.col("active") == "True")["id"])
    assert len(registered) == 8_091


def test_every_community_interest_company_has_the_class_its_publisher_gives(
    archive: Path, organisations: pl.DataFrame
) -> None:
    companies = raw(archive, "grants/ukcat/cics-icnptso.csv.gz")
    ours = organisations.filter(pl.col("kind") == "community interest company")
    classes = dict(ours.select("org_id", "icnptso_code").rows())
    assert classes == dict(companies.select("org_id", "icnptso_code").rows())
    assert len(classes) == 62_088
    assert ours["icnptso_name"].null_count() == 0


def test_a_placeholder_for_a_postcode_is_no_postcode(organisations: pl.DataFrame) -> None:
    clubs = organisations.filter(
        pl.col("kind") == "community amateur sports club", pl.col("status") == "registered"
    )
    assert clubs.filter(postcode_status="none given").height == 308


def test_the_postcode_of_a_club_or_of_a_body_without_legal_form_is_not_published(
    organisations: pl.DataFrame,
) -> None:
    published = organisations.filter(pl.col("postcode").is_not_null())
    forms = {"Company", "Community Interest Company", "Society"}
    assert set(published["legal_form"]) == forms
    assert set(published["kind"]) == {"co-operative"}
    assert set(published["status"]) == {"registered"}
    assert published["postcode_status"].unique().to_list() == ["published"]


@pytest.fixture(scope="module")
def links(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "organisation_links")


def test_every_row_of_every_list_of_pairs_is_there(archive: Path, links: pl.DataFrame) -> None:
    rows = 0
    for path in (archive / "grants/charity-lookups/relationships").iterdir():
        held = path.read_bytes()
        text = gzip.decompress(held) if path.suffix == ".gz" else held
        rows += pl.read_csv(text, infer_schema=False).height
    assert links.filter(pl.col("source_id") == "charitylookups_links").height == rows == 112_281


def test_a_pair_is_a_link_once_in_a_list_and_only_between_two_ids(
    archive: Path, links: pl.DataFrame
) -> None:
    mergers = raw(archive, "grants/charity-lookups/relationships/ccew-register-of-mergers.csv.gz")
    pairs = {
        (old, new)
        for old, new in mergers.select("org_id_a", "org_id_b").rows()
        if old and new and old != new and "GB-CHC-000000" not in (old, new)
    }
    ours = links.filter(pl.col("relation") == "merged into", pl.col("status") == "link")
    assert set(ours.select("org_id", "linked_org_id").rows()) == pairs
    assert ours.height == len(pairs)


def test_shelter_is_one_charity_in_england_and_in_scotland(links: pl.DataFrame) -> None:
    shelter = links.filter(pl.col("linked_org_id") == "GB-CHC-263710")
    assert ("GB-SC-SC002327", "same organisation", "link") in shelter.select(
        "org_id", "relation", "status"
    ).rows()


def test_the_reach_of_a_charity_is_the_publishers_word(
    archive: Path, archive_workspace: Workspace
) -> None:
    scale = released(archive_workspace, "charity_scale")
    expected = raw(archive, "grants/charity-lookups/charity_scale.csv.gz")
    assert {(org_id[7:], word) for org_id, word in scale.select("org_id", "scale").rows()} == set(
        expected.select("reg_number", "scale").rows()
    )
    assert scale.filter(pl.col("scale") == "Local").height == 147_289


def test_every_co_operative_of_both_issues_is_there_once(
    archive: Path, organisations: pl.DataFrame, links: pl.DataFrame
) -> None:
    older = raw(archive, "grants/coops/coopsuk_standard.Q2-2022.csv.gz")
    newer = raw(archive, "grants/coops/coopsuk_standard.Q2-2023.postcodes.csv.gz")
    ours = organisations.filter(pl.col("kind") == "co-operative")
    ids = [org_id.removeprefix("GB-COOPSUK-") for org_id in ours["org_id"].to_list()]
    assert sorted(ids) == sorted(set(older["Identifier"]) | set(newer["Identifier"]))
    assert ours.filter(pl.col("status") == "registered").height == newer.height == 7_387
    numbered = links.filter(pl.col("list_id") == "coopsuk_organisations")
    assert set(numbered["relation"]) == {"same organisation"}
    assert numbered["linked_org_id"].str.contains(r"^GB-COH-[A-Z\d]{8}$").all()


def test_a_register_that_is_not_held_has_no_rows(organisations: pl.DataFrame) -> None:
    assert set(organisations["kind"]) == {
        "community amateur sports club",
        "community interest company",
        "co-operative",
    }
    assert organisations["latest_income_gbp"].null_count() == organisations.height


def test_an_organisation_is_placed_where_its_postcode_is_alive_in_england(
    archive: Path, organisations: pl.DataFrame
) -> None:
    with zipfile.ZipFile(archive / "geography/postcodes/codepo_gb.zip") as held:
        names = fnmatch.filter(held.namelist(), "*/CSV/*.csv")
        units = pl.concat(
            pl.read_csv(held.read(name), has_header=False, infer_schema=False) for name in names
        )
    unit, country = units.to_series(0), units.to_series(4)
    england = unit.filter(country == "E92000001").str.replace_all(" ", "")
    clubs = raw(archive, "grants/cascs/cascs.csv.gz").filter(pl.col("active") == "True")
    plain = pl.col("postcode").str.to_uppercase().str.replace_all("[^A-Z0-9]", "")
    expected = clubs.filter(plain.is_in(england.implode()))
    ours = organisations.filter(
        pl.col("kind") == "community amateur sports club", pl.col("status") == "registered"
    )
    placed = ours.filter(pl.col("location_quality").is_in(["inside", "nearest"]))
    assert set(placed["org_id"]) == set(expected["id"])
    assert placed.height == ours["district_2024_code"].count() == 6_241
