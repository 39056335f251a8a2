"""How large the sheets of a workbook are, measured before a library makes room for all their cells.

The library that reads workbooks keeps a sheet as a full rectangle, and ends the whole process where
there is no room for it: two filled cells, far apart, in a file of a thousand bytes are enough.

Belongs here: the outermost cell of each sheet. Not here: what cells hold (`readers`).
"""

import io
import re
import zipfile
from xml.parsers import expat

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
REPEATED_ROWS, REPEATED_CELLS = "table:number-rows-repeated", "table:number-columns-repeated"


def refuse_vast_sheets(source: str, payload: bytes) -> None:
    """Refuse a workbook with a sheet whose rectangle, from A1, has over `MAX_CELLS` cells.

    Raises:
        ContractError: such a sheet, a workbook that unpacks to over `MAX_UNPACKED_BYTES`, a damaged
            one, or one of a kind that cannot be measured (xlsb).
    """
    if not (payload.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(payload))):
        return
    for name, body in each_member(source, MAX_UNPACKED_BYTES, payload):
        if name.lower().endswith("workbook.bin"):
            raise ContractError(
                source,
                f"the workbook is of a kind that is not read ('{name}')",
                "save it as xlsx, or ask the publisher for one",
            )
        cells = _ods_cells(source, body) if name == "content.xml" else _xlsx_cells(body)
        if cells > MAX_CELLS:
            raise ContractError(
                source,
                f"a sheet ('{name}') spans {cells:,} cells, over {MAX_CELLS:,}",
                REMEDY,
            )


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
