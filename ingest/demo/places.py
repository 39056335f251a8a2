"""Places of the synthetic England: stops, shops, surgeries, schools, museums and more.

Belongs here: frames of the sources of places, scattered about the LSOAs. Not here: the LSOAs.
"""

import json
from datetime import date

import numpy as np
import polars as pl

from ingest.demo.draw import stream
from ingest.demo.geography import spell_postcode
from ingest.demo.projection import grid_to_lon_lat

# How many places of each frame there are for a hundred LSOAs.
PER_HUNDRED_LSOAS = {
    "public_transport_stops": 120,
    "library_buildings": 10,
    "libraries": 10,
    "museums": 9,
    "health_sites": 25,
    "pubs": 60,
    "supermarkets": 20,
    "bank_branches": 15,
    "hospitals": 4,
    "schools": 30,
    "gm_buildings": 5,
    "green_access_points": 12,
}
# Shops and stops lie up to this far from the point an LSOA's residents are balanced about.
SPREAD_METRES = 300


def draw_places(
    centroids: pl.DataFrame, district_codes: pl.Series, seed: int
) -> dict[str, pl.DataFrame]:
    """The frames of the sources of places.

    Args:
        centroids: `easting` and `northing` of each LSOA, in metres.
        district_codes: codes of metropolitan districts, for sources that name one.
        seed: that of the England.
    """
    metropolitan = district_codes.filter(district_codes.str.starts_with("E08"))
    some_district = metropolitan.sort().first() or "E08950001"
    spots = {
        name: _scatter(centroids, share, name, seed) for name, share in PER_HUNDRED_LSOAS.items()
    }
    return {
        "atco_areas": _atco_areas(),
        **_transport_and_health(spots),
        **_culture(spots, str(some_district)),
        **_shops(spots),
        "schools": _schools(spots["schools"]),
    }


def _scatter(centroids: pl.DataFrame, share: int, name: str, seed: int) -> pl.DataFrame:
    """Spots near LSOAs drawn at random: number, name, metres and degrees."""
    random = stream(seed, f"places {name}")
    count = max(1, len(centroids) * share // 100)
    chosen = centroids[random.integers(0, len(centroids), count)]
    east, north = random.integers(-SPREAD_METRES, SPREAD_METRES, (2, count))
    easting = chosen["easting"].to_numpy().astype(np.int64) + east
    northing = chosen["northing"].to_numpy().astype(np.int64) + north
    longitude, latitude = grid_to_lon_lat(easting.astype(np.float64), northing.astype(np.float64))
    return pl.DataFrame(
        {
            "number": [f"{number:06d}" for number in range(1, count + 1)],
            "called": [f"Demo {name.replace('_', ' ')} {number}" for number in range(1, count + 1)],
            "easting": easting,
            "northing": northing,
            "longitude": np.round(longitude, 6),
            "latitude": np.round(latitude, 6),
        }
    )


def _atco_areas() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "atco_area_code": ["950", "910"],
            "atco_area_name": ["Demo area", "Demo national rail"],
            "region_name": ["Demo region", "Great Britain"],
        }
    )


def _every(frame: pl.DataFrame, values: list[str]) -> pl.Series:
    """The values in turn, as many as the frame has rows."""
    return pl.Series([values[number % len(values)] for number in range(len(frame))])


