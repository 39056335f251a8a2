"""Which choice makes the ranking of the rural index vary: its Sobol' indices.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.simulation.tables import simulate_factors


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    return simulate_factors(
        session,
        values=dbt.ref("int_rural__simulated"),
        ranked=dbt.ref("int_rural__default_ranks"),
        parameters=dbt.ref("int_simulation__parameters"),
    )
