"""People in income deprivation of every output area whose LSOA is known, one row for each.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.simulation.rural import estimate_output_areas


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    return estimate_output_areas(
        modelled=dbt.ref("int_rural__modelled"),
        param_methods=dbt.ref("param_methods"),
    )
