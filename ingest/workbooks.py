"""How large the sheets of a workbook are, measured before a library makes room for all their cells.

The library that reads workbooks keeps a sheet as a full rectangle, and ends the whole process where
there is no room for it: two filled cells, far apart, in a file of a thousand bytes are enough. Of
an xls it opens all sheets at once, so they are measured together.

Belongs here: the outermost cell of each sheet. Not here: what cells hold (`readers`).
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

import olefile

from ingest.bundle import each_member
from ingest.errors import ContractError

MAX_CELLS = 20_000_000
MAX_UNPACKED_BYTES = 500_000_000
REMEDY = (
    "look at the file: one stray cell far from the others is enough; if it is honest, raise the "
    "limit in ingest/workbooks.py, else tell the publisher"
)

ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,9})(\d{1,12})""")
ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(c|row)[\s/>]")
BROKEN = "look at the file; a download may be broken: try again, or tell the publisher"

XLS_STREAMS = ("workbook", "book")
# Records of an xls, by their number: [MS-XLS] 2.3.
END, SHEET, STRINGS, DIMENSIONS = 0x000A, 0x0085, 0x00FC, 0x0200
SEVERAL_CELLS = frozenset({0x00BD, 0x00BE})
CELLS = SEVERAL_CELLS | {
    0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406,
}  # fmt: skip
SHORT_DIMENSIONS = 10  # bytes; of an older xls
RECORD_HEAD = struct.Struct("<HH")
DIRECTORY_ENTRY_BYTES, ENTRY_NAME_BYTES = 128, 64
HEADER_COUNTS = (40, 44, 64, 72)  # sectors of directory, FAT, mini FAT and DIFAT: [MS-CFB] 2.2

REPEATED_ROWS, REPEATED_CELLS = "table:number-rows-repeated", "table:number-columns-repeated"


def refuse_vast_sheets(source: str, payload: bytes) -> None:
    """Refuse a workbook with a sheet whose rectangle, from A1, has over `MAX_CELLS` cells.

    Raises:
        ContractError: such a sheet, a workbook that unpacks to over `MAX_UNPACKED_BYTES`, a damaged
            one, or one of a kind that cannot be measured (xlsb).
    """
    if payload.startswith(olefile.MAGIC):
        _refuse_if_vast(
            source, "the workbook, all its sheets together,", _xls_cells(source, payload)
        )
    if payload.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(payload)):
        _refuse_vast_members(source, payload)


def _refuse_vast_members(source: str, payload: bytes) -> None:
    for name, body in each_member(source, MAX_UNPACKED_BYTES, payload):
        if name.lower().endswith("workbook.bin"):
            raise ContractError(
                source,
                f"the workbook is of a kind that is not read ('{name}')",
                "save it as xlsx, or ask the publisher for one",
            )
        cells = _ods_cells(source, body) if name == "content.xml" else _xlsx_cells(body)
        _refuse_if_vast(source, f"a sheet ('{name}')", cells)


def _refuse_if_vast(source: str, what: str, cells: int) -> None:
    if cells > MAX_CELLS:
        raise ContractError(source, f"{what} spans {cells:,} cells, over {MAX_CELLS:,}", REMEDY)


def _xls_cells(source: str, payload: bytes) -> int:
    """Rows by columns of every sheet of an xls, added up."""
    try:
        return max(map(_stream_cells, _xls_streams(payload)))
    except (OSError, ValueError, IndexError, RecursionError, struct.error) as error:
        raise ContractError(source, f"the workbook is damaged: {error}", BROKEN) from error


def _xls_streams(payload: bytes) -> list[bytes]:
    """The records of an xls, and of each xls within it.

    The library takes the first of them in the directory's own order, whether or not it is filed.
    """
    with olefile.OleFileIO(
        io.BytesIO(payload), raise_defects=olefile.DEFECT_INCORRECT
    ) as container:
        room = len(payload) // container.sector_size + 1
        if any(struct.unpack_from("<I", payload, at)[0] > room for at in HEADER_COUNTS):
            raise ValueError("it counts more sectors than it has")
        paths = [path for path in container.listdir() if path[-1].lower() in XLS_STREAMS]
        names = _entry_names(container.directory_fp.getvalue())
        if not paths or len(paths) != sum(name.lower() in XLS_STREAMS for name in names):
            raise ValueError("it has no sheets, or some that are not filed")
        return [container.openstream(path).read() for path in paths]


