"""Formats become frames of strings under the publisher's headers; bad bytes are refused."""

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from ingest.archive import ArchiveOrigin, read_manifest
from ingest.card import Card, Layout, load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import MAX_ZIP_MEMBERS, read_frame, read_layout, unzip_member
from ingest.store import SnapshotStore

CSV = Layout(format="csv", period_note="a test")
GEOJSON = Layout(format="geojson", period_note="a test")
ZIPPED = Layout(format="csv", member=r"data/.*\.csv", period_note="a test")
LIMIT = 10_000

# Exact rows of every archive copy, and some values that anyone can look up at the publisher.
ARCHIVE_ROWS = {
    "mhclg_iod2019": 32_844,
    "mhclg_iod2025": 33_755,
    "ocsi_left_behind_wards": 225,
    "ons_census21_residents": 35_672,
    "ons_combined_authority23": 53,
    "ons_district24_region24": 296,
    "ons_lsoa11_lsoa21": 35_795,
    "ons_lsoa11_ward17": 34_753,
    "ons_lsoa21_centroids": 35_672,
    "ons_lsoa21_ward24": 35_672,
    "ons_rural_urban_2011": 34_753,
    "ons_rural_urban_2021": 35_672,
    "ons_ward17": 9_131,
    "ons_ward24": 8_396,
    "ons_ward25_boundaries": 6_826,
}
KNOWN_VALUES = [
    ("mhclg_iod2019", "E01000001", {"imd_score": Decimal("6.208"), "imd_rank": 29_199}),
    ("mhclg_iod2019", "E01021988", {"imd_score": Decimal("92.735"), "imd_rank": 1}),
    ("mhclg_iod2025", "E01000001", {"imd_score": Decimal("8.742"), "imd_rank": 26_525}),
    ("ons_census21_residents", "E01000001", {"usual_residents": 1_474}),
    ("ons_district24_region24", "E06000001", {"region_name": "North East"}),
    ("ons_combined_authority23", "E06000001", {"combined_authority_code": "E47000006"}),
    ("ons_lsoa11_ward17", "E01000001", {"ward_2017_name": "Aldersgate"}),
    ("ons_lsoa21_centroids", "E01000001", {"easting": Decimal("532181.76")}),
    ("ons_rural_urban_2011", "E01000001", {"rural_urban_2011_code": "A1"}),
    ("ons_ward17", "E05000026", {"ward_2017_name": "Abbey", "region_name": "London"}),
    ("ocsi_left_behind_wards", "E05000028", {"ward_2017_name": "Becontree"}),
]


def read(layout: Layout, payload: bytes | str) -> pl.DataFrame:
    payload = payload.encode() if isinstance(payload, str) else payload
    return read_layout("a_source", layout, LIMIT, payload)


def refusal(layout: Layout, payload: bytes | str) -> str:
    with pytest.raises(ContractError) as refused:
        read(layout, payload)
    assert str(refused.value).startswith("a_source: ")
    return str(refused.value)


def zipped(**members: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def feature(geometry: object = None, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, object]) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_csv_values_stay_the_strings_the_publisher_wrote() -> None:
    frame = read(CSV, 'Code,"Rank, of all",Score\nE01,"29,199",6.20\nE02,,\n')
    assert frame.columns == ["Code", "Rank, of all", "Score"]
    assert frame.rows() == [("E01", "29,199", "6.20"), ("E02", None, None)]


@pytest.mark.parametrize(
    "payload",
    [
        b"\xef\xbb\xbfCode,Name\r\nE01,Caf\xc3\xa9\r\n",
        b"Code,Name\nE01,Caf\xc3\xa9",
        b'Code,Name\n"E01","Caf\xc3\xa9"\n',
    ],
    ids=["byte order mark and Windows lines", "no last newline", "quoted"],
)
def test_csv_is_read_however_it_was_saved(payload: bytes) -> None:
    assert read(CSV, payload).rows(named=True) == [{"Code": "E01", "Name": "Café"}]


@pytest.mark.parametrize(
    "payload",
    [b"", b"Code,Name\nE01,Caf\xe9\n", b"Code,Name\nE01,a,b\n"],
    ids=["empty", "Latin-1", "a cell too many"],
)
def test_what_is_no_csv_is_refused(payload: bytes) -> None:
    assert "cannot be read as CSV" in refusal(CSV, payload)


