"""Formats become frames of strings under the publisher's headers; bad bytes are refused."""

import io
import json
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.archive import ArchiveOrigin
from ingest.bundle import MAX_ZIP_MEMBERS, bundle, unzip_member
from ingest.card import Card, Column, Layout, RowCount, Table, load_cards
from ingest.contract import type_table
from ingest.corrections import load_corrections
from ingest.errors import ContractError
from ingest.readers import read_frames
from ingest.store import SnapshotStore

CSV = Layout(format="csv", period_note="a test")
GEOJSON = Layout(format="geojson", period_note="a test")
ZIPPED = Layout(format="csv", member=r"data/.*\.csv", period_note="a test")
LIMIT = 10_000

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
    ("mhclg_iod2010", "E01000001", {"imd_score": Decimal("6.16"), "imd_rank": 28_814}),
    ("mhclg_iod2015", "E01031349", {"imd_score": Decimal("12.389"), "imd_rank": 21_352}),
    ("ons_population20_lsoa11", "E01011949", {"residents": 1_944}),
    ("ons_public_green_space", "E01000001", {"average_distance_metres": Decimal("183.6")}),
    ("ons_private_gardens", "E02000001", {"addresses": 7_707}),
    ("onward_good_neighbours", "E02000001", {"trusting_share": Decimal("0.624346261")}),
]


def read(layout: Layout, payload: bytes | str) -> pl.DataFrame:
    payload = payload.encode() if isinstance(payload, str) else payload
    return read_frames(card_of(layout), "publisher", payload)["areas"].drop("#row", "#member")


def card_of(layout: Layout) -> Card:
    columns = [Column(name="code", source="Code")]
    table = Table(
        name="areas",
        description="Areas.",
        key=["code"],
        rows=RowCount(minimum=0, maximum=9),
        columns=columns,
    )
    return Card.model_validate(
        {
            "id": "a_source",
            "title": "A source",
            "publisher": "A publisher",
            "domain": "geography",
            "vintage": "2024",
            "landing_page": "https://data.example/",
            "licence": "OGL-UK-3.0",
            "attribution": "Source, A publisher.",
            "cadence": "yearly",
            "coverage": {"note": "a test"},
            "max_bytes": LIMIT,
            "layouts": {"publisher": layout},
            "live": [],
            "archive": "none",
            "demo": "none",
            "tables": [table],
        }
    )


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


def test_a_zip_with_two_members_of_one_name_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("data/a.csv", "Code\nE01\n")
        archive.writestr("data/b.csv", "Code\nE02\n")
    words = refusal(ZIPPED, buffer.getvalue().replace(b"data/b.csv", b"data/a.csv"))
    assert "several zip members bear one name: ['data/a.csv']" in words


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
    frame = read_frames(load_cards()["ons_ward24"], "archive", payload.encode())["wards"]
    assert frame["ward_code"].to_list() == ["E05000002", "E05000003"]


def test_the_parser_beside_a_card_leaves_the_publishers_own_layout_alone() -> None:
    payload = json.dumps(collection(feature(WD24CD="E05000001")))
    frame = read_frames(load_cards()["ons_ward24"], "publisher", payload.encode())["wards"]
    assert frame["WD24CD"].to_list() == ["E05000001"]


@dataclass(frozen=True)
class RealSource:
    """A source that the archive holds, and its tables as the contract makes them."""

    card: Card
    tables: dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def archive_origin(
    archive: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ArchiveOrigin, SnapshotStore]:
    return ArchiveOrigin(archive), SnapshotStore(tmp_path_factory.mktemp("store"))


@pytest.fixture(
    scope="module", params=[card.id for card in load_cards().values() if card.archive != "none"]
)
def real(
    request: pytest.FixtureRequest, archive_origin: tuple[ArchiveOrigin, SnapshotStore]
) -> RealSource:
    """One source after the other: each is typed once and forgotten before the next."""
    origin, store = archive_origin
    card = load_cards()[request.param]
    snapshot = origin.fetch(card, None, store)
    raw = read_frames(card, snapshot.layout, store.payload(snapshot))
    errata = load_corrections(card.id)
    return RealSource(
        card,
        {t.name: type_table(card, snapshot.layout, raw[t.name], t, errata) for t in card.tables},
    )


def archive_rows() -> dict[str, int]:
    """Rows of every archive copy, by `source.table`."""
    files = sorted((Path(__file__).parent / "archive_rows").glob("*.csv"))
    return dict(pl.concat(map(pl.read_csv, files)).rows())


def test_the_rows_of_every_archive_copy_and_of_nothing_else_are_written_down() -> None:
    held = [card for card in load_cards().values() if card.archive != "none"]
    assert set(archive_rows()) == {f"{card.id}.{t.name}" for card in held for t in card.tables}


def test_an_archive_copy_has_exactly_the_rows_it_had(real: RealSource) -> None:
    expected = archive_rows()
    for name, table in real.tables.items():
        assert table.height == expected[f"{real.card.id}.{name}"], name


def test_every_known_value_is_of_a_source_that_is_held() -> None:
    held = {card.id for card in load_cards().values() if card.archive != "none"}
    assert {source for source, *_ in KNOWN_VALUES} <= held


