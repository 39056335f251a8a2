"""How fast each reader and parser is, beside DuckDB's or polars' own reader on the same bytes.

    python -m tests.benchmarks.parsers ../shared/upstream           every source with a copy there
    python -m tests.benchmarks.parsers ../shared/upstream ons_ward24 mhclg_iod2019

"ours" is from the bytes in the archive (unzipped where the card names members) to frames of text;
"typed" is from there to tables that were checked against the contract, which no bare reader does.
The bare reader does the least that can be called reading: polars for CSV and Parquet, fastexcel for
each sheet of a workbook, DuckDB for JSON. Zips and bundles are unpacked for it beforehand. Times
are of this process's CPUs, the best of three.
"""

import argparse
import io
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import fastexcel
import polars as pl
from rich.console import Console
from rich.table import Table

from ingest.archive import ArchiveOrigin
from ingest.card import Card, Layout, select_cards
from ingest.contract import type_table
from ingest.corrections import load_corrections
from ingest.errors import IngestError
from ingest.readers import read_frames
from ingest.store import SnapshotStore

TIMES = 3
MEGABYTE = 1e6


@dataclass
class Speed:
    """Bytes and seconds of all sources that one reader or parser reads."""

    sources: int = 0
    size: int = 0
    ours: float = 0.0
    typed: float = 0.0
    bare: float = 0.0


def main() -> None:
    """Measure, add up by reader, print a table with the slowest first."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("sources", nargs="*")
    arguments = parser.parse_args()
    speeds: dict[str, Speed] = {}
    with tempfile.TemporaryDirectory(prefix="lbn-parsers-") as folder:
        origin, store = ArchiveOrigin(arguments.archive), SnapshotStore(Path(folder))
        for card in select_cards(arguments.sources).values():
            try:
                snapshot = origin.fetch(card, None, store)
            except IngestError:
                continue
            name = _reader(card, card.layouts[snapshot.layout])
            speed = speeds.setdefault(name, Speed())
            _measure(card, snapshot.layout, store.payload(snapshot), speed)
    Console().print(_table(speeds))


def _reader(card: Card, layout: Layout) -> str:
    return f"parser of {card.id}" if layout.format == "parser" else layout.format


def _measure(card: Card, layout: str, payload: bytes, speed: Speed) -> None:
    files = list(_files(card.layouts[layout], payload))
    frames = read_frames(card, layout, payload)
    speed.sources += 1
    speed.size += sum(map(len, files))
    speed.ours += _seconds(lambda: read_frames(card, layout, payload))
    speed.typed += _seconds(lambda: _type(card, layout, frames))
    speed.bare += _seconds(lambda: [_read_bare(file) for file in files])


def _type(card: Card, layout: str, frames: dict[str, pl.DataFrame]) -> None:
    corrections = load_corrections(card.id)
    for table in card.tables:
        type_table(card, layout, frames[table.name], table, corrections)


def _seconds(work: Callable[[], object]) -> float:
    return min(_once(work) for _ in range(TIMES))


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _files(layout: Layout, payload: bytes) -> Iterator[bytes]:
    """The files in a zip or bundle, or the one that the payload is."""
    if not (layout.member or layout.members) or not payload.startswith(b"PK"):
        yield payload
        return
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        yield from (archive.read(member) for member in archive.namelist())


def _read_bare(payload: bytes) -> object:
    start = payload[:4].lstrip(b"\xef\xbb\xbf")
    if start.startswith(b"PAR1"):
        return pl.read_parquet(io.BytesIO(payload))
    if start.startswith((b"PK", b"\xd0\xcf")):
        workbook = fastexcel.read_excel(payload)
        return [workbook.load_sheet(name, dtypes="string") for name in workbook.sheet_names]
    if start.startswith((b"{", b"[")):
        return _read_json(payload)
    return pl.read_csv(
        payload, infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy"
    )


def _read_json(payload: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".json") as file, duckdb.connect() as connection:
        Path(file.name).write_bytes(payload)
        read = f"read_json('{file.name}', maximum_object_size = {2 * len(payload)})"
        connection.execute(f"create table features as from {read}")


def _table(speeds: dict[str, Speed]) -> Table:
    table = Table("reader", "sources", "MB", "ours MB/s", "bare MB/s", "ours/bare", "typed MB/s")
    for name, speed in sorted(speeds.items(), key=lambda pair: -pair[1].ours):
        megabytes = speed.size / MEGABYTE
        rates = (megabytes / max(each, 1e-4) for each in (speed.ours, speed.bare, speed.typed))
        ours, bare, typed = (f"{rate:,.0f}" for rate in rates)
        ratio = f"{speed.ours / max(speed.bare, 1e-4):.1f} x"
        table.add_row(name, f"{speed.sources}", f"{megabytes:,.1f}", ours, bare, ratio, typed)
    return table


if __name__ == "__main__":
    main()