@pytest.mark.parametrize("layout", [CSV, GEOJSON], ids=["csv", "geojson"])
@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html><html>", "\ufeff\n  <HTML lang=en>", "<?xml version='1.0'?><Error/>"]
)
def test_a_web_page_saved_as_data_is_refused_with_advice(layout: Layout, page: str) -> None:
    words = refusal(layout, page)
    assert "web page, not data" in words
    assert "try again later" in words


def test_geojson_features_become_rows_and_shapes_text() -> None:
    line = {"type": "LineString", "coordinates": [[-1.5, 53.25], [-1.5, 53.5]]}
    payload = json.dumps(collection(feature(line, code="E01", people=7), feature(code="E02")))
    frame = read(GEOJSON, payload)
    text = '{"type":"LineString","coordinates":[[-1.5,53.25],[-1.5,53.5]]}'
    assert frame.rows(named=True) == [
        {"code": "E01", "people": "7", "geometry": text},
        {"code": "E02", "people": None, "geometry": None},
    ]


def test_pages_of_geojson_follow_each_other() -> None:
    pages = [collection(feature(code="E02")), collection(), collection(feature(code="E01"))]
    assert read(GEOJSON, json.dumps(pages))["code"].to_list() == ["E02", "E01"]


@pytest.mark.parametrize(
    "payload",
    ["", "{", "7", "null", '{"error": {"code": 500}}', '{"features": [{}]}', '{"features": 1}'],
)
def test_what_is_no_geojson_is_refused(payload: str) -> None:
    assert "not GeoJSON features" in refusal(GEOJSON, payload)


def test_the_member_of_a_zip_that_the_card_names_is_read() -> None:
    payload = zipped(**{"data/a.csv": "Code\nE01\n", "readme.txt": "read me"})
    assert read(ZIPPED, payload)["Code"].to_list() == ["E01"]


def test_a_zip_with_no_member_or_several_of_that_name_is_refused() -> None:
    assert "0 zip members match" in refusal(ZIPPED, zipped(**{"b.csv": "Code\n"}))
    two = refusal(ZIPPED, zipped(**{"data/a.csv": "Code\n", "data/b.csv": "Code\n"}))
    assert "2 zip members match" in two
    assert "data/a.csv, data/b.csv" in two


@pytest.mark.parametrize(
    "name", ["../a.csv", "data/../../a.csv", "/etc/a.csv", "C:/a.csv", "..\\a.csv", "\\a.csv"]
)
def test_a_zip_that_points_outside_itself_is_refused(name: str) -> None:
    words = refusal(ZIPPED, zipped(**{name: "Code\n", "data/a.csv": "Code\nE01\n"}))
    assert "points outside the archive" in words
    assert "tell the publisher" in words


def test_a_zip_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = zipped(**{"data/a.csv": b"0" * 100 * LIMIT})
    assert len(bomb) < LIMIT
    words = refusal(ZIPPED, bomb)
    assert "'data/a.csv' unpacks to more than 10,000 bytes" in words
    assert "'max_bytes' on the card" in words


def test_a_zip_that_lies_about_a_members_size_is_refused() -> None:
    bomb = bytearray(zipped(**{"data/a.csv": b"0" * 100 * LIMIT}))
    record = bomb.index(b"PK\x01\x02")
    bomb[record + 24 : record + 28] = (5).to_bytes(4, "little")
    assert "'data/a.csv' is damaged" in refusal(ZIPPED, bytes(bomb))


def test_a_member_of_exactly_the_allowed_size_is_taken() -> None:
    body = b"x" * LIMIT
    assert unzip_member("a_source", "a", LIMIT, zipped(a=body)) == body


def test_a_zip_of_countless_members_is_refused() -> None:
    many = zipped(**{f"{number}": "" for number in range(MAX_ZIP_MEMBERS + 1)})
    assert "1001 members" in refusal(ZIPPED, many)


def test_a_file_that_is_no_zip_is_refused() -> None:
    assert "not a zip archive" in refusal(ZIPPED, "Code\nE01\n")
    assert "not a zip archive" in refusal(ZIPPED, zipped(**{"data/a.csv": "Code\n"})[:-20])


