"""Saved sheets of revenue returns become long tables, whatever stands above their headers."""

from pathlib import Path

import polars as pl
import pytest

from ingest.archive import ArchiveOrigin
from ingest.bundle import bundle
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import read_frames
from ingest.store import SnapshotStore

CARD = load_cards()["mhclg_revenue_returns"]
OUTTURN = """\ufeffWorksheet 2: Revenue Outturn (RO) 2022-23: Service Summary (RSX) data,,,,,,,,,
Data is reported in £ thousand.,,,,,,,,,
,,,,,,,RSX-edu-empl,RSX-edu-run-exp,
,,,,,,,C1R190,C2R190,
,,,,,Row_no,,190,190,
,,,,,Col_no,,1,2,
E-code,ONS Code,Local authority,Notes,Class,Detailed Class,Certified,"Education - Employees
 (C1)","Education - Running
 (C2)",
E3831,E07000223,Demoton,,SD,SD,Y,0,"-1,250",
E0931,E07000026,Demoshire,[note 3],SD,SD,N,[x],,
Eng,E92000001,ENGLAND,,Eng,Eng,[Y],"4,000","-1,250",
E-code,ONS Code,Class Breakdown [o],Notes,Class,Detailed Class,Certified,"Education - Employees
 (C1)","Education - Running
 (C2)",
[Y],E07,Shire Districts,,SD,SD,1,"4,000","-1,250",
E5100,E12000007,Demo Authority,,O,GLA,1,0,0,
,,,,,,,,,
"""
BUDGET = """Revenue Account Budget (RA) 2021-22: Revenue Account data,,,,,,,
,,1,,,4,5,6
Net (£ thousand),,,,,Education Services,,Reserves at 1 April 2021
,,,,,110,120,1011
E-code,ONS Code,Local authority,,Class,Early years,Primary schools,Level at 1 April
E0101,E06000022,Demo Bath,S,UA,...,\u2026,5
,,ENGLAND,,,"3,785",1,5
,,CLASS BREAKDOWN,,,,,
,,SHIRE COUNTIES,,SC,0,0,0
Source: a note of the publisher,,,,,,,
"""


def cells(sheet: str, encoding: str = "utf-8") -> pl.DataFrame:
    payload = bundle({"sheet.csv": sheet.encode(encoding)})
    return read_frames(CARD, "publisher", payload)["cells"]


def of(frame: pl.DataFrame, name: str) -> list[tuple[str | None, ...]]:
    return frame.filter(name=name).select("line_number", "value", "marker").rows()


def test_a_cell_carries_its_machine_name_line_number_and_title() -> None:
    first = cells(OUTTURN).row(1, named=True)
    assert (first["return_name"], first["financial_year"]) == ("RSX", "2022-23")
    assert (first["field"], first["line_number"]) == ("RSX-edu-run-exp", "190")
    assert (first["title"], first["value"]) == ("Education - Running (C2)", "-1,250")
    assert (first["sheet_row"], first["sheet_column"]) == ("8", "9")


def test_a_marked_cell_an_empty_cell_and_zero_are_kept_apart() -> None:
    frame = cells(OUTTURN)
    assert of(frame, "Demoton")[0] == ("190", "0", None)
    assert of(frame, "Demoshire") == [("190", None, "[x]"), ("190", None, None)]
    assert of(cells(BUDGET), "Demo Bath")[:2] == [("110", None, "..."), ("120", None, "…")]


def test_an_authority_that_is_a_class_of_its_own_stands_below_the_block_of_classes() -> None:
    blocks = cells(OUTTURN).select("name", "block").unique(maintain_order=True).rows()
    assert blocks[2:] == [
        ("ENGLAND", None),
        ("Shire Districts", "Class Breakdown [o]"),
        ("Demo Authority", "Class Breakdown [o]"),
    ]


def test_headings_are_carried_over_their_columns_and_footnotes_are_not_read() -> None:
    frame = cells(BUDGET)
    assert frame["section"].to_list()[:3] == [
        "Education Services", "Education Services", "Reserves at 1 April 2021",
    ]  # fmt: skip
    assert frame["name"].unique(maintain_order=True).to_list() == [
        "Demo Bath", "ENGLAND", "SHIRE COUNTIES",
    ]  # fmt: skip
    assert frame["notes"].to_list()[0] == "S"


def test_a_sheet_saved_on_a_mac_reads_the_same() -> None:
    assert cells(BUDGET, "mac_roman").equals(cells(BUDGET))


@pytest.mark.parametrize("sheet", [BUDGET.replace("2021-22", ""), BUDGET.replace("E-code", "Code")])
def test_a_sheet_without_its_year_or_header_is_refused(sheet: str) -> None:
    with pytest.raises(ContractError, match="lacks its title or its header"):
        cells(sheet)


def test_the_real_sheets_hold_every_line_of_every_authority(archive: Path, tmp_path: Path) -> None:
    store, (table,) = SnapshotStore(tmp_path), CARD.tables
    snapshot = ArchiveOrigin(archive).fetch(CARD, None, store)
    raw = read_frames(CARD, snapshot.layout, store.payload(snapshot))[table.name]
    frame = type_table(CARD, snapshot.layout, raw, table)
    authorities = frame.filter(
        pl.col("block").is_null(), pl.col("lgf_code").str.contains(r"^E\d{4}$")
    )
    found = authorities.group_by("return_name", "financial_year").agg(
        pl.col("ons_code").n_unique(), pl.col("sheet_column").n_unique().alias("lines")
    )
    assert sorted(found.rows()) == [
        ("RA", "2021-22", 425, 250),
        ("RA", "2023-24", 410, 210),
        ("RSX", "2021-22", 426, 98),
        ("RSX", "2022-23", 426, 98),
        ("RSX", "2023-24", 411, 98),
    ]
