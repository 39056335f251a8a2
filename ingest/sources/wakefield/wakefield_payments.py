"""The archive copy writes each byte that was no UTF-8 as its number after a backslash and an x."""

import re

import polars as pl

from ingest.card import Layout
from ingest.payments import as_payments, read_table

SOURCE = "wakefield_payments"
NUMBERED_BYTE = re.compile(rb"\\x([0-9A-F]{2})")


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The payments of one quarter, as strings."""
    whole = NUMBERED_BYTE.sub(_character, payload)
    return as_payments(SOURCE, read_table(SOURCE, whole))


def _character(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode()).decode("cp1252").encode()
