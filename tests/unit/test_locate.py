"""Placing points in LSOAs: the macro `located_points`, run on a made-up coast of two squares."""

from pathlib import Path

import duckdb
import jinja2
import pytest

from orchestration.warehouse import EXTENSIONS, ensure_spatial_extension

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros"
WEST = "POLYGON((1000 1000, 2000 1000, 2000 2000, 1000 2000, 1000 1000))"
EAST = "POLYGON((2000 1000, 3000 1000, 3000 2000, 2000 2000, 2000 1000))"


def located(points: str, *, lsoas: dict[str, str], **options: int) -> list[tuple[object, ...]]:
    """Rows of the macro for points given as SQL rows of `point`, `x` and `y`."""
    ensure_spatial_extension()
    source = (MACROS / "locate.sql").read_text(encoding="utf-8")
    macros = jinja2.Environment(autoescape=False).from_string(
        source, globals={"ref": lambda name: name}
    )
    with duckdb.connect(config={"extension_directory": str(EXTENSIONS)}) as connection:
        connection.load_extension("spatial")
        connection.execute(
            "create table int_lsoa_2021__bounded (lsoa_2021_code varchar, boundary geometry)"
        )
        for code, shape in lsoas.items():
            connection.execute(
                "insert into int_lsoa_2021__bounded values (?, st_geomfromtext(?))", [code, shape]
            )
        connection.execute(
            f"create table points as select * from (values {points}) as p(point, x, y)"
        )
        subquery = macros.module.located_points("points", "point", "x", "y", **options)
        return connection.execute(f"select * from {subquery} order by all").fetchall()


@pytest.mark.parametrize(
    ("x", "y", "answer"),
    [
        ("1500", "1500", ("E01000001", "inside", 0)),
        ("2500", "1500", ("E01000002", "inside", 0)),
        ("1500", "2060.4", ("E01000001", "nearest", 60)),
        ("2000", "2050", ("E01000001", "nearest", 50)),
        ("1500", "2101", (None, "outside England", None)),
        ("0", "0", (None, "not usable", None)),
        ("1500", "-1", (None, "not usable", None)),
        ("900000", "1500", (None, "not usable", None)),
        ("'nan'::double", "1500", (None, "not usable", None)),
        ("null::double", "1500", (None, "no coordinates", None)),
        ("1500", "null::double", (None, "no coordinates", None)),
    ],
)
def test_a_point_is_placed_and_the_placing_says_how_good_it_is(
    x: str, y: str, answer: tuple[object, ...]
) -> None:
    lsoas = {"E01000002": EAST, "E01000001": WEST}
    assert located(f"('a', {x}, {y})", lsoas=lsoas) == [("a", *answer)]


def test_points_in_one_spot_and_points_listed_twice_each_keep_their_row() -> None:
    points = "('a', 1500, 1500), ('b', 1500, 1500), ('b', 1500, 1500)"
    assert [row[0] for row in located(points, lsoas={"E01000001": WEST})] == ["a", "b", "b"]


def test_the_distance_off_the_coast_is_the_callers_choice() -> None:
    rows = located("('a', 1500, 2600)", lsoas={"E01000001": WEST}, within_metres=700)
    assert rows == [("a", "E01000001", "nearest", 600)]


def test_overlapping_boundaries_give_a_point_one_lsoa() -> None:
    lsoas = {"E01000002": WEST, "E01000001": WEST}
    assert located("('a', 1500, 1500)", lsoas=lsoas) == [("a", "E01000001", "inside", 0)]


def test_without_boundaries_no_point_is_said_to_be_outside_england() -> None:
    assert located("('a', 1500, 1500)", lsoas={}) == [("a", None, "no boundaries held", None)]
