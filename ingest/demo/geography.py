"""Boundaries, further areas and postcodes of the synthetic England.

Belongs here: frames of the geography sources beyond the lookups that `england` itself draws. Not
here: the land they lie on.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.demo.draw import codes, position_in_run
from ingest.demo.land import Land, points_inside, polygons, rings, strips
from ingest.demo.names import place_names

LSOAS_PER_MSOA = 5
WARDS_PER_CONSTITUENCY = 12
DISTRICTS_PER_COUNTY = 6
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
ENGLAND, WALES = "E92000001", "W92000004"


@dataclass(frozen=True)
class Areas:
    """What the geography sources are drawn from; every table has its areas' codes and names.

    Attributes:
        land: the cells, each a ward of 2024.
        districts: those of 2024, with `kind` (E06 to E09) and region.
        wards: those of 2024, with `cell`, district of 2024 and region.
        wards_2017: all of them, with their districts of 2019 and 2024 and region.
        lsoas_2011: with the ward of 2017 and district of 2019.
        lsoas_2021: with `cell`, ward and district of 2024 and region, in order of code.
        seed: that of the England.
    """

    land: Land
    districts: pl.DataFrame
    wards: pl.DataFrame
    wards_2017: pl.DataFrame
    lsoas_2011: pl.DataFrame
    lsoas_2021: pl.DataFrame
    seed: int


def draw_geography(areas: Areas) -> dict[str, pl.DataFrame]:
    """The frames of the geography family."""
    msoas = _lsoa_2021_msoa_2021(areas)
    constituencies = _wards_in_constituencies(areas)
    return {
        "lsoa_2021_boundary": _lsoa_2021_boundary(areas),
        "lsoa_2021_msoa_2021": msoas,
        "msoa_2021_name": _msoa_2021_name(msoas, areas.seed),
        "ward_2019": _ward_2019(areas.wards_2017),
        "lsoa_2011_ward_2019": _lsoa_2011_ward_2019(areas.lsoas_2011),
        "district_2023_upper_tier_2023": _upper_tiers(areas.districts),
        "constituency_2024_boundary": _constituency_boundary(areas.land, constituencies),
        "ward_hierarchy": _ward_hierarchy(constituencies),
        "postcode": _postcode(areas),
    }


def _lsoa_2021_boundary(areas: Areas) -> pl.DataFrame:
    shapes = polygons(*strips(areas.land, areas.lsoas_2021["cell"].to_numpy(), areas.seed))
    return areas.lsoas_2021.select(
        "lsoa_2021_code", "lsoa_2021_name", pl.Series("geometry", shapes)
    ).sort("lsoa_2021_code")


def _lsoa_2021_msoa_2021(areas: Areas) -> pl.DataFrame:
    """Runs of five LSOAs of a district, in order of code, are its MSOAs."""
    lsoas = areas.lsoas_2021.sort("district_2024_code", "lsoa_2021_code")
    number = pl.Series(position_in_run(lsoas["district_2024_code"].to_numpy()) // LSOAS_PER_MSOA)
    msoa = lsoas.select(pl.struct("district_2024_code", number.alias("number")).rle_id())
    code = codes("E02", 500_001, lsoas.height)[msoa.to_series().to_numpy()]
    name = pl.format("{} {}", "district_2024_name", (number + 1).cast(pl.String).str.zfill(3))
    return lsoas.select(
        "lsoa_2021_code",
        "lsoa_2021_name",
        pl.Series("msoa_2021_code", code),
        name.alias("msoa_2021_name"),
        pl.col("district_2024_code").alias("district_2022_code"),
        pl.col("district_2024_name").alias("district_2022_name"),
        "region_code",
        "region_name",
    ).sort("lsoa_2021_code")


def _msoa_2021_name(msoas: pl.DataFrame, seed: int) -> pl.DataFrame:
    each = msoas.unique("msoa_2021_code").sort("msoa_2021_code")
    return each.select(
        "msoa_2021_code",
        "msoa_2021_name",
        pl.Series("msoa_2021_library_name", place_names(seed, "MSOAs", each.height)),
        pl.col("district_2022_name").alias("district_name"),
        pl.lit("Present in 2011").alias("change"),
    )


def _ward_2019(wards_2017: pl.DataFrame) -> pl.DataFrame:
    """The wards of 2017 again, in the districts of 2019."""
    return wards_2017.select(
        pl.col("ward_2017_code").alias("ward_2019_code"),
        pl.col("ward_2017_name").alias("ward_2019_name"),
        "district_2019_code",
        "district_2019_name",
        pl.lit(None, pl.String).alias("county_2019_code"),
        pl.lit(None, pl.String).alias("county_2019_name"),
        "region_code",
        "region_name",
        pl.lit(ENGLAND).alias("country_code"),
        pl.lit("England").alias("country_name"),
    ).sort("ward_2019_code")


def _lsoa_2011_ward_2019(lsoas_2011: pl.DataFrame) -> pl.DataFrame:
    return lsoas_2011.select(
        "lsoa_2011_code",
        "lsoa_2011_name",
        pl.col("ward_2017_code").alias("ward_2019_code"),
        pl.col("ward_2017_name").alias("ward_2019_name"),
        "district_2019_code",
        "district_2019_name",
    ).sort("lsoa_2011_code")


def _upper_tiers(districts: pl.DataFrame) -> pl.DataFrame:
    """Non-metropolitan districts of a region are grouped into counties; others stand alone."""
    within = pl.int_range(pl.len()).over("region_code") // DISTRICTS_PER_COUNTY
    number = 10 * pl.col("region_code").str.slice(-1).cast(pl.Int64) + within
    in_county = pl.col("kind") == "E07"
    return districts.sort("district_2024_code").select(
        pl.col("district_2024_code").alias("district_2023_code"),
        pl.col("district_2024_name").alias("district_2023_name"),
        pl.when(in_county)
        .then(pl.format("E109000{}", number.cast(pl.String).str.zfill(2)))
        .otherwise("district_2024_code")
        .alias("upper_tier_2023_code"),
        pl.when(in_county)
        .then(pl.format("Demo {} County {}", "region_name", within + 1))
        .otherwise("district_2024_name")
        .alias("upper_tier_2023_name"),
    )


def _wards_in_constituencies(areas: Areas) -> pl.DataFrame:
    """Wards with the constituency they lie in: runs of a region's wards, by district and cell."""
    wards = areas.wards.sort("region_code", "district_2024_code", "cell")
    run = position_in_run(wards["region_code"].to_numpy()) // WARDS_PER_CONSTITUENCY
    number = wards.select(pl.struct("region_code", pl.Series("run", run)).rle_id()).to_series()
    count = number.n_unique()
    names = place_names(areas.seed, "constituencies", count)
    return wards.with_columns(
        pl.Series("constituency_code", codes("E14", 900_001, count)[number.to_numpy()]),
        pl.Series("constituency_name", np.array(names)[number.to_numpy()]),
    )


