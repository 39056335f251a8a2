"""Sources that are published live only are read in the layout that is documented."""

import io
import random
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import orjson
import polars as pl
import pytest
import xlsxwriter

from ingest.bundle import bundle
from ingest.card import ArcgisRoute, load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import read_frames

GREENSPACE, BROADBAND = "os_open_greenspace", "ofcom_fixed_coverage"
CHILDCARE, SPENDING = "ofsted_childcare", "hmt_cra2025"
REVENUE = "mhclg_revenue_time_series"
SITES = "sportengland_active_places_sites"
FACILITIES = "sportengland_active_places_facilities"

Shape = bytes | None


def typed(source: str, payload: bytes) -> dict[str, pl.DataFrame]:
    card = load_cards()[source]
    frames = read_frames(card, "publisher", payload)
    return {
        table.name: type_table(card, "publisher", frames[table.name], table)
        for table in card.tables
    }


def only(source: str, payload: bytes) -> pl.DataFrame:
    (table,) = typed(source, payload).values()
    return table


def point(easting: float, northing: float, *, envelope: bool = False) -> bytes:
    """A point as a GeoPackage keeps it: header, maybe an envelope, then well-known binary."""
    around = struct.pack("<4d", easting, easting, northing, northing) if envelope else b""
    flags = 0b11 if envelope else 0b1
    header = b"GP\0" + bytes([flags]) + struct.pack("<i", 27700)
    return header + around + struct.pack("<BI2d", 1, 1, easting, northing)


def square(easting: float, northing: float, side: float) -> bytes:
    ring = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)]
    corners = [
        easting_or_northing for x, y in ring for easting_or_northing in (easting + x, northing + y)
    ]
    polygon = struct.pack("<BIII10d", 1, 3, 1, len(ring), *corners)
    return point(0, 0, envelope=True)[:40] + struct.pack("<BII", 1, 6, 1) + polygon


