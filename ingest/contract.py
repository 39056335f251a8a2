"""From a frame of strings to a typed table, refused whole when it is not what the card says.

Belongs here: names, types, keys, ranges, row counts, periods. Not here: formats (`readers`), nor
any change of meaning (dbt).
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ingest.card import MEMBER_HEADER, ROW_HEADER, Card, Column, Layout, Period, Table
from ingest.corrections import Correction, correct
from ingest.errors import ContractError

EXAMPLES = 3
# What a number written out in full may differ by from the decimal that it was before.
FLOAT_NOISE = 1e-9


def type_table(
    card: Card,
    layout_name: str,
    raw: pl.DataFrame,
    table: Table,
    corrections: Sequence[Correction] = (),
) -> pl.DataFrame:
    """The typed table of a raw frame, in the order of the card's columns, rows sorted by key.

    Args:
        card: the source.
        layout_name: which of the card's layouts `raw` was read in.
        raw: strings under the layout's own headers.
        table: which of the card's tables to make.
        corrections: known errata of the publisher's file, put right before keys are checked.

    Raises:
        ContractError: one error that lists everything that is not as the card says.
    """
    layout = card.layouts[layout_name]
    renamed = _drop_foreign_rows(raw, layout).rename(layout.rename, strict=False)
    problems = _header_problems(renamed, layout, table)
    problems += _period_problems(renamed, layout.period)
    _raise_if_any(card, problems)
    if layout.drop_identical_rows:
        sources = [
            column.source
            for column in table.columns
            if column.name not in layout.absent and column.source not in (ROW_HEADER, MEMBER_HEADER)
        ]
        renamed = renamed.unique(sources, maintain_order=True)
    typed = {column.name: _typed(renamed, column, layout) for column in table.columns}
    problems = [
        p for c in table.columns for p in _value_problems(renamed, typed[c.name], c, layout)
    ]
    frame = pl.DataFrame(list(typed.values()))
    if problems:
        _raise_if_any(card, problems + _key_problems(frame, table))
    frame = correct(card.id, table.name, frame, corrections)
    _raise_if_any(card, _key_problems(frame, table))
    return frame.sort(table.key)


def empty_table(table: Table) -> pl.DataFrame:
    """A table of that contract without rows."""
    return pl.DataFrame(schema={column.name: _dtype(column) for column in table.columns})


@dataclass(frozen=True)
class Extent:
    """How much of the publisher's table the data is.

    Attributes:
        is_real: publisher's data; the card's total then holds (demo England has no Wales).
        is_whole: England at its true size; the card's count of English rows then holds.
    """

    is_real: bool
    is_whole: bool


def check_row_counts(
    card: Card, table: Table, frame: pl.DataFrame, last_rows: int | None, extent: Extent
) -> None:
    """Refuse a table of an implausible size.

    Args:
        card: the source.
        table: its table.
        frame: the typed table.
        last_rows: rows of the last accepted snapshot, if any.
        extent: which of the card's counts apply.

    Raises:
        ContractError: the counts are not the card's, or far from the last accepted snapshot's.
    """
    rows, counts = frame.height, table.rows
    problems = []
    if extent.is_real and not counts.minimum <= rows <= counts.maximum:
        expected = f"{counts.minimum:,}" + (
            f" to {counts.maximum:,}" if counts.maximum != counts.minimum else ""
        )
        problems.append(f"{rows:,} rows where the card says {expected}")
    england = frame.filter(pl.col(table.key[0]).str.starts_with("E")).height
    expected_english = counts.england if extent.is_real else counts.demo_england or counts.england
    if extent.is_whole and expected_english is not None and england != expected_english:
        problems.append(f"{england:,} rows of England where the card says {expected_english:,}")
    drift = card.plausibility.row_drift
    if last_rows and abs(rows - last_rows) > drift * last_rows:
        problems.append(f"{rows:,} rows, but the last good snapshot had {last_rows:,}")
    _raise_if_any(card, problems)


def _raise_if_any(card: Card, problems: list[str]) -> None:
    if problems:
        raise ContractError(
            card.id,
            f"{card.title}: " + "; ".join(problems),
            f"the file is refused whole; compare it with ingest/sources/*/{card.id}.yml",
        )


def _drop_foreign_rows(raw: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    if layout.drop_rows_missing is None or layout.drop_rows_missing not in raw.columns:
        return raw
    return raw.filter(pl.col(layout.drop_rows_missing).is_not_null())


def _header_problems(raw: pl.DataFrame, layout: Layout, table: Table) -> list[str]:
    wanted = [column.source for column in table.columns if column.name not in layout.absent]
    if layout.drop_rows_missing:
        wanted.append(layout.drop_rows_missing)
    missing = [header for header in wanted if header not in raw.columns]
    unclaimed = [header for header in raw.columns if header not in wanted]
    return [f"column '{header}' missing{_nearest(header, unclaimed)}" for header in missing]


def _nearest(header: str, headers: list[str]) -> str:
    near = difflib.get_close_matches(header, headers, n=1, cutoff=0.6)
    return f" (the publisher may have renamed it to '{near[0]}')" if near else ""


def _period_problems(raw: pl.DataFrame, period: Period | None) -> list[str]:
    if period is None:
        return []
    if period.header is not None:
        present = period.header in raw.columns
        return [] if present else [f"header '{period.header}', which proves the period, is missing"]
    if period.column not in raw.columns:
        return [f"column '{period.column}', which proves the period, is missing"]
    found = raw[period.column].unique().sort().to_list()
    if found == [period.equals]:
        return []
    return [f"wrong period: column '{period.column}' says {found[:EXAMPLES]}, not {period.equals}"]


def _typed(raw: pl.DataFrame, column: Column, layout: Layout) -> pl.Series:
    if column.name in layout.absent:
        return pl.Series(column.name, [None] * raw.height, dtype=_dtype(column))
    text = _text(raw, column, layout).alias(column.name)
    match column.type:
        case "string" | "geometry":
            return text
        case "integer":
            numbers = _number(text)
            whole = numbers.set(numbers != numbers.floor(), None)
            return whole.cast(pl.Int64, strict=False)
        case "decimal":
            return _decimal(_plain(text), column)
        case "date":
            return _date(text, column.formats)


def _text(raw: pl.DataFrame, column: Column, layout: Layout) -> pl.Series:
    """The column's texts, null where the publisher wrote nothing, or a word for no value."""
    text = raw[column.source].str.strip_chars().replace("", None)
    if layout.nulls and column.type in ("integer", "decimal", "date"):
        return text.replace(layout.nulls, [None] * len(layout.nulls))
    return text


