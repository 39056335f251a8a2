"""The council's files differ in their headers only, which `ingest.payments` knows."""

import polars as pl

from ingest.card import Layout
from ingest.payments import as_payments, read_table

SOURCE = "salford_payments"


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The payments of one file, as strings."""
    return as_payments(SOURCE, read_table(SOURCE, payload))
