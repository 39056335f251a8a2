"""The questions of docs/how-to/use-the-data.md, asked of the demo England as they stand there."""

import re
from collections.abc import Iterator

import duckdb
import polars as pl
import pytest

from catalog.query import connect, run
from catalog.release import latest_release
from orchestration.workspace import Workspace
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "how-to" / "use-the-data.md"
QUESTIONS = dict(
    zip(
        ("wards", "stops_by_district", "stops_by_ward"),
        re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL),
        strict=True,
    )
)


def opened(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    latest = latest_release(workspace.published)
    assert latest is not None
    with connect(latest) as connection:
        yield connection


@pytest.fixture(scope="module")
def release(demo_workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    yield from opened(demo_workspace)


@pytest.fixture(scope="module")
def real_release(archive_workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    yield from opened(archive_workspace)


def table(release: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    return run(release, f'FROM "{name}"')


def test_a_statistic_added_up_to_wards_is_that_of_the_neighbourhoods_counted_once(
    release: duckdb.DuckDBPyConnection,
) -> None:
    wards = run(release, QUESTIONS["wards"])
    statistics = table(release, "neighbourhood_statistics").filter(
        pl.col("indicator") == "disabled_residents"
    )
    names = table(release, "areas").filter(pl.col("area_type") == "ward_2024")
    assert set(wards["area_code"]) <= set(names["area_code"])
    assert wards["area_code"].is_unique().all()
    for added, original in (("disabled_residents", "numerator"), ("residents", "denominator")):
        assert wards[added].sum() == pytest.approx(statistics[original].sum())
    assert wards["share"].is_between(0, 1).all()


def test_joined_by_code_alone_the_same_question_counts_people_twice(
    release: duckdb.DuckDBPyConnection,
) -> None:
    by_code = QUESTIONS["wards"].replace(
        "lookup.from_area_type = statistics.area_type\n    and ", ""
    )
    assert by_code != QUESTIONS["wards"]
    right = run(release, QUESTIONS["wards"])["disabled_residents"].sum()
    assert run(release, by_code)["disabled_residents"].sum() > 1.5 * right


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_has_an_answer(
    real_release: duckdb.DuckDBPyConnection, question: str
) -> None:
    assert not run(real_release, QUESTIONS[question]).is_empty()


def test_stops_of_a_ward_are_those_of_its_district_bays_of_stations_among_them(
    real_release: duckdb.DuckDBPyConnection,
) -> None:
    districts = run(real_release, QUESTIONS["stops_by_district"])
    wards = run(real_release, QUESTIONS["stops_by_ward"])
    held = districts.drop_nulls("boarding_points")["district_2024_code"]
    assert 0 < held.len() < districts.height == 296
    stops = table(real_release, "places").filter(
        pl.col("category").is_in(["bus_stop", "bus_station_bay"])
        & pl.col("is_open")
        & pl.col("duplicate_of").is_null()
        & pl.col("district_2024_code").is_in(held.implode())
    )
    assert districts["boarding_points"].sum() == stops.height
    # A few LSOAs at the border of a district have their centroid's ward in the next.
    assert wards["boarding_points"].sum() == pytest.approx(stops.height, rel=0.002)
