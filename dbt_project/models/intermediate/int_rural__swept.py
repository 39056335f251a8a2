"""The ranks that rural LSOAs take in the rural index as its weights vary, one row for each.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.simulation.rural import sweep_weights


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    return sweep_weights(
        index=dbt.ref("int_rural__index"),
        components=dbt.ref("param_rural_components"),
        param_methods=dbt.ref("param_methods"),
    )
