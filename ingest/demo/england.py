"""The synthetic England: all its tables, under the bronze names that source cards use.

Belongs here: how the tables are put together from the subjects. Not here: how each subject is
drawn, or the publishers' formats.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from ingest.demo.access import draw_green_distances
from ingest.demo.census import draw_census
from ingest.demo.civil import draw_civil
from ingest.demo.council import draw_council
from ingest.demo.deprivation import (
    EDITION_2019,
    EDITION_2025,
    draw_indices,
    draw_population_2019,
    draw_population_2025,
    list_left_behind,
)
from ingest.demo.districts import Districts, combined_authorities, draw_districts
from ingest.demo.draw import Floats
from ingest.demo.editions import draw_editions
from ingest.demo.finance import draw_finance
from ingest.demo.geography import Areas, draw_geography
from ingest.demo.grants import draw_grants
from ingest.demo.land import Land, lay_out, points_inside, polygons
from ingest.demo.latent import (
    RURAL_URBAN_2011,
    RURAL_URBAN_2021,
    Latent,
    draw_latent,
)
from ingest.demo.neighbourhoods import Neighbourhoods, Size, draw_neighbourhoods, lsoa_links
from ingest.demo.places import draw_places
from ingest.demo.pockets import draw_output_areas, draw_underlying_2019, draw_underlying_2025
from ingest.demo.regeneration import draw_regeneration
from ingest.demo.sales import draw_sales
from ingest.demo.statistics import draw_statistics
from ingest.demo.trust import draw_trust

SEED = 2026
SMALLEST_SCALE = 0.01
GROUPS_2021 = {"U": "Urban", "R": "Rural"}
SUBJECTS = (
    *("imd", "income", "employment", "education", "health", "crime", "barriers", "environment"),
    *("idaci", "idaopi", "children_young_people", "adult_skills", "geographical_barriers"),
    *("wider_barriers", "indoors", "outdoors"),
)


@dataclass(frozen=True)
class World:
    """The subjects, drawn; LSOA tables carry their ward's and district's columns."""

    seed: int
    size: Size
    land: Land
    districts: Districts
    neighbourhoods: Neighbourhoods
    latent: Latent
    lsoas_2011: pl.DataFrame
    lsoas_2021: pl.DataFrame


@lru_cache(maxsize=2)
def build_england(scale: float = 1.0, seed: int = SEED) -> dict[str, pl.DataFrame]:
    """All tables of the synthetic England by frame name, each in order of its codes.

    Args:
        scale: 1.0 has England's numbers of districts, wards and LSOAs; 0.02 a fiftieth of them.
        seed: another seed gives another England.

    Raises:
        ValueError: the scale is below 0.01.
    """
    if scale < SMALLEST_SCALE:
        raise ValueError(f"the demo England cannot be smaller than scale {SMALLEST_SCALE}")
    world = _draw_world(Size.of(scale), seed)
    iod_2019, iod_2025 = _iod_2019(world), _iod_2025(world)
    geography = draw_geography(_areas(world))
    postcodes = geography["postcode"]["postcode"]
    census = draw_census(world.lsoas_2021, _need_2021(world), seed)
    return (
        _lookups(world)
        | _places_and_people(world)
        | geography
        | draw_statistics(*_statistical_areas(world), seed=seed)
        | census
        | draw_output_areas(geography["lsoa_2021_msoa_2021"], census["census_topics"], seed)
        | draw_civil(int(world.lsoas_2021["usual_residents"].sum()), postcodes, seed)
        | draw_places(
            _places_and_people(world)["lsoa_2021_centroid"],
            world.districts.of_2024["district_2024_code"],
            seed,
        )
        | draw_green_distances(world.lsoas_2011, seed)
        | draw_trust(iod_2019, seed)
        | draw_regeneration(*_districts(world), geography["msoa_2021_name"], seed)
        | draw_finance(_districts(world)[1], seed)
        | draw_sales(_districts(world)[1], seed)
        | draw_council(seed)
        | _grants(world)
        | draw_editions(world.lsoas_2011, world.latent, seed)
        | {
            "iod_2019": iod_2019,
            "iod_2025": iod_2025,
            "iod_2019_indicators": draw_underlying_2019(iod_2019, seed),
            "iod_2025_indicators": draw_underlying_2025(iod_2025, seed),
            "left_behind_wards": _left_behind_wards(world, iod_2019),
        }
    )


def _grants(world: World) -> dict[str, pl.DataFrame]:
    districts = world.districts.of_2024.select(
        area_code="district_2024_code", area_name="district_2024_name"
    )
    wards = _describe_wards_2017(world.districts, world.neighbourhoods)
    return draw_grants(districts, wards, world.lsoas_2021, world.seed)


def _draw_world(size: Size, seed: int) -> World:
    land = lay_out(size.wards_2024, seed)
    districts = draw_districts(land, size.districts_2024, size.districts_2019, seed)
    neighbourhoods = draw_neighbourhoods(districts, size, seed)
    wards, lsoas_2021 = neighbourhoods.wards, neighbourhoods.lsoas_2021
    latent = draw_latent(wards, neighbourhoods.places, lsoas_2021, seed)
    lsoas_2021 = lsoas_2021.with_columns(usual_residents=latent.residents)
    return World(
        seed=seed,
        size=size,
        land=land,
        districts=districts,
        neighbourhoods=neighbourhoods,
        latent=latent,
        lsoas_2011=_describe_2011(districts, neighbourhoods).sort("lsoa_2011_code"),
        lsoas_2021=_describe_2021(districts, wards, lsoas_2021).sort("lsoa_2021_code"),
    )


def _describe_2011(districts: Districts, neighbourhoods: Neighbourhoods) -> pl.DataFrame:
    """LSOAs of 2011 with the columns of their ward of 2017 and their district."""
    lsoas = neighbourhoods.lsoas_2011.select(
        "lsoa_2011_code", "lsoa_2011_name", "place", "ward_2017"
    )
    return lsoas.join(_describe_wards_2017(districts, neighbourhoods), on="ward_2017")


def _describe_wards_2017(districts: Districts, neighbourhoods: Neighbourhoods) -> pl.DataFrame:
    of_2019 = districts.of_2019.join(districts.of_2024, on="district_2024").with_columns(
        district_2017_code="district_2019_code", district_2017_name="district_2019_name"
    )
    return neighbourhoods.wards_2017.join(of_2019, on="district_2019")


def _describe_2021(
    districts: Districts, wards: pl.DataFrame, lsoas_2021: pl.DataFrame
) -> pl.DataFrame:
    """LSOAs of 2021 with the columns of their ward of 2024 and their district."""
    in_ward = wards.select("ward", "cell", "district_2024", "ward_2024_code", "ward_2024_name")
    return lsoas_2021.join(in_ward, on="ward").join(
        districts.of_2024.drop("region", "kind"), on="district_2024"
    )


def _lookups(world: World) -> dict[str, pl.DataFrame]:
    """The publishers' lookups between areas, and the list of wards."""
    of_2024 = world.districts.of_2024
    wards_2017 = _describe_wards_2017(world.districts, world.neighbourhoods).with_columns(
        country_code=pl.lit("E92000001"), country_name=pl.lit("England")
    )
    lsoa_2011, lsoa_2021 = _code_and_name("lsoa_2011"), _code_and_name("lsoa_2021")
    ward_2017, district_2017 = _code_and_name("ward_2017"), _code_and_name("district_2017")
    ward_2024, district_2024 = _code_and_name("ward_2024"), _code_and_name("district_2024")
    region = _code_and_name("region")
    tables = {
        "lsoa_2011_ward_2017": world.lsoas_2011.select(*lsoa_2011, *ward_2017, *district_2017),
        "ward_2017": wards_2017.select(
            *ward_2017, *district_2017, *region, "country_code", "country_name"
        ),
        "ward_2024": _wards_2024(world).select(*ward_2024, *district_2024),
        "lsoa_2011_lsoa_2021": _lsoa_2011_lsoa_2021(world),
        "lsoa_2021_ward_2024": world.lsoas_2021.select(*lsoa_2021, *ward_2024, *district_2024),
        "district_2024_region_2024": of_2024.select(*district_2024, *region),
        "district_combined_authority": combined_authorities(of_2024, world.seed)
        .join(of_2024, on="district_2024")
        .select(
            pl.col("district_2024_code").alias("district_code"),
            pl.col("district_2024_name").alias("district_name"),
            *_code_and_name("combined_authority"),
        ),
    }
    return {name: table.sort(_codes_of(table)) for name, table in tables.items()}


