"""From bytes to frames of strings, with the headers exactly as the bytes have them.

Belongs here: formats (CSV, GeoJSON, workbooks, Parquet) and their defences. Not here: zips
(`bundle`), types, names and checks (`contract`), nor anything that knows one particular source (a
parser beside its card does).
"""

import codecs
import gc
import importlib.util
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any

import fastexcel
import orjson
import polars as pl

from ingest.bundle import unzip_member, unzip_members
from ingest.card import MEMBER_HEADER, ROW_HEADER, Card, Layout
from ingest.errors import ContractError
from ingest.workbooks import BROKEN, refuse_vast_sheets

GEOMETRY_HEADER = "geometry"

# One frame, or one for each of the card's tables.
Parsed = pl.DataFrame | dict[str, pl.DataFrame]


def read_frames(card: Card, layout_name: str, payload: bytes) -> dict[str, pl.DataFrame]:
    """Read a payload in one of the card's layouts, for each of the card's tables.

    Returns:
        By table: one row per record, every column a string, named by the layout's own headers; a
        GeoJSON geometry is text in a column `geometry`, and that of a point is in columns `x` and
        `y`. `#row` numbers the records of each file from 1 and `#member` names the file.

    Raises:
        ContractError: the bytes are not of the format the layout says.
    """
    layout = card.layouts[layout_name]
    files = _files(card, layout, payload)
    read = partial(_parse_file, card, layout)
    parsed = [_numbered(_named(card.id, name, read, body), name) for name, body in files.items()]
    return {
        table.name: _joined(
            card.id,
            layout,
            [frames[table.name if table.name in frames else ""] for frames in parsed],
        )
        for table in card.tables
    }


def _files(card: Card, layout: Layout, payload: bytes) -> dict[str, bytes]:
    if layout.members is not None:
        return unzip_members(card.id, layout.members, card.max_bytes, payload)
    if layout.member is not None:
        return {"": unzip_member(card.id, layout.member, card.max_bytes, payload)}
    return {"": payload}


def _named(
    source: str, name: str, read: Callable[[bytes], dict[str, pl.DataFrame]], body: bytes
) -> dict[str, pl.DataFrame]:
    """The frames of a file; what is wrong is said of its name where it is one of several."""
    try:
        return read(body)
    except ContractError as error:
        if not name:
            raise
        raise ContractError(source, f"file '{name}': {error.problem}", error.remedy) from error


def _parse_file(card: Card, layout: Layout, payload: bytes) -> dict[str, pl.DataFrame]:
    """The frames of one file by table; one for all tables is under no name."""
    path = card.parser_path
    parsed: Parsed
    if path is not None and layout.format == "parser":
        parsed = _module(card.id, str(path)).parse(payload, layout)
    else:
        parsed = read_layout(card.id, layout, payload)
    return parsed if isinstance(parsed, dict) else {"": parsed}


def read_layout(source: str, layout: Layout, payload: bytes) -> pl.DataFrame:
    """Read one file by its layout's format alone, without any parser of the source's own."""
    match layout.format:
        case "geojson":
            return _read_geojson(source, payload)
        case "workbook":
            return read_sheet(source, payload, str(layout.sheet), layout.header_row)
        case "parquet":
            return _read_parquet(source, payload)
        case _:
            return read_csv(source, layout, payload)


def read_csv(source: str, layout: Layout, payload: bytes) -> pl.DataFrame:
    """A CSV as strings.

    Raises:
        ContractError: no CSV of the layout's encoding, or rows with too many cells.
    """
    _refuse_html(source, payload)
    if layout.encoding != "utf-8":
        payload = payload.decode(layout.encoding).encode()
    try:
        return pl.read_csv(
            payload,
            infer_schema=False,
            null_values=[""],
            separator=layout.separator,
            quote_char='"' if layout.quoted else None,
            skip_lines=layout.header_row - 1,
            has_header=not layout.headers,
            new_columns=layout.headers or None,
            truncate_ragged_lines=False,
        )
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise ContractError(source, f"the file cannot be read as CSV: {error}", BROKEN) from error


def read_sheet(source: str, payload: bytes, sheet: str, header_row: int | None) -> pl.DataFrame:
    """One sheet of an xls, xlsx or ods workbook, as strings.

    Args:
        source: id of the card, for errors.
        payload: the workbook.
        sheet: a regular expression that exactly one sheet's name must match.
        header_row: the row of the header, from 1; without one, columns are `column_1`, ….

    Raises:
        ContractError: no workbook, or no or several sheets of that name.
    """
    workbook = open_workbook(source, payload)
    names = [name for name in workbook.sheet_names if re.fullmatch(sheet, name)]
    if len(names) != 1:
        raise ContractError(
            source,
            f"{len(names)} sheets match '{sheet}'; the workbook has {workbook.sheet_names}",
        )
    found = load_sheet(source, workbook, names[0], header_row)
    return found.rename(lambda name: name.removeprefix("__UNNAMED__"))


