"""How surely each rural LSOA is of high need, one row for each.

The arithmetic is in `dbt_project.simulation`; this only says what it reads.
"""

from dbt_project.simulation.rural import appraise_lsoas


def model(dbt, session):  # noqa: D103 - dbt's own entry point
    dbt.config(materialized="table")
    return appraise_lsoas(
        lsoas=dbt.ref("int_rural__lsoas"),
        param_methods=dbt.ref("param_methods"),
    )
