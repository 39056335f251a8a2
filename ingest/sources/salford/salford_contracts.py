"""A plain CSV; suppliers that may be people are withheld, with their postcodes."""

import polars as pl

from ingest.card import Layout
from ingest.payments import read_table
from ingest.suppliers import with_suppliers_withheld

SOURCE = "salford_contracts"


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The contracts, as strings."""
    table = read_table(SOURCE, payload).rename({"Supplier Company Name": "Supplier"})
    return with_suppliers_withheld(table)
