"""Grants of the synthetic England, one frame per publisher's file.

Belongs here: made-up awards of made-up organisations, some withheld as a person's would be. Not
here: areas, which `england` lends.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from ingest.demo.draw import Floats, Ints, stable, stream

FIRST_DAY = date(2018, 4, 1)
DAYS = 2_000
KINDS = np.array(["Community Trust", "Theatre Company", "Sports Club", "Arts Festival", "Museum"])
PERSON_SHARE = 0.5
PER_DISTRICT = {"project": 40, "portfolio": 3, "sport": 25, "foundation": 10}
FUNDERS = 6


def draw_grants(
    districts: pl.DataFrame, wards: pl.DataFrame, lsoas: pl.DataFrame, seed: int
) -> dict[str, pl.DataFrame]:
    """All frames of grants by name.

    Args:
        districts: `area_code` and `area_name` of each district of 2024.
        wards: wards of 2017 with their district and region.
        lsoas: `lsoa_2021_code` of each LSOA.
        seed: decides the rest.
    """
    return {
        "project_grants": _project_grants(districts, seed),
        "portfolio_2018": _portfolio_2018(districts, seed),
        "portfolio_2023": _portfolio_2023(districts, seed),
        "sport_awards": _sport_awards(districts, seed),
        "foundation_grants": _foundation_grants(lsoas, districts.height, seed),
        "grants_by_ward": _grants_by_ward(wards, seed),
        "ward_population": _ward_population(wards, seed),
    }


def _awards(districts: pl.DataFrame, kind: str, seed: int) -> tuple[pl.DataFrame, Floats]:
    """Awards with recipient, amount, day and the name of their district; and a draw for each."""
    random = stream(seed, f"grants {kind}")
    count = PER_DISTRICT[kind] * districts.height
    place = random.integers(districts.height, size=count)
    awards = pl.DataFrame(
        {
            "recipient_name": _names(kind, random.integers(len(KINDS), size=count)),
            "amount": _amounts(random, count),
            "award_date": _days(random, count),
            "local_authority_name": districts["area_name"].gather(place),
        }
    )
    return awards, random.random(count)


def _names(kind: str, kinds: Ints) -> list[str]:
    return [f"Demo {kind.title()} {KINDS[k]} {number}" for number, k in enumerate(kinds, start=1)]


def _amounts(random: np.random.Generator, count: int) -> Ints:
    """Whole pounds: most awards are of some thousands, few of far more."""
    return np.round(np.exp(stable(random.normal(9.5, 1.1, count)))).astype(np.int64)


def _days(random: np.random.Generator, count: int) -> list[date]:
    return [FIRST_DAY + timedelta(days=int(day)) for day in random.integers(DAYS, size=count)]


def _project_grants(districts: pl.DataFrame, seed: int) -> pl.DataFrame:
    awards, draw = _awards(districts, "project", seed)
    is_named = pl.Series(draw >= PERSON_SHARE)
    named = ["recipient_name", "local_authority_name", "discipline"]
    return awards.with_columns(
        discipline=pl.lit("Music"),
        strand=pl.lit("£30,000 and below"),
        recipient_kind=pl.when(is_named)
        .then(pl.lit("organisation"))
        .otherwise(pl.lit("possible individual")),
    ).with_columns(pl.when(is_named).then(pl.col(named)))


def _portfolio_2018(districts: pl.DataFrame, seed: int) -> pl.DataFrame:
    awards, draw = _awards(districts, "portfolio", seed)
    years = ["grant_2018_19", "grant_2019_20", "grant_2020_21", "grant_2021_22"]
    return awards.select(
        "local_authority_name",
        *(pl.col("amount").alias(year) for year in years),
        applicant_name="recipient_name",
        funding_source=pl.Series(np.where(draw < 0.2, "LOT", "GIA")),
        discipline=pl.lit("Theatre"),
        grant_2018_22=pl.col("amount") * 4,
    )


def _portfolio_2023(districts: pl.DataFrame, seed: int) -> pl.DataFrame:
    awards, draw = _awards(districts, "portfolio", seed)
    return awards.select(
        "local_authority_name",
        applicant_name="recipient_name",
        discipline=pl.lit("Theatre"),
        annual_2022_23=pl.when(pl.Series(draw < 0.7)).then(pl.col("amount")).otherwise(0),
        annual_2023_26=pl.col("amount"),
    )


def _sport_awards(districts: pl.DataFrame, seed: int) -> pl.DataFrame:
    awards, _ = _awards(districts, "sport", seed)
    return awards.with_row_index("row").select(
        "recipient_name",
        "award_date",
        "local_authority_name",
        grant_id=pl.format("360G-DEMO-{}", pl.col("row") // 2),
        recipient_kind=pl.lit("organisation"),
        currency=pl.lit("GBP"),
        amount_awarded="amount",
        recipient_type=pl.lit("Charity"),
        funder_id=pl.lit("GB-COH-DEMO1"),
        funder_name=pl.lit("Demo Sport Council"),
        programme=pl.lit("Demo National Programme"),
    )


def _foundation_grants(lsoas: pl.DataFrame, districts: int, seed: int) -> pl.DataFrame:
    random = stream(seed, "grants foundation")
    count = PER_DISTRICT["foundation"] * districts
    codes = lsoas["lsoa_2021_code"].gather(random.integers(lsoas.height, size=count))
    is_placed = pl.Series(random.random(count) < 0.8)
    empty = ["project_postcode", "recipient_postcode", "recipient_geographic_code"]
    empty += ["recipient_ward_code", "recipient_district_code", "beneficiary_location_name"]
    empty += ["funding_type", "related_activity", "regrant_type", "location_scope"]
    days = pl.Series(_days(random, count))
    return pl.DataFrame(
        {
            "grant_id": [f"360G-DEMOF-{number}" for number in range(1, count + 1)],
            "recipient_name": _names("foundation", random.integers(len(KINDS), size=count)),
            "recipient_id": [f"GB-CHC-9{number:06d}" for number in range(count)],
            "amount_awarded": _amounts(random, count),
            "award_date": days,
            "planned_start_date": days,
            "planned_end_date": days.dt.offset_by("1y"),
            "beneficiary_geographic_code": codes,
        }
    ).with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in empty),
        recipient_kind=pl.lit("organisation"),
        currency=pl.lit("GBP"),
        planned_months=pl.lit(12),
        beneficiary_locations=is_placed.cast(pl.Int64),
        beneficiary_geographic_code=pl.when(is_placed).then("beneficiary_geographic_code"),
        funder_id=pl.lit("GB-CHC-9999999"),
        funder_name=pl.lit("Demo Foundation"),
        programme=pl.lit("Demo Main Grants"),
    )


def _grants_by_ward(wards: pl.DataFrame, seed: int) -> pl.DataFrame:
    random = stream(seed, "grants by ward")
    funders = np.array([f"Demo Funder {number}" for number in range(1, FUNDERS + 1)])
    rows = wards.with_columns(
        funder_name=pl.Series(funders[random.integers(FUNDERS, size=wards.height)]),
        award_year=pl.Series(random.integers(2013, 2019, size=wards.height)).cast(pl.String),
        amount_awarded=pl.Series(_amounts(random, wards.height)),
        grants=pl.Series(random.integers(1, 9, size=wards.height)),
    )
    names = {"ward_2017_code": "ward_code", "district_2017_code": "district_code"}
    rows = rows.rename(names | {"district_2017_name": "district_name"})
    return rows.sort("funder_name", "award_year", "ward_code")


def _ward_population(wards: pl.DataFrame, seed: int) -> pl.DataFrame:
    random = stream(seed, "ward population")
    return wards.select(
        ward_code="ward_2017_code",
        ward_name="ward_2017_name",
        residents=pl.Series(random.integers(1_500, 18_000, size=wards.height)),
    ).sort("ward_code")
