"""Organisations of civil society, against the publishers' files read independently of our code."""

import gzip
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
    assert clubs["postcode"].drop_nulls().str.contains(r"^[A-Z\d]{2,4} \d[A-Z]{2}$").all()
    assert clubs["postcode"].null_count() == 308
