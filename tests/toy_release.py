"""A toy world for tests of the catalogue: two datasets, two sources, a warehouse of a few rows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from catalog.build import BuildInfo
from catalog.datasets import Dataset, read_datasets
from catalog.gate import GateReport, run_gate
from catalog.promote import promote
from catalog.release import Release, previous_release
from catalog.sources import SourceRecord
from catalog.stage import Staging, stage
from catalog.versions import compare

OGL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
PLACES = [
    ("E05000001", "Meir North", 1, 54.5, 1),
    ("E05000002", "Stockbridge", 2, 41.25, 1),
    ("E05000003", 'Bread & Butter "<b>Ward</b>"', 3, None, 5),
    ("E05000004", "=HYPERLINK(A1)", 4, 3.125, 10),
]
COLUMNS = {
    "ward_2024_code": ("varchar", "code", "ONS code of the ward."),
    "ward_2024_name": ("varchar", "name", "Name of the ward."),
    "imd_rank": ("integer", "rank", "Rank; 1 is the most deprived."),
    "average_score": ("double", "score", "Population-weighted mean score."),
    "imd_decile": ("integer", "decile", "Decile; 1 is the most deprived tenth."),
}


def source(id_: str = "mhclg_iod2019", **changes: Any) -> SourceRecord:
    values = {
        "id": id_,
        "title": "English indices of deprivation 2019",
        "publisher": "MHCLG",
        "landing_page": "https://www.gov.uk/government/statistics/english-indices-of-deprivation-2019",
        "licence_id": "OGL-UK-3.0",
        "licence_title": "Open Government Licence v3.0",
        "licence_url": OGL,
        "licence_kind": "attribution",
        "attribution": "Contains public sector information licensed under the OGL v3.0.",
        "vintage": "2019",
        "cadence": "never changes",
        "url": "https://assets.publishing.service.gov.uk/file_7.csv",
        "origin": "demo",
        "sha256": "ab" * 32,
        "bytes": 1234,
        "retrieved_at": datetime(2026, 11, 1, 9, 30, tzinfo=UTC),
        "rows": {"iod2019": 4},
        "status": "fresh",
    }
    return SourceRecord.model_validate(values | changes)


def build(number: int = 1, **changes: Any) -> BuildInfo:
    values = {
        "build": f"{number:064x}",
        "code_version": "abc1234",
        "demo": True,
        "created_at": datetime(2026, 11, 24, 23, 30, tzinfo=UTC),
    }
    return BuildInfo.model_validate(values | changes)


def node(name: str, key: list[str], columns: dict[str, tuple[str, str, str]]) -> dict[str, Any]:
    return {
        "name": name,
        "resource_type": "model",
        "path": f"marts/{name}.sql",
        "schema": "marts",
        "alias": name,
        "description": f"All about {name}.",
        "config": {
            "meta": {
                "title": name.capitalize(),
                "each_row_is_a": "ward",
                "key": key,
                "usage_warnings": ["Modelled estimate"],
            }
        },
        "columns": {
            column: {
                "name": column,
                "data_type": type_,
                "description": description,
                "config": {"meta": {"unit": unit}},
            }
            for column, (type_, unit, description) in columns.items()
        },
    }


def manifest() -> dict[str, Any]:
    """Dataset `wards` rests on a source through a staging model; `people` on another directly."""
    people = {
        "ward_2024_code": COLUMNS["ward_2024_code"],
        "population_count": ("bigint", "people", "Residents."),
    }
    return {
        "nodes": {
            "model.toy.wards": node("wards", ["ward_2024_code"], COLUMNS),
            "model.toy.people": node("people", ["ward_2024_code"], people),
            "model.toy.stg": {"name": "stg", "resource_type": "model", "path": "staging/stg.sql"},
        },
        "sources": {
            "source.toy.mhclg_iod2019.iod2019": {"source_name": "mhclg_iod2019"},
            "source.toy.ons_people.people": {"source_name": "ons_people"},
        },
        "parent_map": {
            "model.toy.wards": ["model.toy.stg"],
            "model.toy.stg": ["source.toy.mhclg_iod2019.iod2019", "seed.toy.param_weights"],
            "model.toy.people": ["source.toy.ons_people.people"],
        },
    }


SOURCES = [source(), source("ons_people", title="Mid-year population", publisher="ONS")]


def warehouse(folder: Path, *statements: str) -> Path:
    """A warehouse of the toy datasets, then changed by further statements."""
    path = folder / "warehouse.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA marts")
        connection.execute(
            "CREATE TABLE marts.wards (ward_2024_code VARCHAR, ward_2024_name VARCHAR, "
            "imd_rank INTEGER, average_score DOUBLE, imd_decile INTEGER)"
        )
        connection.executemany("INSERT INTO marts.wards VALUES (?, ?, ?, ?, ?)", PLACES[::-1])
        connection.execute(
            "CREATE TABLE marts.people AS SELECT ward_2024_code, 5000::BIGINT AS population_count "
            "FROM marts.wards"
        )
        for statement in statements:
            connection.execute(statement)
    return path


def datasets(**changes: Any) -> list[Dataset]:
    """The toy datasets; changes are made to `wards`."""
    return [
        dataset.model_copy(update=changes) if dataset.name == "wards" else dataset
        for dataset in read_datasets(manifest(), SOURCES)
    ]


def staged(folder: Path, *statements: str, **options: Any) -> Staging:
    return stage(
        warehouse(folder, *statements),
        options.get("contracts") or datasets(),
        options.get("build") or build(),
        folder / "published",
    )


def passed(staging: Staging) -> GateReport:
    """The report of a gate that had nothing to say: for tests of what comes after the gate."""
    examined = {table.dataset: table.parquet.sha256 for table in staging.tables}
    return GateReport(examined=examined, checks=[])


def published(folder: Path, *statements: str, **options: Any) -> Release:
    """A release of the toy warehouse; the gate runs only when `expectations` is given."""
    made = options.get("build") or build()
    contracts = options.get("contracts") or datasets()
    previous = previous_release(folder / "published", made)
    staging = staged(folder, *statements, **{**options, "build": made, "contracts": contracts})
    report = passed(staging)
    if "expectations" in options:
        report = run_gate(staging, previous, options["expectations"])
    changes = compare(staging, previous)
    return promote(staging, SOURCES, report, changes, previous)
