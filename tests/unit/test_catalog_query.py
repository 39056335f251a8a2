"""A release answers questions in SQL and lets nothing else be read or written."""

from collections.abc import Iterator

import duckdb
import pytest

from catalog.errors import QueryError
from catalog.query import connect, run
from catalog.release import Release
from tests import toy_release as toy


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return toy.published(tmp_path_factory.mktemp("query"))


@pytest.fixture
def connection(release: Release) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(release) as opened:
        yield opened


def test_each_dataset_is_a_table(connection):
    answer = run(
        connection,
        "SELECT ward_2024_name, population_count FROM wards JOIN people USING (ward_2024_code) "
        "WHERE imd_rank = 1",
    )
    assert answer.rows() == [("Meir North", 5000)]


@pytest.mark.parametrize(
    "query", ["FROM wards", "WITH w AS (FROM wards) FROM w", "DESCRIBE wards", "SHOW TABLES"]
)
def test_any_way_of_asking_will_do(connection, query):
    assert run(connection, query).height > 0


def test_a_misspelt_dataset_is_met_with_a_suggestion_and_the_list(connection):
    with pytest.raises(QueryError) as refusal:
        run(connection, "SELECT * FROM ward")
    assert str(refusal.value) == (
        "There is no dataset 'ward'. Did you mean 'wards'? Datasets: people, wards."
    )


def test_a_dataset_unlike_any_other_is_met_with_the_list(connection):
    with pytest.raises(QueryError, match=r"no dataset 'xyz'\. Datasets: people, wards\."):
        run(connection, "FROM xyz")


def test_a_misspelt_column_is_met_with_duckdbs_own_suggestion(connection):
    with pytest.raises(QueryError, match="imd_rank"):
        run(connection, "SELECT imd_rnk FROM wards")


def test_an_unknown_function_is_not_taken_for_a_dataset(connection):
    with pytest.raises(
        QueryError, match=r"(?s)cannot be answered.*sumx.*Datasets: people, wards\."
    ):
        run(connection, "SELECT sumx(imd_rank) FROM wards")


@pytest.mark.parametrize(
    "query",
    [
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW wards",
        "COPY wards TO 'wards.csv'",
        "SELECT 1; SELECT 2",
        "SET threads = 1",
        "ATTACH 'other.duckdb'",
        "",
    ],
)
def test_only_one_select_is_run(connection, query):
    with pytest.raises(QueryError, match="Only one SELECT"):
        run(connection, query)


def test_nonsense_is_answered_with_the_place_of_the_error(connection):
    with pytest.raises(QueryError, match="syntax error"):
        run(connection, "SELCT 1")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM 'https://example.invalid/x.parquet'",
    ],
)
def test_nothing_but_the_release_can_be_read(connection, query):
    with pytest.raises(QueryError):
        run(connection, query)


def test_even_the_raw_connection_cannot_write_or_open_up(connection, release, tmp_path):
    for statement in (
        f"COPY (SELECT 1) TO '{tmp_path}/x.csv'",
        f"COPY (SELECT 1) TO '{release.parquet_path('wards')}' (FORMAT parquet)",
        f"ATTACH '{tmp_path}/x.duckdb'",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(statement)
