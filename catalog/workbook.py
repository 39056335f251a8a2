"""Excel workbooks: a dataset as a sheet that opens as it is, behind a cover that says what it is.

Belongs here: what Excel would spoil in a CSV (years that become dates, text that runs as a formula)
and the caveats that must travel with the figures. Not here: any number that is not in the Parquet.
"""

import math
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from catalog.build import DEMO_LABEL
from catalog.datapackage import TITLE
from catalog.datasets import USAGE_WARNINGS, Dataset
from catalog.errors import ReleaseError
from catalog.release import ReleasedDataset, ReleaseManifest

MOST_CELLS = 300_000
# Text is written as text: nothing runs, and no financial year becomes a date.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WRAPPED = {"text_wrap": True, "valign": "top"}
SHOWN = {pl.Date: "yyyy-mm-dd", pl.Datetime: "yyyy-mm-dd hh:mm:ss"}
NARROWEST, WIDEST = 10, 40


def has_workbook(released: ReleasedDataset) -> bool:
    """Whether a dataset is small enough for Excel to open at once."""
    return released.rows * len(released.columns) <= MOST_CELLS


def write_workbook(path: Path, parquet: Path, manifest: ReleaseManifest, dataset: Dataset) -> None:
    """Write a dataset as a workbook: sheets About, Data, Columns.

    Raises:
        ReleaseError: a text is longer than Excel can hold.
    """
    with xlsxwriter.Workbook(path, OPTIONS) as workbook:
        # The day alone: a release that is made again on it has the same bytes.
        day = manifest.created_at.astimezone(UTC).date()
        created = datetime.combine(day, time())
        workbook.set_properties({"title": dataset.title, "created": created})
        _write_about(workbook, manifest, dataset)
        _write_data(workbook, pl.read_parquet(parquet))
        _write_columns(workbook, dataset)


def _write_about(
    workbook: xlsxwriter.Workbook, manifest: ReleaseManifest, dataset: Dataset
) -> None:
    sheet = workbook.add_worksheet("About")
    sheet.set_column(0, 0, 24, workbook.add_format({"bold": True, "valign": "top"}))
    sheet.set_column(1, 1, 100, workbook.add_format(WRAPPED))
    _write_rows(sheet, _cover(manifest, dataset))


def _cover(manifest: ReleaseManifest, dataset: Dataset) -> Iterator[tuple[str, str]]:
    """What must travel with the figures, as pairs of heading and text."""
    version = next(d.version for d in manifest.datasets if d.name == dataset.name)
    day = f"{manifest.created_at.astimezone(UTC):%-d %B %Y}"
    demo = f" {DEMO_LABEL}." if manifest.demo else ""
    if manifest.demo:
        yield DEMO_LABEL, "A program invented every figure here. Do not quote or use them."
    yield "Dataset", dataset.title
    yield "What it is", " ".join(dataset.description.split())
    yield "Each row is", dataset.row
    for warning in dataset.usage_warnings:
        yield f"Beware: {warning}", USAGE_WARNINGS[warning]
    yield "Empty cells", "No value is known or published. Empty is not zero."
    yield "Licence", "; ".join(f"{each.title} ({each.url})" for each in dataset.licences)
    for attribution in dataset.attributions:
        yield "Name the publishers", attribution
    yield (
        "Cite",
        f"{TITLE}. {dataset.title}, version {version}, release {manifest.release} ({day}).{demo}",
    )


def _write_data(workbook: xlsxwriter.Workbook, frame: pl.DataFrame) -> None:
    sheet = workbook.add_worksheet("Data")
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, frame.height, frame.width - 1)
    formats = {kind: workbook.add_format({"num_format": shown}) for kind, shown in SHOWN.items()}
    for number, (name, type_) in enumerate(frame.schema.items()):
        width = min(max(len(name) + 3, NARROWEST), WIDEST)
        sheet.set_column(number, number, width, formats.get(type_.base_type()))
    _write_rows(sheet, [tuple(frame.columns), *frame.iter_rows()])


def _write_columns(workbook: xlsxwriter.Workbook, dataset: Dataset) -> None:
    sheet = workbook.add_worksheet("Columns")
    sheet.set_column(0, 1, 30)
    sheet.set_column(2, 2, 100, workbook.add_format(WRAPPED))
    told = [(column.name, column.unit, column.description) for column in dataset.columns]
    _write_rows(sheet, [("column", "unit", "meaning"), *told])


def _write_rows(sheet: Worksheet, rows: Iterable[tuple[object, ...]]) -> None:
    for number, row in enumerate(rows):
        if sheet.write_row(number, 0, [_cell(value) for value in row]) != 0:
            raise ReleaseError(
                f"Row {number + 1} of a workbook holds a text that is longer than Excel can hold.",
                "Lower MOST_CELLS in catalog/workbook.py, or shorten the text.",
            )


def _cell(value: object) -> object:
    """A value as Excel takes it; what it has no type for becomes text."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    return str(value)
