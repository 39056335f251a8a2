"""The ranks that rural LSOAs take in the rural index as its weights vary, one row for each.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from dbt_project.simulation.rural import sweep_weights


def model(dbt, session):  # noqa: D103 - dbt's own entry point
    dbt.config(materialized="table")
    return sweep_weights(
        index=dbt.ref("int_rural__index"),
        components=dbt.ref("param_rural_components"),
        param_methods=dbt.ref("param_methods"),
    )
