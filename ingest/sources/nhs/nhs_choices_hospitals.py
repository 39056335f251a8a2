"""The NHS website separated cells by the sign ¬, which a CSV reader takes for two bytes."""

import polars as pl

from ingest.card import Layout


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The hospitals, as strings under the publisher's headers. Text is Latin-1 and never quoted."""
    lines = payload.decode("latin-1").splitlines()
    cells = [line.split("¬") for line in lines]
    return pl.DataFrame(cells[1:], schema=dict.fromkeys(cells[0], pl.String), orient="row")
