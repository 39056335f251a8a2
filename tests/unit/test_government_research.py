"""Worksheets of government research become long tables; regions agree in two publications."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.archive import ArchiveOrigin
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import read_frames
from ingest.store import SnapshotStore

CARD = "ons_goverd2022"
PREAMBLE = [["Worksheet 1: Demo"], ["Notes"], ["Notes"], ["[x]"], ["£ millions"], ["Source"]]
TABLES = [
    ["Table 1a: Demo councils"],
    ["Demo councils", "2021", "2022"],
    ["Total [note 3]", "[x]", 1341],
    [],
    ["Table 1b: Demo departments"],
    ["Demo departments", "In-House  \nExpenditure", "Net"],
    ["Demo department", -2, 100.5],
]


def figures(rows: list[list[object]], name: str = "1") -> pl.DataFrame:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["Table 1a: of notes"])
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return read_frames(load_cards()[CARD], "publisher", buffer.getvalue())["figures"]


def real(archive: Path, source: str, folder: Path) -> pl.DataFrame:
    card, store = load_cards()[source], SnapshotStore(folder)
    snapshot = ArchiveOrigin(archive).fetch(card, None, store)
    (table,) = card.tables
    raw = read_frames(card, snapshot.layout, store.payload(snapshot))[table.name]
    return type_table(card, snapshot.layout, raw, table)


def test_each_figure_stands_with_its_table_row_and_column() -> None:
    frame = figures([*PREAMBLE, *TABLES])
    columns = ["sheet_row", "table_title", "row_title", "column_title", "value", "marker"]
    assert frame.select(columns).rows() == [
        ("9", "Table 1a: Demo councils", "Total [note 3]", "2021", None, "[x]"),
        ("9", "Table 1a: Demo councils", "Total [note 3]", "2022", "1341", None),
        ("13", "Table 1b: Demo departments", "Demo department", "In-House Expenditure", "-2", None),
        ("13", "Table 1b: Demo departments", "Demo department", "Net", "100.5", None),
    ]
    assert frame["units"].unique().to_list() == ["£ millions"]


def test_a_worksheet_without_a_table_is_refused() -> None:
    with pytest.raises(ContractError, match="worksheet 7 has no table"):
        figures(PREAMBLE, name="7")


def test_the_grand_total_of_2022_is_sixteen_billion_pounds(archive: Path, tmp_path: Path) -> None:
    frame = real(archive, CARD, tmp_path)
    assert frame["sheet"].n_unique() == 15
    total = frame.filter(sheet="1", row_title="GRAND TOTAL", column_title="2022")
    assert total["value"].to_list() == [Decimal(16063)]


def test_research_by_region_is_the_same_in_both_publications(archive: Path, tmp_path: Path) -> None:
    ours = real(archive, "ons_subnational_indicators", tmp_path)
    folder = archive / "statistics/els/research-and-development-public-funded"
    with (folder / "research-and-development-public-funded.csv").open(encoding="utf-8-sig") as file:
        tidy = [row for row in csv.DictReader(file) if row["period"] == "2020-04-01/P1Y"]
    expected = {row["areacd"]: Decimal(row["observation"]) for row in tidy}
    assert dict(ours.select("area_code", "expenditure").rows()) == expected
    assert len(expected) == 14
