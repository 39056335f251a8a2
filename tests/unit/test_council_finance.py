"""Workbooks of council finance become long tables, whatever their headings look like."""

import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.archive import ArchiveOrigin
from ingest.bundle import bundle
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.corrections import load_corrections
from ingest.errors import ContractError
from ingest.readers import read_frames
from ingest.store import SnapshotStore

CAPITAL, TIME_SERIES = "mhclg_capital_outturn", "mhclg_capital_time_series"
Rows = Sequence[Sequence[str | float | None]]

FRONT = [["CAPITAL EXPENDITURE AND RECEIPTS 2010-11 SUMMARY"], ["Used in a release of 2011-12."]]
SERVICES = [
    ["2010-11 Capital", None, None, None, "Education (line 6)", None, "TOTAL (ACCRUALS)", None],
    [None, None, None, None, "1", "1", "12", "12"],
    [None, None, None, None, "COR1/2", "Disposal", "COR1/2", "Total"],
    ["Ecode", "LA Name", "Region", "Class", "(col. 9)", "of Share", "(col. 13)", "Receipts"],
    [],
    ["E0101", "Demoton  UA", "SW", "UA", 17819, 0, -12.5, None],
    ["E0221", "Demoshire", "EE", "SC", "…", 0, 5652, 7],
    [],
    [None, "England", None, None, 17819, 0, 5639.5, 7],
    [None, "REGIONAL BREAKDOWN"],
    [None, "South West", None, "SW", 17819, 0, -12.5, None],
    [None, "CLASS BREAKDOWN"],
    [None, "Shire counties", None, "SC", 0, 0, 5652, 7],
    ["Footnote: figures are provisional"],
]


def workbook(sheets: dict[str, Rows]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def capital(services: Rows = SERVICES, sheet: str = "10-11 Total expenditure") -> pl.DataFrame:
    book = workbook({"Front page": FRONT, "LA dropdown": [["E0101"]], sheet: services})
    frames = read_frames(load_cards()[CAPITAL], "publisher", bundle({"2016372.xlsx": book}))
    return frames["cells"]


def cell(frame: pl.DataFrame, name: str, column: int) -> dict[str, str | None]:
    (row,) = frame.filter(name=name, sheet_column=str(column)).to_dicts()
    return row


def real(archive: Path, source: str, folder: Path) -> pl.DataFrame:
    card, store = load_cards()[source], SnapshotStore(folder)
    snapshot = ArchiveOrigin(archive).fetch(card, None, store)
    (table,) = card.tables
    raw = read_frames(card, snapshot.layout, store.payload(snapshot))[table.name]
    return type_table(card, snapshot.layout, raw, table, load_corrections(source))


def test_a_cell_carries_its_merged_section_its_joined_title_and_its_year() -> None:
    first = cell(capital(), "Demoton UA", 5)
    assert first["section"] == "Education (line 6)"
    assert first["title"] == "COR1/2 (col. 9)"
    assert (first["financial_year"], first["lgf_code"]) == ("2010-11", "E0101")
    assert (first["region"], first["class"], first["value"]) == ("SW", "UA", "17819")
    assert cell(capital(), "Demoton UA", 6)["section"] == "Education (line 6)"
    assert cell(capital(), "Demoton UA", 7)["section"] == "TOTAL (ACCRUALS)"


def test_negative_empty_and_marked_cells_are_kept_apart_from_zero() -> None:
    cells = capital()
    assert cell(cells, "Demoton UA", 7)["value"] == "-12.5"
    assert cell(cells, "Demoton UA", 8)["value"] is None
    assert cell(cells, "Demoshire", 5)["marker"] == "…"
    assert cell(cells, "Demoshire", 6)["value"] == "0"


def test_totals_have_no_code_and_name_the_heading_they_stand_below() -> None:
    totals = capital().filter(pl.col("lgf_code").is_null())
    named = totals.select("name", "block").unique(maintain_order=True).rows()
    assert named == [
        ("England", None),
        ("South West", "REGIONAL BREAKDOWN"),
        ("Shire counties", "CLASS BREAKDOWN"),
    ]


def test_footnotes_and_sheets_that_show_one_authority_are_not_read() -> None:
    cells = capital()
    assert cells["sheet"].unique().to_list() == ["10-11 Total expenditure"]
    assert not cells["name"].str.contains("Footnote").any()


def test_a_sheet_of_another_year_than_the_front_page_is_refused() -> None:
    with pytest.raises(ContractError, match=r"is of .*2011-12.*, not of 2010-11"):
        capital(sheet="11-12 Total expenditure")


def test_columns_that_share_a_title_are_given_no_section() -> None:
    rows = [list(row) for row in SERVICES]
    for row, extra in zip(rows, ([], [], [], ["Museums"] * 3), strict=False):
        row.extend(extra)
    rows[5].extend([1, 2, 3])
    unlabelled = capital(rows).filter(title="Museums", name="Demoton UA")
    assert unlabelled["value"].to_list() == ["1", "2", "3"]
    assert unlabelled["section"].null_count() == 3


def test_the_real_workbooks_give_the_published_receipts_of_england(
    archive: Path, tmp_path: Path
) -> None:
    cells = real(archive, CAPITAL, tmp_path)
    assert cells["workbook"].n_unique() == 21
    receipts = cells.filter(
        pl.col("name") == "England", pl.col("title").str.contains("^TOTAL (CAPITAL )?RECEIPTS")
    )
    by_year = dict(receipts.select("financial_year", "value").rows())
    assert by_year["2010-11"] == Decimal("1497604")
    assert by_year["2016-17"] == Decimal("3580227.978564635")


def test_three_councils_whose_codes_were_rotated_in_2005_06_have_their_own_again(
    archive: Path, tmp_path: Path
) -> None:
    cells = real(archive, CAPITAL, tmp_path)
    named = cells.filter(pl.col("name").is_in(["Chester-le-Street", "Chesterfield", "Chichester"]))
    assert named.select("name", "lgf_code").unique().height == 3


WIDE = (
    "\ufeffPeriodCode,LA_LGF_Code,ONS_Code,LA_Name,LA_Class,LA_Subclass,Status,"
    "EandR1_alltot_rectot,EandR1_edutot_exptot\n"
    '201903,E0724,E06000001,Demoton,UA,UA,submitted,"3,000.5",[x]\n'
    "202003,,E92000001,England,ENG,,,-12,\n"
)


def test_the_time_series_gives_a_record_for_each_line_and_keeps_markers_apart() -> None:
    card = load_cards()[TIME_SERIES]
    raw = read_frames(card, "publisher", WIDE.encode())["cells"]
    (table,) = card.tables
    cells = type_table(card, "publisher", raw, table).sort("period_code", "field")
    assert cells.select("period_code", "name", "field", "value", "marker").rows() == [
        ("201903", "Demoton", "EandR1_alltot_rectot", Decimal("3000.50000"), None),
        ("201903", "Demoton", "EandR1_edutot_exptot", None, "[x]"),
        ("202003", "England", "EandR1_alltot_rectot", Decimal("-12.00000"), None),
        ("202003", "England", "EandR1_edutot_exptot", None, None),
    ]


def test_a_time_series_without_its_identifying_columns_is_refused() -> None:
    card = load_cards()[TIME_SERIES]
    with pytest.raises(ContractError, match="PeriodCode"):
        read_frames(card, "publisher", b"Year,LA_Name\n2019,Demoton\n")
