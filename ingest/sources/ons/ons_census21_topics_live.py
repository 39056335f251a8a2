"""Census 2021 topic summaries by LSOA that no archive holds: Nomis zips."""

import polars as pl

from ingest.card import Layout
from ingest.census import parse_bulk


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The counts of one topic. See `ingest.census.parse_bulk`."""
    return parse_bulk(payload, "lsoa")
