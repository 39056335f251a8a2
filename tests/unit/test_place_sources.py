"""The registers of places become typed tables, whatever their publishers' habits."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from ingest.archive import ArchiveOrigin
from ingest.bundle import bundle
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.readers import read_frames
from ingest.store import SnapshotStore


def typed(source: str, layout: str, payload: bytes) -> pl.DataFrame:
    card = load_cards()[source]
    (table,) = card.tables
    return type_table(card, layout, read_frames(card, layout, payload)[table.name], table)


def real(archive: Path, source: str, folder: Path) -> pl.DataFrame:
    card, store = load_cards()[source], SnapshotStore(folder)
    snapshot = ArchiveOrigin(archive).fetch(card, None, store)
    return typed(source, snapshot.layout, store.payload(snapshot))


def ods(code: str, *, closed: str = "", status: str = "A", setting: str = "") -> str:
    """A line of an ODS report: 27 cells, the 18th a telephone number."""
    cells = [code, "Demo surgery", "Y1", "Q1", *[""] * 5, "ZZ1 1ZZ", "19740401", closed, status]
    cells += ["B", "15E", "", "", "01234 567890", *[""] * 7, setting, ""]
    return ",".join(f'"{cell}"' for cell in cells)


def test_three_reports_of_the_nhs_without_headers_become_one_table_without_telephones() -> None:
    files = {
        "epraccur.csv": ods("A1", setting="4"),
        "edispensary.csv": ods("A1", closed="20250226", status="C"),
        "egdpprac.csv": ods("V1"),
        "readme.txt": "not a report",
    }
    sites = typed("nhs_ods_sites", "publisher", bundle({k: v.encode() for k, v in files.items()}))
    assert sites["report"].to_list() == ["edispensary.csv", "egdpprac.csv", "epraccur.csv"]
    assert sites["close_date"].to_list() == [date(2025, 2, 26), None, None]
    assert sites["prescribing_setting"].to_list() == [None, None, "4"]
    assert "01234 567890" not in sites.write_csv()


def test_hospitals_are_read_whatever_their_separator_and_without_contacts() -> None:
    lines = [
        "OrganisationID¬OrganisationCode¬SubType¬Sector¬OrganisationStatus¬OrganisationName¬"
        "Postcode¬Latitude¬Longitude¬Phone¬Email",
        'Z1¬X1¬Hospital¬NHS¬Visible¬Demo "St Anne\'s", Caf\xe9¬ZZ1 1ZZ¬51.5¬-0.25¬0123¬a@b.c',
        "Z2¬X2¬UNKNOWN¬NHS¬Visible¬Demo Clinic¬¬¬¬¬",
    ]
    payload = "\r\n".join(lines).encode("latin-1")
    hospitals = typed("nhs_choices_hospitals", "publisher", payload)
    assert hospitals["organisation_name"].to_list() == ['Demo "St Anne\'s", Café', "Demo Clinic"]
    assert hospitals["latitude"].to_list() == [Decimal("51.5"), None]
    assert "0123" not in hospitals.write_csv()


def test_a_pub_whose_name_swallowed_its_address_is_put_right() -> None:
    payload = "\n".join(
        [
            "fas_id,name,address,postcode,easting,northing,latitude,longitude,local_authority",
            '1,"Demo \\""Star\\"",""1 High Street, Demoton",ZZ1 1ZZ,500000,200000,51.5,-0.1,Demo,',
            '2,Demo Arms,"2 Low Street, Demoton",ZZ1 1ZZ,500001,200001,51.6,-0.2,Demo',
            "3,Demo Nowhere,unknown,ZZ9 9ZZ,622675,-5527598,\\N,\\N,Demo",
        ]
    )
    pubs = typed("getthedata_pubs", "publisher", payload.encode())
    assert pubs["pub_name"].to_list() == ['Demo \\"Star', "Demo Arms", "Demo Nowhere"]
    assert pubs["easting"].to_list() == [500000, 500001, 622675]
    assert pubs["latitude"].to_list() == [Decimal("51.5"), Decimal("51.6"), None]
    assert pubs["local_authority_name"].to_list() == ["Demo"] * 3


def test_the_publishers_own_file_of_schools_has_dates_and_no_heads_names() -> None:
    headers = (
        "URN,EstablishmentName,TypeOfEstablishment (name),EstablishmentTypeGroup (name),"
        "EstablishmentStatus (name),PhaseOfEducation (name),NumberOfPupils,OpenDate,CloseDate,"
        "Postcode,Easting,Northing,HeadLastName"
    )
    row = (
        "100000,Demo Caf\xe9 School,Community school,Local authority maintained schools,Open,"
        "Primary,244,01-09-1974,,ZZ1 1ZZ,533498,181201,Somebody"
    )
    schools = typed("dfe_gias_schools", "publisher", f"{headers}\n{row}".encode("cp1252"))
    assert schools["open_date"].to_list() == [date(1974, 9, 1)]
    assert schools["establishment_name"].to_list() == ["Demo Café School"]
    assert "Somebody" not in schools.write_csv()


def test_museums_without_a_year_of_closing_have_none() -> None:
    card = load_cards()["bbk_museums"]
    header = ",".join(column.source for column in card.tables[0].columns)
    row = "m1,Demo Museum,ZZ1 1ZZ,51,-1,England,England,Accredited,Independent,,small,Arts"
    museums = typed("bbk_museums", "publisher", f"{header}\n{row},1975,1979,na,na".encode())
    assert museums["year_opened_high"].to_list() == [1979]
    assert museums["year_closed_low"].to_list() == [None]


@pytest.mark.parametrize(
    ("source", "contacts"),
    [
        ("nhs_choices_hospitals", {"Phone", "Email", "Fax"}),
        ("nhs_ods_sites", {"Contact Telephone Number"}),
        (
            "dfe_gias_schools",
            {
                *("HeadTitle (name)", "HeadFirstName", "HeadLastName", "HeadPreferredJobTitle"),
                "TelephoneNum",
            },
        ),
    ],
)
def test_contacts_are_named_as_personal(source: str, contacts: set[str]) -> None:
    assert contacts <= set(load_cards()[source].personal)


def test_the_real_registers_of_stops_of_three_big_areas_are_not_held(
    archive: Path, tmp_path: Path
) -> None:
    stops = real(archive, "dft_naptan_stops", tmp_path)
    areas = real(archive, "dft_atco_areas", tmp_path)
    held = stops["atco_code"].str.slice(0, 3).unique()
    missing = areas.filter(~pl.col("atco_area_code").is_in(held.implode()))
    assert missing["atco_area_name"].sort().to_list() == [
        "Greater London",
        "Greater Manchester",
        "West Yorkshire",
    ]


def test_the_real_pubs_with_quotes_in_their_names_are_whole(archive: Path, tmp_path: Path) -> None:
    pubs = real(archive, "getthedata_pubs", tmp_path)
    star = pubs.row(by_predicate=pl.col("fhrs_id") == "7499", named=True)
    assert (star["postcode"], star["easting"], star["local_authority_name"]) == (
        "EN11 8TN",
        537293,
        "Broxbourne",
    )


def test_the_real_hospitals_are_all_there(archive: Path, tmp_path: Path) -> None:
    hospitals = real(archive, "nhs_choices_hospitals", tmp_path)
    assert hospitals["sector"].unique().sort().to_list() == ["Independent Sector", "NHS Sector"]
    assert hospitals["latitude"].null_count() == 2
