"""`lbn doctor`: what a run needs, whether it is there, and how to mend it."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb

from catalog.errors import CatalogError
from catalog.release import latest_release, verify_release
from ingest.card import CardError, load_cards
from ingest.register import TROUBLES, status_of
from orchestration.outcome import last_failure
from orchestration.warehouse import EXTENSIONS, ensure_spatial_extension
from orchestration.workspace import Workspace

NEEDED_GIGABYTES = 2
PACKAGES = [
    "dagster",
    "dagster-dbt",
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "great-expectations",
    "polars",
]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `remedy` says what to do when it is not well."""

    what: str
    is_well: bool
    remedy: str = ""


def examine(workspace: Workspace | None) -> list[Finding]:
    """Look at the machine, and at the workspace when there is one."""
    return [*_machine(), *(_workspace(workspace) if workspace else [_no_workspace()])]


def _machine() -> Iterator[Finding]:
    yield Finding(
        f"Python {sys.version.split()[0]}",
        (3, 11) <= sys.version_info < (3, 13),
        "use Python 3.11 or 3.12: `make setup PYTHON=python3.11`",
    )
    missing = [package for package in PACKAGES if not _is_installed(package)]
    yield Finding(
        f"{len(PACKAGES)} locked packages" + (f", missing {', '.join(missing)}" if missing else ""),
        not missing,
        "run `make setup`",
    )
    yield _spatial_extension()
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    yield Finding(
        f"{free:.0f} GB free on this disk",
        free > NEEDED_GIGABYTES,
        f"free at least {NEEDED_GIGABYTES} GB, or work elsewhere with --out",
    )
    yield _cards()


def _cards() -> Finding:
    try:
        return Finding(f"{len(load_cards())} source cards are valid", is_well=True)
    except CardError as error:
        return Finding("source cards", is_well=False, remedy=str(error))


def _spatial_extension() -> Finding:
    try:
        ensure_spatial_extension()
        with duckdb.connect(config={"extension_directory": str(EXTENSIONS)}) as connection:
            connection.execute("load spatial")
    except (duckdb.Error, OSError, StopIteration) as error:
        return Finding(
            "DuckDB spatial extension", is_well=False, remedy=f"run `make setup` ({error})"
        )
    return Finding("DuckDB spatial extension loads", is_well=True)


def _workspace(workspace: Workspace) -> Iterator[Finding]:
    for source in load_cards():
        state = workspace.store.state(source)
        failure = state.failure
        if failure and status_of(state) in TROUBLES:
            yield Finding(f"source {source}", is_well=False, remedy=failure.message)
    if failed := last_failure(workspace):
        yield Finding(f"refresh of {failed.at:%Y-%m-%d %H:%M}", False, "; ".join(failed.problems))
    yield _latest(workspace)


def _latest(workspace: Workspace) -> Finding:
    try:
        release = latest_release(workspace.published)
        if release is None:
            return Finding(
                f"no release in {workspace.root}", is_well=False, remedy="run `lbn refresh`"
            )
        files = verify_release(release.folder)
    except CatalogError as error:
        return Finding("the latest release", is_well=False, remedy=str(error))
    return Finding(f"release {release.id}: {files} files have their checksums", is_well=True)


def _no_workspace() -> Finding:
    return Finding("no data yet", is_well=False, remedy="run `lbn refresh`")


def _is_installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True
