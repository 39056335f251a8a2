"""The workbook has a sheet of awards for each round; one has a column more, always empty."""

import polars as pl

from ingest.card import Layout
from ingest.readers import read_sheet

SHEETS = ("CRF 1 Grants", "CRF 1 Capital Kickstart", "CRF 2 Grants")


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The awards of all rounds, as strings under the publisher's headers, with their sheet."""
    frames = [
        read_sheet("ace_culture_recovery_fund", payload, name, 1)
        .rename(str.strip)
        .with_columns(pl.lit(name).alias("Sheet"))
        for name in SHEETS
    ]
    return pl.concat(frames, how="diagonal")
