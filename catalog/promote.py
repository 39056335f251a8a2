"""Promotion: a staged folder that passed the gate becomes a release, all or nothing.

Belongs here: writing the release's own records and the one rename that makes it public. Not here:
reading releases (`release`).

Killed at any moment, `latest.json` names a complete release: the one before, or this one. The order
is: write everything, have the disk confirm it, rename the folder, have the disk confirm the name,
then replace `latest.json`.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from catalog.changelog import write_changelog
from catalog.datapackage import describe_package
from catalog.datasets import Dataset
from catalog.durable import files_below, removed_on_failure, replace, seal, sha256_of, sync
from catalog.errors import ReleaseError
from catalog.gate import GateReport
from catalog.release import (
    CHECKSUMS,
    DatasetChange,
    GateSummary,
    Latest,
    Release,
    ReleasedDataset,
    ReleasedFile,
    ReleaseManifest,
    verify_release,
)
from catalog.site import write_pages
from catalog.sources import SourceRecord
from catalog.stage import StagedFile, StagedTable, Staging, staged_file
from catalog.workbook import has_workbook, write_workbook

PAGES_NEED = 50_000_000


def promote(
    staging: Staging,
    sources: list[SourceRecord],
    report: GateReport,
    changes: list[DatasetChange],
    previous: Release | None,
) -> Release:
    """Make a staged folder the latest release.

    Args:
        staging: what `stage` made.
        sources: every source of the build, also those no dataset rests on.
        report: what the gate found.
        changes: what `compare` found against `previous`.
        previous: the release before, or none.

    Raises:
        GateFailedError: the gate did not pass; the staging folder stays for a look.
        ReleaseError: the staged files are not those the gate examined, the disk is full, or the id
            was taken meanwhile.
    """
    report.require_pass()
    _require_examined(staging, report)
    with removed_on_failure(staging.folder, needed=PAGES_NEED):
        manifest = _manifest(staging, sources, report, changes, previous)
        manifest = _write_records(staging, manifest, report, previous)
        seal(staging.folder)
        verify_release(staging.folder)
        folder = _publish(staging)
    _point_latest(staging.published, manifest)
    return Release(folder=folder, manifest=manifest)


def _require_examined(staging: Staging, report: GateReport) -> None:
    """Refuse files that the gate has not seen as they are now."""
    for dataset in staging.datasets:
        path = staging.parquet_path(dataset.name)
        if not path.exists() or sha256_of(path) != report.examined.get(dataset.name):
            raise ReleaseError(
                f"{path} is not the file that the release gate examined.",
                "Stage and check the data again.",
            )


def _manifest(
    staging: Staging,
    sources: list[SourceRecord],
    report: GateReport,
    changes: list[DatasetChange],
    previous: Release | None,
) -> ReleaseManifest:
    versions = {change.dataset: change.version for change in changes}
    tables = [(dataset, staging.table(dataset.name)) for dataset in staging.datasets]
    build = staging.build
    return ReleaseManifest(
        release=staging.release,
        previous=previous.id if previous else None,
        build=build.build,
        code_version=build.code_version,
        created_at=build.created_at,
        demo=build.demo,
        scale=build.scale,
        datasets=[_released(d, table, versions[d.name]) for d, table in tables],
        files=[file for d, table in tables for file in _data_files(table, versions[d.name])],
        sources=sorted(sources, key=lambda source: source.id),
        gate=GateSummary(passed=report.count("passed"), skipped=report.count("skipped")),
        changes=changes,
    )


def _released(dataset: Dataset, table: StagedTable, version: str) -> ReleasedDataset:
    return ReleasedDataset(
        name=dataset.name,
        title=dataset.title,
        version=version,
        rows=table.rows,
        key=dataset.key,
        columns=table.columns,
        licences=dataset.licences,
        sources=[source.id for source in dataset.sources],
    )


def _data_files(table: StagedTable, version: str) -> list[ReleasedFile]:
    return [_data_file(file, table, version) for file in table.files]


def _data_file(file: StagedFile, table: StagedTable, version: str) -> ReleasedFile:
    return ReleasedFile(
        **file.model_dump(),
        dataset=table.dataset,
        rows=table.rows,
        columns=len(table.columns),
        fingerprint=table.fingerprint,
        version=version,
    )


def _write_records(
    staging: Staging, manifest: ReleaseManifest, report: GateReport, previous: Release | None
) -> ReleaseManifest:
    """Write everything but the data; returns the manifest with every file in it."""
    folder, datasets = staging.folder, staging.datasets
    manifest = manifest.model_copy(
        update={"files": [*manifest.files, *_write_workbooks(staging, manifest)]}
    )
    _write_json(folder / "datapackage.json", describe_package(manifest, datasets))
    _write(folder / "quality.json", report.model_dump_json(indent=2))
    _write(folder / "CHANGES.md", write_changelog(manifest, previous))
    write_pages(folder, manifest, datasets, report)
    manifest = manifest.model_copy(update={"files": _all_files(folder, manifest)})
    _write(folder / "release.json", manifest.model_dump_json(indent=2))
    files = [staged_file(folder, path) for path in files_below(folder)]
    _write(folder / CHECKSUMS, "\n".join(f"{file.sha256}  {file.path}" for file in files))
    return manifest


def _write_workbooks(staging: Staging, manifest: ReleaseManifest) -> Iterator[ReleasedFile]:
    """Write the datasets that Excel can open; they are no data of their own, so the gate saw it."""
    for released, dataset in zip(manifest.datasets, staging.datasets, strict=True):
        if has_workbook(released):
            table = staging.table(dataset.name)
            parquet = staging.parquet_path(dataset.name)
            path = parquet.with_suffix(".xlsx")
            write_workbook(path, parquet, manifest, dataset)
            yield _data_file(staged_file(staging.folder, path), table, released.version)


def _all_files(folder: Path, manifest: ReleaseManifest) -> list[ReleasedFile]:
    known = {file.path for file in manifest.files}
    others = [staged_file(folder, path) for path in files_below(folder)]
    added = [ReleasedFile(**file.model_dump()) for file in others if file.path not in known]
    return [*manifest.files, *added]


def _write_json(path: Path, content: object) -> None:
    _write(path, json.dumps(content, indent=2, ensure_ascii=False))


def _write(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def _publish(staging: Staging) -> Path:
    """Give the staging folder its public name: from here on the release exists."""
    releases = staging.published / "releases"
    releases.mkdir(exist_ok=True)
    folder = releases / staging.release
    if folder.exists():
        raise ReleaseError(
            f"Release {staging.release} was published by another process meanwhile.", "Run again."
        )
    staging.folder.rename(folder)
    sync(releases)
    return folder


def _point_latest(published: Path, manifest: ReleaseManifest) -> None:
    latest = Latest(
        release=manifest.release,
        path=f"releases/{manifest.release}",
        build=manifest.build,
        demo=manifest.demo,
        created_at=manifest.created_at,
    )
    replace(published / "latest.json", latest.model_dump_json(indent=2) + "\n")
