"""Staging: every dataset as Parquet and CSV in a hidden folder, byte for byte reproducible.

Belongs here: how a table of the warehouse becomes files. Not here: judging them (`gate`), or making
them public (`promote`).

The folder is `published/.staging-<release id>-<process id>`, on the disk of the releases so that
promotion is one rename. What dead processes left behind is removed when staging begins.
"""

import base64
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from catalog import sql
from catalog.build import DEMO_CSV_COLUMN, DEMO_LABEL, BuildInfo
from catalog.datasets import Dataset, DatasetColumn
from catalog.durable import removed_on_failure, sha256_of
from catalog.errors import ReleaseError
from catalog.model import Strict

ROW_GROUP_SIZE = 122_880
CSV_BELOW_ROWS = 100_000
ARROW_SCHEMA = "ARROW:schema"
STAGING = re.compile(r"\.staging-(?P<release>.+)-(?P<process>\d+)")
RELEASE = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)\.(?P<sequence>\d+)(?P<demo>-demo)?")
# What Excel runs as a formula when a cell begins with it, unless the cell is a plain number.
FORMULA = r"^[=+\-@\t\r\n]"
NUMBER = r"[+\-]?[0-9]+(\.[0-9]+)?([eE][+\-]?[0-9]+)?"


class SchemaColumn(Strict):
    """Name and DuckDB type of a column in a published file."""

    name: str
    type: str


class StagedFile(Strict):
    """One file: its path below the release folder, its size in bytes, its sha256 in hex."""

    path: str
    bytes: int
    sha256: str


class StagedTable(Strict):
    """One dataset's files. `csv` is absent for tables too long for a spreadsheet."""

    dataset: str
    rows: int
    columns: list[SchemaColumn]
    parquet: StagedFile
    csv: StagedFile | None

    @property
    def fingerprint(self) -> str:
        """A sha256 over names and types of the columns in order."""
        schema = "\n".join(f"{column.name} {column.type}" for column in self.columns)
        return hashlib.sha256(schema.encode()).hexdigest()

    @property
    def files(self) -> list[StagedFile]:
        """Parquet, and CSV where there is one."""
        return [self.parquet] if self.csv is None else [self.parquet, self.csv]


class Staging(Strict):
    """A folder of staged tables, on its way to become the release of that id.

    It is plain data: it can be handed to another process as JSON.
    """

    published: Path
    release: str
    folder: Path
    build: BuildInfo
    datasets: list[Dataset]
    tables: list[StagedTable]

    def table(self, dataset: str) -> StagedTable:
        """The staged table of that dataset."""
        return next(table for table in self.tables if table.dataset == dataset)

    def parquet_path(self, dataset: str) -> Path:
        """Where a dataset's Parquet file lies."""
        return self.folder / self.table(dataset).parquet.path


def stage(warehouse: Path, datasets: list[Dataset], build: BuildInfo, published: Path) -> Staging:
    """Export every dataset from the warehouse, which is opened read-only.

    Raises:
        ReleaseError: the warehouse is missing, locked or not what the datasets say, or the disk is
            full. The staging folder is removed and the latest release is not touched.
    """
    published.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(published)
    release = _next_release_id(published, build)
    folder = published / f".staging-{release}-{os.getpid()}"
    with _open_warehouse(warehouse) as connection:
        _check_tables(connection, datasets)
        with removed_on_failure(folder, needed=warehouse.stat().st_size):
            (folder / "data").mkdir(parents=True)
            tables = [_stage_table(connection, dataset, build, folder) for dataset in datasets]
    return Staging(
        published=published,
        release=release,
        folder=folder,
        build=build,
        datasets=datasets,
        tables=tables,
    )


def _remove_leftovers(published: Path) -> None:
    """Remove staging folders of dead processes and of this one."""
    for folder in published.glob(".staging-*"):
        match = STAGING.fullmatch(folder.name)
        if match and not _is_alive_elsewhere(int(match["process"])):
            shutil.rmtree(folder)


