"""National Lottery grants: columns of the 360Giving standard, and some of their own."""

import polars as pl

from ingest.card import Layout
from ingest.threesixty import Habits, read_grants

HABITS = Habits(
    renames={
        "Recipient Org:Local Authority": "Local Authority",
        "Good Cause Area": "Grant Programme:Title",
    },
    persons={"Description": r"^\s*Athlete Performance Award\s*$"},
)


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The grants of one year under the standard's titles."""
    return read_grants("dcms_lottery_grants", payload, HABITS)
