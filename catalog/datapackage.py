"""`datapackage.json`: the release as a Data Package, version 2, for machines.

Belongs here: translating our contracts into that standard and validating the descriptor. Not here:
validating data: that is slow row by row, and the gate has done it.
"""

import re
from collections.abc import Iterator
from typing import Any

from catalog.build import DEMO_CSV_COLUMN, DEMO_LABEL
from catalog.datasets import Dataset, DatasetColumn
from catalog.errors import ReleaseError
from catalog.licences import Licence
from catalog.release import ReleasedDataset, ReleasedFile, ReleaseManifest
from catalog.sources import SourceRecord

PROFILES = "https://datapackage.org/profiles/2.0"
NAME = "left-behind-neighbourhoods"
TITLE = "Left-behind neighbourhoods: open data"
DEMO_FIELD = {
    "name": DEMO_CSV_COLUMN,
    "type": "string",
    "description": "Says in every row that the data is made up.",
    "unit": "text",
}
MEDIA = {
    "parquet": {"format": "parquet", "mediatype": "application/vnd.apache.parquet"},
    "csv": {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"},
}
FIELD_TYPES = [
    (r"(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)", "integer"),
    (r"(DOUBLE|FLOAT|DECIMAL.*)", "number"),
    (r"BOOLEAN", "boolean"),
    (r"DATE", "date"),
    (r"TIME", "time"),
    (r"TIMESTAMP.*", "datetime"),
    (r".*\[\]", "array"),
    (r"STRUCT.*", "object"),
]


def describe_package(manifest: ReleaseManifest, datasets: list[Dataset]) -> dict[str, Any]:
    """The descriptor of a release.

    Raises:
        ReleaseError: frictionless finds fault with it.
    """
    descriptor = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": NAME,
        "id": f"{NAME}@{manifest.release}",
        "title": f"{DEMO_LABEL}. {TITLE}" if manifest.demo else TITLE,
        "version": manifest.release,
        "created": manifest.created_at.isoformat(),
        "demo": manifest.demo,
        "licenses": _licences({licence for d in datasets for licence in d.licences}),
        "sources": [_source(source) for source in manifest.sources],
        "resources": list(_resources(manifest, datasets)),
    }
    _validate(descriptor)
    return descriptor


def _validate(descriptor: dict[str, Any]) -> None:
    from frictionless import FrictionlessException, Package  # noqa: PLC0415 (slow to import)

    try:
        problems = [error.message for error in Package.metadata_validate(descriptor)]
    except FrictionlessException as error:
        problems = [str(error)]
    if problems:
        raise ReleaseError(
            f"datapackage.json would not be valid: {'; '.join(problems)}.",
            "Correct catalog/datapackage.py or the dataset's YAML.",
        )


def _resources(manifest: ReleaseManifest, datasets: list[Dataset]) -> Iterator[dict[str, Any]]:
    contracts = {dataset.name: dataset for dataset in datasets}
    for released in manifest.datasets:
        for file in manifest.files:
            # A workbook is the same data again, behind a cover that readers of sheets trip over.
            if file.dataset == released.name and not file.path.endswith(".xlsx"):
                resource = _resource(file, released, contracts[released.name])
                if manifest.demo and resource["format"] == "csv":
                    resource["schema"]["fields"].append(DEMO_FIELD)
                yield resource


def _resource(file: ReleasedFile, released: ReleasedDataset, dataset: Dataset) -> dict[str, Any]:
    media = MEDIA[file.path.rsplit(".", 1)[-1]]
    return {
        "name": f"{dataset.name}-{media['format']}",
        "type": "table",
        "path": file.path,
        **media,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "title": dataset.title,
        "description": dataset.description,
        "version": released.version,
        "each_row_is_a": dataset.each_row_is_a,
        "usage_warnings": dataset.usage_warnings,
        "rows": released.rows,
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [
                _field(dataset, column, found.type)
                for column, found in zip(dataset.columns, released.columns, strict=True)
            ],
            "primaryKey": dataset.key,
        },
        "licence": dataset.licence,
        "licenses": _licences(set(dataset.licences)),
        "sources": [_source(source) for source in dataset.sources],
    }


def _field(dataset: Dataset, column: DatasetColumn, type_: str) -> dict[str, Any]:
    field = {
        "name": column.name,
        "type": field_type(type_),
        "description": column.description,
        "unit": column.unit,
        "licences": [licence.id for licence in dataset.licences_of(column)],
        "sources": [source.id for source in dataset.sources_of(column)],
    }
    return field if column.example is None else {**field, "example": column.example}


def field_type(type_: str) -> str:
    """The Table Schema type of a DuckDB type; `string` when nothing else fits."""
    matches = (name for pattern, name in FIELD_TYPES if re.fullmatch(pattern, type_))
    return next(matches, "string")


def _licences(licences: set[Licence]) -> list[dict[str, str]]:
    ordered = sorted(licences, key=lambda licence: licence.id)
    return [
        {"name": each.id, "title": each.title, "path": each.url, "kind": each.kind}
        for each in ordered
    ]


def _source(source: SourceRecord) -> dict[str, str]:
    return {"title": source.title, "path": source.landing_page, "version": source.vintage}
