"""Grants for the arts: a file of the 360Giving standard."""

import polars as pl

from ingest.card import Layout
from ingest.threesixty import read_grants


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The awards under the standard's titles."""
    return read_grants("ace_grants_2014", payload)
