"""District statistics of the synthetic England, one frame per publisher's file.

Belongs here: made-up values within realistic ranges (`statistics.csv`: what each file holds, and
between which bounds nine in ten real districts lie). Not here: areas, which `england` lends.
"""

from pathlib import Path

import numpy as np
import polars as pl

from ingest.demo.draw import Floats, stable, stream

FILES = Path(__file__).with_name("statistics.csv")
NEED_SHARE = 0.6
DECIMALS = 2
GEOGRAPHIES = {"E12": "Region", "E92": "Country"}


def draw_statistics(
    districts: pl.DataFrame, regions: pl.DataFrame, need: Floats, seed: int
) -> dict[str, pl.DataFrame]:
    """All frames of statistics by name.

    Args:
        districts: `area_code` and `area_name` of each district.
        regions: the same of the regions and the country.
        need: each district's need between 0 and 1; statistics follow it more or less.
        seed: decides the rest.
    """
    files = pl.read_csv(FILES)
    return {
        str(frame): pl.concat(
            [
                _indicator(row, districts, regions, need, seed)
                for row in files.filter(pl.col("frame") == frame).iter_rows(named=True)
            ]
        ).sort("area_code", "geography", "indicator", "period", "measure")
        for frame in files["frame"].unique(maintain_order=True)
    }


def _indicator(
    row: dict[str, str | float],
    districts: pl.DataFrame,
    regions: pl.DataFrame,
    need: Floats,
    seed: int,
) -> pl.DataFrame:
    areas = regions if row["level"] == "region" else pl.concat([districts, regions])
    random = stream(seed, f"statistics {row['indicator']} {row['measure']}")
    drive = np.full(areas.height, 0.5)
    if row["level"] == "district":
        drive[: len(need)] = need
    place = stable(NEED_SHARE * drive + (1 - NEED_SHARE) * random.random(areas.height))
    periods = _periods(str(row["first_period"]), str(row["last_period"]))
    return pl.concat([_in_period(row, areas, place, period, random) for period in periods])


def _in_period(
    row: dict[str, str | float],
    areas: pl.DataFrame,
    place: Floats,
    period: str,
    random: np.random.Generator,
) -> pl.DataFrame:
    low, high = float(row["low"]), float(row["high"])
    width = high - low
    values = low + width * (place + 0.02 * random.random(len(place)))
    margin = 0.03 * width if row["has_interval"] == "yes" else None
    return areas.with_columns(
        geography=pl.col("area_code")
        .str.slice(0, 3)
        .replace_strict(GEOGRAPHIES, default="Local Authority District"),
        indicator=pl.lit(row["indicator"]),
        period=pl.lit(period),
        observation=_rounded(values),
        measure=pl.lit(row["measure"]),
        unit=pl.lit(row["unit"]),
        lower_95=pl.lit(None, pl.Float64) if margin is None else _rounded(values - margin),
        upper_95=pl.lit(None, pl.Float64) if margin is None else _rounded(values + margin),
        status=pl.lit(None, pl.String),
        note=pl.lit(None, pl.String),
    )


def _rounded(values: Floats) -> pl.Series:
    return pl.Series(np.round(stable(values), DECIMALS))


def _periods(first: str, last: str) -> list[str]:
    """One period a year, from the first to the last, in the publisher's own notation."""
    start, end = int(first[:4]), int(last[:4])
    return [f"{year}{first[4:]}" for year in range(start, end)] + [last]
