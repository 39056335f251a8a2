"""Writing a table of the synthetic England as its publisher would.

Belongs here: CSV, zip and paged GeoJSON in a card's layout. Not here: what the tables say.
"""

import io
import json
import re
import zipfile

import polars as pl

from ingest.bundle import ZIP_DATE
from ingest.card import MEMBER_HEADER, ROW_HEADER, Card, Column, DemoFrame, Layout
from ingest.errors import FetchError

LABEL = "DEMO: not real data"
PAGE_ROWS = 2_000


def write_demo(card: Card, demo: DemoFrame, frames: dict[str, pl.DataFrame]) -> bytes:
    """The file of a card as its publisher would give it, made from a demo frame.

    Args:
        card: the source; its first table's columns are written.
        demo: which frame, in which of the card's layouts.
        frames: the synthetic England.

    Raises:
        FetchError: the card asks for a frame or column that the demo England lacks.
    """
    layout = card.layouts[demo.layout]
    columns = [
        column
        for column in card.tables[0].columns
        if column.name not in layout.absent and column.source not in (ROW_HEADER, MEMBER_HEADER)
    ]
    table = _frame(card, demo.frame, [column.name for column in columns], frames)
    table = _with_publisher_headers(table, columns, layout)
    if layout.format == "geojson":
        geometry = next((c.source for c in columns if c.type == "geometry"), None)
        return _geojson(table, geometry)
    payload = table.write_csv(float_scientific=False, separator=layout.separator).encode()
    member = layout.member or layout.members
    return _zipped(payload, member) if member else payload


def _frame(
    card: Card, name: str, columns: list[str], frames: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    if name not in frames:
        raise FetchError(
            card.id,
            f"the demo England has no frame '{name}'",
            f"it has {', '.join(sorted(frames))}",
        )
    if missing := sorted(set(columns) - set(frames[name].columns)):
        raise FetchError(
            card.id,
            f"the demo England's frame '{name}' has no column {', '.join(missing)}",
            f"it has {', '.join(frames[name].columns)}",
        )
    return frames[name].select(columns)


def _with_publisher_headers(
    table: pl.DataFrame, columns: list[Column], layout: Layout
) -> pl.DataFrame:
    """The table under the layout's headers, with the column that proves its period."""
    table = table.rename({column.name: column.source for column in columns})
    if layout.period and layout.period.column:
        table = table.with_columns(pl.lit(layout.period.equals).alias(layout.period.column))
    own_header = {theirs: own for own, theirs in layout.rename.items()}
    return table.rename(own_header, strict=False)


def _zipped(payload: bytes, member: str) -> bytes:
    """A zip of one member, whose name the pattern matches, with the label as its comment.

    Stored, not compressed: compression libraries differ in the bytes they make.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.comment = LABEL.encode()
        entry = zipfile.ZipInfo(_literal_name(member), ZIP_DATE)
        archive.writestr(entry, payload)
    return buffer.getvalue()


def _literal_name(pattern: str) -> str:
    r"""A name a simple pattern matches: `census-lsoa\.csv$` gives `census-lsoa.csv`."""
    name = re.sub(r"\\(.)", r"\1", pattern.strip("^$").replace(".*", ""))
    if not re.fullmatch(pattern, name):
        raise ValueError(f"no file name can be made from the pattern '{pattern}'")
    return name


def _geojson(table: pl.DataFrame, geometry: str | None) -> bytes:
    """A JSON array of page responses, as a feature service gives them."""
    starts = range(0, max(len(table), 1), PAGE_ROWS)
    pages = [
        _page(table[start : start + PAGE_ROWS], geometry, last=start == starts[-1])
        for start in starts
    ]
    return f"[{','.join(pages)}]".encode()


def _page(rows: pl.DataFrame, geometry: str | None, last: bool) -> str:
    """One FeatureCollection; all but the last say that more follow."""
    shapes = rows[geometry] if geometry else ["null"] * len(rows)
    properties = rows.drop(geometry) if geometry else rows
    texts = properties.select(pl.struct(pl.all()).struct.json_encode()).to_series()
    features = [
        f'{{"type":"Feature","properties":{text},"geometry":{shape}}}'
        for text, shape in zip(texts, shapes, strict=True)
    ]
    head = {"type": "FeatureCollection", "demo": LABEL}
    more = {} if last else {"properties": {"exceededTransferLimit": True}}
    return f'{json.dumps(head | more)[:-1]}, "features": [{",".join(features)}]}}'
