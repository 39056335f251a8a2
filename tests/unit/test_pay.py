"""Tables of the Annual Survey of Hours and Earnings: every sheet and every mark is kept."""

import io
import zipfile

import polars as pl
import pytest
import xlsxwriter

from ingest.bundle import bundle
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.live import _file_name
from ingest.readers import read_frames

CARD = load_cards()["ons_ashe_pay"]
HEADERS = ["Description", "Code", "(thousand)", "Median", "change", "Mean", "change"]
PERCENTILES = ["10", "20", "25", "30", "40", "60", "70", "75", "80", "90"]
TITLE = "Table 7.6a   Hourly pay - Excluding overtime (£) - For male employee jobsa: UK, 2024"
HARTLEPOOL = ["Hartlepool UA ", "E06000001", "1,234", "15.56", "7.3", "18.19", "-5.7", "x"]
SCILLY = ["Isles of Scilly", "E06000053", "x", "..", ":", "x", ":", "-"]
NAME = "PROV - Work Geography Table 7.6a   Hourly pay 2024"

Rows = list[list[str]]


def sheet(*areas: list[str]) -> Rows:
    top = [[TITLE], [""], ["", "", "Number"], ["", "", "of jobsb"]]
    bottom = [["Not Classified", "", ":"], ["a  Employees on adult rates"], ["KEY"]]
    return [*top, HEADERS + PERCENTILES, *areas, *bottom]


def workbook(**sheets: Rows) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("Notes").write(0, 0, "Table 7.6a")
        for name, rows in sheets.items():
            page = book.add_worksheet(name.replace("_", "-"))
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return buffer.getvalue()


def table(layout: str, **files: bytes) -> pl.DataFrame:
    payload = bundle({name.replace("__", "."): body for name, body in files.items()})
    frame = read_frames(CARD, layout, payload)["estimates"]
    return type_table(CARD, layout, frame, CARD.tables[0])


def test_sheets_are_groups_of_employees_and_a_withheld_median_keeps_its_mark() -> None:
    book = workbook(Male=sheet(HARTLEPOOL, SCILLY), Part_Time=sheet(HARTLEPOOL))
    found = table("archive", **{f"{NAME}__xlsx": book})
    columns = ("employees", "area_code", "median_gbp", "median_mark", "jobs_thousand")
    rows = [(*row[:2], row[2] and float(row[2]), *row[3:]) for row in found.select(columns).rows()]
    assert ("male", "E06000001", 15.56, None, 1234) in rows
    assert ("male", "E06000053", None, "..", None) in rows
    assert found["table_number"].unique().to_list() == ["7.6a"]
    assert found["area_name"][0] == "Hartlepool UA"


def test_one_sheet_saved_as_csv_tells_its_group_in_the_title() -> None:
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in sheet(HARTLEPOOL))
    found = table("archive", **{f"{NAME}__csv": text.encode("cp1252")})
    assert found.select("employees", "jobs_thousand").rows() == [("male", 1234)]


def test_estimates_are_taken_from_the_publishers_zip_and_variations_left_there() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "Work Geography Table 7.6a   Hourly 2024.xlsx", workbook(All=sheet(SCILLY))
        )
        archive.writestr("Work Geography Table 7.6b   Hourly 2024 CV.xlsx", b"not read")
    found = table("publisher", ashetable72024revised__zip=buffer.getvalue())
    assert found.select("file", "employees").rows() == [("ashetable72024revised.zip", "all")]


def test_a_sheet_with_other_headers_is_refused() -> None:
    rows = sheet(HARTLEPOOL)
    rows[4] = [*rows[4][:3], "Mean", "change", "Median", "change", *PERCENTILES]
    with pytest.raises(ContractError, match=r"table 7\.6a, all: other headers on row 5"):
        table("archive", **{f"{NAME}__xlsx": workbook(All=rows)})


def test_the_publishers_zips_keep_their_own_names_although_ons_names_them_in_the_query() -> None:
    names = [_file_name(url, route) for route in CARD.live for url in route.addresses]
    assert names == ["ashetable72024revised.zip", "ashetable82024revised.zip"]
