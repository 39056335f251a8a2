"""Geography's sources, read from small hand-written files in their publishers' formats."""

import json
from collections.abc import Mapping

import polars as pl
import pytest

from ingest.bundle import bundle
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import read_frames

SQUARE = {"type": "Polygon", "coordinates": [[[0, 51], [0, 52], [1, 52], [0, 51]]]}
NSPL_HEADER = (
    "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,oa21,ctry,lsoa21,msoa21\n"
)


def typed(source: str, payload: bytes) -> pl.DataFrame:
    """A source's table, read in its publisher's own layout."""
    card = load_cards()[source]
    table = card.tables[0]
    return type_table(card, "publisher", read_frames(card, "publisher", payload)[table.name], table)


def page(*rows: Mapping[str, object], geometry: object = None) -> bytes:
    """Pages of a feature service: one feature a page."""
    return json.dumps(
        [
            {"features": [{"type": "Feature", "properties": row, "geometry": geometry}]}
            for row in rows
        ]
    ).encode()


def code_point(*lines: str) -> bytes:
    return bundle({"Data/CSV/zx.csv": "".join(lines).encode(), "Doc/readme.txt": b"x"})


def test_code_point_has_no_header_and_writes_no_coordinates_as_zero() -> None:
    rows = typed(
        "os_code_point_open",
        code_point(
            '"ZX9 9ZZ",90,0,0,"E92000001","","","","",""\n',
            '"ZX1 1AA",10,394235,806529,"E92000001","E19","E18","","E07000001","E05000001"\n',
        ),
    )
    assert rows["postcode"].to_list() == ["ZX1 1AA", "ZX9 9ZZ"]
    assert rows.select("positional_quality", "easting", "district_code").rows() == [
        (10, 394235, "E07000001"),
        (90, 0, None),
    ]


@pytest.mark.parametrize("postcode", ["ZX11AA", "zx1 1aa", "ZX1  1AA", "ZX1"])
def test_a_postcode_that_is_spelled_otherwise_is_refused(postcode: str) -> None:
    line = f'"{postcode}",10,394235,806529,"E92000001","","","","",""\n'
    with pytest.raises(ContractError, match="not like"):
        typed("os_code_point_open", code_point(line))


def test_terminated_postcodes_are_read_from_the_lookups_many_files() -> None:
    files = {
        "Data/multi_csv/NSPL21_FEB_2024_UK_ZX.csv": NSPL_HEADER
        + '"ZX1 1AA","ZX1  1AA","ZX1 1AA","198001","199606","0","385386","0801193","1","",'
        + '"E92000001","E01000001",""\n',
        "Data/multi_csv/NSPL21_FEB_2024_UK_Z.csv": NSPL_HEADER
        + '"Z1  1AA","Z1   1AA","Z1 1AA","199001","","1","","","9","","E92000001","",""\n',
        "Data/NSPL21_FEB_2024_UK.csv": "not read",
    }
    rows = typed("ons_nspl21", bundle({name: text.encode() for name, text in files.items()}))
    assert rows.select("postcode", "terminated_month", "easting", "northing").rows() == [
        ("Z1 1AA", None, None, None),
        ("ZX1 1AA", "199606", 385386, 801193),
    ]


@pytest.mark.parametrize(
    ("source", "row"),
    [
        (
            "ons_oa21_lsoa21",
            {"OA21CD": "E00000001", "LSOA21CD": "E01000001", "MSOA21CD": "E02000001"}
            | {"LAD22CD": "E09000001"},
        ),
        (
            "ons_lsoa21_ward25",
            {"LSOA21CD": "E01000001", "LSOA21NM": "A 001A", "WD25CD": "E05000001", "WD25NM": "B"}
            | {"LAD25CD": "E09000001", "LAD25NM": "C"},
        ),
        (
            "ons_lsoa21_constituency24",
            {"LSOA21CD": "E01000001", "PCON24CD": "E14001063", "PCON24NM": "D"},
        ),
    ],
)
def test_a_lookup_that_only_the_publisher_has_is_read_from_its_pages(
    source: str, row: dict[str, str]
) -> None:
    assert typed(source, page(row)).rows() == [tuple(row.values())]


def test_district_boundaries_come_as_geojson() -> None:
    row = {"LAD24CD": "E06000001", "LAD24NM": "Hartlepool"}
    found = typed("ons_district24_boundaries", page(row, geometry=SQUARE))
    assert json.loads(found["geometry"][0]) == SQUARE


def test_an_lsoa_that_is_listed_under_two_districts_is_kept_once() -> None:
    first, second = (
        {"LSOA21CD": "E01008081", "LSOA21NM": "Sheffield 001A", "LADCD_ACTIVE": code}
        for code in ("E08000019", "E08000039")
    )
    found = typed("ons_lsoa21_boundaries", page(first, second, geometry=SQUARE))
    assert found["lsoa_2021_code"].to_list() == ["E01008081"]