def test_known_values_come_through_unchanged(real: RealSource) -> None:
    table = real.tables[real.card.tables[0].name]
    for source, code, values in KNOWN_VALUES:
        if source == real.card.id:
            row = table.row(by_predicate=pl.col(table.columns[0]) == code, named=True)
            assert {name: row[name] for name in values} == values


def test_what_a_real_archive_copy_lacks_is_null_and_nothing_else_is(real: RealSource) -> None:
    assert not isinstance(real.card.archive, str)
    absent = {*real.card.layouts[real.card.archive.layout].absent}
    for described in real.card.tables:
        place = f"{real.card.id}.{described.name}"
        blank = {name for name in table_columns(described) if f"{place}.{name}" in never_filled()}
        blanks_allowed = {c.name for c in described.columns if c.nullable is True}
        table = real.tables[described.name]
        empty = {name for name in table.columns if table[name].null_count() == table.height}
        assert empty == absent & {*table.columns} | blank
        assert blank <= blanks_allowed - absent
        filled = table.drop(absent | blanks_allowed, strict=False)
        assert not sum(filled.null_count().row(0))


def test_what_is_written_down_as_never_filled_are_columns_of_sources_that_are_held() -> None:
    held = [card for card in load_cards().values() if card.archive != "none"]
    columns = {
        f"{c.id}.{t.name}.{name}" for c in held for t in c.tables for name in table_columns(t)
    }
    assert never_filled().keys() <= columns
    assert all(never_filled().values())


def never_filled() -> dict[str, str]:
    """Why a column of a real archive copy has no value at all, by `source.table.column`."""
    return dict(pl.read_csv(Path(__file__).parent / "never_filled.csv").rows())


def table_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def test_the_files_of_a_bundle_follow_each_other_and_keep_their_names() -> None:
    layout = Layout(format="csv", members=r".*\.csv", period_note="a test")
    payload = bundle({"b.csv": b"Code\nE03\n", "a.csv": b"Code\nE01\nE02\n", "c.txt": b"no"})
    frame = read_frames(card_of(layout), "publisher", payload)["areas"]
    assert frame.select("Code", "#member", "#row").rows() == [
        ("E01", "a.csv", "1"),
        ("E02", "a.csv", "2"),
        ("E03", "b.csv", "1"),
    ]


def test_files_of_a_bundle_with_other_headers_are_refused_by_name() -> None:
    layout = Layout(format="csv", members=r".*\.csv", period_note="a test")
    words = refusal(layout, bundle({"a.csv": b"Code\nE01\n", "b.csv": b"Kode\nE02\n"}))
    assert "the headers of b.csv and a.csv differ in ['Code', 'Kode']" in words


def test_a_bundle_is_bounded_as_a_whole() -> None:
    layout = Layout(format="csv", members=r".*\.csv", period_note="a test")
    body = b"Code\n" + b"E\n" * (LIMIT // 3)
    assert "unpacks to more than" in refusal(layout, bundle({"a.csv": body, "b.csv": body}))


def test_a_csv_in_another_encoding_with_lines_before_its_header_is_read() -> None:
    layout = Layout(
        format="csv", encoding="cp1252", separator=";", header_row=3, period_note="a test"
    )
    payload = "A title\n\nCode;Name\nE01;Café – bar\n".encode("cp1252")
    assert read(layout, payload).rows() == [("E01", "Café – bar")]


def test_a_csv_without_a_header_gets_the_cards() -> None:
    layout = Layout(format="csv", headers=["Code", "Name"], period_note="a test")
    assert read(layout, "E01,a\nE02,b\n").to_dicts() == [
        {"Code": "E01", "Name": "a"},
        {"Code": "E02", "Name": "b"},
    ]


def test_a_sheet_of_a_workbook_is_read_as_text_from_its_header_row() -> None:
    layout = Layout(format="workbook", sheet="Data.*", header_row=3, period_note="a test")
    payload = workbook(
        Notes=[["a note"]], **{"Data 2024": [["Title"], [], ["Code", "£"], ["E01", 7.5]]}
    )
    assert read(layout, payload).to_dicts() == [{"Code": "E01", "£": "7.5"}]
    words = refusal(layout, workbook(Notes=[["a note"]]))
    assert "0 sheets match 'Data.*'; the workbook has ['Notes']" in words
    assert "cannot be read as a workbook" in refusal(layout, b"Code\nE01\n")


def workbook(**sheets: list[list[object]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def test_parquet_is_read_as_text() -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"Code": ["E01"], "people": [7]}).write_parquet(buffer)
    layout = Layout(format="parquet", period_note="a test")
    assert read(layout, buffer.getvalue()).to_dicts() == [{"Code": "E01", "people": "7"}]
    assert "cannot be read as Parquet" in refusal(layout, b"PAR1")


def test_the_coordinates_of_points_are_columns() -> None:
    point = {"type": "Point", "coordinates": [532181.7642, 181792.2818]}
    feature = {"type": "Feature", "properties": {"LSOA21CD": "E01000001"}, "geometry": point}
    payload = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    (row,) = read(GEOJSON, payload).to_dicts()
    assert row == {"LSOA21CD": "E01000001", "x": "532181.7642", "y": "181792.2818"}
