"""Underlying indicators of the indices come out of a workbook's sheets as one long table."""

import io

import polars as pl
import pytest
import xlsxwriter

from ingest.card import load_cards
from ingest.contract import type_table
from ingest.errors import ContractError
from ingest.readers import read_frames

AREA = [
    "LSOA code (2021)",
    "LSOA name (2021)",
    "Local Authority District code (2024)",
    "Local Authority District name (2024)",
]
PLACE = ["E01000001", "City of London 001A", "E09000001", "City of London"]
CARD = load_cards()["mhclg_iod2025_indicators"]


def workbook(sheets: dict[str, list[list[str | float | None]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def indicators(layout: str, payload: bytes) -> dict[str, float | None]:
    frame = read_frames(CARD, layout, payload)["indicators"]
    table = type_table(CARD, layout, frame, CARD.tables[0])
    return dict(table.select("indicator", pl.col("value").cast(pl.Float64)).rows())


def test_every_domain_sheet_is_read_and_headers_are_told_in_snake_case() -> None:
    payload = workbook(
        {
            "Notes": [["Indicator", "Data supplier"], ["All", "Somebody"]],
            "IoD25 Income Domain": [[*AREA, "Income Domain numerator"], [*PLACE, None]],
            "IoD25 Crime Domain": [
                [*AREA, "Burglary, rate per 1,000 'at-risk properties'", "Theft (% of all)"],
                [*PLACE, 5.2, 1],
            ],
        }
    )
    assert indicators("publisher", payload) == {
        "burglary_rate_per_1_000_at_risk_properties": 5.2,
        "income_domain_numerator": None,
        "theft_percent_of_all": 1.0,
    }


def test_a_workbook_of_another_edition_is_refused() -> None:
    older = ["LSOA code (2011)", *AREA[1:]]
    payload = workbook({"IoD2019 Income Domain": [[*older, "Income"], [*PLACE, 1]]})
    frame = read_frames(CARD, "publisher", payload)["indicators"]
    with pytest.raises(ContractError, match=r"LSOA code \(2021\)', which proves the period"):
        type_table(CARD, "publisher", frame, CARD.tables[0])


def test_an_archives_wide_copy_gives_the_same_rows_and_a_blank_stays_empty() -> None:
    copy = b"lsoa21_code,income_domain_numerator,theft_percent_of_all\nE01000001,,1.0\n"
    assert indicators("archive", copy) == {
        "income_domain_numerator": None,
        "theft_percent_of_all": 1.0,
    }
