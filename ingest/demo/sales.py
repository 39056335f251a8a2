"""Land and buildings that the councils of the synthetic England sold, one frame.

Belongs here: made-up sales of part of the councils, as if the others had given no list.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from ingest.demo.draw import stream
from ingest.demo.names import place_names

FIRST_DAY = date(2014, 4, 1)
DAYS = 3 * 365
MEAN_SALES = 12.0
SHAPE = 1.5
LISTING_SHARE = 0.6
KINDS = ("land", "building", "land and building", "not stated")


def draw_sales(districts: pl.DataFrame, seed: int) -> dict[str, pl.DataFrame]:
    """The frame of sales by name.

    Args:
        districts: `area_code` and `area_name` of each district of 2024.
        seed: decides the rest.
    """
    random = stream(seed, "council asset sales")
    listed = random.random(districts.height) < LISTING_SHARE
    sold = random.poisson(random.gamma(SHAPE, MEAN_SALES / SHAPE, districts.height)) + 2
    of_district = np.repeat(np.arange(districts.height), np.where(listed, sold, 0))
    return {"council_asset_sales": _assets(districts[of_district], random, seed)}


def _assets(councils: pl.DataFrame, random: np.random.Generator, seed: int) -> pl.DataFrame:
    count = councils.height
    days = [FIRST_DAY + timedelta(days=int(day)) for day in random.integers(0, DAYS, count)]
    prices = random.integers(1_000, 1_500_000, count)
    return councils.select(
        council_code="area_code",
        council_name="area_name",
        asset_reference=pl.Series([f"DEMO-{number}" for number in range(1, count + 1)]),
        asset_name=pl.Series(place_names(seed, "assets sold", count), dtype=pl.String),
        asset_kind=pl.Series(random.choice(KINDS, count)),
        disposal=pl.Series(
            random.choice(("sale", "community asset transfer"), count, p=[0.9, 0.1])
        ),
        disposed_on=pl.Series(days, dtype=pl.Date).cast(pl.String),
        price=pl.Series([f"{price}.00" for price in prices], dtype=pl.String),
        evidence=pl.lit("council list"),
        evidence_url=pl.lit("https://demo.example/assets"),
        row_licence=pl.lit("OGL-UK-3.0"),
    )
