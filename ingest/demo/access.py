"""Distances to green space of the synthetic England.

Belongs here: the frame of the ONS means. Not here: the ways into green spaces (`places`).
"""

import numpy as np
import polars as pl

from ingest.demo.draw import stream

# The publisher's copy lacks some LSOAs; so does this one, one in so many.
ONE_MISSING_IN = 150
TYPICAL_METRES = 300.0
SPREAD_OF_LOGS = 0.6


def draw_green_distances(lsoas_2011: pl.DataFrame, seed: int) -> dict[str, pl.DataFrame]:
    """The frame `green_distances`: mean metres to a park of most LSOAs of 2011.

    Args:
        lsoas_2011: `lsoa_2011_code` and `lsoa_2011_name` of each, in order of code.
        seed: that of the England.
    """
    random = stream(seed, "green distances")
    metres = random.lognormal(np.log(TYPICAL_METRES), SPREAD_OF_LOGS, len(lsoas_2011))
    drawn = lsoas_2011.select(
        "lsoa_2011_code",
        "lsoa_2011_name",
        average_distance_metres=pl.Series(np.round(metres, 3)),
    )
    is_missing = np.arange(len(drawn)) % ONE_MISSING_IN == ONE_MISSING_IN - 1
    return {"green_distances": drawn.filter(pl.Series(~is_missing))}
