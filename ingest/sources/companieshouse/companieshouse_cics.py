"""The community interest companies among the five million of the free company data product.

Belongs here: picking their lines out of the zip without unpacking it whole. Not here: types.
"""

import io
import zipfile
from collections.abc import Iterator

import polars as pl

from ingest.card import Layout
from ingest.errors import ContractError
from ingest.readers import read_csv

SOURCE = "companieshouse_cics"
CATEGORY = "Community Interest Company"


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The companies of that category as strings, under headers without their leading blanks.

    Raises:
        ContractError: the payload is no zip of one CSV.
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
            yield next(lines)
            yield from (line for line in lines if CATEGORY.encode() in line)
    except (zipfile.BadZipFile, ValueError, StopIteration) as error:
        raise ContractError(SOURCE, f"the file is not a zip of one CSV: {error!r}") from error
