"""Assets sold by year, area and estimator, from the councils that say how many they sold.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.simulation.sales import estimate_sales


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    return estimate_sales(dbt.ref("int_sale__frame"), dbt.ref("param_asset_sales"))