def _is_alive_elsewhere(process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _next_release_id(published: Path, build: BuildInfo) -> str:
    """The build's UTC date, the next free sequence of that date, and the mark of a demo."""
    date = build.created_at.astimezone(UTC).date().isoformat()
    taken = [int(match["sequence"]) for match in _taken_ids(published) if match["date"] == date]
    return f"{date}.{max(taken, default=0) + 1}{'-demo' if build.demo else ''}"


def _taken_ids(published: Path) -> Iterator[re.Match[str]]:
    """Ids of releases, and of those that other processes are staging now."""
    names = [path.name for path in published.glob("releases/*")]
    staging = (STAGING.fullmatch(path.name) for path in published.iterdir())
    names += [match["release"] for match in staging if match]
    return (match for name in names if (match := RELEASE.fullmatch(name)))


def _open_warehouse(warehouse: Path) -> duckdb.DuckDBPyConnection:
    if not warehouse.exists():
        raise ReleaseError(f"There is no warehouse at {warehouse}.", "Run the dbt build first.")
    threads = os.environ.get("LBN_THREADS")
    try:
        connection = duckdb.connect(
            str(warehouse), read_only=True, config={"threads": threads} if threads else {}
        )
    except (duckdb.IOException, duckdb.ConnectionException) as error:
        raise ReleaseError(
            f"The warehouse {warehouse} cannot be opened for reading: {error}.",
            "Close the program that is writing to it and run again.",
        ) from error
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _check_tables(connection: duckdb.DuckDBPyConnection, datasets: list[Dataset]) -> None:
    problems = [p for dataset in datasets for p in _contract_breaches(connection, dataset)]
    if problems:
        listing = "\n".join(f"  - {problem}" for problem in problems)
        raise ReleaseError(
            f"The warehouse is not what dbt's manifest says:\n{listing}\n",
            "Run the dbt build again, so that warehouse and manifest are of the same code.",
        )


def _contract_breaches(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> Iterator[str]:
    try:
        found = _describe(connection, f"FROM {dataset.relation}")
    except duckdb.CatalogException:
        yield f"{dataset.name}: there is no table {dataset.relation}"
        return
    types = {column.name: column.type for column in found}
    if unknown := sorted(set(types) - set(dataset.column_names)):
        yield f"{dataset.name}: columns {', '.join(unknown)} are not in the contract"
    for column in dataset.columns:
        promised = _type_name(connection, column.type)
        if types.get(column.name) != promised:
            held = types.get(column.name, "not there")
            yield f"{dataset.name}.{column.name}: should be {promised} but is {held}"


def _describe(connection: duckdb.DuckDBPyConnection, query: str) -> list[SchemaColumn]:
    rows = connection.execute(f"DESCRIBE {query}").fetchall()
    return [SchemaColumn(name=row[0], type=row[1]) for row in rows]


def _type_name(connection: duckdb.DuckDBPyConnection, type_: str) -> str:
    """DuckDB's own name of a type: `text` and `varchar` are both VARCHAR."""
    return _describe(connection, f"SELECT CAST(NULL AS {type_})")[0].type


def _stage_table(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, build: BuildInfo, folder: Path
) -> StagedTable:
    parquet = folder / "data" / f"{dataset.name}.parquet"
    rows = _write_parquet(connection, dataset, build, parquet)
    columns = _describe(connection, f"FROM {sql.parquet(parquet)}")
    csv = parquet.with_suffix(".csv") if rows < CSV_BELOW_ROWS else None
    if csv:
        cells = [_csv_cell(column) for column in columns]
        _write_csv(connection, parquet, [*cells, *_demo_cell(build)], csv)
    return StagedTable(
        dataset=dataset.name,
        rows=rows,
        columns=columns,
        parquet=staged_file(folder, parquet),
        csv=staged_file(folder, csv) if csv else None,
    )


def staged_file(folder: Path, path: Path) -> StagedFile:
    """Size and hash of a file below the release folder."""
    return StagedFile(
        path=path.relative_to(folder).as_posix(),
        bytes=path.stat().st_size,
        sha256=sha256_of(path),
    )


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, build: BuildInfo, path: Path
) -> int:
    """Write a dataset in the order of its key; returns the number of rows."""
    footer = {
        "title": dataset.title,
        "licence": "; ".join(licence.title for licence in dataset.licences),
        "licences": "; ".join(licence.id for licence in dataset.licences),
        "attribution": " ".join(dataset.attributions),
        "version": f"build {build.version}",
        "demo": DEMO_LABEL if build.demo else "false",
    }
    query = (
        f"SELECT {sql.names(dataset.column_names)} FROM {dataset.relation} "  # noqa: S608 - quoted by sql
        f"ORDER BY {sql.names(dataset.key)}"
    )
    connection.execute(f"COPY ({query} LIMIT 0) TO {sql.text(path)} (FORMAT parquet)")
    footer[ARROW_SCHEMA] = _schema_with_terms(dataset, pq.read_schema(path))
    metadata = ", ".join(f"{sql.names([n])}: {sql.text(v)}" for n, v in footer.items())
    result = connection.execute(
        f"COPY ({query}) TO {sql.text(path)} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_SIZE}, "
        f"KV_METADATA {{{metadata}}})"
    )
    return int(result.fetchall()[0][0])


def _schema_with_terms(dataset: Dataset, plain: pa.Schema) -> str:
    """A schema as Arrow keeps it in a Parquet footer, each field with its licence and sources.

    DuckDB writes no metadata of fields; readers built on Arrow take them from here.
    """
    schema = pa.schema(
        [
            plain.field(column.name).with_metadata(_terms(dataset, column))
            for column in dataset.columns
        ]
    )
    return base64.b64encode(schema.serialize().to_pybytes()).decode()


def _terms(dataset: Dataset, column: DatasetColumn) -> dict[str, str]:
    return {
        "licence": "; ".join(licence.id for licence in dataset.licences_of(column)),
        "sources": "; ".join(source.id for source in dataset.sources_of(column)),
        "unit": column.unit,
    }


def _write_csv(
    connection: duckdb.DuckDBPyConnection,
    parquet: Path,
    cells: Iterable[str],
    path: Path,
) -> None:
    connection.execute(
        f"COPY (SELECT {', '.join(cells)} FROM {sql.parquet(parquet)}) "  # noqa: S608 - quoted by sql
        f"TO {sql.text(path)} (FORMAT csv, HEADER, DELIMITER ',', NULLSTR '')"
    )


def _demo_cell(build: BuildInfo) -> list[str]:
    """A CSV has no metadata, so that of a demo says in every row what it is."""
    return [f"{sql.text(DEMO_LABEL)} AS {DEMO_CSV_COLUMN}"] if build.demo else []


def _csv_cell(column: SchemaColumn) -> str:
    """A column for CSV: text that Excel would run as a formula gets a leading apostrophe."""
    name = sql.names([column.name])
    if column.type != "VARCHAR":
        return name
    is_formula = f"regexp_matches({name}, {sql.text(FORMULA)})"
    is_number = f"regexp_full_match({name}, {sql.text(NUMBER)})"
    return (
        f"CASE WHEN {is_formula} AND NOT {is_number} THEN '''' || {name} ELSE {name} END AS {name}"
    )
