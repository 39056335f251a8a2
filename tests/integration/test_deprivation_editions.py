"""Older editions and underlying indicators, against the files read independently of our code."""

import gzip
import io
from pathlib import Path

import polars as pl
import pytest

from catalog.release import latest_release
from orchestration.workspace import Workspace

SUPPRESSED = {
    ("iod_2019", "income_domain_numerator"): 31,
    ("iod_2019", "employment_domain_numerator"): 119,
    ("iod_2025", "income_domain_numerator"): 5,
    ("iod_2025", "employment_domain_numerator"): 21,
    ("iod_2025", "entry_to_higher_education_indicator"): 34,
}


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


def raw(archive: Path, name: str) -> pl.DataFrame:
    body = gzip.decompress((archive / "deprivation" / f"{name}.csv.gz").read_bytes())
    return pl.read_csv(io.BytesIO(body), infer_schema_length=None)


@pytest.mark.parametrize(
    ("edition", "name", "code"),
    [
        ("iod_2010", "imd2010_england_lsoa01", "lsoa01_code"),
        ("iod_2015", "imd2015_england_lsoa11", "lsoa11_code"),
    ],
)
def test_an_older_index_is_published_as_its_file_has_it(
    archive: Path, archive_workspace: Workspace, edition: str, name: str, code: str
) -> None:
    published = released(archive_workspace, "deprivation").filter(
        pl.col("edition") == edition, pl.col("domain") == "imd"
    )
    columns = ("lsoa_code", pl.col("score").cast(pl.Float64), "rank", "decile")
    expected = raw(archive, name).select(code, "IMD_score", "IMD_rank", "IMD_decile")
    assert sorted(published.select(columns).rows()) == sorted(expected.rows())


@pytest.mark.parametrize(
    ("edition", "name"),
    [
        ("iod_2019", "imd2019_england_lsoa11_indicators"),
        ("iod_2025", "imd2025_england_lsoa21_indicators"),
    ],
)
def test_underlying_indicators_are_published_as_the_file_has_them(
    archive: Path, archive_workspace: Workspace, edition: str, name: str
) -> None:
    published = released(archive_workspace, "deprivation_indicators").filter(
        pl.col("edition") == edition
    )
    wide = raw(archive, name)
    for indicator in wide.columns[1:]:
        found = published.filter(pl.col("indicator") == indicator).sort("lsoa_code")
        assert found["value"].cast(pl.Float64).to_list() == wide[indicator].to_list()
        withheld = found.filter(pl.col("status") == "suppressed").height
        assert withheld == SUPPRESSED.get((edition, indicator), wide[indicator].null_count())
