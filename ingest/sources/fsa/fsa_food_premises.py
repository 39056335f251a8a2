"""The food hygiene files: JSON, one file for each authority, with private addresses withheld.

Belongs here: which fields of a record are read. Not here: types and checks (`contract`).
"""

import json
from typing import Any

import polars as pl

from ingest.card import Layout
from ingest.errors import ContractError

PLAIN = [
    "FHRSID",
    "BusinessType",
    "BusinessTypeID",
    "LocalAuthorityCode",
    "LocalAuthorityName",
    "RatingValue",
    "RatingDate",
]
PLACED = ["PostCode", "Latitude", "Longitude"]
ADDRESS = [f"AddressLine{number}" for number in range(1, 5)]

Record = dict[str, Any]


def parse(payload: bytes, layout: Layout) -> pl.DataFrame:
    """The businesses of one authority as strings, without names and addresses.

    Postcode and position are empty where the agency withholds every line of the address.

    Raises:
        ContractError: the payload is not the agency's JSON.
    """
    try:
        content = json.loads(payload)["FHRSEstablishment"]
        extract_date = content["Header"]["ExtractDate"]
        rows = [_row(record) for record in content["EstablishmentCollection"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContractError(
            "fsa_food_premises", f"the file is not food hygiene JSON: {error!r}"
        ) from error
    headers = [*PLAIN, *PLACED, "AddressIsWithheld"]
    premises = pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String), orient="row")
    return premises.with_columns(pl.lit(extract_date).alias("ExtractDate"))


def _row(record: Record) -> dict[str, str | None]:
    withheld = not any(record.get(line) for line in ADDRESS)
    place = {} if withheld else {**record, **(record.get("Geocode") or {})}
    row = {field: record.get(field) for field in PLAIN} | {
        field: place.get(field) for field in PLACED
    }
    texts = {field: None if value is None else str(value) for field, value in row.items()}
    return texts | {"AddressIsWithheld": str(withheld).lower()}
