"""A workbook whose sheets no memory could hold is refused before it is opened."""

import gzip
import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ingest.errors import ContractError
from ingest.readers import open_workbook, read_sheet
from ingest.threesixty import read_grants
from ingest.workbooks import refuse_vast_sheets

SHEET = "xl/worksheets/sheet1.xml"
XLS_FILES = "**/*.xls.gz"
BOF, NUMBER, MULRK, BLANK, SIZE = 0x0809, 0x0203, 0x00BD, 0x0201, 0x0200
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


def record(kind: int, shape: str, *numbers: float) -> bytes:
    body = struct.pack(shape, *numbers)
    return struct.pack("<HH", kind, len(body)) + body


def number(row: int, column: int) -> bytes:
    return record(NUMBER, "<HHHd", row, column, 0, 7.0)


def size(rows: int, columns: int, first_row: int = 0) -> bytes:
    return record(SIZE, "<IIHHH", first_row, rows, 0, columns, 0)


END = record(0x000A, "")


def records(*sheets: bytes, start: int | None = None, before: bytes = b"") -> bytes:
    """The records of a workbook; each sheet is said to begin at `start`, or where it does."""
    heads = [record(BOF, "<HH12x", 0x0600, 0x0010) for _ in sheets]
    names = [f"Data{n}".encode() for n in range(len(sheets))]
    index_bytes = sum(4 + 8 + len(name) for name in names)
    first = record(BOF, "<HH12x", 0x0600, 0x0005) + before
    place = len(first) + index_bytes + len(END)
    index = body = b""
    for head, name, cells in zip(heads, names, sheets, strict=True):
        at = place + len(body) if start is None else start
        index += record(0x0085, f"<IBBBB{len(name)}s", at, 0, 0, len(name), 0, name)
        body += head + cells + END
    return first + index + END + body


def entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
    text = name.encode("utf-16-le")
    sizes = struct.pack("<HBBIII", len(text) + 2 if name else 0, kind, 1, *(2**32 - 1,) * 2, child)
    return text.ljust(64, b"\0") + sizes + bytes(36) + struct.pack("<IQ", start, length)


def xls(stream: bytes, unfiled: str = "") -> bytes:
    """A file of 512-byte sectors: what sector follows which, the directory, then the records."""
    stream = stream.ljust(4096, b"\0")
    stream += bytes(-len(stream) % 512)
    sectors = len(stream) // 512
    none, last = 2**32 - 1, 2**32 - 2
    chain = [2**32 - 3, last, *range(3, 2 + sectors), last]
    fat = struct.pack("<128I", *chain, *[none] * (128 - len(chain)))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 62, 3, 65534, 9, 6)
    head += bytes(6) + struct.pack("<9I", 0, 1, 1, 0, 4096, last, 0, last, 0)
    head += struct.pack("<109I", 0, *[none] * 108)
    directory = entry("Root Entry", 5, 1, last, 0) + entry("Workbook", 2, none, 2, len(stream))
    directory += entry(unfiled, 2 if unfiled else 0, none, 2 if unfiled else 0, 0)
    return head + fat + directory.ljust(512, b"\0") + stream


def xls_refusal(payload: bytes) -> str:
    with pytest.raises(ContractError) as refused:
        refuse_vast_sheets("a_source", payload)
    assert refused.value.remedy
    return str(refused.value)


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


SMALL = size(2, 2) + number(0, 0) + number(1, 1)
CORNER = number(0, 0) + number(65_535, 65_535)
VAST_SIZE = size(2**32 - 1, 65_535) + number(0, 0)
OPEN_A_FILE = """
import sys
from pathlib import Path
from ingest.errors import ContractError
from ingest.readers import open_workbook
try:
    open_workbook("a_source", Path(sys.argv[1]).read_bytes())
except ContractError as refused:
    print(refused)
"""


def test_a_small_xls_is_read() -> None:
    rows = read_sheet("a_source", xls(records(SMALL, b"")), "Data0", None).rows()
    assert rows == [("7", None), (None, "7")]