def _codes_of(table: pl.DataFrame) -> list[str]:
    return [name for name in table.columns if name.endswith("_code")]


def _code_and_name(area: str) -> tuple[str, str]:
    return f"{area}_code", f"{area}_name"


def _lsoa_2011_lsoa_2021(world: World) -> pl.DataFrame:
    """The publisher's change lookup; the demo's districts of 2022 are those of 2024."""
    districts = world.lsoas_2021.select(
        "lsoa_2021_code",
        pl.col("district_2024_code").alias("district_2022_code"),
        pl.col("district_2024_name").alias("district_2022_name"),
    )
    return (
        lsoa_links(world.neighbourhoods)
        .select(*_code_and_name("lsoa_2011"), "change_code", *_code_and_name("lsoa_2021"))
        .join(districts, on="lsoa_2021_code")
    )


def _places_and_people(world: World) -> dict[str, pl.DataFrame]:
    """Rural-urban classes, residents, centroids and boundaries."""
    place_2011, place_2021 = world.lsoas_2011["place"], world.lsoas_2021["place"]
    class_2011 = world.latent.rural_urban_2011[place_2011.to_numpy()]
    class_2021 = world.latent.rural_urban_2021[place_2021.to_numpy()]
    easting, northing = points_inside(world.land, world.lsoas_2021["cell"].to_numpy(), world.seed)
    codes_2021 = world.lsoas_2021.select("lsoa_2021_code")
    return {
        "lsoa_2011_rural_urban": world.lsoas_2011.select(
            *_code_and_name("lsoa_2011"),
            class_2011.alias("rural_urban_2011_code"),
            class_2011.replace_strict(RURAL_URBAN_2011).alias("rural_urban_2011_name"),
        ),
        "lsoa_2021_rural_urban": codes_2021.with_columns(
            rural_urban_2021_code=class_2021,
            rural_urban_2021_name=class_2021.replace_strict(RURAL_URBAN_2021),
            rural_urban_2021_group=class_2021.str.slice(0, 1).replace_strict(GROUPS_2021),
        ),
        "lsoa_2021_residents": world.lsoas_2021.select(
            *_code_and_name("lsoa_2021"), "usual_residents"
        ),
        "lsoa_2021_centroid": codes_2021.with_columns(easting=easting, northing=northing),
        "ward_2025_boundary": _ward_2025_boundary(world),
    }


