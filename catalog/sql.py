"""Quoting for the SQL this room writes: it selects, copies and compares. Not here: any query."""

from collections.abc import Iterable


def names(columns: Iterable[str]) -> str:
    """Columns as a quoted, comma-separated list."""
    return ", ".join(f'"{column}"' for column in columns)


def text(value: object) -> str:
    """A value as an SQL string."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet(path: object) -> str:
    """A Parquet file as a table."""
    return f"read_parquet({text(path)})"
