"""Core spending power: one file a year becomes rows with their year."""

from pathlib import Path

import polars as pl
import pytest

from ingest.archive import ArchiveOrigin
from ingest.bundle import bundle
from ingest.card import load_cards
from ingest.contract import type_table
from ingest.corrections import load_corrections
from ingest.errors import ContractError
from ingest.readers import read_frames
from ingest.store import SnapshotStore

CARD = load_cards()["mhclg_core_spending_power"]
HEADERS = "ons_code,authority,region,sfa_{0},under_index_{0},ct_total_{0},nhb_{0},rsdg_{0}\n"
NEXT_YEAR = HEADERS.format(2016) + "E07000223,Demoton,SE,2.5,0.1,6,0,0\n"


def test_each_files_rows_are_of_the_year_in_its_headers() -> None:
    first = "\ufeff" + HEADERS.format(2015) + '-,"Demo, Greater",L,1163.492665,14.29556007,0,0,0\n'
    payload = bundle({"CSP_2015.csv": first.encode(), "CSP_2016.csv": NEXT_YEAR.encode()})
    rows = read_frames(CARD, "publisher", payload)["components"]
    assert rows.select("ons_code", "authority", "year", "sfa").rows() == [
        ("-", "Demo, Greater", "2015", "1163.492665"),
        ("E07000223", "Demoton", "2016", "2.5"),
    ]


@pytest.mark.parametrize("headers", ["ons_code,sfa\n", "ons_code,sfa_2015,nhb_2016\n"])
def test_a_file_of_no_year_or_of_two_is_refused(headers: str) -> None:
    payload = bundle({"CSP_2015.csv": headers.encode()})
    with pytest.raises(ContractError, match="not of one"):
        read_frames(CARD, "publisher", payload)


def test_the_real_files_are_the_rows_of_the_long_file(archive: Path, tmp_path: Path) -> None:
    store, (table,) = SnapshotStore(tmp_path), CARD.tables
    snapshot = ArchiveOrigin(archive).fetch(CARD, None, store)
    raw = read_frames(CARD, snapshot.layout, store.payload(snapshot))[table.name]
    ours = type_table(CARD, snapshot.layout, raw, table, load_corrections(CARD.id))
    long = pl.read_csv(
        archive / "finance/core_spending_power/CSP_long_201520.csv.gz", infer_schema=False
    )
    amounts = ["sfa", "under_index", "ct_total", "nhb", "nhb_return", "rsdg"]
    key = ["authority", "year"]
    expected = long.select(*key, pl.col(amounts).cast(pl.Decimal(18, 9))).sort(key)
    assert ours.select(*key, *amounts).sort(key).equals(expected)
