"""Census 2021 household deprivation by output area: the Nomis zip, or the archive's copy."""

import polars as pl

from ingest.card import Layout
from ingest.census import parse_bulk, parse_package


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The counts of one topic. See `ingest.census`."""
    return parse_bulk(payload, "oa") if layout.period else parse_package(payload)
