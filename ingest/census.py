"""Census 2021 topic summaries as counts in long form: one row per area, topic and category.

Belongs here: the zips that Nomis offers in bulk, and the Parquet files of the R package demographr
that an archive may hold instead. Not here: which topics, or of which areas (the cards say that).
"""

import io

import polars as pl

from ingest.bundle import unzip_member
from ingest.card import Layout
from ingest.readers import read_csv

SOURCE = "Census 2021 topic summary"
MAX_BYTES = 400_000_000
BULK = Layout(format="csv", period={"column": "date", "equals": "2021"})
BULK_SUFFIX = "; measures: Value"
AREA = "geography code"

# The package's name of a column of categories -> the topic as Nomis writes it.
TOPICS = {
    "deprivation_dimensions": "Household deprivation",
    "disability": "Disability",
    "type": "Accommodation type",
    "occupancy_rating": "Occupancy rating for bedrooms",
    "tenure": "Tenure of household",
}
TOTALS = {
    "total_households": "Total: All households",
    "total_residents": "Total: All usual residents",
}
# Ratings that the package words in its own way -> as Nomis writes them.
RATINGS = {
    "+2 or more (under-occupied)": "Occupancy rating of bedrooms: +2 or more",
    "+1 (under-occupied)": "Occupancy rating of bedrooms: +1",
    "0 (ideal)": "Occupancy rating of bedrooms: 0",
    "-1 (overcrowded)": "Occupancy rating of bedrooms: -1",
    "-2 or less (overcrowded)": "Occupancy rating of bedrooms: -2 or less",
}


def parse_bulk(payload: bytes, area: str) -> pl.DataFrame:
    """One topic summary from the zip that Nomis offers in bulk.

    Args:
        payload: the zip; it holds one CSV for each kind of area.
        area: the kind of area, as the CSV's name has it: `lsoa`, `oa`.

    Returns:
        Strings: `date`, `geography code`, `topic`, `category`, `observation`.

    Raises:
        ContractError: not such a zip.
    """
    body = unzip_member(SOURCE, rf"census2021-ts\d+-{area}\.csv", MAX_BYTES, payload)
    wide = read_csv(SOURCE, BULK, body).drop("geography")
    counts = wide.unpivot(
        index=["date", AREA], variable_name="header", value_name="observation"
    ).lazy()
    label = pl.col("header").str.strip_suffix(BULK_SUFFIX).str.splitn(": ", 2)
    named = label.struct.rename_fields(["topic", "category"])
    return counts.with_columns(named.alias("label")).unnest("label").drop("header").collect()


def parse_package(payload: bytes) -> pl.DataFrame:
    """One topic summary from a Parquet file of the R package demographr.

    Returns:
        Strings: `geography code`, `topic`, `category`, `observation`; the area's total is a
        category, as in the publisher's files.
    """
    held = pl.read_parquet(io.BytesIO(payload))
    code = held.columns[0]
    categories = next(header for header in held.columns if header in TOPICS)
    total = next(header for header in held.columns if header in TOTALS)
    counts = held.select(code, pl.col(categories).replace(RATINGS).alias("category"), "n")
    totals = held.unique(code).select(
        code, pl.lit(TOTALS[total]).alias("category"), pl.col(total).alias("n")
    )
    return pl.concat([totals, counts]).select(
        pl.col(code).alias(AREA),
        pl.lit(TOPICS[categories]).alias("topic"),
        "category",
        pl.col("n").cast(pl.String).alias("observation"),
    )
