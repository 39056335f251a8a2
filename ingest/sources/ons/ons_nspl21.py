"""Parser of the National Statistics Postcode Lookup: the columns of use among its forty."""

import polars as pl

from ingest.card import Layout
from ingest.readers import read_csv

HEADERS = ("pcds", "dointr", "doterm", "oseast1m", "osnrth1m", "osgrdind", "ctry", "lsoa21")


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The rows of one file of the lookup, under its own headers.

    Raises:
        ContractError: the file is no CSV.
    """
    frame = read_csv("ons_nspl21", layout, payload)
    return frame.select(header for header in frame.columns if header in HEADERS)
