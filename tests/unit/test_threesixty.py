"""The 360Giving standard in its three formats and older shapes, from hosts nobody vouches for."""

import gzip
import io
import json
import tarfile
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import threesixty
from ingest.errors import ContractError
from ingest.recipients import KIND
from ingest.threesixty import FIELDS, LOCATIONS, Habits, read_grants, read_package, read_registry

GRANT = {
    "id": "360G-doe-1",
    "title": "A grant for Jane Doe",
    "description": "Jane Doe, 01234 567890",
    "currency": "GBP",
    "amountAwarded": 1234.5,
    "awardDate": "2015-06-10T00:00:00+00:00",
    "plannedDates": [{"startDate": "2015-07-01", "endDate": "2016-06-30", "duration": 12}],
    "recipientOrganization": [
        {
            "id": "GB-CHC-123",
            "name": "Doe Trust",
            "email": "jane@doe.example",
            "postalCode": "D1 1DD",
        }
    ],
    "beneficiaryLocation": [{"geoCode": "E01000001", "geoCodeType": "LSOA"}],
    "fundingOrganization": [{"id": "GB-CHC-9", "name": "Doe Foundation"}],
    "grantProgramme": [{"title": "Main"}],
}
TO_A_PERSON = {
    **{name: GRANT[name] for name in ("id", "currency", "amountAwarded", "awardDate")},
    "fundingOrganization": GRANT["fundingOrganization"],
    "recipientIndividual": {"id": "360G-doe-ind-1", "name": "Jane Doe"},
    "beneficiaryLocation": [{"name": "12 Doe Street"}],
}
OLDER = {
    "id": "360G-doe-2",
    "currency": "GBP",
    "amountAwarded": "0",
    "awardDate": "05/06/2014",
    "recipientOrganization": {"id": "360G-doe:org-1", "name": "Doe School"},
    "fundingOrganization": {"id": "GB-CHC-9", "name": "Doe Foundation"},
    "relatedActivity": ["360G-doe-1"],
    "additional_data": {
        "recipientWardNameGeoCode": "E05000001",
        "recipientDistrictGeoCode": "E06000001",
    },
}
CSV = (
    "\ufeffIdentifier,Title,Amount  Awarded,currency,Award Date,Recipient Org:0:Identifier,"
    "Recipient Org:Name,Recipient Org:Email,Funding Org:Identifier,Funding Org:Name,Local Area\n"
    '360G-doe-1,Grant to Jane,"1,234.50",GBP,2015-06-10,GB-CHC-123,Doe Trust,j@d.example,GB-CHC-9,'
    "Doe Foundation,Doetown\n"
    "360G-doe-3,Grant,10,GBP,10/06/2015,,Jane Doe,j@d.example,GB-CHC-9,Doe Foundation,Doetown\n"
)
PERSONAL = ["Jane", "jane@", "j@d", "01234", "Doe Street"]


def as_json(*grants: Mapping[str, Any]) -> bytes:
    return json.dumps({"grants": grants}).encode()


