"""A workbook whose sheets no memory could hold is refused before it is opened."""

import io
import zipfile

import pytest
import xlsxwriter

from ingest.errors import ContractError
from ingest.readers import open_workbook, read_sheet
from ingest.threesixty import read_grants

SHEET = "xl/worksheets/sheet1.xml"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(*addresses: str) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        for address in addresses:
            sheet.write(address, 7)
    return buffer.getvalue()


def with_sheet(payload: bytes, change: dict[bytes, bytes], encoding: str = "utf-8") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(payload)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            for before, after in change.items() if name == SHEET else ():
                body = body.replace(before, after)
            if name == SHEET:
                body = body.replace(b"UTF-8", encoding.encode()).decode().encode(encoding)
            new.writestr(name, body)
    return buffer.getvalue()


def ods(rows: str) -> bytes:
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" '
        'xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="Data">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", ODS)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


def ods_row(cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def ods_cell(text: str | None, repeated: int = 1) -> str:
    start = f'<table:table-cell table:number-columns-repeated="{repeated}"'
    if text is None:
        return f"{start}/>"
    return f'{start} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def refusal(payload: bytes) -> str:
    with pytest.raises(ContractError) as refused:
        open_workbook("a_source", payload)
    assert refused.value.remedy
    return str(refused.value)


def test_two_cells_as_far_apart_as_can_be_are_refused() -> None:
    assert "spans 17,179,869,184 cells, over 20,000,000" in refusal(xlsx("A1", "XFD1048576"))


def test_a_workbook_of_grants_is_measured_too() -> None:
    with pytest.raises(ContractError, match="spans 17,179,869,184 cells"):
        read_grants("a_source", xlsx("A1", "XFD1048576"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'r="XFD1048576"', b"r='XFD1048576'"),
        (b'r="XFD1048576"', b's="0" r = "xfd1048576"'),
        (b'r="XFD1048576"', b'r="XFD99999999999999999999"'),
        (b'r="XFD1048576"', b'r="XFD9"'),
    ],
)
def test_an_address_counts_however_it_is_written(before: bytes, after: bytes) -> None:
    payload = with_sheet(xlsx("A1", "XFD1048576"), {before: after})
    assert payload != with_sheet(xlsx("A1", "XFD1048576"), {})
    assert "cells, over" in refusal(payload)


def test_a_sheet_in_another_encoding_is_measured() -> None:
    assert "cells, over" in refusal(with_sheet(xlsx("A1", "XFD1048576"), {}, "utf-16"))


def test_cells_without_an_address_are_counted() -> None:
    many = b"<row><c><v>1</v></c></row>" * 5_000
    payload = with_sheet(xlsx("A1"), {b"</sheetData>": many + b"</sheetData>"})
    assert "cells, over" in refusal(payload)
    few = with_sheet(xlsx("A1"), {b"</sheetData>": many[:2_600] + b"</sheetData>"})
    assert open_workbook("a_source", few).sheet_names == ["Data"]


def test_a_long_sheet_and_a_wide_one_are_read() -> None:
    assert read_sheet("a_source", xlsx("A1", "A1048576"), "Data", None).height == 1_048_576
    assert read_sheet("a_source", xlsx("A1", "XFD2"), "Data", None).width == 16_384


def test_an_ods_is_read_although_it_ends_in_countless_empty_cells() -> None:
    row = ods_row(ods_cell("E01") + ods_cell("7") + ods_cell(None, 16_382))
    payload = ods(row * 2 + ods_row(ods_cell(None, 16_384), 1_048_574))
    assert read_sheet("a_source", payload, "Data", None).rows() == [("E01", "7")] * 2


def test_an_ods_whose_content_repeats_beyond_measure_is_refused() -> None:
    assert "cells, over" in refusal(ods(ods_row(ods_cell("E01", 16_384), 1_048_576)))


def test_an_ods_whose_last_cell_lies_far_away_is_refused() -> None:
    far = ods_row(ods_cell(None, 16_383) + ods_cell("E01"))
    assert "cells, over" in refusal(ods(ods_row(ods_cell(None), 1_048_575) + far))


def test_a_damaged_ods_is_refused() -> None:
    assert "content.xml is damaged" in refusal(ods("<table:table-row>"))


def test_a_workbook_of_a_kind_that_cannot_be_measured_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    assert "of a kind that is not read" in refusal(buffer.getvalue())