def _areas(world: World) -> Areas:
    return Areas(
        land=world.land,
        districts=world.districts.of_2024,
        wards=_wards_2024(world),
        wards_2017=_describe_wards_2017(world.districts, world.neighbourhoods),
        lsoas_2011=world.lsoas_2011,
        lsoas_2021=world.lsoas_2021,
        seed=world.seed,
    )


def _wards_2024(world: World) -> pl.DataFrame:
    return world.neighbourhoods.wards.join(world.districts.of_2024, on="district_2024")


def _ward_2025_boundary(world: World) -> pl.DataFrame:
    wards, land = _wards_2024(world), world.land
    cells = wards["cell"].to_numpy()
    return wards.select(
        "ward_2025_code",
        pl.col("ward_2024_name").alias("ward_2025_name"),
        pl.col("district_2024_code").alias("district_2025_code"),
        pl.col("district_2024_name").alias("district_2025_name"),
        pl.Series("geometry", polygons(land.easting[cells], land.northing[cells])),
    ).sort("ward_2025_code")


def _iod_2019(world: World) -> pl.DataFrame:
    place = world.lsoas_2011["place"].to_numpy()
    indices = draw_indices(EDITION_2019, place, world.latent, world.seed)
    residents = _residents_on_2011_land(world)
    population = draw_population_2019(residents, place, world.latent, world.seed)
    columns = world.lsoas_2011.select(
        *_code_and_name("lsoa_2011"), *_code_and_name("district_2019")
    )
    return _arrange(columns, indices, population)


