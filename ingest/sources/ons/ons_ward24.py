"""The archive copy lists wards with their first and last year; this keeps those of 2024."""

import polars as pl

from ingest.card import Layout
from ingest.readers import read_csv

YEAR = "2024"


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The wards of 2024, as strings under the layout's own headers."""
    return read_csv("ons_ward24", layout, payload).filter(
        pl.col("first_available_year_included") <= YEAR,
        pl.col("most_recent_year_included") >= YEAR,
    )
