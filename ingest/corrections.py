"""Known errata of publishers' files: data in `corrections/<source>.yml`, applied to typed tables.

Belongs here: the shape of a correction, and applying it only while the error is still there. Not
here: changes of meaning (dbt).
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import polars as pl
import yaml
from pydantic import ValidationError

from ingest.card import ADVICE, CardError, Strict
from ingest.errors import ContractError

CORRECTIONS_FOLDER = Path(__file__).parent / "corrections"


class Correction(Strict):
    """One erratum, by bronze names.

    Attributes:
        table: the card's table that it is in.
        where: column -> value (as text) of the rows that are wrong.
        expect: column -> the wrong value that those rows must still have.
        set: column -> the right value.
        rows: how many rows are wrong.
        why: what is wrong and how we know.
        evidence: an address where anyone can see it.
    """

    table: str
    where: dict[str, str]
    expect: dict[str, str]
    set: dict[str, str]
    rows: int
    why: str
    evidence: str


@cache
def load_corrections(source: str) -> tuple[Correction, ...]:
    """The errata of a source, in the order they are applied; most have none.

    Raises:
        CardError: the file of corrections is not valid.
    """
    path = CORRECTIONS_FOLDER / f"{source}.yml"
    return read_corrections(path) if path.exists() else ()


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Read and validate one file of corrections.

    Raises:
        CardError: it is not valid; the error names the file.
    """
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(Correction.model_validate(row) for row in rows)
    except (yaml.YAMLError, ValidationError, TypeError) as error:
        place = f"{path.parent.name}/{path.name}"
        raise CardError(place, f"the corrections are not valid: {error}", ADVICE) from error


def correct(
    source: str, table: str, frame: pl.DataFrame, corrections: Sequence[Correction]
) -> pl.DataFrame:
    """The table with its errata put right.

    Raises:
        ContractError: an erratum is not there any more, or is in another number of rows.
    """
    for correction in corrections:
        if correction.table == table:
            frame = _apply(source, frame, correction)
    return frame


def _apply(source: str, frame: pl.DataFrame, correction: Correction) -> pl.DataFrame:
    wrong = _all_equal(correction.where | correction.expect)
    found = frame.filter(wrong).height
    if found != correction.rows:
        raise ContractError(
            source,
            f'the erratum "{correction.why}" is in {found} rows, not {correction.rows}: the '
            "publisher may have healed it",
            f"look at the file and at {correction.evidence}; then change or delete the correction "
            f"in ingest/corrections/{source}.yml",
        )
    return frame.with_columns(
        pl.when(wrong)
        .then(pl.lit(value).cast(frame.schema[name]))
        .otherwise(pl.col(name))
        .alias(name)
        for name, value in correction.set.items()
    )


def _all_equal(values: dict[str, str]) -> pl.Expr:
    return pl.all_horizontal(
        [
            (pl.col(name).cast(pl.String) == value).fill_null(value=False)
            for name, value in values.items()
        ]
    )
