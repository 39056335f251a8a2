"""Where postcodes lie and what areas hold, against the publishers' files read on their own."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from catalog.release import latest_release
from ingest.demo.draw import Floats
from ingest.demo.projection import grid_to_lon_lat
from orchestration.workspace import Workspace

ENGLAND = "E92000001"
RESIDENTS = 56_490_108
CODE_POINT = "geography/postcodes/codepo_gb.zip"
BOUNDARIES = "geography/lsoa_2021_england_bsc.geojson.gz"


def released(workspace: Workspace, dataset: str) -> pl.DataFrame:
    release = latest_release(workspace.published)
    assert release
    return pl.read_parquet(release.parquet_path(dataset))


def code_point_rows(archive: Path) -> Iterator[list[str]]:
    """Every row of every file of Code-Point Open in the archive."""
    with zipfile.ZipFile(archive / CODE_POINT) as held:
        for name in held.namelist():
            if name.startswith("Data/CSV/") and name.endswith(".csv"):
                yield from csv.reader(io.StringIO(held.read(name).decode()))


def point_of(row: list[str]) -> tuple[int | None, int | None]:
    """Easting and northing, none where the quality (90) says so."""
    return (None, None) if row[1] == "90" else (int(row[2]), int(row[3]))


def lsoas_by_boundary(archive: Path) -> dict[str, list[Floats]]:
    """Outer rings of every LSOA, in longitude and latitude."""
    features = json.loads(gzip.decompress((archive / BOUNDARIES).read_bytes()))["features"]
    shapes: dict[str, list[Floats]] = {}
    for feature in features:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        shapes[feature["properties"]["LSOA21CD"]] = [np.array(rings[0]) for rings in polygons]
    return shapes


def holds(ring: Floats, x: float, y: float) -> bool:
    """Whether a ray from the point crosses the ring an odd number of times."""
    (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
    crossing = (y1 > y) != (y2 > y)
    at = x1[crossing] + (y - y1[crossing]) / (y2 - y1)[crossing] * (x2 - x1)[crossing]
    return bool(np.count_nonzero(at > x) % 2)


@pytest.fixture(scope="module")
def postcodes(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "postcodes")


@pytest.fixture(scope="module")
def areas(archive_workspace: Workspace) -> pl.DataFrame:
    return released(archive_workspace, "areas")


def test_every_postcode_of_england_is_there_with_its_point_and_published_areas(
    archive: Path, postcodes: pl.DataFrame
) -> None:
    expected = [
        (row[0], *point_of(row), row[9] or None, row[8] or None)
        for row in code_point_rows(archive)
        if row[4] == ENGLAND
    ]
    columns = ("easting_metres", "northing_metres", "published_ward_code")
    found = postcodes.select("postcode", *columns, "published_district_code").rows()
    assert len(found) == 1_489_907
    assert set(found) == set(expected)


def test_postcodes_lie_in_the_lsoa_that_a_ray_cast_over_the_boundaries_finds(
    archive: Path, postcodes: pl.DataFrame
) -> None:
    placed = postcodes.filter(pl.col("location_quality") == "inside").gather_every(4_999)
    points = placed.select("easting_metres", "northing_metres").cast(pl.Float64).to_numpy()
    longitude, latitude = grid_to_lon_lat(points[:, 0], points[:, 1])
    shapes = lsoas_by_boundary(archive)
    found = [
        any(holds(ring, x, y) for ring in shapes[code])
        for code, x, y in zip(placed["lsoa_2021_code"], longitude, latitude, strict=True)
    ]
    assert len(found) > 250
    # The ray is cast with the shift of this test, good to 5 m: a point on an edge may fall out.
    assert sum(found) >= len(found) - 3


def test_location_qualities_are_those_that_the_methods_page_tells(postcodes: pl.DataFrame) -> None:
    counts = dict(postcodes["location_quality"].value_counts().rows())
    assert counts == {"inside": 1_489_033, "nearest": 88, "no coordinates": 786}
    off = postcodes.filter(pl.col("location_quality") == "nearest")["off_metres"]
    assert ((off <= 100).sum(), off.max()) == (85, 627)
    published = postcodes.drop_nulls(["published_district_code", "lsoa_2021_code"])
    wrong = (published["published_district_code"] != published["district_2024_code"]).sum()
    assert wrong / published.height < 0.000_2


def test_wards_differ_from_the_publishers_as_often_as_the_page_of_the_dataset_says(
    postcodes: pl.DataFrame, areas: pl.DataFrame
) -> None:
    wards = areas.filter(pl.col("area_type").is_in(["ward_2024", "ward_2025"]))
    lasting = wards.filter(pl.col("area_code").is_duplicated())["area_code"].unique()
    known = postcodes.filter(pl.col("published_ward_code").is_in(lasting.implode()))
    other = known.filter(pl.col("published_ward_code") != pl.col("ward_2025_code"))
    assert (other.height, known.height) == (118_427, 1_406_954)


def test_the_prime_minister_lives_in_westminster(
    postcodes: pl.DataFrame, areas: pl.DataFrame
) -> None:
    home = postcodes.filter(pl.col("postcode_nospace") == "SW1A2AA").row(0, named=True)
    names = dict(areas.select("area_code", "area_name").rows())
    assert home["lsoa_2021_code"] == "E01004736"
    assert names[home["district_2024_code"]] == "Westminster"
    assert names[home["constituency_2024_code"]] == "Cities of London and Westminster"


def test_each_kind_of_area_has_englands_number_and_all_its_residents(areas: pl.DataFrame) -> None:
    found = {
        kind: (count, round(residents))
        for kind, count, residents in areas.group_by("area_type")
        .agg(pl.len(), pl.col("population_2021_count").sum())
        .rows()
    }
    assert {kind: found[kind] for kind in ("msoa_2021", "ward_2019", "constituency_2024")} == {
        "msoa_2021": (6_856, RESIDENTS),
        "ward_2019": (7_219, RESIDENTS),
        "constituency_2024": (543, RESIDENTS),
    }
    assert found["upper_tier_2023"] == (153, RESIDENTS)


def test_constituencies_do_not_cross_regions(archive_workspace: Workspace) -> None:
    lookup = released(archive_workspace, "area_lookup")
    regions = lookup.filter(
        pl.col("from_area_type") == "constituency_2024", pl.col("to_area_type") == "region"
    )
    assert regions.height == 543
    assert (regions["weight"] == 1).all()


def test_an_msoas_name_says_its_number_too(areas: pl.DataFrame) -> None:
    msoa = areas.filter(pl.col("area_code") == "E02006534").row(0, named=True)
    assert (msoa["area_name"], msoa["parent_area_name"]) == ("Hillside (Adur 001)", "Adur")
