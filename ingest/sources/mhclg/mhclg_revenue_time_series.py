"""The revenue outturn time series has a column for each line; here each cell is a record."""

import polars as pl

from ingest.card import Layout
from ingest.cells import numbers_and_marks
from ingest.errors import ContractError
from ingest.readers import read_csv

SOURCE = "mhclg_revenue_time_series"
IDENTIFIERS = (
    *("year_ending", "ONS_code", "LA_LGF_code", "LA_name", "status", "LA_class", "LA_subclass"),
)
SUMMARY = "RS_"


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """Every cell of the revenue summary, as strings; `value`, or `marker` where it is no number.

    Raises:
        ContractError: a column that identifies a row, or the whole summary, is missing.
    """
    wide = read_csv(SOURCE, layout, payload)
    if missing := [name for name in IDENTIFIERS if name not in wide.columns]:
        raise ContractError(SOURCE, f"the columns {missing} are missing")
    lines = [name for name in wide.columns if name.startswith(SUMMARY)]
    if not lines:
        raise ContractError(SOURCE, f"no column is a line of the revenue summary ({SUMMARY}…)")
    long = wide.unpivot(lines, index=IDENTIFIERS, variable_name="field", value_name="cell")
    return long.select(*IDENTIFIERS, "field", *numbers_and_marks(pl.col("cell")))
