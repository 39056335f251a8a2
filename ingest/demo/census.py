"""Census topics of the synthetic England, one frame per source.

Belongs here: made-up counts that add up, drawn between the shares of the least and the most
deprived areas (`census.csv`). Not here: areas and residents, which `england` lends.
"""

from pathlib import Path

import numpy as np
import polars as pl

from ingest.demo.draw import Floats, Ints, stable, stream

CATEGORIES = Path(__file__).with_name("census.csv")
PEOPLE_PER_HOUSEHOLD = 2.4
SPREAD = 0.25


def draw_census(lsoas: pl.DataFrame, need: Floats, seed: int) -> dict[str, pl.DataFrame]:
    """All frames of census counts by name.

    Args:
        lsoas: `lsoa_2021_code` and `usual_residents` of each LSOA.
        need: each LSOA's need between 0 and 1; shares of categories follow it.
        seed: decides the rest.
    """
    categories = pl.read_csv(CATEGORIES)
    age = categories.filter(pl.col("frame") == "census_age")
    bands = _topic(age, lsoas, need, seed).drop("topic")
    frames = {
        "census_age": bands.rename({"category": "age_band", "observation": "usual_residents"})
    }
    for frame in ("census_topics", "census_topics_live"):
        topics = categories.filter(pl.col("frame") == frame)
        drawn = [
            _with_total(_topic(topic, lsoas, need, seed), topic["total"][0])
            for topic in topics.partition_by("topic", maintain_order=True)
        ]
        frames[frame] = pl.concat(drawn).sort("lsoa_2021_code", "topic", "category")
    return frames


def _topic(topic: pl.DataFrame, lsoas: pl.DataFrame, need: Floats, seed: int) -> pl.DataFrame:
    """Counts of one topic's categories, which add up to the residents or households."""
    people = lsoas["usual_residents"].to_numpy()
    if topic["of"][0] == "households":
        people = np.maximum(1, np.round(people / PEOPLE_PER_HOUSEHOLD)).astype(np.int64)
    random = stream(seed, f"census {topic['topic'][0]}")
    counts = _shared_out(people, _shares(topic, need, random))
    return pl.DataFrame(
        {
            "lsoa_2021_code": np.repeat(lsoas["lsoa_2021_code"].to_numpy(), topic.height),
            "topic": pl.repeat(topic["topic"][0], counts.size, eager=True, dtype=pl.String),
            "category": np.tile(topic["category"].to_numpy(), lsoas.height),
            "observation": counts.reshape(-1),
        }
    )


def _shares(topic: pl.DataFrame, need: Floats, random: np.random.Generator) -> Floats:
    """The share of each category (column) in each LSOA (row)."""
    least, most = topic["least"].to_numpy(), topic["most"].to_numpy()
    typical = least + need[:, None] * (most - least)
    drawn = typical * (1 + SPREAD * random.random(typical.shape))
    return stable(drawn / drawn.sum(axis=1, keepdims=True))


def _shared_out(people: Ints, shares: Floats) -> Ints:
    """Whole numbers that add up to the people of each row; the first category takes the rest."""
    counts = np.floor(shares * people[:, None]).astype(np.int64)
    counts[:, 0] += people - counts.sum(axis=1)
    return counts


def _with_total(counts: pl.DataFrame, label: str) -> pl.DataFrame:
    totals = counts.group_by("lsoa_2021_code", "topic", maintain_order=True).agg(
        pl.lit(label).alias("category"), pl.col("observation").sum()
    )
    return pl.concat([counts, totals])
