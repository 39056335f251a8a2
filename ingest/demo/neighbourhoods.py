"""Wards and LSOAs of the synthetic England, and how they changed over the years.

Belongs here: wards of 2017, 2024 and 2025, LSOAs of 2011 and 2021, and the links between them. Not
here: what the places are like.

Everything is cut from one list of *places* in geographic order. A place is the smallest piece of
land that has the same outline in 2011 and 2021: one LSOA unchanged, one split, several merged, or
an irregular change. A cell of land is a ward of 2024; most districts had the same wards in 2017,
the others (reviewed since) had more and smaller ones.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.demo.districts import Districts
from ingest.demo.draw import Floats, Ints, allocate, codes, position_in_run, stream
from ingest.demo.names import lsoa_names, place_names

# Wards in cities have more LSOAs; the spreads are of logarithms.
LSOAS_PER_WARD = {"E06": 1.25, "E07": 0.75, "E08": 1.5, "E09": 1.9}
DISTRICT_SPREAD, WARD_SPREAD = 0.2, 0.5

REVIEWED_SHARE = 0.3
RECODED_2025_SHARE = 0.03

# The publisher names LSOAs by groups of about five, lettered; new LSOAs take the next letters.
LSOAS_PER_GROUP = 5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Size:
    """How many of everything there are. `of(1.0)` is England."""

    lsoas_2011: int
    lsoas_2021: int
    wards_2017: int
    empty_wards: int
    wards_2024: int
    districts_2019: int
    districts_2024: int
    left_behind: int
    irregular: int

    @classmethod
    def of(cls, scale: float) -> "Size":
        """The numbers at a scale; there are never fewer than nine districts."""
        districts = max(9, round(296 * scale))
        return cls(
            lsoas_2011=round(32_844 * scale),
            lsoas_2021=round(33_755 * scale),
            wards_2017=round(7_433 * scale),
            empty_wards=max(1, round(12 * scale)),
            wards_2024=round(6_850 * scale),
            districts_2019=districts + max(1, round(21 * scale)),
            districts_2024=districts,
            left_behind=max(3, round(225 * scale)),
            irregular=max(1, round(3 * scale)),
        )


@dataclass(frozen=True)
class Neighbourhoods:
    """Wards and LSOAs; numbers (`ward`, `place`, `district_…`) link the tables.

    Attributes:
        wards: wards of 2024 and 2025 (one row each, the same land), with their `cell`.
        wards_2017: all wards of 2017, those without LSOAs last.
        places: `place`, `ward`, `change_code`, and how many LSOAs of 2011 and 2021 it holds.
        lsoas_2011: code, name, `place`, `ward_2017`, `district_2019`.
        lsoas_2021: code, name, `place`, `ward`.
    """

    wards: pl.DataFrame
    wards_2017: pl.DataFrame
    places: pl.DataFrame
    lsoas_2011: pl.DataFrame
    lsoas_2021: pl.DataFrame


def draw_neighbourhoods(districts: Districts, size: Size, seed: int) -> Neighbourhoods:
    """All wards and LSOAs of a world whose districts are drawn."""
    wards = _number_wards(districts, seed)
    places = _draw_places(wards, size, seed)
    lsoas_2011 = _cut_wards_2017(_lsoas_2011(wards, places, districts.of_2019), wards, size)
    wards_2017 = _wards_2017(lsoas_2011, size, seed)
    wards = _code_wards(wards, lsoas_2011, wards_2017, seed)
    return Neighbourhoods(
        wards=wards,
        wards_2017=wards_2017,
        places=places,
        lsoas_2011=lsoas_2011,
        lsoas_2021=_lsoas_2021(places, lsoas_2011),
    )


def lsoa_links(neighbourhoods: Neighbourhoods) -> pl.DataFrame:
    """Pairs of an LSOA of 2011 and one of 2021 that share land.

    Within a place all pairs do, but in an irregular change the second LSOA of 2011 has no part of
    the first of 2021.
    """
    new = neighbourhoods.lsoas_2021.with_columns(nth_2021=_nth_of_place("lsoa_2021_code"))
    old = neighbourhoods.lsoas_2011.with_columns(nth_2011=_nth_of_place("lsoa_2011_code"))
    pairs = old.join(new, on="place").join(
        neighbourhoods.places.select("place", "change_code"), on="place"
    )
    apart = (pl.col("change_code") == "X") & (pl.col("nth_2011") > pl.col("nth_2021"))
    return pairs.filter(~apart).sort("lsoa_2011_code", "lsoa_2021_code")


def _nth_of_place(code: str) -> pl.Expr:
    return pl.col(code).rank("ordinal").over("place")


def _number_wards(districts: Districts, seed: int) -> pl.DataFrame:
    """Cells as wards of 2024, in order; whole districts of 2019 were reviewed since 2017."""
    count = len(districts.of_2019)
    drawn = stream(seed, "reviews").random(count) < REVIEWED_SHARE
    reviews = districts.of_2019.select(
        "district_2019", is_reviewed=pl.col("merged") | pl.Series(drawn)
    )
    cells = districts.cells.with_columns(pl.col("district_2019", "district_2024").cast(pl.UInt32))
    wards = cells.join(reviews, on="district_2019", maintain_order="left")
    return wards.with_row_index("ward").join(
        districts.of_2024.select("district_2024", "kind"), on="district_2024", maintain_order="left"
    )


def _draw_places(wards: pl.DataFrame, size: Size, seed: int) -> pl.DataFrame:
    """Places in geographic order, each in one ward."""
    random = stream(seed, "places")
    changes = random.permutation(_changes(size))
    per_ward = allocate(len(changes), _ward_weights(wards, random))
    places = pl.DataFrame(
        {
            "ward": np.repeat(np.arange(len(wards), dtype=np.uint32), per_ward),
            "count_2011": changes[:, 0],
            "count_2021": changes[:, 1],
        }
    ).with_row_index("place")
    one_before, one_after = pl.col("count_2011") == 1, pl.col("count_2021") == 1
    return places.with_columns(
        change_code=pl.when(one_before & one_after)
        .then(pl.lit("U"))
        .when(one_before)
        .then(pl.lit("S"))
        .when(one_after)
        .then(pl.lit("M"))
        .otherwise(pl.lit("X"))
    )


def _changes(size: Size) -> Ints:
    """Rows of (LSOAs 2011, LSOAs 2021), one per place, summing to the numbers of both years."""
    pairs, triples = max(1, round(0.00277 * size.lsoas_2011)), max(1, round(1e-4 * size.lsoas_2011))
    gain = size.lsoas_2021 - size.lsoas_2011 + pairs + 2 * triples
    in_four, in_three = round(0.027 * gain), round(0.1 * gain)
    in_two = gain - 2 * in_three - 3 * in_four
    changed = pairs * 2 + triples * 3 + size.irregular * 2 + in_two + in_three + in_four
    rows = [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (3, 1), (2, 2)]
    unchanged = size.lsoas_2011 - changed
    counts = [unchanged, in_two, in_three, in_four, pairs, triples, size.irregular]
    return np.repeat(np.array(rows, dtype=np.int64), counts, axis=0)


def _ward_weights(wards: pl.DataFrame, random: np.random.Generator) -> Floats:
    """How many places each ward should have, relative to others."""
    kind = wards["kind"].replace_strict(LSOAS_PER_WARD, return_dtype=pl.Float64).to_numpy()
    district = wards["district_2019"].to_numpy()
    of_district = random.normal(0, DISTRICT_SPREAD, int(district.max()) + 1)[district]
    return np.asarray(kind * np.exp(of_district + random.normal(0, WARD_SPREAD, len(wards))))


def _lsoas_2011(wards: pl.DataFrame, places: pl.DataFrame, of_2019: pl.DataFrame) -> pl.DataFrame:
    """LSOAs of 2011 in geographic order, with the group of LSOAs their name tells."""
    lsoas = (
        _repeat(places.select("place", "ward", "count_2011"), "count_2011")
        .join(
            wards.select("ward", "district_2019", "is_reviewed"), on="ward", maintain_order="left"
        )
        .join(
            of_2019.select("district_2019", "district_2019_name"),
            on="district_2019",
            maintain_order="left",
        )
    )
    position = position_in_run(lsoas["district_2019"].to_numpy().astype(np.int64))
    group = position // LSOAS_PER_GROUP + 1
    letters = [LETTERS[number] for number in position % LSOAS_PER_GROUP]
    return lsoas.with_columns(
        position=position,
        group=group,
        lsoa_2011_code=codes("E01", 500_001, len(lsoas)),
        lsoa_2011_name=pl.Series(lsoa_names(lsoas["district_2019_name"], group, letters)),
    )


def _repeat(table: pl.DataFrame, count: str) -> pl.DataFrame:
    """Every row as often as its `count` says; the count itself is dropped."""
    return table[np.repeat(np.arange(len(table)), table[count].to_numpy())].drop(count)


def _cut_wards_2017(lsoas: pl.DataFrame, wards: pl.DataFrame, size: Size) -> pl.DataFrame:
    """Number the wards of 2017: those of 2024, but equal runs of LSOAs in reviewed districts."""
    reviewed = lsoas.filter("is_reviewed").group_by("district_2019", maintain_order=True).len("all")
    kept = int((~wards["is_reviewed"]).sum())
    per_district = allocate(
        size.wards_2017 - size.empty_wards - kept, reviewed["all"].to_numpy().astype(np.float64)
    )
    cut = reviewed.with_columns(wards=pl.Series(per_district))
    run = pl.when("is_reviewed").then(pl.col("position") * pl.col("wards") // pl.col("all"))
    return lsoas.join(cut, on="district_2019", how="left", maintain_order="left").with_columns(
        ward_2017=pl.struct("district_2019", run.otherwise("ward")).rle_id()
    )


def _wards_2017(lsoas: pl.DataFrame, size: Size, seed: int) -> pl.DataFrame:
    """Every ward of 2017 with its district; the last ones own no LSOA."""
    owners = lsoas.select("ward_2017", "district_2019").unique().sort("ward_2017")
    districts = owners["district_2019"].unique().sort().to_numpy()
    empty = stream(seed, "empty wards").choice(districts, size.empty_wards)
    return pl.DataFrame(
        {
            "district_2019": np.r_[owners["district_2019"].to_numpy(), empty],
            "ward_2017_code": codes("E05", 500_001, size.wards_2017),
            "ward_2017_name": place_names(seed, "wards of 2017", size.wards_2017),
        }
    ).with_row_index("ward_2017")


def _code_wards(
    wards: pl.DataFrame, lsoas: pl.DataFrame, wards_2017: pl.DataFrame, seed: int
) -> pl.DataFrame:
    """Codes and names of 2024 and 2025: those of 2017 unless the district was reviewed since."""
    before = lsoas.group_by("ward").agg(pl.col("ward_2017").first())
    known = wards.join(before, on="ward", maintain_order="left").join(
        wards_2017.drop("district_2019"), on="ward_2017", maintain_order="left"
    )
    recoded = _recoded_districts(wards["district_2024"], seed)
    new_code = pl.Series(codes("E05", 600_001, len(wards)))
    newer_code = pl.Series(codes("E05", 700_001, len(wards)))
    new_name = pl.Series(place_names(seed, "wards of 2024", len(wards)))
    coded = known.with_columns(
        ward_2024_code=pl.when("is_reviewed").then(new_code).otherwise("ward_2017_code"),
        ward_2024_name=pl.when("is_reviewed").then(new_name).otherwise("ward_2017_name"),
    )
    return coded.with_columns(
        ward_2025_code=pl.when(pl.col("district_2024").is_in(recoded))
        .then(newer_code)
        .otherwise("ward_2024_code")
    )


def _recoded_districts(district: pl.Series, seed: int) -> list[int]:
    """Districts all of whose wards took new codes in 2025."""
    districts = district.unique().sort().to_list()
    count = max(1, round(RECODED_2025_SHARE * len(districts)))
    order = stream(seed, "recoding").permutation(len(districts))
    return [districts[number] for number in order[:count]]


def _lsoas_2021(places: pl.DataFrame, lsoas_2011: pl.DataFrame) -> pl.DataFrame:
    """LSOAs of 2021: unchanged ones keep code and name, the others take new ones."""
    columns = ["place", "lsoa_2011_code", "lsoa_2011_name", "district_2019_name", "group"]
    first = lsoas_2011.select(columns).unique("place", keep="first", maintain_order=True)
    lsoas = _repeat(places.select("place", "ward", "change_code", "count_2021"), "count_2021").join(
        first, on="place", maintain_order="left"
    )
    is_new = pl.col("change_code") != "U"
    kept = lsoas.filter(~is_new).rename(
        {"lsoa_2011_code": "lsoa_2021_code", "lsoa_2011_name": "lsoa_2021_name"}
    )
    keep = ["place", "ward", "lsoa_2021_code", "lsoa_2021_name"]
    new = _name_new_lsoas(lsoas.filter(is_new))
    return pl.concat([kept.select(keep), new.select(keep)]).sort("place", "lsoa_2021_code")


def _name_new_lsoas(lsoas: pl.DataFrame) -> pl.DataFrame:
    group = pl.struct("district_2019_name", "group")
    letter = (pl.col("place").cum_count().over(group) + LSOAS_PER_GROUP - 1).alias("letter")
    letters = [LETTERS[number] for number in lsoas.select(letter)["letter"]]
    names = lsoa_names(lsoas["district_2019_name"], lsoas["group"], letters)
    return lsoas.with_columns(
        lsoa_2021_code=codes("E01", 800_001, len(lsoas)), lsoa_2021_name=pl.Series(names)
    )
