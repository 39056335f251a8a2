"""The capital outturn time series has a column for each line; here each cell is a record."""

import polars as pl

from ingest.card import Layout
from ingest.cells import numbers_and_marks
from ingest.errors import ContractError
from ingest.readers import read_csv

SOURCE = "mhclg_capital_time_series"
IDENTIFIERS = (
    *("PeriodCode", "LA_LGF_Code", "ONS_Code", "LA_Name", "LA_Class", "LA_Subclass", "Status"),
)


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """Every cell, as strings; `value` in £ thousand or, where it is no number, `marker`.

    Raises:
        ContractError: one of the columns that identify a row is missing.
    """
    wide = read_csv(SOURCE, layout, payload)
    if missing := [name for name in IDENTIFIERS if name not in wide.columns]:
        raise ContractError(SOURCE, f"the columns {missing} are missing")
    long = wide.unpivot(index=IDENTIFIERS, variable_name="field", value_name="cell")
    return long.select(*IDENTIFIERS, "field", *numbers_and_marks(pl.col("cell")))
