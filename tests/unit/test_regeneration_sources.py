"""The regeneration funds' files become typed tables, whatever their publishers' habits."""

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

Rows = Sequence[Sequence[str | int | float | None]]


def workbook(**sheets: Rows) -> bytes:
    """A workbook of those sheets; an underscore in a sheet's name stands for a space."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.replace("_", " "))
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def typed(source: str, layout: str, payload: bytes) -> pl.DataFrame:
    card = load_cards()[source]
    (table,) = card.tables
    return type_table(card, layout, read_frames(card, layout, payload)[table.name], table)


def real(archive: Path, source: str, folder: Path) -> pl.DataFrame:
    card, store = load_cards()[source], SnapshotStore(folder)
    snapshot = ArchiveOrigin(archive).fetch(card, None, store)
    (table,) = card.tables
    raw = read_frames(card, snapshot.layout, store.payload(snapshot))[table.name]
    return type_table(card, snapshot.layout, raw, table, load_corrections(source))


def test_bids_are_read_from_the_publishers_workbook_below_its_empty_first_row() -> None:
    headers = (
        "Local Authority Name / Area",
        "Grant Recipient (if not Local Authority)",
        "Bid Name",
        "Bid Value",
    )
    rows = [
        (),
        headers,
        ("Demoshire", None, "A bridge", 23693443.33),
        ("Demoton", "Demoton Trust", "A hall", 5000000),
        ("Source: the department", None, None, None),
    ]
    bids = typed("mhclg_levelling_up_fund_1", "publisher", workbook(Bids=rows))
    assert bids["bid_value"].to_list() == [Decimal("23693443.33"), Decimal("5000000.00")]
    assert bids["grant_recipient"].to_list() == [None, "Demoton Trust"]
    assert bids["district_codes"].null_count() == 2


def test_a_town_deal_without_a_total_is_kept_and_its_total_is_empty() -> None:
    payload = b"\xef\xbb\xbfIndex Code,RDEL,CDEL,Total\nTD-ABC-01,10,20,\nHS-ABC,0,0,30\n"
    awards = typed("mhclg_towns_fund_awards", "publisher", payload)
    assert awards["total"].to_list() == [Decimal("30.00"), None]


def test_a_project_code_of_another_shape_is_refused() -> None:
    payload = b"Index Code,RDEL,CDEL,Total\nPF-BOL-01,10,20,30\n"
    with pytest.raises(ContractError, match="'PF-BOL-01'"):
        typed("mhclg_towns_fund_awards", "publisher", payload)


def test_the_three_sheets_of_the_culture_recovery_fund_become_one_table() -> None:
    headers = (
        "Organisation ", "£ Awarded", "Discipline", "Applicant ACE Area", "Region ONS",
        "Local Authority", "Constituency",
    )  # fmt: skip
    place = ("Theatre", "North", "North West", "Demoton", "Demoton North")
    awards = typed(
        "ace_culture_recovery_fund",
        "publisher",
        workbook(
            Headline_Data=[("Total", 6)],
            CRF_1_Grants=[(*headers, "Strand"), ("Demo Players", 1, *place)],
            CRF_1_Capital_Kickstart=[headers, ("Demo Players", 2, *place)],
            CRF_2_Grants=[headers, ("Demo Players", 3, *place)],
        ),
    )
    assert dict(awards.select("sheet", "awarded").rows()) == {
        "CRF 1 Capital Kickstart": 2,
        "CRF 1 Grants": 1,
        "CRF 2 Grants": 3,
    }


def test_grants_of_the_culture_recovery_fund_add_up_to_its_own_headlines(
    archive: Path, tmp_path: Path
) -> None:
    awards = real(archive, "ace_culture_recovery_fund", tmp_path)
    found = awards.group_by("sheet").agg(pl.len(), pl.col("awarded").sum()).sort("sheet").rows()
    assert found == [
        ("CRF 1 Capital Kickstart", 74, 58_881_334),
        ("CRF 1 Grants", 2_011, 430_260_856),
        ("CRF 2 Grants", 2_272, 261_582_823),
    ]


def test_the_list_of_pride_in_place_is_read_without_the_codes_that_others_added(
    archive: Path, tmp_path: Path
) -> None:
    listed = real(archive, "ocsi_pride_in_place_phase2", tmp_path)
    assert set(listed.columns) == {"neighbourhood_name", "local_authority_name"}
    assert listed.height == 146
    manchester = listed.filter(local_authority_name="Manchester")["neighbourhood_name"].to_list()
    assert "Harpurhey South & Monsall" in manchester
    assert "Hapurhey South & Monsall" not in manchester


PAGE = """<!doctype html><html><body><table><tr><th>Other</th></tr></table>
<table><thead><tr><th scope="col">Lead Local Authorities to which grant is to be paid</th>
<th scope="col">UKSPF Core CDEL amount to be paid</th>
<th scope="col">REPF CDEL amount to be paid</th></tr></thead>
<tbody><tr><td>Demoton &amp; Demoshire</td><td>£1,445,757</td><td>&nbsp;</td></tr>
<tr><td>Demo <b>City</b></td><td>£20,000</td><td>£1</td></tr></tbody></table></body></html>"""


def test_annex_a_of_a_web_page_becomes_a_row_for_each_authority_and_column() -> None:
    amounts = typed("mhclg_ukspf_determinations", "publisher", bundle({"page": PAGE.encode()}))
    assert dict(
        amounts.select(pl.concat_str("authority_name", "column_name"), "amount").rows()
    ) == {
        "Demo CityREPF CDEL amount to be paid": Decimal(1),
        "Demo CityUKSPF Core CDEL amount to be paid": Decimal(20_000),
        "Demoton & DemoshireREPF CDEL amount to be paid": None,
        "Demoton & DemoshireUKSPF Core CDEL amount to be paid": Decimal(1_445_757),
    }


def test_a_web_page_without_annex_a_is_refused() -> None:
    with pytest.raises(ContractError, match="0 of the page's 1 tables"):
        typed(
            "mhclg_ukspf_determinations",
            "publisher",
            bundle({"page": b"<table><tr><td>Sorry</td></tr></table>"}),
        )
