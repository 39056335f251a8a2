"""Project Grants: the publisher's workbook or the archive's CSV, with nothing left of people."""

import polars as pl

from ingest.card import Layout
from ingest.readers import read_csv, read_sheet
from ingest.recipients import (
    KIND,
    ORGANISATION,
    POSSIBLE_INDIVIDUAL,
    clean_text,
    name_shows_organisation,
    withhold_people,
)

SOURCE = "ace_project_grants"
READ = ("Recipient", "Award amount", "Award date", "Local authority", "Main discipline", "Strand")
HEADER_ROW = 3


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The awards under the publisher's headers, with the kind of their recipient."""
    if payload.startswith(b"PK"):
        frame = read_sheet(SOURCE, payload, "Project Grants Awards", HEADER_ROW)
    else:
        frame = read_csv(SOURCE, layout, payload)
    if "Strand" not in frame.columns:
        frame = frame.with_columns(Strand=pl.lit(None, pl.String))
    kind = (
        pl.when(name_shows_organisation(pl.col("Recipient")))
        .then(pl.lit(ORGANISATION))
        .otherwise(pl.lit(POSSIBLE_INDIVIDUAL))
    )
    named = frame.select(READ).with_columns(clean_text(pl.col("Recipient")), kind.alias(KIND))
    return withhold_people(named, ("Award amount", "Award date", "Strand"))
