"""Files of the 360Giving standard whose recipients a person has read through."""

import polars as pl

from ingest.card import Layout
from ingest.threesixty import Habits, read_grants

HABITS = Habits(renames={"Postcode of impact 1": "Project Postcode"}, only_organisations=True)


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The grants of one file under the standard's titles."""
    return read_grants("threesixty_files", payload, HABITS)
