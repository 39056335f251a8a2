"""One year's components of core spending power, whose headers end in the year."""

import re

import polars as pl

from ingest.card import Layout
from ingest.errors import ContractError
from ingest.readers import read_csv

SOURCE = "mhclg_core_spending_power"
OF_YEAR = re.compile(r"(.+)_(20\d\d)")


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The rows as published, with headers that lack the year and a column `year`.

    Raises:
        ContractError: the headers name no year, or several.
    """
    frame = read_csv(SOURCE, layout, payload)
    found = {header: OF_YEAR.fullmatch(header) for header in frame.columns}
    years = {match.group(2) for match in found.values() if match}
    if len(years) != 1:
        raise ContractError(SOURCE, f"the headers are of the years {sorted(years)}, not of one")
    names = {header: match.group(1) for header, match in found.items() if match}
    return frame.rename(names).with_columns(year=pl.lit(years.pop()))