def open_workbook(source: str, payload: bytes) -> fastexcel.ExcelReader:
    """A workbook to read sheets from.

    Raises:
        ContractError: the bytes are no workbook, or one with a sheet beyond all measure.
    """
    _refuse_html(source, payload)
    refuse_vast_sheets(source, payload)
    try:
        return fastexcel.read_excel(payload)
    except fastexcel.FastExcelError as error:
        raise ContractError(
            source, f"the file cannot be read as a workbook: {error}", BROKEN
        ) from error


def load_sheet(
    source: str, workbook: fastexcel.ExcelReader, name: str, header_row: int | None = None
) -> pl.DataFrame:
    """A sheet of an open workbook, as strings; the row of the header counts from 1.

    Raises:
        ContractError: the sheet cannot be read.
    """
    header = None if header_row is None else header_row - 1
    try:
        return workbook.load_sheet(name, header_row=header, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise ContractError(source, f"sheet '{name}' cannot be read: {error}", BROKEN) from error


def decode_text(source: str, payload: bytes) -> str:
    """Text that its publisher writes now in UTF-8, now in Windows' western encoding.

    Raises:
        ContractError: it is in neither.
    """
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = payload.decode("cp1252")
        except UnicodeDecodeError as error:
            raise ContractError(
                source, f"the text is neither UTF-8 nor Windows-1252: {error}", BROKEN
            ) from error
    return text.removeprefix("ï»¿")


def _read_parquet(source: str, payload: bytes) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(io.BytesIO(payload))
    except pl.exceptions.PolarsError as error:
        raise ContractError(
            source, f"the file cannot be read as Parquet: {error}", BROKEN
        ) from error
    return frame.select(pl.all().cast(pl.String))


def _numbered(frames: dict[str, pl.DataFrame], member: str) -> dict[str, pl.DataFrame]:
    """The frames with the number of each record and the name of its file."""
    return {
        table: frame.with_columns(
            pl.int_range(1, pl.len() + 1).cast(pl.String).alias(ROW_HEADER),
            pl.lit(member or None, pl.String).alias(MEMBER_HEADER),
        )
        for table, frame in frames.items()
    }


def _joined(source: str, layout: Layout, frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The rows of all files; read by format alone, they must have the same headers."""
    if len(frames) == 1:
        return frames[0]
    if layout.format != "parser":
        for frame in frames[1:]:
            if set(frame.columns) != set(frames[0].columns):
                odd = sorted(set(frame.columns) ^ set(frames[0].columns))
                raise ContractError(
                    source,
                    f"the headers of {frame[MEMBER_HEADER][0]} and {frames[0][MEMBER_HEADER][0]} "
                    f"differ in {odd}",
                )
    return pl.concat(frames, how="diagonal")


def _refuse_html(source: str, payload: bytes) -> None:
    start = payload[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise ContractError(
            source,
            "the file is a web page, not data",
            "the publisher answered with an error page: look at it, and try again later",
        )


def _read_geojson(source: str, payload: bytes) -> pl.DataFrame:
    _refuse_html(source, payload)
    try:
        with _uncollected():
            content = orjson.loads(payload.removeprefix(codecs.BOM_UTF8))
            pages = content if isinstance(content, list) else [content]
            features = [feature for page in pages for feature in page["features"]]
            rows = [_feature_row(feature) for feature in features]
    except (ValueError, KeyError, TypeError) as error:
        raise ContractError(
            source, f"the file is not GeoJSON features: {error!r}", BROKEN
        ) from error
    headers = list(dict.fromkeys(header for row in rows for header in row))
    return pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String), orient="row")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which takes four times as long as reading a boundary file.

    It would look, again and again, for circles among millions of coordinates, and JSON has none.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _feature_row(feature: dict[str, Any]) -> dict[str, str | None]:
    row = {header: _text(value) for header, value in feature["properties"].items()}
    geometry = feature.get("geometry")
    if geometry is None:
        return row
    if geometry["type"] == "Point":
        x, y = geometry["coordinates"]
        return {**row, "x": str(x), "y": str(y)}
    return {**row, GEOMETRY_HEADER: orjson.dumps(geometry).decode()}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _module(source: str, path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"ingest.sources.{source}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
