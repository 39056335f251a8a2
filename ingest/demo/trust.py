"""How far people of the synthetic England trust each other.

Belongs here: the shares that a survey's model gives to each MSOA of 2011. Not here: the need behind
them, which the indices lend.
"""

import numpy as np
import polars as pl

from ingest.demo.draw import codes, stable, stream

FIRST_MSOA = 500_001
# Shares where nobody is deprived, and how much lower they are for each point of the IMD score.
MOST_TRUSTING, LESS_BY_SCORE = 0.57, 0.005
SPREAD, UNDECIDED_SHARE = 0.03, 0.03


def draw_trust(iod_2019: pl.DataFrame, seed: int) -> dict[str, pl.DataFrame]:
    """The frame `trust`: adults who trust and who are careful, by MSOA of 2011.

    An LSOA of 2011 is named after its MSOA and a letter, as the publisher names them.

    Args:
        iod_2019: `lsoa_2011_name` and `imd_score` of each LSOA of 2011, in order of code.
        seed: that of the England.
    """
    msoas = (
        iod_2019.group_by(
            pl.col("lsoa_2011_name").str.replace("[A-Z]$", "").alias("msoa_2011_name"),
            maintain_order=True,
        )
        .agg(pl.col("imd_score").mean())
        .sort("msoa_2011_name")
    )
    noise = stream(seed, "trust").normal(0, SPREAD, len(msoas))
    trusting = MOST_TRUSTING - LESS_BY_SCORE * msoas["imd_score"].to_numpy() + noise
    trusting = np.round(stable(np.clip(trusting, 0.2, 0.7)), 9)
    careful = np.round(1 - UNDECIDED_SHARE - trusting, 9)
    return {
        "trust": pl.DataFrame(
            {
                "msoa_2011_code": codes("E02", FIRST_MSOA, len(msoas)),
                "msoa_2011_name": msoas["msoa_2011_name"],
                "trusting_share": trusting,
                "careful_share": careful,
                "net_trust": np.round(trusting - careful, 9),
            }
        )
    }
