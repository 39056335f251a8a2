"""What a dbt Python model hands to the simulation, and what comes back."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from dbt_project.simulation.plan import FACTORS
from dbt_project.simulation.tables import read_groups, simulate_areas, simulate_factors
from orchestration.warehouse import PROJECT

AREAS = 60
INDICATORS = {"a": "one", "b": "one", "c": "two", "d": "two"}
VARIANTS = ("with_grants", "without_grants")


def values(area_type: str, variant: str) -> list[tuple[object, ...]]:
    generator = np.random.default_rng(len(area_type + variant))
    return [
        (area_type, variant, f"E{area:02}", indicator, domain, 1.0, 1.0, score, 0.2, 0.1)
        for indicator, domain in INDICATORS.items()
        for area, score in enumerate(generator.standard_normal(AREAS).tolist())
    ]


@pytest.fixture
def session() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            f"create table parameters as select parameter, value::double as value "
            f"from read_csv('{PROJECT / 'seeds' / 'param_simulation.csv'}')"
        )
        connection.execute(
            "update parameters set value = 200 where parameter like 'draws%' "
            "or parameter = 'factor_samples'"
        )
        connection.execute(
            "create table given (area_type varchar, index_variant varchar, area_code varchar, "
            "indicator varchar, domain varchar, weight double, domain_weight double, score double, "
            "standard_error double, imputation_error double)"
        )
        for area_type, variant in ((t, v) for t in ("lsoa_2021", "ward_2024") for v in VARIANTS):
            connection.executemany(
                "insert into given values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values(area_type, variant),
            )
        connection.execute(
            "create table ranked as select area_type, index_variant, area_code, "
            "index_variant = 'without_grants' as is_default, row_number() over "
            "(partition by area_type, index_variant order by area_code) as default_rank, "
            "6 as worst_tenth_count from (select distinct area_type, index_variant, area_code "
            "from given)"
        )
        yield connection


def relations(session: duckdb.DuckDBPyConnection) -> list[duckdb.DuckDBPyRelation]:
    return [session.table(name) for name in ("given", "ranked", "parameters")]


def test_every_ranked_area_has_one_row_in_order(session: duckdb.DuckDBPyConnection) -> None:
    drawn = simulate_areas(session, *relations(session)).to_pylist()
    keys = [(row["area_type"], row["index_variant"], row["area_code"]) for row in drawn]
    assert keys == sorted(keys)
    assert len(set(keys)) == 4 * AREAS
    assert {row["draws_count"] for row in drawn} == {200}
    worst = [
        row["worst_tenth_draws_apportioned"] + row["worst_tenth_draws_best_fit"] for row in drawn
    ]
    assert sum(worst) == 4 * 6 * 200


def test_the_tables_are_the_same_with_any_number_of_threads_and_order_of_rows(
    session: duckdb.DuckDBPyConnection,
) -> None:
    def both() -> tuple[pa.Table, pa.Table]:
        drawn = simulate_areas(session, *relations(session))
        return drawn, simulate_factors(session, *relations(session))

    session.execute("set threads = 1")
    one = both()
    session.execute("set threads = 2")
    session.execute("create or replace table given as from given order by hash(area_code, score)")
    assert both() == one


def test_each_variant_has_its_own_number_of_draws(session: duckdb.DuckDBPyConnection) -> None:
    session.execute("update parameters set value = 50 where parameter = 'draws_of_other_variants'")
    drawn = simulate_areas(session, *relations(session)).to_pylist()
    assert {(row["index_variant"], row["draws_count"]) for row in drawn} == {
        ("without_grants", 200),
        ("with_grants", 50),
    }


def test_influences_are_measured_for_the_default_variant(
    session: duckdb.DuckDBPyConnection,
) -> None:
    rows = simulate_factors(session, *relations(session)).to_pylist()
    assert {row["index_variant"] for row in rows} == {"without_grants"}
    assert len(rows) == 2 * 3 * len(FACTORS)
    ranks = [row["total_index"] for row in rows if row["output"] == "area_ranks"]
    assert min(ranks) > 0


def test_an_area_without_a_value_is_refused(session: duckdb.DuckDBPyConnection) -> None:
    session.execute("delete from given where area_code = 'E07' and indicator = 'c'")
    with pytest.raises(ValueError, match="239 values are not 4 for 60 areas"):
        list(read_groups(session.table("given"), session.table("ranked")))


def test_nothing_ranked_gives_empty_tables(session: duckdb.DuckDBPyConnection) -> None:
    session.execute("delete from ranked")
    assert simulate_areas(session, *relations(session)).num_rows == 0
    assert simulate_factors(session, *relations(session)).num_rows == 0
