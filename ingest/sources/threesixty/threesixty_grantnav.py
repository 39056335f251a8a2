"""The daily package of all files of the 360Giving standard."""

import polars as pl

from ingest.card import Layout
from ingest.threesixty import read_package


def parse(payload: bytes, layout: Layout) -> dict[str, pl.DataFrame]:
    """The grants of files under a mild licence, and the list of all files."""
    return read_package("threesixty_grantnav", payload)
