"""Where one refresh keeps its things, and of which origin it is.

Belongs here: the folders of a workspace and the settings of a run. Not here: what is put in them.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast, get_args

from ingest.archive import ArchiveOrigin
from ingest.demo.origin import DemoOrigin
from ingest.live import LiveOrigin
from ingest.origin import Origin
from ingest.store import OriginName, SnapshotStore, write_atomically

DEFAULT_OUT = Path("out")
ORIGIN_FILE = "origin.txt"


class WorkspaceError(Exception):
    """A workspace or a setting is not usable; the message says what to do."""


@dataclass(frozen=True)
class Workspace:
    """A folder with the snapshot store, the warehouse and the published releases of one origin."""

    root: Path

    @property
    def store(self) -> SnapshotStore:
        """Snapshots and bronze tables."""
        return SnapshotStore(self.root / "store")

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that dbt builds; rebuilt by every build."""
        return self.root / "warehouse.duckdb"

    @property
    def warehouse_build(self) -> Path:
        """Which build the warehouse holds; there only while it holds one."""
        return self.root / "warehouse.build"

    @property
    def published(self) -> Path:
        """Releases and `latest.json`."""
        return self.root / "published"

    @property
    def dbt_target(self) -> Path:
        """dbt's artifacts of the last build."""
        return self.root / "dbt"

    @property
    def run_results(self) -> Path:
        """What dbt did in the last build."""
        return self.dbt_target / "run_results.json"

    @property
    def gate_report(self) -> Path:
        """What the release gate found the last time it ran."""
        return self.root / "gate.json"

    @property
    def failure_report(self) -> Path:
        """Why the last refresh published nothing; there only when it failed."""
        return self.root / "failure.json"

    @property
    def kind(self) -> str | None:
        """`real data`, or which demo; nothing when the workspace is new."""
        path = self.root / ORIGIN_FILE
        return path.read_text(encoding="utf-8").strip() if path.exists() else None

    @contextmanager
    def claimed(self, kind: str) -> Iterator[None]:
        """Have the workspace to oneself, for one kind of data.

        Raises:
            WorkspaceError: it holds another kind of data, or another refresh is running in it.
        """
        if self.kind is None:
            write_atomically(self.root / ORIGIN_FILE, f"{kind}\n".encode())
        elif self.kind != kind:
            raise WorkspaceError(
                f"{relative(self.root)} holds {self.kind} and cannot take {kind}: "
                "choose another folder with --out"
            )
        with (self.root / ORIGIN_FILE).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise WorkspaceError(
                    f"another refresh is running in {relative(self.root)}: wait for it to end, "
                    "or choose another folder with --out"
                ) from error
            yield


@dataclass(frozen=True)
class Settings:
    """What one run refreshes from and into.

    Attributes:
        origin: `live` (the publishers), `archive` (a folder of their files) or `demo`.
        archive: the archive's folder; needed by the origin `archive`, and by `live` for the sources
            whose publisher offers no stable address.
        out: the workspace; `out/<origin>` when not said.
        scale: size of the demo England; 1 is the real number of areas.
    """

    origin: OriginName = "demo"
    archive: Path | None = None
    out: Path | None = None
    scale: float = 1.0

    @property
    def workspace(self) -> Workspace:
        """The workspace of this run."""
        return Workspace((self.out or DEFAULT_OUT / self.origin).absolute())

    @property
    def is_real(self) -> bool:
        """Whether the data is publishers' data."""
        return self.origin != "demo"

    @property
    def kind(self) -> str:
        """Which data a workspace of these settings holds; kinds never share a workspace."""
        return "real data" if self.is_real else f"demo data at scale {self.scale:g}"

    @property
    def is_whole(self) -> bool:
        """Whether England has its true number of areas."""
        return self.is_real or self.scale == 1

    @cached_property
    def source(self) -> Origin:
        """The origin that snapshots come from."""
        match self.origin:
            case "live":
                by_hand = ArchiveOrigin(self.archive) if self.archive else None
                return LiveOrigin(by_hand=by_hand)
            case "demo":
                return DemoOrigin(self.scale)
            case "archive":
                return ArchiveOrigin(_archive_folder(self.archive))

    def open_origin(self) -> None:
        """Make sure that the origin is there, before anything is written.

        Raises:
            WorkspaceError: the origin `archive` has no folder.
            FileNotFoundError: the folder is no archive.
        """
        _ = self.source

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Settings from LBN_ORIGIN, LBN_ARCHIVE, LBN_OUT and LBN_SCALE; the demo when unset."""
        origin = environment.get("LBN_ORIGIN", "demo")
        if origin not in get_args(OriginName):
            known = ", ".join(get_args(OriginName))
            raise WorkspaceError(f"there is no origin '{origin}'; choose one of {known}")
        return cls(
            origin=cast("OriginName", origin),
            archive=_path(environment.get("LBN_ARCHIVE")),
            out=_path(environment.get("LBN_OUT")),
            scale=float(environment.get("LBN_SCALE", "1")),
        )


def published_workspaces() -> list[Workspace]:
    """The workspaces below `out/` that hold a release: publishers' data first, the demo last."""
    workspaces = [Workspace((DEFAULT_OUT / name).absolute()) for name in get_args(OriginName)]
    return [each for each in workspaces if (each.published / "latest.json").exists()]


def reading_workspace(out: Path | None) -> Workspace:
    """The workspace to read from: the one named, or else the first that holds a release.

    Raises:
        WorkspaceError: nothing was published yet.
    """
    if out is not None:
        return Workspace(out.absolute())
    workspaces = published_workspaces()
    if not workspaces:
        raise WorkspaceError(
            f"nothing is published below {DEFAULT_OUT.absolute()}: run `lbn refresh` first, "
            "or name a workspace with --out"
        )
    return workspaces[0]


def relative(path: Path) -> str:
    """A path as a person at the prompt would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _archive_folder(archive: Path | None) -> Path:
    if archive is None:
        raise WorkspaceError("the origin `archive` needs a folder: give it with --archive")
    return archive


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
