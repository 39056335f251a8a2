"""Underlying indicators of the Indices of Deprivation in long form: one row per LSOA and indicator.

Belongs here: the publisher's workbook (a sheet for each domain), and one wide CSV that an archive
may hold instead. Not here: what the indicators mean.
"""

import re

import polars as pl

from ingest.card import Layout
from ingest.readers import load_sheet, open_workbook, read_csv

SOURCE = "File 8 of the Indices of Deprivation"
DOMAIN_SHEET = r"IoD\d+ .*Domain"
AREA_HEADER = r"LSOA (code|name) \(\d{4}\)|Local Authority District (code|name) \(\d{4}\)"


def parse_indicators(payload: bytes, layout: Layout) -> pl.DataFrame:
    """Every indicator of every LSOA.

    Args:
        payload: a workbook, or a CSV whose first column is the LSOA's code.
        layout: one with a proof of period is the publisher's workbook.

    Returns:
        Strings: `code`, `indicator` (the publisher's header in snake_case), `value`.

    Raises:
        ContractError: not such a file.
    """
    if not layout.period:
        return _long(read_csv(SOURCE, layout, payload))
    workbook = open_workbook(SOURCE, payload)
    sheets = [name for name in workbook.sheet_names if re.fullmatch(DOMAIN_SHEET, name)]
    frames = [load_sheet(SOURCE, workbook, name, 1) for name in sheets]
    return pl.concat([_long(_without_names(frame), frame.columns[0]) for frame in frames])


def _without_names(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with, of its columns about areas, the first alone: the LSOA's code."""
    areas = [header for header in frame.columns if re.fullmatch(AREA_HEADER, header)]
    return frame.drop(areas[1:])


def _long(frame: pl.DataFrame, proof: str | None = None) -> pl.DataFrame:
    code, *indicators = frame.columns
    named = frame.rename({code: "code"} | {header: _snake(header) for header in indicators})
    long = named.unpivot(index="code", variable_name="indicator", value_name="value")
    return long.with_columns(pl.col("code").alias(proof)) if proof else long


def _snake(header: str) -> str:
    words = header.lower().replace("%", " percent ")
    return re.sub(r"[^a-z0-9]+", "_", words).strip("_")
