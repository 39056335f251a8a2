"""OS Open Greenspace is a GeoPackage: an SQLite database with shapes in binary.

Belongs here: its two layers, and what keeps a hostile database from doing anything but being read.
The binary header of shapes is section 2.1.3 of the OGC GeoPackage standard.
"""

import sqlite3

import duckdb
import polars as pl

from ingest.card import Layout
from ingest.errors import ContractError

SOURCE = "os_open_greenspace"
SITE = (
    *("id", "function"),
    *("distinctive_name_1", "distinctive_name_2", "distinctive_name_3", "distinctive_name_4"),
)
ACCESS = ("id", "access_type", "ref_to_greenspace_site")
MAX_CELL_BYTES = 32_000_000
# Lengths of the header of a shape by the kind of envelope in it.
HEADER_BYTES = {0: 8, 1: 40, 2: 56, 3: 56, 4: 72}
POINT = r"^POINT \((\S+) (\S+)\)$"


def parse(payload: bytes, layout: Layout) -> dict[str, pl.DataFrame]:
    """Sites with their outlines, and access points with easting and northing, as strings.

    Raises:
        ContractError: no SQLite database, a layer or field is missing, or a shape is damaged.
    """
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(payload)
        _confine(connection)
        sites = _layer(connection, "greenspace_site", SITE, len(payload))
        access = _layer(connection, "access_point", ACCESS, len(payload))
    except (sqlite3.Error, OverflowError, MemoryError) as error:
        raise ContractError(SOURCE, f"the GeoPackage cannot be read: {error}") from error
    finally:
        connection.close()
    point = pl.col("shape").str.extract_groups(POINT).struct
    return {
        "sites": sites.rename({"shape": "outline"}),
        "access_points": access.select(
            *ACCESS, easting=point.field("1"), northing=point.field("2")
        ),
    }


def _confine(connection: sqlite3.Connection) -> None:
    """Let the database be read and nothing else: no files, no functions, no endless cells."""
    connection.execute("pragma trusted_schema = off")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(_authorise)


def _authorise(action: int, *_: str | None) -> int:
    reads = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if reads else sqlite3.SQLITE_DENY


def _layer(
    connection: sqlite3.Connection, layer: str, fields: tuple[str, ...], max_bytes: int
) -> pl.DataFrame:
    _refuse_no_table(connection, layer)
    wanted = ", ".join(f'"{layer}"."{field}"' for field in (*fields, "geometry"))
    query = f'select {wanted} from "{layer}"'  # noqa: S608 - the names are constants of this file
    rows = _rows(connection, query, max_bytes)
    shapes = _well_known_text([_well_known_binary(row[-1]) for row in rows])
    columns = {
        field: pl.Series([_text(row[i]) for row in rows], dtype=pl.String)
        for i, field in enumerate(fields)
    }
    return pl.DataFrame({**columns, "shape": shapes})


def _refuse_no_table(connection: sqlite3.Connection, layer: str) -> None:
    """A view or virtual table could compute rows without end; only stored ones are read."""
    found = connection.execute(
        "select type, sql from sqlite_master where name = ?", [layer]
    ).fetchall()
    stored = [
        sql for kind, sql in found if kind == "table" and sql.upper().startswith("CREATE TABLE")
    ]
    if len(stored) != 1:
        raise ContractError(SOURCE, f"the GeoPackage has no layer '{layer}'")


def _rows(connection: sqlite3.Connection, query: str, max_bytes: int) -> list[tuple[object, ...]]:
    """All rows; stored cells are never more than their file, computed ones may be."""
    rows, read = [], 0
    for row in connection.execute(query):
        read += sum(len(cell) for cell in row if isinstance(cell, (str, bytes)))
        if read > max_bytes:
            raise ContractError(SOURCE, "a layer holds more than the file that it is in")
        rows.append(row)
    return rows


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _well_known_binary(shape: object) -> bytes | None:
    """A shape without its GeoPackage header; none where the publisher wrote none."""
    if shape is None:
        return None
    if not isinstance(shape, bytes) or len(shape) < 8 or shape[:2] != b"GP":
        raise ContractError(SOURCE, f"{shape!r:.60} is no shape of a GeoPackage")
    start = HEADER_BYTES.get(shape[3] >> 1 & 0b111)
    if start is None or shape[3] & 0b100000:
        raise ContractError(SOURCE, f"a shape has flags {shape[3]:#x}, which the standard lacks")
    return shape[start:]


def _well_known_text(shapes: list[bytes | None]) -> pl.Series:
    frame = pl.DataFrame({"shape": pl.Series(shapes, dtype=pl.Binary)})
    with duckdb.connect(config={"enable_external_access": "false"}) as connection:
        connection.register("shapes", frame.to_arrow())
        try:
            text = connection.execute(
                "select st_astext(st_geomfromwkb(shape)) as shape from shapes"
            ).pl()
        except duckdb.Error as error:
            raise ContractError(SOURCE, f"a shape is damaged: {error}") from error
    return text["shape"].cast(pl.String)
