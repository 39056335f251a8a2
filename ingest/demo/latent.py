"""What the places of the synthetic England are like, before anyone measures them.

Belongs here: how urban, remote and needy a place is, and its residents. Not here: the publishers'
scores made of that.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.demo.draw import Floats, Ints, stable, standardise, stream

# By region, in order of code: need and remoteness above England's average.
REGION_NEED = (0.6, 0.25, 0.15, 0.1, 0.25, -0.1, -0.25, -0.35, -0.1)
REGION_REMOTENESS = (0.6, 0.0, 0.3, 0.2, -0.2, 0.1, -3.0, -0.6, 0.7)
KIND_URBANITY = {"E06": 0.4, "E07": -0.6, "E08": 1.4, "E09": 2.4}

# Spreads of need by district, ward and place, and what a standard deviation of urbanity adds.
NEED_DISTRICT, NEED_WARD, NEED_PLACE, NEED_URBAN = 0.3, 0.45, 0.55, 0.2

# Shares of places, from the least urban up.
VILLAGE_SHARE, RURAL_SHARE = 0.083, 0.175

RURAL_URBAN_2011 = {
    "A1": "Urban major conurbation",
    "B1": "Urban minor conurbation",
    "C1": "Urban city and town",
    "C2": "Urban city and town in a sparse setting",
    "D1": "Rural town and fringe",
    "D2": "Rural town and fringe in a sparse setting",
    "E1": "Rural village and dispersed",
    "E2": "Rural village and dispersed in a sparse setting",
}
RURAL_URBAN_2021 = {
    "UN1": "Urban: Nearer to a major town or city",
    "UF1": "Urban: Further from a major town or city",
    "RLN1": "Larger rural: Nearer to a major town or city",
    "RLF1": "Larger rural: Further from a major town or city",
    "RSN1": "Smaller rural: Nearer to a major town or city",
    "RSF1": "Smaller rural: Further from a major town or city",
}
# How remote a place (0 to 1) must be to count as sparse in 2011, as further from a town in 2021.
SPARSE_2011 = {"C": 0.995, "D": 0.96, "E": 0.93}
FURTHER_2021 = {"U": 0.9, "RL": 0.7, "RS": 0.6}
YORKSHIRE = 2

RESIDENTS_LEAST, RESIDENTS_SHAPE, RESIDENTS_SCALE = 1_000, 3.6, 186.0


@dataclass(frozen=True)
class Latent:
    """One value per place (the arrays) or per LSOA of 2021 (`residents`).

    Attributes:
        need, urbanity, remoteness: mean 0 and standard deviation 1; more is needier and so on.
        rural_urban_2011, rural_urban_2021: class codes.
        residents: of each LSOA of 2021, in the order of its table.
    """

    need: Floats
    urbanity: Floats
    remoteness: Floats
    rural_urban_2011: pl.Series
    rural_urban_2021: pl.Series
    residents: Ints


def draw_latent(
    wards: pl.DataFrame, places: pl.DataFrame, lsoas_2021: pl.DataFrame, seed: int
) -> Latent:
    """The hidden character of every place; neighbours are alike by ward, district and region."""
    random = stream(seed, "latent")
    ward = places["ward"].to_numpy()
    urbanity = standardise(_ward_urbanity(wards, random)[ward] + random.normal(0, 0.35, len(ward)))
    remoteness = standardise(_by_ward(wards, REGION_REMOTENESS, 0.6, 0.6, random)[ward])
    in_ward = _by_ward(wards, REGION_NEED, NEED_DISTRICT, NEED_WARD, random)[ward]
    own = random.normal(0, NEED_PLACE, len(ward))
    classed = wards.select("kind", "region")[ward].with_columns(
        urban=_share_below(urbanity), remote=_share_below(remoteness)
    )
    gamma = random.gamma(RESIDENTS_SHAPE, RESIDENTS_SCALE, len(lsoas_2021))
    return Latent(
        need=standardise(in_ward + own + NEED_URBAN * urbanity),
        urbanity=urbanity,
        remoteness=remoteness,
        rural_urban_2011=_classes_2011(classed),
        rural_urban_2021=_classes_2021(classed),
        residents=(RESIDENTS_LEAST + np.round(stable(gamma))).astype(np.int64),
    )


def _by_ward(
    wards: pl.DataFrame,
    by_region: tuple[float, ...],
    district_spread: float,
    ward_spread: float,
    random: np.random.Generator,
) -> Floats:
    """A value per ward: its region's, plus its district's and its own deviation."""
    district = wards["district_2019"].to_numpy()
    of_district = random.normal(0, district_spread, int(district.max()) + 1)[district]
    own = random.normal(0, ward_spread, len(wards))
    return np.asarray(np.array(by_region)[wards["region"].to_numpy()] + of_district + own)


def _ward_urbanity(wards: pl.DataFrame, random: np.random.Generator) -> Floats:
    of_kind = wards["kind"].replace_strict(KIND_URBANITY, return_dtype=pl.Float64).to_numpy()
    return np.asarray(of_kind + _by_ward(wards, (0.0,) * 9, 0.4, 0.8, random))


def _share_below(values: Floats) -> Floats:
    """The share of places with a smaller value, 0 to 1."""
    return np.asarray(np.argsort(np.argsort(values, kind="stable")) / len(values))


def _classes_2011(places: pl.DataFrame) -> pl.Series:
    """Class codes of 2011: conurbations are metropolitan districts and London boroughs."""
    is_conurbation = pl.col("kind").is_in(["E08", "E09"])
    letter = (
        pl.when(pl.col("urban") < VILLAGE_SHARE)
        .then(pl.lit("E"))
        .when(pl.col("urban") < RURAL_SHARE)
        .then(pl.lit("D"))
        .when(is_conurbation & (pl.col("region") == YORKSHIRE))
        .then(pl.lit("B"))
        .when(is_conurbation)
        .then(pl.lit("A"))
        .otherwise(pl.lit("C"))
    )
    sparse_from = letter.replace_strict(SPARSE_2011, default=1.0)
    sparse = pl.when(pl.col("remote") >= sparse_from).then(pl.lit("2")).otherwise(pl.lit("1"))
    return places.select(letter + sparse).to_series()


def _classes_2021(places: pl.DataFrame) -> pl.Series:
    """Class codes of 2021: urban, larger or smaller rural; nearer to a big town or further."""
    group = (
        pl.when(pl.col("urban") < VILLAGE_SHARE)
        .then(pl.lit("RS"))
        .when(pl.col("urban") < RURAL_SHARE)
        .then(pl.lit("RL"))
        .otherwise(pl.lit("U"))
    )
    further_from = group.replace_strict(FURTHER_2021)
    further = pl.when(pl.col("remote") >= further_from).then(pl.lit("F1")).otherwise(pl.lit("N1"))
    return places.select(group + further).to_series()
