"""The community need index: what it rests on, and promises that its SQL keeps whatever the areas.

The text of the dbt models and macros themselves is rendered and run, over tiny made-up Englands.
"""

import math
from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orchestration.warehouse import read_manifest
from tests.models import DBT_PROJECT, fill, macros, model_sql
from tests.unit.test_lookup_properties import often

MODELS = ("int_need__domains", "int_need__default_ranks")
INDEX = model_sql("community_need_index")
METHODS = pl.read_csv(DBT_PROJECT / "seeds" / "param_methods.csv").select("parameter", "value")
DRAWN = {
    **dict.fromkeys(["area_type", "area_code", "index_variant"], pl.String),
    **dict.fromkeys(["rank_low", "rank_high", "worst_tenth_probability"], pl.Float64),
}
INDEX_DOMAINS = ["civic_assets", "connectedness", "active_engaged"]
PARAMETERS = pl.DataFrame(
    {
        "indicator": ["a", "b", "c", "d", "e"],
        "domain": [
            "civic_assets",
            "civic_assets",
            "connectedness",
            "connectedness",
            INDEX_DOMAINS[2],
        ],
        "weight": [1.0, 0.5, 2.0, 0.25, 1.0],
        "in_default": [True] * 5,
        "in_with_grants": [True] * 5,
    }
)

counts = st.lists(
    st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=8,
)


def ancestors(manifest: dict[str, Any], model: str) -> set[str]:
    """Names of all that a model is made from, however far up."""
    found: set[str] = set()
    ahead = [f"model.lbn.{model}"]
    while ahead:
        parents = set(manifest["parent_map"].get(ahead.pop(), [])) - found
        found |= parents
        ahead += parents
    return {name.split(".", 2)[2] for name in found}


@pytest.mark.parametrize(
    "model",
    [
        "community_need_index",
        "community_need_indicators",
        "community_need_audit",
        "int_need__domains",
        "int_need__draws",
    ],
)
def test_the_index_cannot_see_the_published_list_of_left_behind_wards(model: str) -> None:
    made_from = ancestors(read_manifest(), model)

    assert "int_need__members" in made_from
    assert not [name for name in made_from if "ocsi" in name or "left_behind_wards" in name]


def shrink(areas: Sequence[tuple[int, int]]) -> list[dict[str, float]]:
    """Shrunk rates of areas of one district, by the macro, in the order of the areas."""
    table = pl.DataFrame(
        {
            "area": range(len(areas)),
            "district": ["D"] * len(areas),
            "numerator": [float(count) for count, _ in areas],
            "denominator": [float(people) for _, people in areas],
        }
    )
    sql = macros()["shrunk_rates"]("areas", ["district"])
    with duckdb.connect() as connection:
        connection.register("areas", table)
        return connection.sql(f"select * from {sql} order by area").pl().to_dicts()


