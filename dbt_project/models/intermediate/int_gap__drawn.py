"""The gap in grants with its intervals, one row for each comparison, cut and measure.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.simulation.gaps import estimate_gaps


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    return estimate_gaps(
        observed=dbt.ref("int_gap__observed"),
        areas=dbt.ref("int_gap__areas"),
        param_methods=dbt.ref("param_methods"),
    )
