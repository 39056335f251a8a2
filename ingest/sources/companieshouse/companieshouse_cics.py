"""The community interest companies among the five million of the free company data product.

Belongs here: picking their lines out of the zip without unpacking it whole. Not here: types.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import cast

import polars as pl

from ingest.card import Layout
from ingest.errors import ContractError
from ingest.readers import read_csv

SOURCE = "companieshouse_cics"
CATEGORY = "Community Interest Company"
MAX_LINE_BYTES = 65_536
# The whole product has about 3 GB.
MAX_UNPACKED_BYTES = 10_000_000_000
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, ValueError),
    *(NotImplementedError, RuntimeError),
)


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The companies of that category as strings, under headers without their leading blanks.

    Raises:
        ContractError: the payload is no zip of one CSV, or a limit is exceeded.
    """
    companies = read_csv(SOURCE, layout, b"".join(_lines(payload)))
    companies = companies.rename(str.strip)
    if "CompanyCategory" not in companies.columns:
        return companies
    return companies.filter(pl.col("CompanyCategory") == CATEGORY)


def _lines(payload: bytes) -> Iterator[bytes]:
    """The header, and every line that names the category anywhere."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(payload))
        (member,) = archive.namelist()
        with archive.open(member) as lines:
            for number, line in enumerate(_bounded(io.BufferedReader(cast(io.RawIOBase, lines)))):
                if number == 0 or CATEGORY.encode() in line:
                    yield line
    except UNREADABLE as error:
        raise ContractError(
            SOURCE,
            f"the file is not a zip of one CSV: {error!r}",
            "look at the publisher's page; a download may be broken: try again later",
        ) from error


def _bounded(lines: io.BufferedReader) -> Iterator[bytes]:
    """Every line, until one is too long or all together are."""
    read = 0
    while line := lines.readline(MAX_LINE_BYTES):
        read += len(line)
        if len(line) == MAX_LINE_BYTES or read > MAX_UNPACKED_BYTES:
            raise ContractError(
                SOURCE,
                f"the file has a line of {MAX_LINE_BYTES:,} bytes or unpacks to too many",
                "look at the file; if it is honest, raise the limit in this source's parser",
            )
        yield line