def _residents_on_2011_land(world: World) -> Floats:
    """Residents of each place in 2021, shared equally among its LSOAs of 2011."""
    by_place = world.lsoas_2021.group_by("place").agg(pl.col("usual_residents").sum())
    lsoas = world.lsoas_2011.select("place", sharing=pl.len().over("place"))
    shared = lsoas.join(by_place, on="place", maintain_order="left")
    return shared.select(pl.col("usual_residents") / pl.col("sharing")).to_series().to_numpy()


def _iod_2025(world: World) -> pl.DataFrame:
    place = world.lsoas_2021["place"].to_numpy()
    indices = draw_indices(EDITION_2025, place, world.latent, world.seed)
    residents = world.lsoas_2021["usual_residents"].to_numpy().astype(np.float64)
    population = draw_population_2025(residents, place, world.latent, world.seed)
    columns = world.lsoas_2021.select(
        *_code_and_name("lsoa_2021"), *_code_and_name("district_2024")
    )
    return _arrange(columns, indices, population)


def _arrange(
    columns: pl.DataFrame, indices: pl.DataFrame, population: pl.DataFrame
) -> pl.DataFrame:
    """Columns in the publisher's order: areas, then score, rank and decile by subject, people."""
    parts = ("score", "rank", "decile")
    ordered = indices.select(f"{subject}_{part}" for subject in SUBJECTS for part in parts)
    return pl.concat([columns, ordered, population], how="horizontal")


def _need_2021(world: World) -> Floats:
    """The need of each LSOA of 2021, as its rank among all, between 0 and 1."""
    need = pl.Series(world.latent.need[world.lsoas_2021["place"].to_numpy()])
    return (need.rank("ordinal") / len(need)).to_numpy()


def _districts(world: World) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Code and name of every district of 2019, and of 2024."""
    of_2019, of_2024 = world.districts.of_2019, world.districts.of_2024
    return (
        of_2019.select(area_code="district_2019_code", area_name="district_2019_name"),
        of_2024.select(area_code="district_2024_code", area_name="district_2024_name"),
    )


def _statistical_areas(world: World) -> tuple[pl.DataFrame, pl.DataFrame, Floats]:
    """Districts, regions with the country, and each district's need between 0 and 1."""
    lookup = _lookups(world)["district_2024_region_2024"].sort("district_2024_code")
    districts = lookup.select(area_code="district_2024_code", area_name="district_2024_name")
    regions = lookup.select(area_code="region_code", area_name="region_name").unique()
    country = pl.DataFrame({"area_code": ["E92000001"], "area_name": ["England"]})
    needs = world.latent.need[world.lsoas_2021["place"].to_numpy()]
    need = (
        world.lsoas_2021.with_columns(need=needs)
        .group_by("district_2024_code")
        .agg(pl.col("need").mean())
        .sort("district_2024_code")["need"]
        .rank("ordinal")
    )
    return districts, pl.concat([regions.sort("area_code"), country]), (need / len(need)).to_numpy()


def _left_behind_wards(world: World, iod_2019: pl.DataFrame) -> pl.DataFrame:
    lsoas = world.lsoas_2011.with_columns(iod_2019["imd_score"], iod_2019["population_total"])
    listed = list_left_behind(lsoas, world.size.wards_2017, world.size.left_behind, world.seed)
    wards = _describe_wards_2017(world.districts, world.neighbourhoods)
    return (
        wards.filter(pl.col("ward_2017").is_in(listed))
        .select(*_code_and_name("ward_2017"), *_code_and_name("district_2019"))
        .sort("ward_2017_code")
    )