def geopackage(
    *statements: str,
    sites: Sequence[tuple[str, Shape]] = (("S1", square(400_000, 300_000, 10)),),
    access: Sequence[tuple[str, Shape]] = (("A1", point(400_000.25, 300_000.5)),),
) -> bytes:
    """The zip of a GeoPackage with those shapes; `statements` are run before it is closed."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "create table greenspace_site (fid integer primary key, geometry blob, id text, "
        "function text, distinctive_name_1 text, distinctive_name_2 text, distinctive_name_3 text, "
        "distinctive_name_4 text)"
    )
    database.execute(
        "create table access_point (fid integer primary key, geometry blob, id text, "
        "access_type text, ref_to_greenspace_site text)"
    )
    database.executemany(
        "insert into greenspace_site (id, geometry, function, distinctive_name_1) "
        "values (?, ?, 'Public Park Or Garden', 'Demo Park')",
        sites,
    )
    database.executemany(
        "insert into access_point (id, geometry, access_type, ref_to_greenspace_site) "
        "values (?, ?, 'Pedestrian', 'S1')",
        access,
    )
    for statement in statements:
        database.execute(statement)
    database.commit()
    return zipped({"Data/opgrsp_gb.gpkg": database.serialize(), "readme.txt": b"about"})


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def test_green_spaces_come_with_their_outlines_and_the_ways_into_them() -> None:
    two = [("A1", point(400_000.25, 300_000.5)), ("A2", point(1.5, 2, envelope=True))]
    green = typed(GREENSPACE, geopackage(access=two))
    assert green["sites"].select("site_id", "function", "distinctive_name_1").rows() == [
        ("S1", "Public Park Or Garden", "Demo Park")
    ]
    assert green["sites"]["distinctive_name_2"].to_list() == [None]
    assert green["sites"]["outline"].to_list() == [
        "MULTIPOLYGON (((400000 300000, 400010 300000, 400010 300010, 400000 300010, "
        "400000 300000)))"
    ]
    assert green["access_points"].rows() == [
        ("A1", "Pedestrian", "S1", Decimal("400000.25"), Decimal("300000.50")),
        ("A2", "Pedestrian", "S1", Decimal("1.50"), Decimal("2.00")),
    ]


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [
        (b"no shape at all", "no shape of a GeoPackage"),
        (point(1, 2)[:3] + b"\x0f" + point(1, 2)[4:], "which the standard lacks"),
        (point(1, 2)[:-1], "damaged"),
        (point(1, 2)[:9] + b"\xff\xff\xff\xff", "damaged"),
        (None, "column 'easting': 1 values empty"),
        (square(1, 2, 3), "column 'easting': 1 values empty"),
        (point(-3.2, 51.4), "below 0"),
    ],
)
def test_a_way_in_without_a_sound_point_on_the_national_grid_is_refused(
    shape: Shape, complaint: str
) -> None:
    with pytest.raises(ContractError, match=complaint):
        typed(GREENSPACE, geopackage(access=[("A1", shape)]))


ENDLESS = "with recursive n (i) as (select 1 union all select i + 1 from n) select"


NO_TYPE = "alter table access_point drop column access_type"
COMPUTED = "alter table access_point add column access_type text generated always as"


@pytest.mark.parametrize(
    ("statements", "complaint"),
    [
        (["drop table access_point"], "no layer 'access_point'"),
        (
            ["drop table access_point", f"create view access_point as {ENDLESS} i as id from n"],
            "no layer 'access_point'",
        ),
        ([NO_TYPE], "no such column: access_point.access_type"),
        ([NO_TYPE, f"{COMPUTED} (hex(zeroblob(400000000))) virtual"], "too big"),
        ([NO_TYPE, f"{COMPUTED} (hex(zeroblob(40000))) virtual"], "more than the file"),
    ],
    ids=["a layer is gone", "endless rows", "a field is gone", "an endless cell", "bloated cells"],
)
def test_a_geopackage_that_is_not_two_stored_layers_is_refused(
    statements: list[str], complaint: str
) -> None:
    with pytest.raises(ContractError, match=complaint):
        typed(GREENSPACE, geopackage(*statements))


def test_bytes_that_are_no_database_are_refused() -> None:
    noise = random.Random(1).randbytes(5_000)
    for body in (b"", b"<html>", noise, b"SQLite format 3\0" + noise):
        with pytest.raises(ContractError, match=GREENSPACE):
            typed(GREENSPACE, zipped({"Data/opgrsp_gb.gpkg": body}))


def featured(source: str, *rows: dict[str, object]) -> bytes:
    """A page of features with the fields that the card asks for, empty where a row says nothing."""
    (route,) = load_cards()[source].live
    assert isinstance(route, ArcgisRoute)
    empty = dict.fromkeys(route.fields)
    features = [{"type": "Feature", "properties": empty | row} for row in rows]
    return orjson.dumps([{"type": "FeatureCollection", "features": features}])


def test_sports_sites_keep_their_owner_and_their_end() -> None:
    closed = {
        **{"siteid": 1000002, "sitename": "Demo Baths", "lat": 53.5, "long": -0.00005},
        **{"easting": 400000, "northing": 300000.5, "recenddate": 1577836800000},
        **{"closurereason": "Closed", "ownertypestr": "Local Authority", "uprn": "100"},
    }
    sites = only(SITES, featured(SITES, closed, {"siteid": 1000001}))
    assert sites["site_id"].to_list() == ["1000001", "1000002"]
    assert sites["record_ended_ms"].to_list() == [None, 1577836800000]
    assert sites["northing"].to_list() == [None, Decimal("300000.50")]
    assert sites["longitude"].to_list() == [None, Decimal("-0.00005000")]
    assert sites["owner_type"].to_list() == [None, "Local Authority"]


def test_no_contact_of_a_sports_site_is_asked_for() -> None:
    (route,) = load_cards()[SITES].live
    assert isinstance(route, ArcgisRoute)
    assert "sitename" in route.fields
    assert not {"email", "telnumber", "website", "facebook", "twitter"} & set(route.fields)


def test_sports_facilities_belong_to_sites() -> None:
    hall = {"facilityid": 7, "siteid": 1000001, "facilitytype": "Sports Hall", "yearbuilt": 1974}
    facilities = only(FACILITIES, featured(FACILITIES, hall))
    assert facilities.select("facility_id", "site_id", "facility_type", "year_built").rows() == [
        ("7", "1000001", "Sports Hall", 1974)
    ]


def broadband(**changes: str) -> bytes:
    """Ofcom's file by output area: its byte-order mark, its line ends, one output area."""
    (table,) = load_cards()[BROADBAND].tables
    cells = {column.source: "0" for column in table.columns}
    cells |= {"output_area": "E00000001", "All Premises": "509", "All Matched Premises": "509"}
    cells |= {"Number of premises with Gigabit availability": "371"}
    cells |= {"Gigabit availability (% premises)": "72.9"} | changes
    return "\r\n".join(["\ufeff" + ",".join(cells), ",".join(cells.values()), ""]).encode()