def as_workbook(sheets: Mapping[str, list[list[str]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def as_package(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as package:
        for name, body in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            package.addfile(member, io.BytesIO(body))
    return buffer.getvalue()


def package_of(**licences: str) -> bytes:
    files = {f"data/json_all/{name}.json": as_json(GRANT) for name in licences}
    listed = [{"identifier": name, "license": licence} for name, licence in licences.items()]
    return as_package(files | {"data/data_all.json": json.dumps(listed).encode()})


def only(payload: bytes, habits: Habits = threesixty.NO_HABITS) -> dict[str, Any]:
    return read_grants("a_source", payload, habits).row(0, named=True)


def text_of(frame: pl.DataFrame) -> str:
    return str(frame.rows())


def test_a_grant_in_json_becomes_a_row_under_the_standards_titles() -> None:
    row = only(as_json(GRANT))
    assert row["Identifier"] == "360G-doe-1"
    assert row["Amount Awarded"] == "1234.5"
    assert row["Award Date"] == "2015-06-10"
    assert row["Planned Dates:End Date"] == "2016-06-30"
    assert row["Recipient Org:Name"] == "Doe Trust"
    assert row["Beneficiary Location:Geographic Code"] == "E01000001"
    assert row[LOCATIONS] == "1"
    assert row[KIND] == "organisation"


def test_the_older_shape_with_objects_for_lists_and_british_dates_is_read_too() -> None:
    row = only(as_json(OLDER))
    assert (row["Award Date"], row["Amount Awarded"]) == ("2014-06-05", "0")
    assert row["Recipient Org:Name"] == "Doe School"
    assert row["Related Activity"] == "360G-doe-1"
    assert row["Recipient Ward Geographic Code"] == "E05000001"


def test_an_amount_is_the_number_that_was_written_not_the_nearest_float() -> None:
    payload = as_json(GRANT).replace(b"1234.5", b"115795635.69")
    assert only(payload)["Amount Awarded"] == "115795635.69"


def test_several_places_of_beneficiaries_are_counted_and_the_same_twice_is_one() -> None:
    codes = ["E01000001", "E01000002", "E01000001"]
    places = {"beneficiaryLocation": [{"geoCode": code} for code in codes]}
    assert only(as_json(GRANT | places))[LOCATIONS] == "2"


def test_csv_is_read_by_title_whatever_its_spelling_and_order() -> None:
    habits = Habits(renames={"Local Area": "Local Authority"})
    frame = read_grants("a_source", CSV.encode(), habits)
    first = frame.row(0, named=True)
    assert first["Amount Awarded"] == "1,234.50"
    assert (first["Recipient Org:Identifier"], first["Local Authority"]) == (
        "GB-CHC-123",
        "Doetown",
    )
    assert frame[KIND].to_list() == ["organisation", "possible individual"]


def test_csv_in_the_encoding_of_old_spreadsheets_is_read() -> None:
    payload = CSV.replace("\ufeff", "").replace("Doe Trust", "Doe Café Trust").encode("cp1252")
    assert only(payload)["Recipient Org:Name"] == "Doe Café Trust"


def test_a_spreadsheets_other_sheets_add_what_the_sheet_of_grants_lacks() -> None:
    header = ["Identifier", "Amount Awarded", "Currency", "Award Date", "Funding Org:Identifier"]
    grants = [header, ["360G-doe-1", "5", "GBP", "2015-06-10", "GB-CHC-9"]]
    recipients = [["Identifier", "Recipient Org:Name"], ["360G-doe-1", "Doe Trust"]]
    place = "Beneficiary Location:Geographic Code"
    places = [["Identifier", place], ["360G-doe-1", "E01000001"], ["360G-doe-1", "E01000002"]]
    meta = [["Version", "1.4"]]
    sheets = {"Meta": meta, "grants": grants, "Recipient Org": recipients, "Places": places}
    row = only(as_workbook(sheets))
    assert (row["Recipient Org:Name"], row["Amount Awarded"]) == ("Doe Trust", "5")
    assert (row[place], row[LOCATIONS]) == ("E01000001", "2")


def test_of_a_grant_to_a_person_nothing_but_amount_date_and_funder_is_left() -> None:
    row = only(as_json(TO_A_PERSON))
    left = {title for title, value in row.items() if value is not None}
    assert left == {
        *("Amount Awarded", "Currency", "Award Date", "Funding Org:Identifier"),
        *("Funding Org:Name", KIND),
    }
    assert row[KIND] == "individual"


@pytest.mark.parametrize("payload", [as_json(GRANT), as_json(TO_A_PERSON), CSV.encode()])
def test_no_personal_data_is_read_in_any_format(payload: bytes) -> None:
    text = text_of(read_grants("a_source", payload))
    assert not [each for each in PERSONAL if each in text]


def test_a_funder_may_say_in_its_own_way_that_a_grant_was_to_a_person() -> None:
    payload = CSV.replace(",Grant,", ",Award for an athlete,").encode()
    kinds = read_grants("a_source", payload, Habits(persons={"Title": "athlete"}))[KIND]
    assert kinds.to_list() == ["organisation", "individual"]


def test_where_a_person_has_read_all_names_they_all_count_as_organisations() -> None:
    frame = read_grants("a_source", CSV.encode(), Habits(only_organisations=True))
    assert frame[KIND].unique().to_list() == ["organisation"]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b'{"grants": [}',
        b'{"grants": []}',
        b'{"other": 1}',
        b"PK\x03\x04 no workbook",
        as_workbook({"a": [["Version"], ["1"]]}),
    ],
)
def test_what_is_no_file_of_the_standard_is_refused(payload: bytes) -> None:
    with pytest.raises(ContractError):
        read_grants("a_source", payload)


def test_values_nested_beyond_reason_are_refused() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    with pytest.raises(ContractError, match="nest deeper"):
        read_grants("a_source", as_json(GRANT).replace(b'"GBP"', deep))


@settings(deadline=None)
@given(st.text(alphabet='[]{}"\\a', max_size=200), st.integers(1, 40))
def test_brackets_in_texts_are_not_taken_for_nesting(text: str, size: int) -> None:
    payload = as_json(GRANT | {"title": text * 20, "description": text + "\\"})
    file = threesixty._Shallow("a_source", io.BytesIO(payload))
    while file.read(size):
        pass
    assert (file.depth, file.is_in_text) == (0, False)


def test_a_value_of_the_wrong_kind_is_no_value() -> None:
    row = only(as_json(GRANT | {"currency": {"code": "GBP"}, "awardDate": ["2020"]}))
    assert (row["Currency"], row["Award Date"]) == (None, "2020")


def test_more_grants_than_any_funder_makes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threesixty, "MAX_GRANTS", 1)
    with pytest.raises(ContractError, match="more than 1 grants"):
        read_grants("a_source", as_json(GRANT, GRANT))


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.workbooks.MAX_UNPACKED_BYTES", 100)
    with pytest.raises(ContractError, match="unpacks to more than"):
        read_grants("a_source", as_workbook({"a": [["Identifier"]]}))


def test_the_package_joins_all_files_and_keeps_an_id_that_is_in_two() -> None:
    by = "https://creativecommons.org/licenses/by/4.0/"
    tables = read_package("a_source", package_of(a1=by, a2=by))
    assert tables["grants"].select("Identifier", "File").rows() == [
        ("360G-doe-1", "a1"),
        ("360G-doe-1", "a2"),
    ]
    assert not [each for each in PERSONAL if each in text_of(tables["grants"])]


def test_files_that_are_not_under_a_mild_licence_are_counted_and_not_read() -> None:
    package = package_of(
        a1="http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        a2="https://creativecommons.org/licenses/by-sa/4.0/",
        a3="https://creativecommons.org/licenses/by-nc/4.0/",
        a4="None",
    )
    tables = read_package("a_source", package)
    assert tables["grants"]["File"].to_list() == ["a1"]
    assert tables["files"].select("File", "Grants", "Read").rows() == [
        ("a1", "1", "yes"),
        ("a2", "1", "no"),
        ("a3", "1", "no"),
        ("a4", "1", "no"),
    ]


@pytest.mark.parametrize("name", ["../json_all/a.json", "/json_all/a.json", "..\\json_all\\a.json"])
def test_a_member_that_points_outside_the_package_is_refused(name: str) -> None:
    with pytest.raises(ContractError, match="points outside"):
        read_package("a_source", as_package({name: as_json(GRANT)}))


@pytest.mark.parametrize("limit", ["MAX_MEMBERS", "MAX_MEMBER_BYTES", "MAX_PACKAGE_BYTES"])
def test_a_package_that_unpacks_to_too_much_is_refused(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threesixty, limit, 1)
    with pytest.raises(ContractError, match=r"too (large|many)"):
        read_package("a_source", package_of(a1="", a2=""))


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_package_whose_headers_are_vast_is_refused_before_they_are_read(kind: bytes) -> None:
    header = tarfile.TarInfo("json_all/a.json")
    header.type, header.size = kind, 100_000_000
    payload = gzip.compress(header.tobuf(tarfile.USTAR_FORMAT) + bytes(100_000_000), 1)
    tracemalloc.start()
    with pytest.raises(ContractError, match="a header of 100,000,000 bytes") as refused:
        read_package("a_source", payload)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert refused.value.remedy


def test_a_package_is_bounded_by_what_it_unpacks_to_whatever_its_headers_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threesixty, "MAX_PACKAGE_BYTES", 100_000)
    folders = tarfile.TarInfo("a").tobuf(tarfile.USTAR_FORMAT) * 1_000
    with pytest.raises(ContractError, match="unpacks to too many bytes"):
        read_package("a_source", gzip.compress(folders))


