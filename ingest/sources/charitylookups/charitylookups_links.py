"""Lists of pairs of organisations: each has its own columns, of which these are common.

Belongs here: the common columns of one list. Not here: types and checks (`contract`).
"""

import polars as pl

from ingest.card import Layout
from ingest.readers import read_csv

COMMON = ["org_id_a", "org_id_b", "relationship", "source"]
OWN = "valid_from"


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """One list as strings: both ids, how they are related, the list's name, and since when.

    Only mergers say when they were registered.
    """
    pairs = read_csv("charitylookups_links", layout, payload)
    if OWN not in pairs.columns:
        pairs = pairs.with_columns(pl.lit(None, pl.String).alias(OWN))
    return pairs.select(*[header for header in COMMON if header in pairs.columns], OWN)
