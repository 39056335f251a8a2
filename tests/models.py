"""The SQL of dbt models, for tests that run it over small made-up tables.

Belongs here: rendering a model's text as dbt would, and filling the tables it reads. Not here: what
is tested.
"""

from collections.abc import Callable
from pathlib import Path

import duckdb
import jinja2
import polars as pl

DBT_PROJECT = Path(__file__).parents[1] / "dbt_project"
JINJA = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)

Tables = dict[str, pl.DataFrame]


class ReturnedError(Exception):
    """What dbt's `return` does in a macro: it hands over a value instead of text."""


def hand_over(value: object) -> None:
    """Leave a macro with a value, as dbt's `return` does."""
    raise ReturnedError(value)


def macros() -> dict[str, Callable[..., object]]:
    """The project's macros, by name."""
    paths = sorted((DBT_PROJECT / "macros").glob("*.sql"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    text = "".join(text for text in texts if "{% test" not in text)
    module = JINJA.from_string(text).make_module({"ref": ref, "return": hand_over})
    return {name: returning(found) for name, found in vars(module).items() if callable(found)}


def returning(macro: Callable[..., object]) -> Callable[..., object]:
    """The macro as a function of the value that it hands over, or of its text."""

    def call(*arguments: object) -> object:
        try:
            return macro(*arguments)
        except ReturnedError as returned:
            return returned.args[0]

    return call


def ref(name: str) -> str:
    """The table that stands for a model."""
    return f'"{name}"'


def model_sql(model: str) -> str:
    """The SQL of a dbt model as dbt renders it, except that `ref('x')` is the table x."""
    path = next((DBT_PROJECT / "models").rglob(f"{model}.sql"))
    return JINJA.from_string(path.read_text(encoding="utf-8")).render(macros(), ref=ref)


def fill(connection: duckdb.DuckDBPyConnection, tables: Tables) -> None:
    """Write each frame as the table of its name."""
    for name, frame in tables.items():
        connection.register("frame", frame)
        connection.execute(f'create or replace table "{name}" as from frame')
        connection.unregister("frame")
