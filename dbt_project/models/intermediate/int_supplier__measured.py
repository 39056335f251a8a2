"""Precision and recall of the matching of suppliers, one row for each band that may be the last.

The arithmetic is in `dbt_project.suppliers`; this only says what it reads.
"""

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from dbt_project.suppliers.quality import Band, measure

JUDGED = """
    bands.pair_count,
    count(judgements.band) as judged_count,
    count(*) filter (judgements.judgement = 'the same') as true_count
"""


def model(dbt: Any, session: DuckDBPyConnection) -> pa.Table:
    """The table, as dbt asks for it."""
    dbt.config(materialized="table")
    judged = (
        dbt.ref("ref_supplier_bands")
        .set_alias("bands")
        .join(
            dbt.ref("ref_supplier_judgements").set_alias("judgements"),
            "bands.band = judgements.band",
            how="left",
        )
        .aggregate(f"bands.band_order, {JUDGED}", "bands.band_order, bands.pair_count")
        .order("band_order")
        .project("pair_count, judged_count, true_count")
    )
    return measure([Band(*row) for row in judged.fetchall()])
