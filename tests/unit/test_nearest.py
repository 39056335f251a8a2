"""The search for the nearest place: the macro `nearest_place`, against looking at every place."""

import duckdb
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.models import macros

# Of a search or place: its category, easting and northing.
Spot = tuple[str, int, int]
SEARCHES = {
    "origin_id": pl.String,
    "category": pl.String,
    "easting": pl.Int64,
    "northing": pl.Int64,
    "farthest_metres": pl.Int64,
}
PLACES = {
    "category": pl.String,
    "easting": pl.Int64,
    "northing": pl.Int64,
    "place_id": pl.String,
}


def nearest_place_sql() -> str:
    """The macro's subquery over tables named searches and places."""
    return str(macros()["nearest_place"]("searches", "places"))


def found(
    searches: list[Spot], places: list[Spot], farthest: int | None = None
) -> list[tuple[object, ...]]:
    """Rows of the macro; origins and places are numbered in the order given."""
    origins = [(f"o{number:04d}", *spot, farthest) for number, spot in enumerate(searches)]
    numbered = [(*spot, f"p{number:04d}") for number, spot in enumerate(places)]
    frames = {
        "searches": pl.DataFrame(origins, SEARCHES, orient="row"),
        "places": pl.DataFrame(numbered, PLACES, orient="row"),
    }
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            connection.register(name, frame.to_arrow())
        rows = connection.execute(f"select * from {nearest_place_sql()} order by all").fetchall()
    return [tuple(row) for row in rows]


def looked_at_one_by_one(
    searches: list[Spot], places: list[Spot], farthest: int | None = None
) -> list[tuple[object, ...]]:
    """What `found` should give, by measuring to every place of the category."""
    rows: list[tuple[object, ...]] = []
    for number, (category, easting, northing) in enumerate(searches):
        measured = [
            ((easting - x) ** 2 + (northing - y) ** 2, f"p{place:04d}")
            for place, (kind, x, y) in enumerate(places)
            if kind == category
        ]
        squared, place_id = min(measured, default=(None, None))
        if squared is not None and (farthest is None or squared <= farthest**2):
            rows.append((f"o{number:04d}", category, place_id, squared))
    return rows


near = st.integers(0, 3000)
anywhere_east, anywhere_north = st.integers(0, 699_999), st.integers(0, 1_299_999)
on_a_border = st.sampled_from([0, 499, 500, 501, 999, 1000, 1500, 2000, 4000, 64_000])
kinds = st.sampled_from(["bus_stop", "library", "museum"])
spots = st.one_of(
    st.tuples(kinds, near, near),
    st.tuples(kinds, on_a_border, on_a_border),
    st.tuples(kinds, anywhere_east, anywhere_north),
)


@settings(max_examples=60, deadline=None)
@given(
    searches=st.lists(spots, max_size=12),
    places=st.lists(spots, max_size=30),
    farthest=st.one_of(st.none(), st.integers(0, 5000)),
)
@example(searches=[("library", 0, 0)], places=[("library", 699_999, 1_299_999)], farthest=None)
@example(searches=[("library", 500, 500)], places=[("library", 0, 500)] * 3, farthest=500)
def test_what_is_found_is_what_measuring_to_every_place_finds(
    searches: list[Spot], places: list[Spot], farthest: int | None
) -> None:
    assert found(searches, places, farthest) == looked_at_one_by_one(searches, places, farthest)


def test_of_places_at_the_same_distance_the_first_id_is_given() -> None:
    around = [("pub", 1300, 1000), ("pub", 1000, 1300), ("pub", 700, 1000), ("pub", 1000, 700)]
    assert found([("pub", 1000, 1000)], around) == [("o0000", "pub", "p0000", 90_000)]


@pytest.mark.parametrize(("easting", "northing"), [(999, 999), (1000, 1000), (1000, 999)])
def test_a_place_just_across_the_border_of_a_cell_beats_one_in_the_same_cell(
    easting: int, northing: int
) -> None:
    places = [("pub", easting + 600, northing), ("pub", easting - 2, northing - 2)]
    assert found([("pub", easting, northing)], places) == [("o0000", "pub", "p0001", 8)]


def test_a_place_two_cells_away_is_not_passed_over_for_one_in_the_corner_of_the_next() -> None:
    # The first is in a cell that touches the origin's, 707 metres off; the second is not, at 501.
    places = [("pub", 1499, 1499), ("pub", 1500, 999)]
    assert found([("pub", 999, 999)], places) == [("o0000", "pub", "p0001", 501**2)]


def test_a_kind_without_places_has_no_answer_and_others_keep_theirs() -> None:
    answers = found([("pub", 5, 5), ("museum", 5, 5)], [("museum", 5, 6)])
    assert answers == [("o0001", "museum", "p0000", 1)]


def test_a_place_beyond_what_is_worth_looking_is_no_answer() -> None:
    search, place = [("museum", 1000, 1000)], [("museum", 1000, 1301)]
    assert found(search, place, farthest=300) == []
    assert found(search, place, farthest=301) == [("o0000", "museum", "p0000", 301**2)]


def test_more_places_than_can_be_numbered_are_refused() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table searches as select 'o' as origin_id, 'pub' as category, "
            "0 as easting, 0 as northing, null::bigint as farthest_metres"
        )
        connection.execute(
            "create table places as select i::varchar as place_id, "
            "'pub' as category, i % 1000 as easting, 0 as northing "
            "from range(2097153) as r(i)"
        )
        with pytest.raises(duckdb.Error, match="more places than"):
            connection.execute(f"select * from {nearest_place_sql()}").fetchall()
