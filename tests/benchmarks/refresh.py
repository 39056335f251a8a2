"""How long a refresh takes, where the time goes, and how far that is from DuckDB alone.

    python -m tests.benchmarks.refresh                        demo England
    python -m tests.benchmarks.refresh ../shared/upstream     the publishers' files
    python -m tests.benchmarks.refresh --scale 4              a demo England four times as large

The bare script reads the same source files, runs the same SQL and writes the same Parquet, with
DuckDB only: no contracts, no tests, no gate, no pages, no frameworks. Ratios are within one run of
this program, so a slow machine slows both sides.
"""

import argparse
import json
import runpy
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from ingest.card import load_cards
from ingest.store import SnapshotStore
from orchestration.warehouse import EXTENSIONS, PROJECT

STAGES = ["fetch", "parse", "dbt", "stage", "gate", "release", "framework"]


def main() -> None:
    """Measure a first refresh, a refresh with nothing new, and the bare script; print a table."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="lbn-benchmark-") as folder:
        out = Path(folder)
        first_wall, first = _refresh(options, out)
        again_wall, again = _refresh(options, out)
        bare = min(_bare(out) for _ in range(3))
    table = Table("seconds", "first refresh", "nothing new")
    for stage in STAGES:
        table.add_row(stage, f"{first.get(stage, 0):.1f}", f"{again.get(stage, 0):.1f}")
    table.add_row(
        "loading Python",
        f"{first_wall - sum(first.values()):.1f}",
        f"{again_wall - sum(again.values()):.1f}",
    )
    table.add_row("wall", f"{first_wall:.1f}", f"{again_wall:.1f}")
    console = Console()
    console.print(table)
    console.print(
        f"Bare DuckDB: {bare:.1f} s; a first refresh takes {first_wall / bare:.1f} times that."
    )


def _options() -> list[str]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", nargs="?")
    parser.add_argument("--scale", default="1")
    arguments = parser.parse_args()
    if arguments.archive:
        return ["--origin", "archive", "--archive", arguments.archive]
    return ["--origin", "demo", "--scale", arguments.scale]


def _refresh(options: list[str], out: Path) -> tuple[float, dict[str, float]]:
    lbn = Path(sys.executable).with_name("lbn")
    began = time.monotonic()
    done = subprocess.run(
        [lbn, "refresh", *options, "--out", out], capture_output=True, text=True, check=True
    )
    wall = time.monotonic() - began
    line = next(line for line in done.stdout.splitlines() if line.startswith("Seconds"))
    words = line.removeprefix("Seconds").replace(",", "").split()
    return wall, dict(zip(words[::2], map(float, words[1::2]), strict=True))


def _bare(out: Path) -> float:
    manifest = json.loads((out / "dbt" / "manifest.json").read_bytes())
    files = _source_files(out)
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        with duckdb.connect(config={"extension_directory": str(EXTENSIONS)}) as connection:
            connection.execute("load spatial; set threads = 2")
            _read_sources(connection, files)
            _run_models(connection, manifest)
            _write_marts(connection, Path(folder))
        return time.monotonic() - began


def _source_files(out: Path) -> list[tuple[Path, str]]:
    store = SnapshotStore(out / "store")
    snapshots = [store.state(source).accepted[-1] for source in load_cards()]
    formats = {card.id: card.layouts for card in load_cards().values()}
    return [(store.snapshot_path(s.sha256), formats[s.source][s.layout].format) for s in snapshots]


def _read_sources(connection: duckdb.DuckDBPyConnection, files: list[tuple[Path, str]]) -> None:
    for number, (path, layout) in enumerate(files):
        if path.read_bytes()[:2] == b"PK":  # a zip of one CSV, which DuckDB alone does not read
            continue
        reader = (
            f"read_csv('{path}', all_varchar = true)"
            if layout == "csv"
            else f"read_json('{path}', maximum_object_size = 200000000)"
        )
        connection.execute(f"create table source_{number} as select * from {reader}")


def _run_models(connection: duckdb.DuckDBPyConnection, manifest: dict) -> None:
    for schema in ("seeds", "staging", "intermediate", "marts"):
        connection.execute(f"create schema {schema}")
    for path in sorted((PROJECT / "seeds").glob("*.csv")):
        connection.execute(f"create table seeds.{path.stem} as from read_csv('{path}')")
    pending = {
        name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }
    while pending:
        ready = [n for n in pending if not set(pending[n]["depends_on"]["nodes"]) & set(pending)]
        for name in ready:
            node = pending.pop(name)
            relation = f"{node['schema']}.{node['name']}"
            if node["language"] == "python":
                made = _run_python_model(connection, node, manifest)
                connection.register("made", made)
                connection.execute(f"create table {relation} as from made")
                continue
            kind = "view" if node["schema"] == "staging" else "table"
            sql = node["compiled_code"].replace('"warehouse".', "")
            connection.execute(f"create {kind} {relation} as {sql}")


class _Dbt:
    """As much of dbt as a Python model asks for: refs, and a configuration that is ignored."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, manifest: dict) -> None:
        self.connection = connection
        self.schemas = {node["name"]: node["schema"] for node in manifest["nodes"].values()}

    def config(self, **_: object) -> None: ...

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        return self.connection.sql(f"from {self.schemas[name]}.{name}")


def _run_python_model(
    connection: duckdb.DuckDBPyConnection, node: dict, manifest: dict
) -> pa.Table:
    loaded = runpy.run_path(str(PROJECT / "models" / node["path"]))
    return loaded["model"](_Dbt(connection, manifest), connection)


def _write_marts(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    marts = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    ).fetchall()
    for (mart,) in marts:
        connection.execute(
            f"copy (from marts.{mart} order by all) to '{folder / mart}.parquet' (compression zstd)"
        )


if __name__ == "__main__":
    main()