def _number(text: pl.Series) -> pl.Series:
    return _plain(text).cast(pl.Float64, strict=False)


def _plain(text: pl.Series) -> pl.Series:
    """Numbers without pound signs, separators of thousands, and brackets for a minus."""
    plain = text.cast(pl.Float64, strict=False)
    if not (plain.is_null() & text.is_not_null()).any():
        return text
    parts = text.str.replace(r"^\(£? ?([\d,.]+)\)$", "-$1").str.replace(r"^(-?)£ ?", "$1")
    grouped = parts.str.contains(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$").fill_null(value=False)
    return parts.zip_with(~grouped, parts.str.replace_all(",", "", literal=True))


def _decimal(plain: pl.Series, column: Column) -> pl.Series:
    """Digit by digit where the scale holds them all, else the nearest decimal of that scale."""
    dtype = _dtype(column)
    exact = plain.cast(dtype, strict=False)
    if (fits := _fits(plain, column)).all():
        return exact
    nearest = plain.cast(pl.Float64, strict=False).round(column.scale).cast(dtype, strict=False)
    return exact.zip_with(fits, nearest)


def _fits(plain: pl.Series, column: Column) -> pl.Series:
    fraction = rf"(\.\d{{1,{column.scale}}})?" if column.scale else ""
    return plain.str.contains(rf"^-?\d+{fraction}$").fill_null(value=True)


def _overlong(text: pl.Series, column: Column) -> pl.Series | None:
    """Which values have digits that the scale would drop, where the card does not say why."""
    if column.type != "decimal" or column.rounded:
        return None
    plain = _plain(text)
    if (fits := _fits(plain, column)).all():
        return None
    numbers = plain.cast(pl.Float64, strict=False)
    return ~fits & ((numbers - numbers.round(column.scale)).abs() > FLOAT_NOISE)


def _date(text: pl.Series, formats: list[str]) -> pl.Series:
    frame = text.to_frame("text")
    tries = [pl.col("text").str.to_date(each, strict=False) for each in formats]
    return frame.select(pl.coalesce(tries)).to_series().alias(text.name)


def _dtype(column: Column) -> pl.DataType:
    match column.type:
        case "integer":
            return pl.Int64()
        case "decimal":
            return pl.Decimal(18, column.scale)
        case "date":
            return pl.Date()
        case _:
            return pl.String()


def _value_problems(
    raw: pl.DataFrame, typed: pl.Series, column: Column, layout: Layout
) -> list[str]:
    if column.name in layout.absent:
        return []
    text = _text(raw, column, layout)
    checks = [
        (f"not of type {column.type}", typed.is_null() & text.is_not_null()),
        (f"with more than {column.scale} digits after the point", _overlong(text, column)),
        ("empty", text.is_null() if column.nullable is not True else None),
        (f"not like {column.pattern}", _unlike(typed, column)),
        (f"not one of {column.values}", _unlisted(typed, column)),
        (f"below {column.minimum}", _beyond(typed, column.minimum, below=True)),
        (f"above {column.maximum}", _beyond(typed, column.maximum, below=False)),
    ]
    return [
        _describe(column, what, text, wrong)
        for what, wrong in checks
        if wrong is not None and wrong.any()
    ]


def _unlike(typed: pl.Series, column: Column) -> pl.Series | None:
    return None if column.pattern is None else ~typed.str.contains(f"^(?:{column.pattern})$")


def _unlisted(typed: pl.Series, column: Column) -> pl.Series | None:
    return None if column.values is None else ~typed.is_in(column.values)


def _beyond(typed: pl.Series, bound: float | None, *, below: bool) -> pl.Series | None:
    if bound is None:
        return None
    numbers = typed.cast(pl.Float64)
    return numbers < bound if below else numbers > bound


def _describe(column: Column, what: str, text: pl.Series, wrong: pl.Series) -> str:
    where = wrong.fill_null(value=False).arg_true()
    # +2: rows are counted as a spreadsheet counts them, the header being row 1.
    examples = ", ".join(f"row {i + 2}: {text[i]!r}" for i in where[:EXAMPLES].to_list())
    return f"column '{column.source}': {len(where):,} values {what} ({examples})"


def _key_problems(frame: pl.DataFrame, table: Table) -> list[str]:
    repeated = frame.filter(frame.select(table.key).is_duplicated()).select(table.key)
    if repeated.is_empty():
        return []
    examples = ", ".join(
        "/".join(map(str, row)) for row in repeated.unique().sort(table.key).rows()[:EXAMPLES]
    )
    return [f"key {table.key} repeats in {repeated.height:,} rows ({examples})"]
