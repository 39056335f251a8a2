"""Pairs of a supplier and an organisation that may be one, one row for each.

The linking is in `dbt_project.suppliers`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.suppliers.link import score_pairs


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    return score_pairs(
        dbt.ref("int_supplier__names")
        .project("supplier_key as id, supplier_key as name, words, company_number, charity_number")
        .to_arrow_table(),
        dbt.ref("int_supplier__organisations")
        .project("pair_key as id, organisation_key as name, words, company_number, charity_number")
        .to_arrow_table(),
        dbt.ref("param_supplier_levels").to_arrow_table().to_pylist(),
    )
