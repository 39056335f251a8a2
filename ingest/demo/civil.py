"""Civil society of the synthetic England: clubs, companies and the classes of what they do.

Belongs here: frames of the registers of organisations. Not here: the places they lie in.
"""

import numpy as np
import polars as pl

from ingest.demo.draw import codes, stream
from ingest.demo.names import place_names

PEOPLE_PER_CLUB = 6_500
PEOPLE_PER_COMPANY = 950
PEOPLE_PER_CHARITY = 300
PEOPLE_PER_COOPERATIVE = 9_000
FIRST_CHARITY = 9_000_000
ACTIVE_SHARE = 0.83
SPORTS = ("Cricket", "Rugby Football", "Bowling", "Tennis", "Sailing", "Archery", "Hockey")
SECTIONS = "ABCDEFGHIJKL"
SCALES = ("Local", "Regional", "National", "National and Overseas", "Overseas")
SCALE_SHARES = (0.57, 0.16, 0.17, 0.06, 0.04)


def draw_civil(residents: int, postcodes: pl.Series, seed: int) -> dict[str, pl.DataFrame]:
    """The frames of civil society by name.

    Args:
        residents: how many people the country has.
        postcodes: where organisations may be registered.
        seed: decides the rest.
    """
    clubs = _sports_clubs(max(residents // PEOPLE_PER_CLUB, 10), postcodes, seed)
    companies = _companies(max(residents // PEOPLE_PER_COMPANY, 10), seed)
    charities = max(residents // PEOPLE_PER_CHARITY, 20)
    return {
        "sports_clubs": clubs,
        "sports_club_companies": _companies_of_clubs(clubs, companies),
        "community_interest_companies": companies,
        "icnptso": _classes(),
        "cooperatives": _cooperatives(
            max(residents // PEOPLE_PER_COOPERATIVE, 10), postcodes, seed
        ),
        "charity_scale": _charity_scale(charities, seed),
        "charity_areas": _charity_areas(),
        "organisation_links": _organisation_links(charities),
    }


def _sports_clubs(count: int, postcodes: pl.Series, seed: int) -> pl.DataFrame:
    random = stream(seed, "sports clubs")
    places = place_names(seed, "sports clubs", count)
    sports = random.choice(SPORTS, count)
    names = [f"{place} {sport} Club" for place, sport in zip(places, sports, strict=True)]
    return pl.DataFrame(
        {
            "casc_id": [f"GB-CASC-{number:08x}" for number in range(count)],
            "casc_name": names,
            "postcode": np.where(
                random.random(count) < 0.04, "NA", random.choice(postcodes.to_numpy(), count)
            ),
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


def _companies_of_clubs(clubs: pl.DataFrame, companies: pl.DataFrame) -> pl.DataFrame:
    """Every tenth club is a company too."""
    matched = clubs.gather_every(10)
    return pl.DataFrame(
        {
            "casc_id": matched["casc_id"],
            "company_org_id": companies["org_id"].head(matched.height),
            "company_name": matched["casc_name"].str.to_uppercase(),
            "company_type": ["Community Interest Company"] * matched.height,
        }
    )


def _cooperatives(count: int, postcodes: pl.Series, seed: int) -> pl.DataFrame:
    random = stream(seed, "co-operatives")
    places = place_names(seed, "co-operatives", count)
    return pl.DataFrame(
        {
            "issue_file": ["coopsuk_standard.Q2-2023.csv"] * count,
            "coop_id": [f"R{number:06d}" for number in range(1, count + 1)],
            "coop_name": [f"{place} Co-operative" for place in places],
            "country_code": ["GB"] * count,
            "postcode": random.choice(postcodes.to_numpy(), count),
            "company_number": pl.Series([None] * count, dtype=pl.String),
            "sector": random.choice(["Retail", "Housing", "Sports and Recreation"], count),
            "sic_section": ["Other Service Activities"] * count,
            "sic_code": ["94990"] * count,
            "ownership": ["Consumers"] * count,
            "legal_form": ["Society"] * count,
        }
    )


def _charity_scale(count: int, seed: int) -> pl.DataFrame:
    random = stream(seed, "charity scale")
    numbers = [str(FIRST_CHARITY + number) for number in range(count)]
    return pl.DataFrame(
        {"charity_number": numbers, "scale": random.choice(SCALES, count, p=SCALE_SHARES)}
    )


def _charity_areas() -> pl.DataFrame:
    headers = ["iso_3166_1_code", "iso_3166_1_alpha_3_code", "iso_3166_2_code", "continent_code"]
    return pl.DataFrame(
        {
            "row_number": ["1"],
            "area_type": ["Region"],
            "area_name": ["Throughout Demo England"],
            "gss_code": ["E92000001"],
        }
    ).with_columns(pl.lit(None, pl.String).alias(header) for header in headers)


def _organisation_links(charities: int) -> pl.DataFrame:
    """Every twentieth charity is registered again as the next one."""
    old = list(range(FIRST_CHARITY, FIRST_CHARITY + charities - 1, 20))
    return pl.DataFrame(
        {
            "list_file": ["charity-reregistrations.csv"] * len(old),
            "row_number": [str(number + 1) for number in range(len(old))],
            "org_id": [f"GB-CHC-{number}" for number in old],
            "linked_org_id": [f"GB-CHC-{number + 1}" for number in old],
            "relationship": ["sameas"] * len(old),
            "list_name": ["Charity Reregistrations"] * len(old),
            "valid_from": pl.Series([None] * len(old), dtype=pl.String),
        }
    )
