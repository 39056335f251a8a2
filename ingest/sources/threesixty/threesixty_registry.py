"""The 360Giving registry: a JSON list of files, each with nested parts."""

import polars as pl

from ingest.card import Layout
from ingest.threesixty import read_registry

FIELDS = (
    *("identifier", "title", "publisher/name", "publisher/prefix", "license", "issued", "modified"),
    *("distribution/downloadURL", "datagetter_metadata/file_type", "datagetter_metadata/valid"),
    "datagetter_aggregates/count",
    "datagetter_aggregates/currencies/GBP/total_amount",
    "datagetter_aggregates/min_award_date",
    "datagetter_aggregates/max_award_date",
    "datagetter_aggregates/duplicate_ids_count",
)


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """One row per registered file; columns are named by their place in the JSON."""
    return read_registry("threesixty_registry", payload, FIELDS)
