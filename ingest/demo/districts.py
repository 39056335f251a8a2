"""Districts, regions and combined authorities of the synthetic England.

Belongs here: how cells of land become districts of 2024 and 2019. Not here: wards' codes, LSOAs.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.demo.draw import Ints, allocate, codes, position_in_run
from ingest.demo.land import REGIONS, Land
from ingest.demo.names import place_names

# Districts by region as in England, and the shares of them that are metropolitan districts (E08)
# and unitary authorities (E06); London has boroughs (E09), the others are districts (E07).
DISTRICTS = (12, 35, 15, 35, 30, 45, 33, 64, 27)
METROPOLITAN = (0.42, 0.43, 0.6, 0.0, 0.23, 0.0, 0.0, 0.0, 0.0)
UNITARY = (0.58, 0.26, 0.4, 0.2, 0.2, 0.13, 0.0, 0.2, 0.45)
LONDON = 6

# Sizes in which districts of 2019 merged, in turn, until enough have gone.
MERGER_SIZES = (4, 2, 6, 3, 2, 5, 3)

# For each region, the shares of its districts that combined authorities cover, city first.
COMBINED_AUTHORITIES = (
    (0.58,),
    (0.29, 0.17),
    (0.34, 0.27, 0.27),
    (0.15,),
    (0.24,),
    (0.14,),
    (),
    (),
    (0.12, 0.1),
)


@dataclass(frozen=True)
class Districts:
    """The districts of 2024 and 2019, and which cells of land each has.

    Attributes:
        cells: the land's cells in order of district, with `district_2024` and `district_2019`
            (row numbers of the tables below).
        of_2024: `district_2024`, its code and name, `kind` (E06 to E09), region code and name.
        of_2019: `district_2019`, its code and name, and `district_2024` it went into.
    """

    cells: pl.DataFrame
    of_2024: pl.DataFrame
    of_2019: pl.DataFrame


def draw_districts(land: Land, count_2024: int, count_2019: int, seed: int) -> Districts:
    """Districts of both years; those of 2019 that merged are parts of one of 2024."""
    cells = land.cells
    # One district for each region, the rest in proportion: at full size exactly England's numbers.
    per_region = allocate(count_2024, np.array(DISTRICTS) - 1.0)
    of_2024 = _districts_2024(per_region, seed)
    district_2024 = _cut_each(cells, cells["region"].to_numpy(), per_region)
    parts = _parts_before_merging(of_2024["kind"].to_list(), count_2019 - count_2024)
    district_2019 = _cut_each(cells, district_2024, parts)
    cells = cells.with_columns(
        district_2024=pl.Series(district_2024), district_2019=pl.Series(district_2019)
    ).sort("district_2019", "row", "column")
    return Districts(cells, of_2024, _districts_2019(of_2024, parts, seed))


def cut(column: Ints, row: Ints, parts: int) -> Ints:
    """Cut cells into compact parts of equal size: halve across the longer side, again and again."""
    label = np.zeros(len(column), dtype=np.int64)
    if parts == 1:
        return label
    wide = np.ptp(column) > np.ptp(row)
    order = np.lexsort((row, column) if wide else (column, row))
    half = parts // 2
    middle = round(len(order) * half / parts)
    near, far = order[:middle], order[middle:]
    label[near] = cut(column[near], row[near], half)
    label[far] = half + cut(column[far], row[far], parts - half)
    return label


def _cut_each(cells: pl.DataFrame, group: Ints, parts: Ints) -> Ints:
    """Cut every group of cells into its number of parts; parts are numbered throughout."""
    column, row = cells["column"].to_numpy(), cells["row"].to_numpy()
    first = np.cumsum(parts) - parts
    label = np.zeros(len(group), dtype=np.int64)
    for number, count in enumerate(parts):
        members = np.flatnonzero(group == number)
        label[members] = first[number] + cut(column[members], row[members], int(count))
    return label


def _districts_2024(per_region: Ints, seed: int) -> pl.DataFrame:
    region = np.repeat(np.arange(len(REGIONS)), per_region)
    place = (position_in_run(region) + 0.5) / per_region[region]
    kinds = [_kind(*pair) for pair in zip(region.tolist(), place.tolist(), strict=True)]
    names = list(REGIONS.values())
    return pl.DataFrame(
        {
            "district_2024_code": [f"{kind}{900_001 + n}" for n, kind in enumerate(kinds)],
            "district_2024_name": place_names(seed, "districts", len(region)),
            "kind": kinds,
            "region": region,
            "region_code": [f"E12{number + 1:06d}" for number in region],
            "region_name": [names[number] for number in region],
        }
    ).with_row_index("district_2024")


def _kind(region: int, place: float) -> str:
    """The first letters of a district's code, by its place (0 to 1) in its region's order."""
    if region == LONDON:
        return "E09"
    if place < METROPOLITAN[region]:
        return "E08"
    return "E06" if place < METROPOLITAN[region] + UNITARY[region] else "E07"


def _parts_before_merging(kinds: list[str], gone: int) -> Ints:
    """Into how many districts of 2019 each of 2024 falls: unitary ones come of mergers."""
    parts = np.ones(len(kinds), dtype=np.int64)
    sizes: list[int] = []
    while gone > 0:
        sizes.append(min(MERGER_SIZES[len(sizes) % len(MERGER_SIZES)], gone + 1))
        gone -= sizes[-1] - 1
    unitary = [number for number, kind in enumerate(kinds) if kind == "E06"]
    spread = np.linspace(0, len(unitary) - 1, len(sizes)).astype(np.int64)
    parts[[unitary[number] for number in spread]] = sizes
    return parts


def _districts_2019(of_2024: pl.DataFrame, parts: Ints, seed: int) -> pl.DataFrame:
    """Districts that merged have codes and names of their own, the others those of 2024."""
    district_2024 = np.repeat(np.arange(len(parts)), parts)
    count = len(district_2024)
    own = pl.DataFrame(
        {
            "district_2024": pl.Series(district_2024, dtype=pl.UInt32),
            "merged": parts[district_2024] > 1,
            "own_code": codes("E07", 950_001, count),
            "own_name": place_names(seed, "districts", len(parts) + count)[len(parts) :],
        }
    ).with_row_index("district_2019")
    merged = own.join(of_2024, on="district_2024", maintain_order="left")
    return merged.select(
        "district_2019",
        "district_2024",
        "merged",
        pl.when("merged")
        .then("own_code")
        .otherwise("district_2024_code")
        .alias("district_2019_code"),
        pl.when("merged")
        .then("own_name")
        .otherwise("district_2024_name")
        .alias("district_2019_name"),
    )


def combined_authorities(of_2024: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Districts that belong to a combined authority: neighbours in their region's order."""
    rows = [
        (district["district_2024"], region, number)
        for region, shares in enumerate(COMBINED_AUTHORITIES)
        for number, district in _covered(of_2024.filter(pl.col("region") == region), shares)
    ]
    members = pl.DataFrame(rows, schema=["district_2024", "region", "number"], orient="row")
    authorities = members.select("region", "number").unique().sort("region", "number")
    count = len(authorities)
    authorities = authorities.with_columns(
        combined_authority_code=pl.Series(codes("E47", 900_001, count)),
        combined_authority_name=pl.Series(
            [f"{name} Combined" for name in place_names(seed, "combined authorities", count)]
        ),
    )
    return members.join(authorities, on=["region", "number"]).select(
        pl.col("district_2024").cast(pl.UInt32),
        "combined_authority_code",
        "combined_authority_name",
    )


def _covered(region: pl.DataFrame, shares: tuple[float, ...]) -> list[tuple[int, dict[str, int]]]:
    """Each district within the shares, with the number of the share it falls in."""
    ends = np.cumsum(shares)
    places = (np.arange(len(region)) + 0.5) / len(region)
    numbers = np.searchsorted(ends, places)
    rows = zip(numbers.tolist(), region.iter_rows(named=True), strict=True)
    return [(number, district) for number, district in rows if number < len(shares)]
