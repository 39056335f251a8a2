"""Civil society of the synthetic England: clubs, companies and the classes of what they do.

Belongs here: frames of the registers of organisations. Not here: the places they lie in.
"""

import numpy as np
import polars as pl

from ingest.demo.draw import codes, stream
from ingest.demo.names import place_names

PEOPLE_PER_CLUB = 6_500
PEOPLE_PER_COMPANY = 950
ACTIVE_SHARE = 0.83
SPORTS = ("Cricket", "Rugby Football", "Bowling", "Tennis", "Sailing", "Archery", "Hockey")
SECTIONS = "ABCDEFGHIJKL"


def draw_civil(residents: int, seed: int) -> dict[str, pl.DataFrame]:
    """The frames of civil society for a country of that many residents, by name."""
    return {
        "sports_clubs": _sports_clubs(max(residents // PEOPLE_PER_CLUB, 10), seed),
        "community_interest_companies": _companies(max(residents // PEOPLE_PER_COMPANY, 10), seed),
        "icnptso": _classes(),
    }


def _sports_clubs(count: int, seed: int) -> pl.DataFrame:
    random = stream(seed, "sports clubs")
    places = place_names(seed, "sports clubs", count)
    sports = random.choice(SPORTS, count)
    names = [f"{place} {sport} Club" for place, sport in zip(places, sports, strict=True)]
    return pl.DataFrame(
        {
            "casc_id": [f"GB-CASC-{number:08x}" for number in range(count)],
            "casc_name": names,
            "postcode": np.where(random.random(count) < 0.04, "NA", "ZZ9 9ZZ"),
            "active": np.where(random.random(count) < ACTIVE_SHARE, "True", "False"),
        }
    )


def _companies(count: int, seed: int) -> pl.DataFrame:
    random = stream(seed, "community interest companies")
    sub_groups = _classes()["sub_group_code"].drop_nulls().to_numpy()
    return pl.DataFrame(
        {
            "org_id": codes("GB-COH-99", 1, count),
            "icnptso_code": random.choice(sub_groups, count),
            "icnptso_code_probability": random.integers(131, 1_001, count) / 1_000,
            "icnptso_code_source": ["ml_model"] * count,
        }
    )


def _classes() -> pl.DataFrame:
    """Each section with one group of two sub-groups."""
    rows = [
        row
        for section in SECTIONS
        for row in (
            (section, None, None),
            (section, f"{section}10", None),
            (section, f"{section}10", f"{section}11"),
            (section, f"{section}10", f"{section}12"),
        )
    ]
    headers = ["section_code", "group_code", "sub_group_code"]
    classes = pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String), orient="row")
    finest = pl.coalesce("sub_group_code", "group_code", "section_code")
    return classes.with_columns(
        row_number=pl.int_range(1, pl.len() + 1),
        title=pl.format("Demo class {}", finest),
        note=pl.lit(None, pl.String),
    )
