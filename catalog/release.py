"""A release as its readers find it: what `release.json` says, and whether the files are intact.

Belongs here: the release's record, finding releases, verifying them. Not here: making one
(`promote`).

Layout below the published folder::

    latest.json                    which release is the latest
    releases/<id>/release.json     everything about one release; the folder never changes
"""

from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from catalog.build import BuildInfo
from catalog.durable import files_below, sha256_of
from catalog.errors import ReleaseError
from catalog.licences import Licence
from catalog.model import Strict
from catalog.sources import SourceRecord
from catalog.stage import RELEASE, SchemaColumn

CHECKSUMS = "SHA256SUMS"
Level = Literal["first", "same", "patch", "minor", "major"]


class DatasetChange(Strict):
    """How one dataset differs from the previous release, and the version that follows from it.

    `reasons` are sentences, weightiest first. Rows are told apart by the key: `changed_rows` have
    the same key and other values; `changed_values` counts those values by column.
    """

    dataset: str
    version: str
    previous_version: str | None
    level: Level
    reasons: list[str]
    rows_before: int
    rows_after: int
    added_rows: int = 0
    removed_rows: int = 0
    changed_rows: int = 0
    changed_values: dict[str, int] = Field(default_factory=dict)


class ReleasedFile(Strict):
    """One file of a release. The last five are said of data files only."""

    path: str
    bytes: int
    sha256: str
    dataset: str | None = None
    rows: int | None = None
    columns: int | None = None
    fingerprint: str | None = None
    version: str | None = None


class ReleasedDataset(Strict):
    """One dataset of a release; `sources` are ids of source records."""

    name: str
    title: str
    version: str
    rows: int
    key: list[str]
    columns: list[SchemaColumn]
    licences: list[Licence]
    sources: list[str]


class GateSummary(Strict):
    """How many checks of the release gate passed, and how many did not apply."""

    passed: int
    skipped: int


class ReleaseManifest(Strict):
    """`release.json`. `previous` is the release that changes are told against."""

    release: str
    previous: str | None
    build: str
    code_version: str
    created_at: AwareDatetime
    demo: bool
    scale: float
    datasets: list[ReleasedDataset]
    files: list[ReleasedFile]
    sources: list[SourceRecord]
    gate: GateSummary
    changes: list[DatasetChange]

    @property
    def publishers_sources(self) -> list[SourceRecord]:
        """The sources without this project's own register of them, those that lack first.

        In order: nothing held, stale, then as they should be; each in order of id.
        """
        order = {"fresh": 2, "stale": 1}
        sources = [source for source in self.sources if source.is_of_a_publisher]
        return sorted(sources, key=lambda source: (order.get(source.status, 0), source.id))


class Latest(Strict):
    """`latest.json`. `path` is the release's folder, relative to the published folder."""

    release: str
    path: str
    build: str
    demo: bool
    created_at: AwareDatetime


class Release(Strict):
    """A release and the folder it lies in."""

    folder: Path
    manifest: ReleaseManifest

    @property
    def id(self) -> str:
        """The release's id, such as `2026-11-24.1`."""
        return self.manifest.release

    def dataset(self, name: str) -> ReleasedDataset | None:
        """The dataset of that name, if the release has it."""
        return next((d for d in self.manifest.datasets if d.name == name), None)

    def parquet_path(self, dataset: str) -> Path:
        """Where a dataset's Parquet file lies."""
        return self.folder / "data" / f"{dataset}.parquet"


def latest_release(published: Path) -> Release | None:
    """The release that `latest.json` names, or nothing when nothing was published yet.

    Raises:
        ReleaseError: `latest.json` or the release it names cannot be read.
    """
    pointer = published / "latest.json"
    if not pointer.exists():
        return None
    try:
        latest = Latest.model_validate_json(pointer.read_bytes())
    except ValidationError as error:
        raise ReleaseError(f"{pointer} cannot be read: {error}", "Publish again.") from error
    return read_release(published / latest.path)


def previous_release(published: Path, build: BuildInfo) -> Release | None:
    """The newest release of the build's kind: real data, or a demo of the same scale.

    A demo is never compared with real data; versions and drift would mean nothing.
    """
    matches = [match for f in published.glob("releases/*") if (match := RELEASE.fullmatch(f.name))]
    matches.sort(key=lambda match: (match["date"], int(match["sequence"])), reverse=True)
    for match in matches:
        release = read_release(published / "releases" / match[0])
        if (release.manifest.demo, release.manifest.scale) == (build.demo, build.scale):
            return release
    return None


def read_release(folder: Path) -> Release:
    """The release in a folder.

    Raises:
        ReleaseError: there is none, or its `release.json` cannot be read.
    """
    try:
        payload = (folder / "release.json").read_bytes()
        return Release(folder=folder, manifest=ReleaseManifest.model_validate_json(payload))
    except (OSError, ValidationError) as error:
        raise ReleaseError(
            f"There is no readable release in {folder}: {error}.",
            "Restore the folder, or publish again.",
        ) from error


def read_checksums(folder: Path) -> dict[str, str]:
    """Path -> sha256 as `SHA256SUMS` lists them."""
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("  ", 1) for line in lines)
    return {path: sha256 for sha256, path in pairs}


def verify_release(folder: Path) -> int:
    """Recompute every checksum of a release; returns the number of files verified.

    Raises:
        ReleaseError: files are missing, changed, or not listed; each is named.
    """
    if not (folder / CHECKSUMS).exists():
        raise ReleaseError(f"{folder} has no {CHECKSUMS}.", "Restore the folder or publish again.")
    listed = read_checksums(folder)
    found = {path.relative_to(folder).as_posix(): path for path in files_below(folder)}
    problems = [f"{path} is missing" for path in listed if path not in found]
    problems += [f"{path} is not listed" for path in found if path not in {*listed, CHECKSUMS}]
    problems += [
        f"{path} has changed"
        for path, sha256 in listed.items()
        if path in found and sha256_of(found[path]) != sha256
    ]
    if problems:
        raise ReleaseError(
            f"The release in {folder} is damaged: {'; '.join(problems)}.",
            "Restore the folder or publish again.",
        )
    return len(listed)
