"""A JSON file whose list `contracts` holds the notices, their texts written for web pages."""

import html
import json

import polars as pl

from ingest.card import Layout
from ingest.suppliers import with_suppliers_withheld

TEXTS = ("title", "awarded_supplier", "cpv_description")


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The notices, as strings; a supplier that may be a person is withheld."""
    notices = json.loads(payload, parse_float=str, parse_int=str)["contracts"]
    texts = [{key: _text(key, value) for key, value in notice.items()} for notice in notices]
    table = pl.DataFrame(texts, dict.fromkeys(texts[0], pl.String))
    return with_suppliers_withheld(table.rename({"awarded_supplier": "Supplier"}))


def _text(key: str, value: str | bool | None) -> str | None:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    return html.unescape(value) if key in TEXTS else value