@pytest.mark.parametrize("cut", [20, 200])
def test_a_package_that_ends_early_or_is_none_is_refused(cut: int) -> None:
    with pytest.raises(ContractError):
        read_package("a_source", package_of(a1="x")[:cut])
    with pytest.raises(ContractError):
        read_package("a_source", b"no package")


def test_the_registry_is_read_by_place_in_its_json() -> None:
    file = {"identifier": "a1", "publisher": {"name": "Doe"}, "distribution": [{"u": "https://d"}]}
    payload = json.dumps([file | {"meta": {"valid": True}}, {"identifier": "a2"}]).encode()
    frame = read_registry("a_source", payload, ("identifier", "distribution/u", "meta/valid"))
    assert frame.rows() == [("a1", "https://d", "true"), ("a2", None, None)]


def test_titles_are_those_of_the_standards_own_schema(archive: Path) -> None:
    book = archive / "grants/360g-standard/360-giving-schema-titles-with-meta-tab-2023.xlsx"
    workbook = fastexcel.read_excel(book)
    titles = {
        title
        for name in workbook.sheet_names
        for title in workbook.load_sheet(name).to_polars().columns
    }
    added = {"Recipient Ward Geographic Code", "Recipient District Geographic Code"}
    assert set(FIELDS) - titles == added


def test_every_real_file_keeps_its_grants_and_its_total(archive: Path) -> None:
    paths = sorted((archive / "grants/360g-real-json").glob("a0*.json.gz"))
    assert len(paths) == 3
    for path in paths:
        payload = gzip.decompress(path.read_bytes())
        grants = json.loads(payload)["grants"]
        frame = read_grants("a_source", payload)
        assert frame.height == len(grants)
        read = frame["Amount Awarded"].cast(pl.Decimal(18, 2)).sum()
        assert float(read) == pytest.approx(sum(grant["amountAwarded"] for grant in grants))
