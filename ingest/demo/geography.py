"""Boundaries and further areas of the synthetic England.

Belongs here: frames of the geography sources beyond the lookups that `england` itself draws. Not
here: the land they lie on.
"""

import polars as pl

from ingest.demo.land import Land, polygons, strips


def draw_geography(land: Land, lsoas_2021: pl.DataFrame, seed: int) -> dict[str, pl.DataFrame]:
    """The frames of the geography family.

    Args:
        land: the cells, each a ward of 2024.
        lsoas_2021: one row per LSOA with its `cell` and the columns of its ward and district.
        seed: that of the England.
    """
    return {"lsoa_2021_boundary": _lsoa_2021_boundary(land, lsoas_2021, seed)}


def _lsoa_2021_boundary(land: Land, lsoas_2021: pl.DataFrame, seed: int) -> pl.DataFrame:
    shapes = polygons(*strips(land, lsoas_2021["cell"].to_numpy(), seed))
    return lsoas_2021.select(
        "lsoa_2021_code", "lsoa_2021_name", pl.Series("geometry", shapes)
    ).sort("lsoa_2021_code")
