"""The Indices of Deprivation of 2010 and 2015 of the synthetic England, and LSOAs of 2001.

Belongs here: the older editions, and how LSOAs of 2001 became those of 2011. Not here: the editions
that other subjects rest on (`deprivation`).
"""

import numpy as np
import polars as pl

from ingest.demo.deprivation import SHAPES_2019, SUB_DOMAINS_2019, Edition, draw_indices
from ingest.demo.latent import Latent

EDITION_2010 = Edition(2010, SHAPES_2019, SUB_DOMAINS_2019)
EDITION_2015 = Edition(2015, SHAPES_2019, SUB_DOMAINS_2019)
DOMAINS_2010 = (
    "imd", "income", "employment", "education", "health", "crime", "barriers", "environment",
)  # fmt: skip

# Of the LSOAs of 2011, in order: how often two come of one of 2001, and one of two.
SPLIT_EVERY, MERGED_EVERY = 60, 200
FIRST_OLD_NUMBER = 800_000


def draw_editions(lsoas_2011: pl.DataFrame, latent: Latent, seed: int) -> dict[str, pl.DataFrame]:
    """Frames of IoD 2010, IoD 2015 and the lookup from LSOAs of 2001 to LSOAs of 2011.

    Args:
        lsoas_2011: code, name, `place` and district of 2019, in order of code.
        latent: what the places are like.
        seed: of the world.
    """
    links = link_lsoas_2001(lsoas_2011)
    old = links.unique("lsoa_2001_code", keep="first").sort("lsoa_2001_code")
    return {
        "lsoa_2001_lsoa_2011": links.drop("place"),
        "iod_2010": _iod_2010(old, latent, seed),
        "iod_2015": _iod_2015(lsoas_2011, latent, seed),
    }


def link_lsoas_2001(lsoas_2011: pl.DataFrame) -> pl.DataFrame:
    """Pairs of LSOAs of 2001 and 2011: most unchanged, some split (S), some merged (M)."""
    rows: list[tuple[str, str, str, str, str, int]] = []
    names = ("lsoa_2011_code", "lsoa_2011_name", "place")
    for number, (code, name, place) in enumerate(lsoas_2011.select(names).iter_rows()):
        change, parents = _parents(number, code, len(lsoas_2011))
        rows += [(parent, f"{name} before", change, code, name, place) for parent in parents]
    columns = ("lsoa_2001_code", "lsoa_2001_name", "change_code", *names)
    return pl.DataFrame(rows, columns, orient="row").sort("lsoa_2001_code", "lsoa_2011_code")


def _parents(number: int, code: str, lsoas: int) -> tuple[str, list[str]]:
    """How an LSOA of 2011 came about, and the codes of the LSOAs of 2001 it was."""
    position = number % SPLIT_EVERY
    if position < 2 and number - position + 1 < lsoas:
        return "S", [_old_code(number - position)]
    if number % MERGED_EVERY == MERGED_EVERY // 2:
        return "M", [_old_code(number), _old_code(number + 1)]
    return "U", [code]


def _old_code(number: int) -> str:
    return f"E01{FIRST_OLD_NUMBER + number:06d}"


def _iod_2010(lsoas_2001: pl.DataFrame, latent: Latent, seed: int) -> pl.DataFrame:
    indices = draw_indices(EDITION_2010, lsoas_2001["place"].to_numpy(), latent, seed)
    parts = [f"{domain}_{part}" for domain in DOMAINS_2010 for part in ("score", "rank", "decile")]
    scores = pl.col("^.*_score$").round(2)
    return pl.concat(
        [lsoas_2001.select("lsoa_2001_code"), indices.select(parts).with_columns(scores)],
        how="horizontal",
    )


def _iod_2015(lsoas_2011: pl.DataFrame, latent: Latent, seed: int) -> pl.DataFrame:
    place = lsoas_2011["place"].to_numpy().astype(np.int64)
    indices = draw_indices(EDITION_2015, place, latent, seed)
    lsoas = lsoas_2011.select(
        "lsoa_2011_code",
        "lsoa_2011_name",
        district_2013_code="district_2019_code",
        district_2013_name="district_2019_name",
    )
    imd = indices.select("imd_score", "imd_rank", "imd_decile")
    return pl.concat([lsoas, imd], how="horizontal")
