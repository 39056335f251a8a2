"""What swept scenarios of fair funding come to under other choices.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.simulation.funding import measure_sensitivity


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    return measure_sensitivity(
        session,
        areas=dbt.ref("int_fair__swept"),
        scenarios=dbt.ref("int_fair__swept_scenarios"),
        parameters=dbt.ref("param_sensitivity"),
    )
