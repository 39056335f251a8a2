"""File 8 of the Indices of Deprivation 2019: a workbook, or one wide CSV of the same values."""

import polars as pl

from ingest.card import Layout
from ingest.indices import parse_indicators


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """Every indicator of every LSOA. See `ingest.indices`."""
    return parse_indicators(payload, layout)