@pytest.mark.parametrize(
    ("sheet", "cells"), [(CORNER, "4,294,967,296"), (VAST_SIZE, "281,470,681,677,825")]
)
def test_an_xls_without_end_does_not_end_the_process(
    sheet: bytes, cells: str, tmp_path: Path
) -> None:
    vast = tmp_path / "vast.xls"
    vast.write_bytes(xls(records(sheet)))
    opened = subprocess.run(
        [sys.executable, "-c", OPEN_A_FILE, vast], capture_output=True, text=True, check=False
    )
    assert opened.returncode == 0
    assert f"spans {cells} cells, over 20,000,000" in opened.stdout


@pytest.mark.parametrize(
    "far",
    [
        record(NUMBER, "<HHHd", 65_535, 400, 0, 7.0),
        record(BLANK, "<HHH", 65_535, 400, 0),
        record(0x0204, "<HHHH", 65_535, 400, 0, 0),
        record(0x0205, "<HHHBB", 65_535, 400, 0, 1, 0),
        record(0x027E, "<HHHI", 65_535, 400, 0, 0),
        record(0x00FD, "<HHHI", 65_535, 400, 0, 0),
        record(0x00D6, "<HHHH", 65_535, 400, 0, 0),
        *(record(kind, "<HHH14x", 65_535, 400, 0) for kind in (0x0006, 0x0206, 0x0406)),
        record(MULRK, "<HHHIHIH", 65_535, 399, 0, 0, 0, 0, 400),
        record(0x00BE, "<HHHHH", 65_535, 399, 0, 0, 400),
        size(65_536, 401),
        record(SIZE, "<HHHHH", 0, 65_535, 0, 402, 0),
    ],
)
def test_every_kind_of_cell_of_an_xls_is_measured(far: bytes) -> None:
    assert "cells, over 20,000,000" in xls_refusal(xls(records(number(0, 0) + far)))


def test_the_sheets_of_an_xls_are_measured_together_as_they_are_opened() -> None:
    full = number(0, 0) + number(65_535, 255)
    refuse_vast_sheets("a_source", xls(records(full)))
    assert "spans 33,554,432 cells" in xls_refusal(xls(records(full, full)))


def test_a_sheet_of_an_xls_is_measured_from_where_it_is_said_to_begin() -> None:
    hidden = record(0x1234, f"<{len(CORNER + END)}s", CORNER + END)
    stream = records(SMALL, before=hidden, start=20 + 4)
    assert "spans 4,294,967,296 cells" in xls_refusal(xls(stream))


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (records(SMALL, start=4094), "a record is cut off"),
        (records(number(0, 0) + struct.pack("<HH", NUMBER, 60_000)), "a record is cut off"),
        (records(SMALL, start=2**32 - 1), "a record is cut off"),
        (records(record(NUMBER, "<H", 1)), "too short for what it says"),
        (records(record(SIZE, "<I", 1)), "too short"),
        (records(size(5, 5, first_row=5)), "a sheet ends before it begins"),
        (records(SMALL, before=record(0x00FC, "<iI", 1, 2**31 - 1)), "more texts than it has"),
    ],
)
def test_a_damaged_xls_is_refused_in_words(stream: bytes, words: str) -> None:
    refused = xls_refusal(xls(stream))
    assert "the workbook is damaged" in refused
    assert words in refused


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (xls(records(SMALL))[:900], "the workbook is damaged"),
        (xls(records(SMALL), unfiled="Workbook"), "some that are not filed"),
        (xls(records(SMALL)).replace("Workbook".encode("utf-16-le"), b"W\0"), "damaged"),
        (xls(records(SMALL))[:64] + b"\xff\xff\xff\x7f" + xls(records(SMALL))[68:], "sectors"),
    ],
)
def test_an_xls_whose_container_is_damaged_is_refused(payload: bytes, words: str) -> None:
    assert words in xls_refusal(payload)


@pytest.mark.archive
def test_every_xls_of_the_archive_is_read(archive: Path) -> None:
    paths = list(archive.glob(XLS_FILES))
    assert paths
    for path in paths:
        refuse_vast_sheets(path.name, gzip.decompress(path.read_bytes()))


def test_a_file_that_is_an_xls_and_a_zip_is_measured_as_both() -> None:
    both = xls(records(SMALL)) + xlsx("A1", "XFD1048576")
    assert "spans 17,179,869,184 cells" in xls_refusal(both)
