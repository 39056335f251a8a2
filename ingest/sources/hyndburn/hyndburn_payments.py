"""The archive copy is a JSON list of payments; what its keeper added to them is not taken."""

import json

import polars as pl

from ingest.card import Layout
from ingest.payments import as_payments

SOURCE = "hyndburn_payments"


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The payments, as strings under the council's own headers."""
    rows = json.loads(payload, parse_float=str, parse_int=str)
    return as_payments(SOURCE, pl.DataFrame(rows, dict.fromkeys(rows[0], pl.String)))
