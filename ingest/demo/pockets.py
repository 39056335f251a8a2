"""What the synthetic England has below and behind its LSOAs' scores.

Belongs here: output areas with their households, and the underlying indicators that tell of income,
access and the cost of housing. Not here: LSOAs and the indices, which `england` lends.
"""

import numpy as np
import polars as pl

from ingest.demo.draw import Floats, Ints, codes, stable, stream

AREAS_PER_LSOA = 4
FIRST_OUTPUT_AREA = 500_001
TOPIC = "Household deprivation"
# How much more often an output area's households are deprived in each number of dimensions, when
# its need is a standard deviation above that of its LSOA.
STEEPNESS = {
    "Household is not deprived in any dimension": -0.15,
    "Household is deprived in one dimension": 0.05,
    "Household is deprived in two dimensions": 0.25,
    "Household is deprived in three dimensions": 0.5,
    "Household is deprived in four dimensions": 0.8,
}
TOTAL = "Total: All households"
ROAD_DISTANCES = {
    "road_distance_to_a_post_office_indicator_km": 1.1,
    "road_distance_to_a_primary_school_indicator_km": 0.85,
    "road_distance_to_general_store_or_supermarket_indicator_km": 0.7,
    "road_distance_to_a_gp_surgery_indicator_km": 1.3,
}


def draw_output_areas(
    lsoas: pl.DataFrame, topics: pl.DataFrame, seed: int
) -> dict[str, pl.DataFrame]:
    """The lookup of output areas, and their households by dimensions of deprivation.

    Args:
        lsoas: `lsoa_2021_code`, `msoa_2021_code` and `district_2022_code`, in order of code.
        topics: the census counts of each LSOA; those of output areas add up to them.
        seed: decides how an LSOA's households are shared out.
    """
    household_counts = topics.filter(pl.col("topic") == TOPIC, pl.col("category") != TOTAL)
    counts = household_counts.pivot(
        on="category", index="lsoa_2021_code", values="observation"
    ).sort("lsoa_2021_code")
    areas = codes("E00", FIRST_OUTPUT_AREA, AREAS_PER_LSOA * lsoas.height)
    lookup = lsoas[np.repeat(np.arange(lsoas.height), AREAS_PER_LSOA)].select(
        pl.Series("output_area_2021_code", areas),
        "lsoa_2021_code",
        "msoa_2021_code",
        "district_2022_code",
    )
    shared = _share_out(counts.select(*STEEPNESS).to_numpy(), seed)
    households = pl.DataFrame(shared, schema=list(STEEPNESS)).with_columns(
        pl.Series("oa_2021_code", areas), pl.sum_horizontal(*STEEPNESS).alias(TOTAL)
    )
    long = households.unpivot(
        index="oa_2021_code", variable_name="category", value_name="observation"
    )
    return {
        "output_area_2021": lookup,
        "census_deprivation_oa": long.sort("oa_2021_code", "category"),
    }


def _share_out(counts: Ints, seed: int) -> Ints:
    """Each LSOA's households by category, shared among its output areas: one row for each."""
    random = stream(seed, "output areas")
    need = random.normal(size=(len(counts), AREAS_PER_LSOA, 1))
    size = random.uniform(0.7, 1.3, size=need.shape)
    weights = size * np.exp(need * np.array(list(STEEPNESS.values())))
    shares = stable(weights / weights.sum(axis=1, keepdims=True))
    whole = np.floor(shares * counts[:, None, :]).astype(np.int64)
    whole[:, 0, :] += counts - whole.sum(axis=1)
    return whole.reshape(-1, counts.shape[1])


def draw_underlying_2019(iod: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Underlying indicators of 2019: people in income deprivation and road distances."""
    remoteness = np.exp(0.6 * iod["geographical_barriers_score"].to_numpy())
    random = stream(seed, "road distances")
    distances = {
        indicator: np.round(stable(typical * remoteness * random.uniform(0.6, 1.4, len(iod))), 3)
        for indicator, typical in ROAD_DISTANCES.items()
    }
    return _long(iod, "lsoa_2011_code", {"income_domain_numerator": _people(iod), **distances})


def draw_underlying_2025(iod: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Underlying indicators of 2025: income deprivation, access, skills, cost of housing."""
    random = stream(seed, "underlying indicators")
    barriers = iod["geographical_barriers_score"].to_numpy()
    cost = 0.15 * iod["wider_barriers_score"].to_numpy()
    noise = random.normal(size=(4, len(iod)))
    affordability = "affordability_component_of_housing_affordability_indicator"
    return _long(
        iod,
        "lsoa_2021_code",
        {
            "income_domain_numerator": _people(iod),
            "connectivity_score": np.round(stable(np.clip(102.6 - barriers, 3, 99)), 3),
            "digital_connectivity_broadband_download_and_upload_speeds": np.round(noise[0], 3),
            "patient_to_gp_ratio": np.round(2200 * np.exp(0.35 * noise[1]), 3),
            "adult_skills_and_english_language_proficiency_indicator": np.round(
                iod["adult_skills_score"].to_numpy(), 3
            ),
            f"owner_occupation_{affordability}": _share(cost + 0.3 + 0.3 * noise[2]),
            f"private_rental_{affordability}": _share(cost - 0.7 + 0.3 * noise[3]),
        },
    )


def _people(iod: pl.DataFrame) -> Floats:
    """People in income deprivation, rounded to five; fewer than ten are withheld (not a number)."""
    people = iod["income_score"].to_numpy() * iod["population_total"].to_numpy()
    rounded = 5 * np.round(stable(people / 5))
    return np.where(rounded < 10, np.nan, rounded)


def _share(logit: Floats) -> Floats:
    return np.round(stable(1 / (1 + np.exp(-logit))), 3)


def _long(iod: pl.DataFrame, code: str, indicators: dict[str, Floats]) -> pl.DataFrame:
    wide = pl.DataFrame({code: iod[code], **indicators})
    long = wide.unpivot(index=code, variable_name="indicator", value_name="value")
    return long.with_columns(pl.col("value").fill_nan(None)).sort(code, "indicator")
