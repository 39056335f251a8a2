"""Ofcom's file by output area lies in the zip as it is or, in some issues, in a zip of its own."""

import polars as pl

from ingest.bundle import unzip_member
from ingest.card import Layout
from ingest.readers import read_csv

SOURCE = "ofcom_fixed_coverage"
MAX_CSV_BYTES = 256_000_000
ZIP_MARK = b"PK\x03\x04"


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """One row per output area, as strings.

    Raises:
        ContractError: no such CSV, in a zip or out of it.
    """
    if payload.startswith(ZIP_MARK):
        name = str(layout.member).replace("(csv|zip)", "csv")
        payload = unzip_member(SOURCE, name, MAX_CSV_BYTES, payload)
    return read_csv(SOURCE, layout, payload)
