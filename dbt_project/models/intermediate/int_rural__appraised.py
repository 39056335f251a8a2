"""How surely each rural LSOA is of high need, one row for each.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.simulation.rural import appraise_lsoas


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    return appraise_lsoas(
        lsoas=dbt.ref("int_rural__lsoas"),
        param_methods=dbt.ref("param_methods"),
    )