def expected_shrinkage(areas: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Weight and rate of each area with people by methods section 2, written out once more."""
    held = np.array([pair for pair in areas if pair[1] > 0], dtype=float)
    r, n = held[:, 0], held[:, 1]
    m = np.log((r + 0.5) / (n - r + 0.5))
    s2 = (n + 1) * (n + 2) / (n * (r + 1) * (n - r + 1))
    district = math.log((r.sum() + 0.5) / (n.sum() - r.sum() + 0.5))
    if len(held) == 1:
        w = np.ones(1)
    else:
        t2 = ((m - district) ** 2).sum() / (len(held) - 1)
        w = (1 / s2) / (1 / s2 + 1 / t2) if t2 > 0 else np.zeros(len(held))
    drawn = w * m + (1 - w) * district
    return list(zip(w, np.exp(drawn) / (1 + np.exp(drawn)), strict=True))


@often
@given(counts)
def test_rates_are_shrunk_by_the_formula_of_the_indices_of_deprivation(
    areas: list[tuple[int, int]],
) -> None:
    assume(any(people for _, people in areas))

    found = shrink(areas)

    expected = expected_shrinkage(areas)
    assert [row["own_weight"] for row in found] == pytest.approx([w for w, _ in expected], abs=1e-6)
    assert [row["shrunk_rate"] for row in found] == pytest.approx(
        [r for _, r in expected], abs=1e-6
    )


@often
@given(counts)
def test_a_shrunk_rate_lies_between_the_areas_own_and_its_districts(
    areas: list[tuple[int, int]],
) -> None:
    held = [(count, people) for count, people in areas if people]
    assume(held)
    counted, people = (sum(column) for column in zip(*held, strict=True))
    district = (counted + 0.5) / (people + 1)

    for (count, size), row in zip(held, shrink(areas), strict=True):
        own = (count + 0.5) / (size + 1)
        assert min(own, district) - 1e-9 <= row["shrunk_rate"] <= max(own, district) + 1e-9
        assert 0 <= row["own_weight"] <= 1
        assert row["shrunk_error"] >= 0


def test_an_area_without_people_has_no_rate_and_one_without_cases_has_one_above_nought() -> None:
    found = shrink([(0, 0), (0, 50), (40, 50)])

    assert [row["area"] for row in found] == [1, 2]
    assert 0 < found[0]["shrunk_rate"] < found[1]["shrunk_rate"] < 1


def test_the_only_area_of_a_district_keeps_its_own_rate() -> None:
    (row,) = shrink([(30, 100)])

    assert row["own_weight"] == 1
    assert row["shrunk_rate"] == pytest.approx(30.5 / 101)


def test_the_smaller_of_two_areas_of_one_rate_is_drawn_farther() -> None:
    small, large, _ = shrink([(2, 10), (200, 1000), (700, 1000)])

    assert small["own_weight"] < large["own_weight"]
    assert small["shrunk_rate"] > large["shrunk_rate"] > 0.2


values = st.integers(-3000, 3000).map(lambda value: value / 1000)
englands = st.lists(st.tuples(values, values, values, values, values), min_size=2, max_size=9)


def index_of(
    england: Sequence[Sequence[float]],
    codes: Sequence[str] | None = None,
    parameters: pl.DataFrame = PARAMETERS,
) -> pl.DataFrame:
    """The default index of areas given by their five standardised indicators."""
    codes = codes or [f"E{number:02}" for number in range(len(england))]
    indicators = pl.DataFrame(
        [
            {
                "area_type": "ward_2025",
                "area_code": code,
                "indicator": name,
                "standardised_value": value,
                "is_imputed": False,
                "coverage_share": 1.0,
            }
            for code, area in zip(codes, england, strict=True)
            for name, value in zip("abcde", area, strict=True)
        ]
    )
    tables = {
        "int_need__indicators": indicators,
        "param_need_indicators": parameters,
        "param_methods": METHODS,
        "int_area__named": pl.DataFrame({"area_code": codes, "area_name": codes}).with_columns(
            area_type=pl.lit("ward_2025")
        ),
        "int_need__draws": pl.DataFrame(schema=DRAWN),
    }
    with duckdb.connect() as connection:
        fill(connection, tables)
        for model in MODELS:
            connection.execute(f"create table {model} as {model_sql(model)}")
        index = connection.sql(INDEX).pl()
    return index.filter(index_variant="without_grants").sort("area_code")


@often
@given(englands)
def test_domain_ranks_are_permutations_and_the_smaller_code_comes_first_among_equals(
    england: list[tuple[float, ...]],
) -> None:
    index = index_of(england)

    for domain in INDEX_DOMAINS:
        ranked = index.sort(f"{domain}_rank")
        assert ranked[f"{domain}_rank"].to_list() == list(range(1, len(england) + 1))
        order = list(zip(-ranked[f"{domain}_score"], ranked["area_code"], strict=True))
        assert order == sorted(order)


@often
@given(englands)
def test_the_score_is_the_sum_of_the_transformed_domain_ranks(
    england: list[tuple[float, ...]],
) -> None:
    index = index_of(england)
    n = len(england)

    for row in index.iter_rows(named=True):
        expected = sum(
            -23 * math.log(1 - (n + 1 - row[f"{d}_rank"]) / n * (1 - math.exp(-100 / 23)))
            for d in INDEX_DOMAINS
        )
        assert row["score"] == pytest.approx(expected, abs=1e-7)


@often
@given(englands, st.integers(0, 8), st.integers(0, 4), st.floats(0.001, 3))
def test_more_need_in_one_indicator_never_lowers_an_area(
    england: list[tuple[float, ...]], area: int, indicator: int, more: float
) -> None:
    area %= len(england)
    worse = [list(values) for values in england]
    worse[area][indicator] += round(more, 3)

    before, after = index_of(england), index_of(worse)

    assert after["rank"][area] <= before["rank"][area]
    assert after["score"][area] >= before["score"][area]


@often
@given(englands, st.randoms(use_true_random=False))
def test_neither_the_order_of_areas_nor_their_names_move_a_score(
    england: list[tuple[float, ...]], random: Any
) -> None:
    for position in range(5):
        assume(len({values[position] for values in england}) == len(england))
    assume(len(set(index_of(england)["civic_assets_score"])) == len(england))
    assume(len(set(index_of(england)["connectedness_score"])) == len(england))
    codes = [f"W{number:02}" for number in range(len(england))]
    random.shuffle(codes)
    shuffled = list(zip(codes, england, strict=True))
    random.shuffle(shuffled)

    renamed = index_of([area for _, area in shuffled], [code for code, _ in shuffled])

    scores = dict(zip(renamed["area_code"], renamed["score"], strict=True))
    assert [scores[code] for code in codes] == index_of(england)["score"].to_list()


@often
@given(englands, st.sampled_from([0.5, 2, 4, 8]))
def test_weights_rescaled_change_nothing(england: list[tuple[float, ...]], factor: float) -> None:
    rescaled = PARAMETERS.with_columns(pl.col("weight") * factor)

    assert index_of(england, parameters=rescaled).equals(index_of(england))


def test_an_indicator_that_is_not_held_leaves_its_weight_to_the_others() -> None:
    england = [(1.0, 0.0, 0.0, 0.0, 0.0), (0.0, 3.0, 0.0, 0.0, 0.0)]
    held = PARAMETERS.with_columns(
        weight=pl.when(pl.col("indicator") == "b").then(0.0).otherwise("weight")
    )

    index = index_of(england, parameters=held)

    assert index["civic_assets_score"].to_list() == [1.0, 0.0]


REACH = model_sql("int_need__reach")
LIMITS = {"catchment_metres": 1000, "decay_limit_metres": 2000, "decay_bandwidth_metres": 500}
grounds = st.lists(
    st.tuples(st.integers(0, 6000), st.integers(0, 6000), st.integers(1, 3000)),
    min_size=1,
    max_size=7,
)


def reach_of(
    lsoas: Sequence[tuple[int, int, int]], places: Sequence[tuple[int, int, int]]
) -> pl.DataFrame:
    """Shares of places (easting, northing, number of their LSOA) by the model."""
    codes = [f"E{number:02}" for number in range(len(lsoas))]
    tables = {
        "param_need": pl.DataFrame({"parameter": list(LIMITS), "value": list(LIMITS.values())}),
        "ref_need_points": pl.DataFrame({"kind": ["library"], "indicator": ["culture_places"]}),
        "stg_ons_lsoa21_centroids__lsoas": pl.DataFrame(
            {
                "lsoa_2021_code": codes,
                "easting": [float(east) for east, _, _ in lsoas],
                "northing": [float(north) for _, north, _ in lsoas],
            }
        ),
        "stg_ons_census21_residents__lsoas": pl.DataFrame(
            {"lsoa_2021_code": codes, "usual_residents": [people for _, _, people in lsoas]}
        ),
        "places": pl.DataFrame(
            {
                "place_id": [f"p{number}" for number in range(len(places))],
                "category": ["library"] * len(places),
                "lsoa_2021_code": [codes[lsoa % len(lsoas)] for _, _, lsoa in places],
                "easting": [east for east, _, _ in places],
                "northing": [north for _, north, _ in places],
                "is_open": [True] * len(places),
                "duplicate_of": pl.Series([None] * len(places), dtype=pl.String),
            }
        ),
        "community_organisations": pl.DataFrame(
            schema=dict.fromkeys(["org_id", "kind", "lsoa_2021_code", "status"], pl.String)
        ),
    }
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return connection.sql(f"select * from ({REACH}) order by all").pl()


@often
@given(grounds, grounds)
def test_a_place_counts_once_however_many_lsoas_share_it(
    lsoas: list[tuple[int, int, int]], places: list[tuple[int, int, int]]
) -> None:
    shares = (
        reach_of(lsoas, places).group_by("point_id").agg(pl.sum("place_share", "decayed_share"))
    )

    assert shares.height == len(places)
    for column in ("place_share", "decayed_share"):
        assert shares[column].cast(pl.Float64).to_list() == pytest.approx(
            [1] * len(places), abs=1e-4
        )


@often
@given(grounds, grounds)
def test_a_place_is_shared_equally_by_the_people_of_its_lsoa_and_of_those_within_a_kilometre(
    lsoas: list[tuple[int, int, int]], places: list[tuple[int, int, int]]
) -> None:
    found = {
        (row["point_id"], row["lsoa_2021_code"]): float(row["place_share"])
        for row in reach_of(lsoas, places).iter_rows(named=True)
        if row["place_share"] > 0
    }

    expected = {}
    for number, (east, north, home) in enumerate(places):
        served = {
            index: people
            for index, (x, y, people) in enumerate(lsoas)
            if index == home % len(lsoas) or (x - east) ** 2 + (y - north) ** 2 <= 1000**2
        }
        for index, people in served.items():
            expected[(f"p{number}", f"E{index:02}")] = people / sum(served.values())
    assert found == pytest.approx(expected, abs=1e-9)
