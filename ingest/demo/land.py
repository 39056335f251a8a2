"""The land of the synthetic England: a map of letters, cut into the cells that are its wards.

Belongs here: regions, the lattice of cells, points and polygons in them. Not here: districts, codes
or people. The map is a cartogram: a region has land in proportion to its wards, so London is large.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.demo.draw import Floats, Ints, stream
from ingest.demo.projection import grid_to_lon_lat

# In the order of the codes E12000001 to E12000009; the letter marks the region on the map.
REGIONS = {
    "N": "North East",
    "W": "North West",
    "Y": "Yorkshire and The Humber",
    "E": "East Midlands",
    "M": "West Midlands",
    "A": "East of England",
    "L": "London",
    "S": "South East",
    "T": "South West",
}

# North is up; a letter stands for 25 km of easting and 30 km of northing.
MAP = (
    ".........NN...........",
    ".........NNN..........",
    "........NNNN..........",
    ".......WWNNN..........",
    ".......WWWYYY.........",
    ".......WWWYYYY........",
    "........WWWYYYYY......",
    "........WWWYYYYE......",
    ".......WWWWEEEEE......",
    ".......WWWWEEEEE......",
    "........WWWWEEEE.AA...",
    "........MMMMEEEEAAAAA.",
    ".......MMMMMMAAAAAAAAA",
    "......MMMMMMAAAAAAAAA.",
    ".......MMMMSSLLLAAA...",
    "......TTTSSSLLLLLLSS..",
    ".....TTTTSSSLLLLLLSSSS",
    "....TTTTTSSSSLLLLLSSSS",
    "..TTTTTTSSSSSSSSSSSS..",
    ".TTTTT...SS...........",
    "TTT...................",
)
LETTER_EASTING, LETTER_NORTHING = 25_000.0, 30_000.0
WEST, SOUTH = 100_000.0, 20_000.0

# Corners move by less than a quarter of a cell, so that every cell stays convex.
CORNER_SHIFT = 0.2
# Centroids keep this share of the cell's width away from its edges (hundreds of metres).
CENTROID_MARGIN = 0.15


@dataclass(frozen=True)
class Land:
    """The cells of the lattice, and their corners in National Grid metres.

    Attributes:
        cells: `cell` (row number), `column`, `row`, `region` (0 to 8).
        easting: one row per cell, four corners anticlockwise from the south-west.
        northing: likewise.
    """

    cells: pl.DataFrame
    easting: Floats
    northing: Floats


def lay_out(wards: int, seed: int) -> Land:
    """Land of about that many cells: the nearest number a regular lattice on the map has."""
    letters = sum(letter != "." for line in MAP for letter in line)
    pitch = np.sqrt(letters * LETTER_EASTING * LETTER_NORTHING / wards)
    pitches = pitch * (1 + np.arange(-20, 21) / 500)
    pitch = min(pitches, key=lambda pitch: abs(len(_lattice(pitch)[0]) - wards))
    row, column, region = _lattice(pitch)
    easting, northing = _corners(row, column, pitch, seed)
    cells = pl.DataFrame({"column": column, "row": row, "region": region}).with_row_index("cell")
    return Land(cells, easting, northing)


def _lattice(pitch: float) -> tuple[Ints, Ints, Ints]:
    """Row, column and region of the square cells whose middle is on land."""
    order = "." + "".join(REGIONS)
    regions = np.array([[order.index(letter) for letter in line] for line in reversed(MAP)])
    rows = _letter_of_middles(pitch, LETTER_NORTHING, regions.shape[0])
    columns = _letter_of_middles(pitch, LETTER_EASTING, regions.shape[1])
    on_land = regions[np.ix_(rows, columns)]
    row, column = np.nonzero(on_land)
    return row, column, on_land[row, column] - 1


def _letter_of_middles(pitch: float, size: float, letters: int) -> Ints:
    """For each cell along one side of the map, the letter its middle lies in."""
    middles = (np.arange(int(size * letters / pitch)) + 0.5) * pitch
    return np.asarray(middles // size, dtype=np.int64)


def _corners(row: Ints, column: Ints, pitch: float, seed: int) -> tuple[Floats, Floats]:
    """Corners on a lattice shifted at random; neighbouring cells share theirs, so they tile."""
    shape = (2, int(row.max()) + 2, int(column.max()) + 2)
    shift = stream(seed, "corners").uniform(-CORNER_SHIFT, CORNER_SHIFT, shape)
    rows = row[:, None] + np.array([0, 0, 1, 1])
    columns = column[:, None] + np.array([0, 1, 1, 0])
    easting = WEST + pitch * (columns + shift[0, rows, columns])
    northing = SOUTH + pitch * (rows + shift[1, rows, columns])
    return easting, northing


def points_inside(land: Land, cell: Ints, seed: int) -> tuple[Floats, Floats]:
    """A point well inside each of the cells given: easting and northing, 4 decimals."""
    u, v = stream(seed, "centroids").uniform(CENTROID_MARGIN, 1 - CENTROID_MARGIN, (2, len(cell)))
    shares = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], axis=1)
    easting = np.round((shares * land.easting[cell]).sum(axis=1), 4)
    northing = np.round((shares * land.northing[cell]).sum(axis=1), 4)
    return easting, northing


def strips(land: Land, cell: Ints, seed: int) -> tuple[Floats, Floats]:
    """Corners of a part of each cell for each of its `points_inside`; together they tile the cell.

    Returns:
        Easting and northing, one row per point, four corners anticlockwise from the south-west.
    """
    u, _ = stream(seed, "centroids").uniform(CENTROID_MARGIN, 1 - CENTROID_MARGIN, (2, len(cell)))
    middles = pl.DataFrame({"cell": cell, "u": u}).with_row_index("point").sort("cell", "u")
    halfway = (pl.col("u") + pl.col("u").shift(-1)) / 2
    edges = middles.with_columns(east=halfway.over("cell").fill_null(1.0)).with_columns(
        west=pl.col("east").shift(1).over("cell").fill_null(0.0)
    )
    west, east = edges.sort("point").select("west", "east").to_numpy().T
    return _across(land.easting[cell], west, east), _across(land.northing[cell], west, east)


def _across(corners: Floats, west: Floats, east: Floats) -> Floats:
    """Corners of the part of each cell between two shares of the way from west to east."""
    south_west, south_east, north_east, north_west = corners.T
    south, north = south_east - south_west, north_east - north_west
    return np.stack(
        [
            south_west + west * south,
            south_west + east * south,
            north_west + east * north,
            north_west + west * north,
        ],
        axis=1,
    )


def polygons(easting: Floats, northing: Floats) -> list[str]:
    """GeoJSON text of shapes with those corners: longitude and latitude (WGS 84), 6 decimals."""
    return [f'{{"type": "Polygon", "coordinates": [{ring}]}}' for ring in rings(easting, northing)]


def rings(easting: Floats, northing: Floats) -> list[list[list[float]]]:
    """Closed rings of shapes with those corners: longitude and latitude (WGS 84), 6 decimals."""
    longitude, latitude = grid_to_lon_lat(easting, northing)
    corners = np.stack([longitude, latitude], axis=2).round(6)
    closed: list[list[list[float]]] = np.concatenate([corners, corners[:, :1]], axis=1).tolist()
    return closed
