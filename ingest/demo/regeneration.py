"""Regeneration awards of the synthetic England, one frame per publisher's list.

Belongs here: made-up bids, projects and chosen neighbourhoods. Not here: districts, which `england`
lends.
"""

import string

import numpy as np
import polars as pl

from ingest.demo.draw import stream
from ingest.demo.names import place_names

BIDS = 40
TOWNS = 12
PROJECTS = 6
NEIGHBOURHOODS = 60
LARGEST_AWARD = 20_000_000


def draw_regeneration(
    districts_2019: pl.DataFrame, districts_2024: pl.DataFrame, msoas: pl.DataFrame, seed: int
) -> dict[str, pl.DataFrame]:
    """All frames of regeneration awards by name.

    Args:
        districts_2019: `area_code` and `area_name` of each district of 2019.
        districts_2024: the same of 2024.
        msoas: `msoa_2021_library_name` and `district_name` (of 2024) of each MSOA.
        seed: decides the rest.
    """
    return {
        "levelling_up_fund_1": _bids(districts_2024, 1, seed),
        "levelling_up_fund_2": _bids(districts_2024, 2, seed),
        "levelling_up_fund_priority": _priorities(districts_2019, seed),
        "towns_fund_awards": _towns(seed),
        "pride_in_place_phase2": _neighbourhoods(msoas, seed),
    }


def _amounts(random: np.random.Generator, count: int) -> list[str]:
    return [f"{pounds}.00" for pounds in random.integers(100_000, LARGEST_AWARD, count)]


def _bids(districts: pl.DataFrame, number: int, seed: int) -> pl.DataFrame:
    """One bid in eight covers two districts."""
    random = stream(seed, f"levelling up fund {number}")
    count = min(BIDS, districts.height)
    bidders = districts[random.permutation(districts.height)[:count]]
    following = bidders["area_code"].shift(-1, fill_value=bidders["area_code"][0])
    pairs = pl.Series([row % 8 == 0 and count > 1 for row in range(count)])
    both = pl.Series([f"{a};{b}" for a, b in zip(bidders["area_code"], following, strict=True)])
    places = place_names(seed, f"bids {number}", count)
    return pl.DataFrame(
        {
            "local_authority_name": bidders["area_name"],
            "grant_recipient": pl.Series([None] * count, dtype=pl.String),
            "lead_applicant": bidders["area_name"],
            "country": ["England"] * count,
            "bid_name": [f"{place} high street" for place in places],
            "bid_value": _amounts(random, count),
            "district_codes": both.zip_with(pairs, bidders["area_code"]),
            "remark": pl.Series([None] * count, dtype=pl.String),
        }
    )


def _priorities(districts: pl.DataFrame, seed: int) -> pl.DataFrame:
    random = stream(seed, "levelling up fund priority")
    return districts.select(
        country=pl.lit("England"),
        name="area_name",
        priority_category=pl.Series(random.integers(1, 4, districts.height)),
    ).sort("name")


def _towns(seed: int) -> pl.DataFrame:
    """Codes that stand for no real place."""
    random = stream(seed, "towns fund")
    letters = string.ascii_uppercase[:TOWNS]
    deals = [f"TD-DM{letter}-{n:02d}" for letter in letters for n in range(1, PROJECTS + 1)]
    streets = [f"HS-DM{letter}" for letter in letters]
    revenue = random.integers(0, 200_000, len(deals))
    capital = random.integers(200_000, 5_000_000, len(deals))
    nothing = [0] * len(streets)
    return pl.DataFrame(
        {
            "index_code": deals + streets,
            "rdel": [*revenue, *nothing],
            "cdel": [*capital, *nothing],
            "total": [*(revenue + capital), *random.integers(1_000_000, 9_000_000, len(streets))],
        }
    ).sort("index_code")


def _neighbourhoods(msoas: pl.DataFrame, seed: int) -> pl.DataFrame:
    random = stream(seed, "pride in place")
    chosen = msoas[random.permutation(msoas.height)[:NEIGHBOURHOODS]]
    return chosen.select(
        neighbourhood_name="msoa_2021_library_name", local_authority_name="district_name"
    )
