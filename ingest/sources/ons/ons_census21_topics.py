"""Census 2021 topic summaries by LSOA: Nomis zips, or what the archive holds of them."""

import polars as pl

from ingest.card import Layout
from ingest.census import parse_bulk, parse_package


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The counts of one topic. See `ingest.census`."""
    return parse_bulk(payload, "lsoa") if layout.period else parse_package(payload)
