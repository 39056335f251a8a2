"""Sport England's files: the 360Giving standard's first form, with columns of their own."""

import polars as pl

from ingest.card import Layout
from ingest.threesixty import Habits, read_grants

HABITS = Habits(
    renames={
        "Org Type": "Recipient Org:Organisation Type",
        "Organisation Type": "Recipient Org:Organisation Type",
        "Programme Name": "Grant Programme:Title",
        "Local_Authority": "Local Authority",
    },
    only_organisations=True,
)


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The awards of one file under the standard's titles."""
    return read_grants("sportengland_awards", payload, HABITS)
