"""The register of societies, whose addresses end in a postcode.

Belongs here: taking the postcode out, so that no address goes further. Not here: types and checks.
"""

import polars as pl

from ingest.card import Layout
from ingest.readers import read_csv

ADDRESS = "Society Address"
POSTCODE_AT_THE_END = r"(?i)\b([A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})\s*$"


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The list as strings, with a column `Postcode` in the place of the address."""
    societies = read_csv("fca_societies", layout, payload)
    if ADDRESS not in societies.columns:
        return societies
    postcode = pl.col(ADDRESS).str.extract(POSTCODE_AT_THE_END)
    return societies.with_columns(postcode.alias("Postcode")).drop(ADDRESS)
