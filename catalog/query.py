"""Questions in SQL to a release: each dataset is a view over its Parquet file.

Belongs here: a connection that can read one release and nothing else. Not here: any question.
"""

import re
from difflib import get_close_matches

import duckdb
import polars as pl

from catalog import sql
from catalog.errors import QueryError
from catalog.release import Release


def connect(release: Release) -> duckdb.DuckDBPyConnection:
    """An in-memory database with one view per dataset. Only the release's Parquet can be read."""
    connection = duckdb.connect()
    paths = [str(release.parquet_path(dataset.name)) for dataset in release.manifest.datasets]
    for dataset, path in zip(release.manifest.datasets, paths, strict=True):
        connection.execute(f'CREATE VIEW "{dataset.name}" AS FROM {sql.parquet(path)}')
    connection.execute(f"SET allowed_paths = [{', '.join(sql.text(path) for path in paths)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def run(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The answer to one SELECT.

    Raises:
        QueryError: the query is not one SELECT, or DuckDB cannot answer it; the message names the
            datasets there are.
    """
    try:
        statements = connection.extract_statements(query)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise QueryError("Only one SELECT can be run.", "A release never changes.")
        return connection.execute(statements[0]).pl()
    except duckdb.CatalogException as error:
        raise _unknown_table(connection, error) from error
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be answered. {error}") from error


def _unknown_table(connection: duckdb.DuckDBPyConnection, error: duckdb.Error) -> QueryError:
    rows = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    datasets = sorted(name for (name,) in rows)
    available = f"Datasets: {', '.join(datasets)}."
    match = re.search(r'Table with name "?(.+?)"? does not exist', str(error))
    if match is None:
        return QueryError(f"The query cannot be answered. {error}\n", available)
    near = get_close_matches(match[1], datasets, n=1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    return QueryError(f"There is no dataset '{match[1]}'.", hint + available)