def _transport_and_health(spots: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    stops, sites, hospitals = (
        spots[name] for name in ("public_transport_stops", "health_sites", "hospitals")
    )
    apart = 100 // PER_HUNDRED_LSOAS["health_sites"]
    return {
        "public_transport_stops": stops.select(
            "easting",
            "northing",
            "longitude",
            "latitude",
            atco_code="950" + pl.col("number"),
            common_name="called",
            indicator=pl.lit("adj"),
            nptg_locality_code=pl.lit("N9500001"),
            locality_name=pl.lit("Demo locality"),
            stop_type=_every(stops, ["BCT"] * 8 + ["RLY", "PLT"]),
            bus_stop_type=pl.lit("MKD"),
            administrative_area_code=pl.lit("950"),
            modification_date_time=pl.lit("2026-01-01T00:00:00"),
            status=_every(stops, ["active"] * 6 + ["inactive"]),
        ),
        "health_sites": sites.select(
            report=_every(sites, ["epraccur.csv", "edispensary.csv"]),
            organisation_code="X" + pl.col("number"),
            organisation_name="called",
            postcode=pl.Series([spell_postcode(number * apart) for number in range(len(sites))]),
            open_date=pl.lit("20010101"),
            close_date=pl.lit(None, pl.String),
            status_code=_every(sites, ["A", "A", "C"]),
            organisation_subtype_code=_every(sites, ["B", "1"]),
            prescribing_setting=pl.lit("4"),
        ),
        "hospitals": hospitals.select(
            "longitude",
            "latitude",
            organisation_id="number",
            organisation_code="X" + pl.col("number"),
            subtype=pl.lit("Hospital"),
            sector=pl.lit("NHS Sector"),
            organisation_status=pl.lit("Visible"),
            organisation_name="called",
            postcode=pl.lit("ZZ99 9ZZ"),
        ),
    }


def _culture(spots: dict[str, pl.DataFrame], district: str) -> dict[str, pl.DataFrame]:
    buildings, green = spots["gm_buildings"], spots["green_access_points"]
    return {
        "library_buildings": spots["library_buildings"].select(
            building_id="number",
            building_theme=pl.lit("Cultural Facility"),
            classification=pl.lit("Library"),
            distinctive_name="called",
            outline_wkt=_outlines_in_metres(spots["library_buildings"]),
        ),
        "libraries": _libraries(spots["libraries"]),
        "museums": _museums(spots["museums"]),
        "gm_buildings": buildings.select(
            building_id="number",
            classification=_every(buildings, ["Place Of Worship", "Post Office"]),
            distinctive_name="called",
            district_code=pl.lit(district),
            geometry=_outlines_in_degrees(buildings),
        ),
        "green_access_points": green.select(
            "longitude",
            "latitude",
            row_number="number",
            access_type=_every(green, ["Pedestrian", "Motor Vehicle And Pedestrian"]),
            district_code=pl.lit(district),
        ),
    }


def _corners(x: float, y: float, half: float) -> list[tuple[float, float]]:
    """The corners of a square about a point, the first again at the end."""
    sides = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return [(round(x + east, 6), round(y + north, 6)) for east, north in sides]


def _outlines_in_metres(spots: pl.DataFrame) -> pl.Series:
    """WKT of a small building at each spot."""
    rings = [_corners(x, y, half=5) for x, y in spots.select("easting", "northing").iter_rows()]
    texts = [", ".join(f"{x} {y}" for x, y in ring) for ring in rings]
    return pl.Series([f"POLYGON (({text}))" for text in texts])


def _outlines_in_degrees(spots: pl.DataFrame) -> pl.Series:
    """GeoJSON of a small building at each spot."""
    rings = [
        _corners(x, y, half=5e-5) for x, y in spots.select("longitude", "latitude").iter_rows()
    ]
    return pl.Series([json.dumps({"type": "Polygon", "coordinates": [ring]}) for ring in rings])


def _libraries(spots: pl.DataFrame) -> pl.DataFrame:
    told = dict.fromkeys(
        ["operation_2016", "operation_2019", "operation_2021", "operation_2022", "operation_2023"],
        pl.lit("LA"),
    )
    return spots.select(
        row_number="number",
        reporting_authority=pl.lit("Demo authority"),
        library_name="called",
        postcode=pl.lit("ZZ99 9ZZ"),
        uprn=pl.lit(None, pl.String),
        library_type=pl.lit("Static Library"),
        statutory_2010=pl.lit("Yes"),
        statutory_2023=pl.lit("Yes"),
        year_closed=pl.lit(None, pl.String),
        year_opened=pl.lit("1974"),
        **told,
    )


def _museums(spots: pl.DataFrame) -> pl.DataFrame:
    closed = _every(spots, ["", "", "", "2010"]).replace("", None)
    return spots.select(
        "longitude",
        "latitude",
        museum_id="mm.demo." + pl.col("number"),
        museum_name="called",
        postcode=pl.lit("ZZ99 9ZZ"),
        country_name=pl.lit("England"),
        area_path=pl.lit("England"),
        accreditation=pl.lit("Unaccredited"),
        governance_type=pl.lit("Independent"),
        governance_subtype=pl.lit("Not for profit"),
        size=pl.lit("small"),
        subject_matter=pl.lit("Local Histories"),
        year_opened_low=pl.lit("1975"),
        year_opened_high=pl.lit("1979"),
        year_closed_low=closed,
        year_closed_high=closed,
    )


def _shops(spots: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    stores, branches, pubs = (spots[name] for name in ("supermarkets", "bank_branches", "pubs"))
    is_closed = pl.Series([number % 2 == 1 for number in range(len(branches))])
    return {
        "supermarkets": stores.select(
            "longitude",
            "latitude",
            store_id="number",
            store_name="called",
            size_band=_every(stores, ["< 3,013 ft2 (280m2)", "30,138 ft2 > (2,800 m2)"]),
        ),
        "bank_branches": branches.select(
            "longitude",
            "latitude",
            branch_id="number",
            brand_name=pl.lit("Demo Bank"),
            branch_name="called",
            branch_type=_every(branches, ["Branch", "Branch", "Branch", "Branch", "Banking Hub"]),
            town_name=pl.lit("Demo town"),
            region_name=pl.lit("Demo region"),
            postcode=pl.lit("ZZ99 9ZZ"),
            status=pl.when(is_closed).then(pl.lit("Closed")).otherwise(pl.lit("Open")),
            close_month=pl.when(is_closed).then(6),
            close_year=pl.when(is_closed).then(2021),
            open_year=pl.lit(None, pl.Int64),
        ),
        "pubs": pubs.select(
            "easting",
            "northing",
            "longitude",
            "latitude",
            fhrs_id="number",
            pub_name="called",
            postcode=pl.lit("ZZ99 9ZZ"),
            local_authority_name=pl.lit("Demo authority"),
        ),
    }


def _schools(spots: pl.DataFrame) -> pl.DataFrame:
    return spots.select(
        "easting",
        "northing",
        urn="number",
        establishment_name="called",
        establishment_type=pl.lit("Community school"),
        establishment_type_group=pl.lit("Local authority maintained schools"),
        establishment_status=pl.lit("Open"),
        education_phase=_every(spots, ["Primary", "Primary", "Primary", "Secondary"]),
        number_of_pupils=pl.lit(200),
        open_date=pl.lit(date(1974, 9, 1)),
        close_date=pl.lit(None, pl.Date),
        postcode=pl.lit(None, pl.String),
    )
