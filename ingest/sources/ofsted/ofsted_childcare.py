"""Childcare providers: names and postcodes of those who work in homes never leave the file."""

import polars as pl

from ingest.card import Layout
from ingest.errors import ContractError
from ingest.readers import read_csv

SOURCE = "ofsted_childcare"
PUBLIC = "Childcare on non-domestic premises"
PRIVATE = ("Provider Name", "Provider Postcode")


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """One row per provider, as strings; name and postcode of public premises alone.

    Raises:
        ContractError: a column that tells private from public is missing.
    """
    providers = read_csv(SOURCE, layout, payload)
    if missing := [n for n in ("Provider Type", *PRIVATE) if n not in providers.columns]:
        raise ContractError(SOURCE, f"the columns {missing} are missing")
    is_public = pl.col("Provider Type").str.strip_chars() == PUBLIC
    return providers.with_columns(
        pl.when(is_public & (pl.col(name) != "REDACTED")).then(name).alias(name) for name in PRIVATE
    )