def _entry_names(directory: bytes) -> list[str]:
    names = (
        directory[at : at + ENTRY_NAME_BYTES].decode("utf-16-le", errors="replace")
        for at in range(0, len(directory), DIRECTORY_ENTRY_BYTES)
    )
    return [name.partition("\0")[0] for name in names]


def _stream_cells(stream: bytes) -> int:
    return sum(_sheet_cells(stream, start) for start in _sheet_starts(stream))


def _sheet_starts(stream: bytes) -> list[int]:
    """Where the records of each sheet begin."""
    starts = []
    for kind, at, size in _records(stream, 0):
        if kind == SHEET:
            starts.append(_numbers("<I", stream, at, size)[0])
        elif kind == STRINGS and _numbers("<II", stream, at, size)[1] > len(stream):
            raise ValueError("it counts more texts than it has bytes")
    return starts


def _sheet_cells(stream: bytes, start: int) -> int:
    """Rows by columns of the sheet whose records begin there, by its cells and its own word."""
    height = width = 0
    for kind, at, size in _records(stream, start):
        if kind in CELLS:
            row, column = _numbers("<HH", stream, at, size)
            if kind in SEVERAL_CELLS:
                column = max(column, _numbers("<H", stream, at + size - 2, 2)[0])
            height, width = max(height, row + 1), max(width, column + 1)
        elif kind == DIMENSIONS:
            top, bottom, left, right = _numbers(_dimensions_shape(size), stream, at, size)
            if bottom and right and (top >= bottom or left >= right):
                raise ValueError("a sheet ends before it begins")
            height, width = max(height, bottom), max(width, right)
    return height * width


def _dimensions_shape(size: int) -> str:
    """First row, row after the last, and the same of columns."""
    return "<HHHH" if size == SHORT_DIMENSIONS else "<IIHH"


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of what each record holds, from a place to the end of that part."""
    at, kind = start, None
    while kind != END and at != len(stream):
        if at + RECORD_HEAD.size > len(stream):
            raise ValueError("a record is cut off")
        kind, size = RECORD_HEAD.unpack_from(stream, at)
        at += RECORD_HEAD.size
        if at + size > len(stream):
            raise ValueError("a record is cut off")
        yield kind, at, size
        at += size


def _numbers(shape: str, stream: bytes, at: int, size: int) -> tuple[int, ...]:
    """The numbers that a record begins with."""
    if struct.calcsize(shape) > size:
        raise ValueError("a record is too short for what it says")
    return struct.unpack_from(shape, stream, at)


def _xlsx_cells(xml: bytes) -> int:
    """Rows by columns of a sheet: by the addresses of cells, and by count of those without one."""
    if b"\0" in xml[:8]:  # UTF-16
        xml = xml.replace(b"\0", b"")
    addresses = ADDRESS.findall(xml)
    tags = ROW_OR_CELL.findall(xml)
    columns = {letters for letters, _ in addresses}
    unaddressed = max(len(tags) - len(addresses), 0)
    height = max((int(row) for row in {row for _, row in addresses}), default=0)
    width = max(map(_column_number, columns), default=0)
    return (height + min(unaddressed, tags.count(b"row"))) * (width + unaddressed)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number


def _ods_cells(source: str, xml: bytes) -> int:
    """Rows by columns of the largest sheet, up to its last row and its last column with content."""
    tables = _OdsTables()
    try:
        tables.parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        raise ContractError(
            source, f"the workbook's content.xml is damaged: {error}", "download the file again"
        ) from error
    return tables.largest


class _OdsTables:
    """Follows rows and cells of an ods; what repeats without content counts once content follows.

    The content of a cell is whatever has a type of value or lies within the cell.
    """

    def __init__(self) -> None:
        self.largest = self.height = self.width = self.row = self.column = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.height = self.width = self.row = 0
        elif tag == "table:table-row":
            self.row += int(attributes.get(REPEATED_ROWS, 1))
            self.column = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.column += int(attributes.get(REPEATED_CELLS, 1))
            if any(name.startswith(("office:", "table:formula")) for name in attributes):
                self._fill()
        elif tag.startswith("text:"):
            self._fill()

    def _fill(self) -> None:
        self.height, self.width = max(self.height, self.row), max(self.width, self.column)
        self.largest = max(self.largest, self.height * self.width)
