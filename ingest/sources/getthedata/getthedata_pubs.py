"""Open Pubs has rows in which quotes within a name swallowed the address; they are moved back."""

import polars as pl

from ingest.card import Layout
from ingest.readers import read_csv

SWALLOWED = r'^(?<name>.+)\\",\s*"(?<address>.+)$'


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The pubs, as strings under the publisher's headers."""
    frame = read_csv("getthedata_pubs", layout, payload)
    first, second, *rest = frame.columns[1:]
    is_shifted = pl.col(first).str.contains(SWALLOWED)
    parts = pl.col(first).str.extract_groups(SWALLOWED).struct
    moved = zip(rest, [second, *rest[:-1]], strict=True)
    return frame.with_columns(
        pl.when(is_shifted).then(parts.field("name")).otherwise(first).alias(first),
        pl.when(is_shifted).then(parts.field("address")).otherwise(second).alias(second),
        *(pl.when(is_shifted).then(old).otherwise(new).alias(new) for new, old in moved),
    )