def _constituency_boundary(land: Land, wards: pl.DataFrame) -> pl.DataFrame:
    cells = wards["cell"].to_numpy()
    shapes = pl.Series("ring", [str(r) for r in rings(land.easting[cells], land.northing[cells])])
    joined = pl.col("ring").str.join("], [")
    return (
        wards.with_columns(shapes)
        .group_by("constituency_code", "constituency_name", maintain_order=True)
        .agg(pl.concat_str(pl.lit('{"type": "MultiPolygon", "coordinates": [['), joined))
        .select(
            constituency_2024_code="constituency_code",
            constituency_2024_name="constituency_name",
            geometry=pl.col("literal") + "]]}",
        )
    )


def _ward_hierarchy(wards: pl.DataFrame) -> pl.DataFrame:
    return wards.select(
        pl.lit("2024").alias("first_year"),
        pl.lit("2024").alias("last_year"),
        pl.col("ward_2024_code").alias("ward_code"),
        pl.col("ward_2024_name").alias("ward_name"),
        "constituency_code",
        "constituency_name",
        pl.col("district_2024_code").alias("district_code"),
        pl.col("district_2024_name").alias("district_name"),
        pl.col("district_2024_code").alias("authority_code"),
        pl.lit("z").alias("authority_old_code"),
        pl.col("district_2024_name").alias("authority_name"),
        "region_code",
        "region_name",
        pl.lit(ENGLAND).alias("country_code"),
        pl.lit("England").alias("country_name"),
    ).sort("ward_code")


def _postcode(areas: Areas) -> pl.DataFrame:
    """A postcode at each LSOA's centroid; the last but one has no point, the last is in Wales."""
    lsoas = areas.lsoas_2021
    easting, northing = points_inside(areas.land, lsoas["cell"].to_numpy(), areas.seed)
    number = np.arange(lsoas.height)
    last_but_one, last = number == lsoas.height - 2, number == lsoas.height - 1
    return pl.DataFrame(
        {
            "postcode": [spell_postcode(each) for each in number.tolist()],
            "positional_quality": np.where(last_but_one, 90, 10),
            "easting": np.where(last_but_one, 0, easting.round()).astype(np.int64),
            "northing": np.where(last_but_one, 0, northing.round()).astype(np.int64),
            "country_code": np.where(last, WALES, ENGLAND),
            "district_code": lsoas["district_2024_code"],
            "ward_code": lsoas["ward_2024_code"],
        }
    ).with_columns(
        pl.lit(None, pl.String).alias(name)
        for name in ("nhs_regional_authority_code", "nhs_authority_code", "county_code")
    )


def spell_postcode(number: int) -> str:
    """A postcode of an area that does not exist: ZX1 1AA, ZX1 1AB and on to ZX9 9ZZ."""
    rest, last = divmod(number, len(LETTERS))
    rest, middle = divmod(rest, len(LETTERS))
    district, sector = divmod(rest, 9)
    return f"ZX{district + 1} {sector + 1}{LETTERS[middle]}{LETTERS[last]}"
