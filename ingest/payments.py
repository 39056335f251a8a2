"""Councils' payment files: one set of columns, whatever the headers of council, year and file.

Belongs here: the synonyms of headers, rows that are no payments, repeats, and names of people that
must not be kept. Not here: whose names those are (`suppliers`), what only one council does (its
parser), nor what amounts mean (dbt).
"""

import csv
import io
from collections import Counter

import polars as pl

from ingest.errors import ContractError
from ingest.readers import decode_text
from ingest.suppliers import with_suppliers_withheld

# Our header -> the headers that councils use for it; the first that a file has is taken.
SYNONYMS = {
    "Payment Date": ("Payment Date", "Date", "Transaction Date", "Date of Payment", "date"),
    "Supplier": (
        "Supplier Name",
        "Supplier(Beneficiary) Name",
        "Vendor Name",
        "Beneficiary Name",
        "supplier",
    ),
    "Company Number": (
        "Supplier Registered Company Number",
        "Company Registration",
        "Company Registration Number",
        "Company Registraation Number",
        "Comp. reg. no",
    ),
    "Charity Number": (
        "Supplier Registered Charity Number",
        "Charity Registration",
        "Charity Registration Number",
        "Charity Number",
    ),
    "Department": ("Expense Area", "Service Area", "Directorate", "department_raw"),
    "Service": ("SERCOP URI", "Sercop URI", "service_area_raw"),
    "Purpose": ("Purpose of Spend (Summary)", "Purpose of Spend", "GL Description", "Expense Type"),
    "Category": (
        "Procurement Classification: Council's Procurement Category Name",
        "Procurement Classification",
        "Merchant Category",
    ),
    "Reference": (
        "Internal Ref Number",
        "Transaction number",
        "Transaction Number",
        "Transaction No",
        "TransNo",
        "DocumentNo",
        "reference",
    ),
    "Amount": ("Net Amount", "Net", "Amount", "amount"),
    "VAT": ("VAT", "Irrecoverable VAT"),
    "Gross": ("Gross",),
    "Subsource": ("Subsource",),
    "Voluntary Sector": ("Voluntary Community and Social Enterprise Supplier",),
}
CARD_HEADER = "Merchant Category"
# As csv's own limit, which other libraries in the same process lift.
MAX_CELL_CHARACTERS = 131_072


def read_table(source: str, payload: bytes) -> pl.DataFrame:
    """A CSV as strings: UTF-8 or else Windows-1252, with empty cells beyond the header let go.

    Raises:
        ContractError: no rows of a CSV, or a row with more cells than the header that are not
            empty.
    """
    rows = _rows(source, payload)
    headers, body = _unique(rows[0]), [row for row in rows[1:] if any(map(str.strip, row))]
    width = len(headers)
    if surplus := next((row for row in body if any(row[width:])), None):
        raise ContractError(
            source,
            f"a row has more cells than the {width} of its header: {surplus}",
            "cells are shifted: look at that row, and mend the parser or tell the publisher",
        )
    padded = [row[:width] + [""] * (width - len(row)) for row in body]
    return pl.DataFrame(padded, dict.fromkeys(headers, pl.String), orient="row")


def as_payments(source: str, table: pl.DataFrame) -> pl.DataFrame:
    """A council's table under this module's headers; names of people are withheld.

    `Repeat` counts identical whole rows of the file from 1; rows without date and supplier are
    totals and left out; `Supplier Status` says what became of the supplier's name.

    Raises:
        ContractError: no header of the file stands for a date, a supplier or an amount.
    """
    counted = table.with_columns(
        (pl.int_range(pl.len()).over(table.columns) + 1).cast(pl.String).alias("Repeat"),
    )
    named = counted.select("Repeat", *_renamed(source, table.columns))
    payments = named.filter(pl.col("Payment Date").is_not_null() | ~_says_total())
    kind = "card" if CARD_HEADER in table.columns else "invoice"
    return with_suppliers_withheld(payments).with_columns(pl.lit(kind).alias("Payment Kind"))


def _rows(source: str, payload: bytes) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(decode_text(source, payload), newline="")))
    except csv.Error as error:
        raise ContractError(
            source,
            f"the file cannot be read as CSV: {error}",
            "look at the file; a download may be broken: try again, or tell the publisher",
        ) from error
    if any(len(cell) > MAX_CELL_CHARACTERS for row in rows for cell in row):
        raise ContractError(
            source,
            f"a cell has more than {MAX_CELL_CHARACTERS:,} characters: a quote may never be closed",
            "look at the file; a download may be broken: try again, or tell the publisher",
        )
    if not rows:
        raise ContractError(
            source, "the file is empty", "try again later, or look for the file's new address"
        )
    return rows


def _unique(headers: list[str]) -> list[str]:
    """The headers; one that comes again is told apart by its number."""
    seen: Counter[str] = Counter()
    unique = []
    for header in map(str.strip, headers):
        seen[header] += 1
        unique.append(f"{header} {seen[header]}" if seen[header] > 1 else header)
    return unique


def _renamed(source: str, headers: list[str]) -> list[pl.Expr]:
    found = {ours: next((s for s in of if s in headers), None) for ours, of in SYNONYMS.items()}
    needed = ("Payment Date", "Supplier", "Amount")
    if missing := [ours for ours in needed if found[ours] is None]:
        raise ContractError(
            source,
            f"no header stands for {', '.join(missing)}; the file has {headers}",
            "add the council's word for it to SYNONYMS in ingest/payments.py",
        )
    return [
        (pl.lit(None, pl.String) if theirs is None else _text(theirs)).alias(ours)
        for ours, theirs in found.items()
    ]


def _text(header: str) -> pl.Expr:
    return pl.col(header).str.strip_chars().replace("", None)


def _says_total() -> pl.Expr:
    return pl.col("Supplier").is_null() | pl.col("Supplier").str.contains(r"(?i)^(grand )?total\b")
