"""From bytes to a frame of strings, with the headers exactly as the bytes have them.

Belongs here: formats (CSV, GeoJSON, zip members) and their defences. Not here: types, names and
checks (`contract`), nor anything that knows one particular source (a parser beside its card does).
"""

import importlib.util
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import polars as pl

from ingest.card import Card, Layout
from ingest.errors import ContractError

GEOMETRY_HEADER = "geometry"
MAX_ZIP_MEMBERS = 1_000


def read_frame(card: Card, layout_name: str, payload: bytes) -> pl.DataFrame:
    """Read a payload in one of the card's layouts.

    Returns:
        One row per record, every column a string, named by the layout's own headers; a GeoJSON
        geometry is text in a column `geometry`, and that of a point is in columns `x` and `y`.

    Raises:
        ContractError: the bytes are not of the format the layout says.
    """
    layout = card.layouts[layout_name]
    if parser := _parser_beside(card):
        return parser(payload, layout)
    return read_layout(card.id, layout, card.max_bytes, payload)


def read_layout(source: str, layout: Layout, max_bytes: int, payload: bytes) -> pl.DataFrame:
    """Read a payload by format alone, without any parser of the source's own."""
    if layout.member is not None:
        payload = unzip_member(source, layout.member, max_bytes, payload)
    if layout.format == "geojson":
        return _read_geojson(source, payload)
    return _read_csv(source, payload)


def unzip_member(source: str, pattern: str, max_bytes: int, payload: bytes) -> bytes:
    """The bytes of the one zip member whose name matches; nothing is ever written to disk by name.

    Raises:
        ContractError: not a zip, an unsafe member name, no or several matches, or a member that
            unpacks to more than `max_bytes`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(payload))
    except zipfile.BadZipFile as error:
        raise ContractError(source, f"the file is not a zip archive ({error})") from error
    members = archive.infolist()
    _refuse_unsafe_members(source, members)
    matches = [member for member in members if re.fullmatch(pattern, member.filename)]
    if len(matches) != 1:
        held = ", ".join(member.filename for member in members[:10])
        raise ContractError(
            source, f"{len(matches)} zip members match '{pattern}'; the archive holds {held}"
        )
    return _unpack(source, archive, matches[0], max_bytes)


def _refuse_unsafe_members(source: str, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_ZIP_MEMBERS:
        raise ContractError(source, f"the zip has {len(members)} members, over {MAX_ZIP_MEMBERS}")
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if member.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise ContractError(
                source,
                f"the zip member '{member.filename}' points outside the archive",
                "the file is hostile or broken: tell the publisher",
            )


def _unpack(
    source: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, max_bytes: int
) -> bytes:
    # The size a zip declares may lie, so the stream itself is measured.
    try:
        with archive.open(member) as file:
            unpacked = file.read(max_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ContractError(
            source, f"zip member '{member.filename}' is damaged: {error}"
        ) from error
    if len(unpacked) > max_bytes:
        raise ContractError(
            source,
            f"zip member '{member.filename}' unpacks to more than {max_bytes:,} bytes",
            "if the publisher's file has really grown, raise 'max_bytes' on the card",
        )
    return unpacked


def _read_csv(source: str, payload: bytes) -> pl.DataFrame:
    _refuse_html(source, payload)
    try:
        return pl.read_csv(
            payload, infer_schema=False, null_values=[""], truncate_ragged_lines=False
        )
    except pl.exceptions.PolarsError as error:
        raise ContractError(source, f"the file cannot be read as CSV: {error}") from error


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
        content = json.loads(payload)
        pages = content if isinstance(content, list) else [content]
        features = [feature for page in pages for feature in page["features"]]
        rows = [_feature_row(feature) for feature in features]
    except (ValueError, KeyError, TypeError) as error:
        raise ContractError(source, f"the file is not GeoJSON features: {error!r}") from error
    headers = list(dict.fromkeys(header for row in rows for header in row))
    return pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String), orient="row")


def _feature_row(feature: dict[str, Any]) -> dict[str, str | None]:
    row = {header: _text(value) for header, value in feature["properties"].items()}
    geometry = feature.get("geometry")
    if geometry is None:
        return row
    if geometry["type"] == "Point":
        x, y = geometry["coordinates"]
        return {**row, "x": str(x), "y": str(y)}
    return {**row, GEOMETRY_HEADER: json.dumps(geometry, separators=(",", ":"))}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _parser_beside(card: Card) -> Callable[[bytes, Layout], pl.DataFrame] | None:
    path = card.parser_path
    if path is None:
        return None
    spec = importlib.util.spec_from_file_location(f"ingest.sources.{card.id}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    parser: Callable[[bytes, Layout], pl.DataFrame] = module.parse
    return parser