OA_NAME = "202601_fixed_oa_coverage_r1"


@pytest.mark.parametrize(
    "pack",
    [
        lambda csv: {f"{OA_NAME}.csv": csv},
        lambda csv: {f"some/{OA_NAME}.zip": bundle({f"{OA_NAME}/{OA_NAME}.csv": csv})},
    ],
    ids=["as it is", "in a zip of its own"],
)
def test_broadband_is_read_by_output_area_from_a_zip_or_a_zip_in_it(
    pack: Callable[[bytes], dict[str, bytes]],
) -> None:
    others = {
        "202601_fixed_oa_res_coverage_r1.csv": b"x",
        "202601_fixed_pc_coverage_r2_CR.csv": b"x",
    }
    areas = only(BROADBAND, zipped(pack(broadband()) | others))
    assert areas.select("output_area_code", "all_premises_count", "gigabit_count").rows() == [
        ("E00000001", 509, 371)
    ]
    assert areas["gigabit_pct"].to_list() == [Decimal("72.9000")]


def test_broadband_of_another_month_or_with_an_empty_cell_is_refused() -> None:
    with pytest.raises(ContractError, match="0 zip members match"):
        only(BROADBAND, zipped({"202507_fixed_oa_coverage_r01.csv": broadband()}))
    empty = broadband(**{"All Premises": ""})
    with pytest.raises(ContractError, match="'All Premises': 1 values empty"):
        only(BROADBAND, zipped({f"{OA_NAME}.csv": empty}))


CHILDCARE_LINES = [
    "Latest inspections of all registered providers as at 31 December 2025,,,,,,,,,,,,,,,",
    '"This worksheet contains one table, read on.",,,,,,,,,,,,,,,',
    "Provider URN,Registration Date,Provider Type,Provider Subtype,Provider Status,"
    "Provider Early Years Register Flag,Provider Compulsory Childcare Register Flag,"
    "Provider Voluntary Childcare Register Flag,Provider Name,Provider Postcode,Local Authority,"
    "Places,Places including Estimates,Most Recent Full: Inspection Date,"
    "Most Recent Full: Overall Effectiveness,Registered Person Name",
    "EY1,01/09/2008,Childcare on non-domestic premises,Full day care,Active,Y,Y,N,Demo Nursery,"
    "ZZ1 1ZZ,Demoton,40,40.5,03/05/2024,2,Ms Private",
    "EY2,,Childminder,,Active,Y,N,N,Ms Forgotten,ZZ2 2ZZ,Demoton,-,6.25,,,Ms Forgotten",
    "EY3,,Childcare on non-domestic premises,,Active,N,N,Y,REDACTED,REDACTED,Demoton,,,,,",
    ",,,,,,,,,,,,,,,",
]


