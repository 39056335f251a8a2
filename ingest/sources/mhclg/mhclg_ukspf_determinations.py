"""Annex A of a page of GOV.UK: the table whose first header begins with `Lead`."""

from html.parser import HTMLParser

import polars as pl

from ingest.card import Layout
from ingest.errors import ContractError

SCHEMA = dict.fromkeys(("Authority", "Column", "Amount"), pl.String)


class _Tables(HTMLParser):
    """Every table of a page, as rows of the texts of its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row or a cell begins."""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        """A cell ends."""
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        """A text, of a cell or of none."""
        if self._in_cell:
            self.tables[-1][-1][-1] += data


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """One row per authority and column of amounts, as strings."""
    page = _Tables()
    page.feed(payload.decode("utf-8"))
    found = [table for table in page.tables if table and _cells(table[0])[0].startswith("Lead")]
    if len(found) != 1:
        raise ContractError(
            "mhclg_ukspf_determinations",
            f"{len(found)} of the page's {len(page.tables)} tables are lists of lead authorities",
        )
    (_, *columns), *body = map(_cells, found[0])
    return pl.DataFrame(
        [
            {"Authority": name, "Column": column, "Amount": amount}
            for name, *amounts in body
            for column, amount in zip(columns, amounts, strict=True)
        ],
        SCHEMA,
    )


def _cells(row: list[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row] or [""]
