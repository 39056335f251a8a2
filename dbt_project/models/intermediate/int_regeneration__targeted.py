"""Concentration indices of the funds and shares of their money, with intervals.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.simulation.targeting import measure_targeting


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    return measure_targeting(
        session,
        weighed=dbt.ref("int_regeneration__weighed"),
        parameters=dbt.ref("int_simulation__parameters"),
    )