def test_childcare_has_names_and_postcodes_of_public_premises_alone() -> None:
    providers = only(CHILDCARE, "\r\n".join(CHILDCARE_LINES).encode())
    assert providers.select("provider_urn", "provider_name", "postcode").rows() == [
        ("EY1", "Demo Nursery", "ZZ1 1ZZ"),
        ("EY2", None, None),
        ("EY3", None, None),
    ]
    assert providers["places_count"].to_list() == [40, None, None]
    assert providers["inspection_date"].to_list() == [date(2024, 5, 3), None, None]
    text = providers.write_csv()
    assert "Forgotten" not in text
    assert "Private" not in text


def test_childcare_that_does_not_tell_private_from_public_is_refused() -> None:
    lines = [line.replace("Provider Type", "Kind") for line in CHILDCARE_LINES]
    with pytest.raises(ContractError, match="Provider Type"):
        only(CHILDCARE, "\r\n".join(lines).encode())


def spending(sheet: str, region: str = "ITL Region") -> bytes:
    (table,) = load_cards()[SPENDING].tables
    headers = [c.source for c in table.columns if c.source != "#row"]
    cells: list[str | float] = ["Demo", "Demo", "S1", "S1", "7. Health", "7. Health", "7.1", "7.1"]
    cells += ["ID", "CAP", "CG", "DEPT", "ENGLAND_North East", "ENGLAND", 10.5, -2, 0, 1, 1e6]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.add_worksheet("Metadata").write_row(0, 0, ["About"])
        data = workbook.add_worksheet(sheet)
        data.write_row(0, 0, [region if h == "ITL Region" else h for h in headers])
        data.write_row(1, 0, cells)
    return buffer.getvalue()


def test_public_spending_of_2025_has_five_years_in_thousands_of_pounds() -> None:
    table = only(SPENDING, spending("CRA 2025 database"))
    assert table.select("region_name", "capital_or_current", "sector").rows() == [
        ("ENGLAND_North East", "CAP", "CG")
    ]
    years = table.select("spending_2020_21", "spending_2021_22", "spending_2024_25").row(0)
    assert years == (Decimal("10.5"), Decimal(-2), Decimal(1_000_000))


def test_public_spending_in_another_sheet_or_by_other_regions_is_refused() -> None:
    with pytest.raises(ContractError, match="0 sheets match"):
        only(SPENDING, spending("Tables"))
    with pytest.raises(ContractError, match="column 'ITL Region' missing"):
        only(SPENDING, spending("CRA 2025 database", region="NUTS Region"))


WIDE = (
    "\ufeffyear_ending,ONS_code,LA_LGF_code,LA_name,status,LA_class,LA_subclass,"
    "RG_grantintot_tot_grant,RO1_eduerl_net_cur_exp,RS_totsx_net_exp,RS_ctrtot_net_exp\n"
    '202503,E09000007,E5011,Demoton,submitted,LB,ILB,1,2,"688,466",[x]\n'
    "202503,E09,,London,total,,,3,4,-12.5,\n"
)


def test_the_revenue_series_gives_a_record_for_each_line_of_the_summary() -> None:
    cells = only(REVENUE, WIDE.encode()).sort("name", "field")
    assert cells.select("name", "return_status", "field", "value", "marker").rows() == [
        ("Demoton", "submitted", "RS_ctrtot_net_exp", None, "[x]"),
        ("Demoton", "submitted", "RS_totsx_net_exp", Decimal("688466.00000"), None),
        ("London", "total", "RS_ctrtot_net_exp", None, None),
        ("London", "total", "RS_totsx_net_exp", Decimal("-12.50000"), None),
    ]


@pytest.mark.parametrize(
    ("header", "complaint"), [("year_ending", "year_ending"), ("RS_", "no column is a line")]
)
def test_a_revenue_series_without_years_or_summary_is_refused(header: str, complaint: str) -> None:
    with pytest.raises(ContractError, match=complaint):
        only(REVENUE, WIDE.replace(header, "Other_").encode())