@pytest.mark.parametrize("place", range(8))
def test_a_damaged_zip_member_is_refused(place: int) -> None:
    payload = bytearray(zipped(**{"data/a.csv": "Code\nE01\n" * 20}))
    payload[30 + len("data/a.csv") + place] ^= 0xFF
    assert "'data/a.csv' is damaged" in refusal(ZIPPED, bytes(payload))


@pytest.mark.parametrize(
    ("field", "value"), [(8, 1), (10, 99)], ids=["locked by a password", "packed in unknown ways"]
)
def test_a_zip_member_that_cannot_be_opened_is_refused(field: int, value: int) -> None:
    payload = bytearray(zipped(**{"data/a.csv": "Code\nE01\n"}))
    record = payload.index(b"PK\x01\x02")
    payload[record + field] = payload[field - 2] = value
    assert "data/a.csv" in refusal(ZIPPED, bytes(payload))


def test_the_parser_beside_a_card_keeps_the_wards_of_2024_only() -> None:
    wards = [
        ("E05000001", "2017", "2023"),
        ("E05000002", "2017", "2024"),
        ("E05000003", "2024", "2024"),
        ("E05000004", "2025", "2025"),
    ]
    header = "ward_code,first_available_year_included,most_recent_year_included\n"
    payload = header + "\n".join(",".join(ward) for ward in wards)
    frame = read_frame(load_cards()["ons_ward24"], "archive", payload.encode())
    assert frame["ward_code"].to_list() == ["E05000002", "E05000003"]


def test_the_parser_beside_a_card_leaves_the_publishers_own_layout_alone() -> None:
    payload = json.dumps(collection(feature(WD24CD="E05000001")))
    frame = read_frame(load_cards()["ons_ward24"], "publisher", payload.encode())
    assert frame.rows() == [("E05000001",)]


@pytest.fixture(scope="module")
def real_tables(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """The table of every source in the archive, by source, as the contract makes it."""
    origin, store = ArchiveOrigin(archive), SnapshotStore(tmp_path_factory.mktemp("store"))
    return {card.id: real_table(card, origin, store) for card in load_cards().values()}


def real_table(card: Card, origin: ArchiveOrigin, store: SnapshotStore) -> pl.DataFrame:
    snapshot = origin.fetch(card, None, store)
    raw = read_frame(card, snapshot.layout, store.payload(snapshot))
    return type_table(card, snapshot.layout, raw, card.tables[0])


def test_every_archive_copy_has_exactly_the_rows_it_had(
    archive: Path, real_tables: dict[str, pl.DataFrame]
) -> None:
    manifest = read_manifest(archive)
    statistics = {
        card.id: int(manifest[card.archive.path]["rows"])
        for card in load_cards().values()
        if card.id.startswith("ons_els_") and not isinstance(card.archive, str)
    }
    held = {source: table.height for source, table in real_tables.items()}
    assert held == ARCHIVE_ROWS | statistics


@pytest.mark.parametrize(("source", "code", "values"), KNOWN_VALUES)
def test_known_values_come_through_unchanged(
    real_tables: dict[str, pl.DataFrame], source: str, code: str, values: dict[str, object]
) -> None:
    table = real_tables[source]
    row = table.row(by_predicate=pl.col(table.columns[0]) == code, named=True)
    assert {name: row[name] for name in values} == values


def test_what_a_real_archive_copy_lacks_is_null_and_nothing_else_is(
    real_tables: dict[str, pl.DataFrame],
) -> None:
    for card in load_cards().values():
        assert not isinstance(card.archive, str)
        absent = card.layouts[card.archive.layout].absent
        nullable = [column.name for column in card.tables[0].columns if column.nullable]
        table = real_tables[card.id]
        empty = [name for name in table.columns if table[name].null_count() == table.height]
        assert set(absent) <= set(empty) <= {*absent, *nullable}
        assert (
            not table.drop([*absent, *nullable], strict=False).null_count().sum_horizontal().item()
        )


def test_the_coordinates_of_points_are_columns() -> None:
    point = {"type": "Point", "coordinates": [532181.7642, 181792.2818]}
    feature = {"type": "Feature", "properties": {"LSOA21CD": "E01000001"}, "geometry": point}
    payload = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    layout = Layout(format="geojson", period_note="a test")
    (row,) = read_layout("a_source", layout, 10_000, payload).to_dicts()
    assert row == {"LSOA21CD": "E01000001", "x": "532181.7642", "y": "181792.2818"}
