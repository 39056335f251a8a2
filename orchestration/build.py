"""What makes a build what it is, and what is known of the sources that went into it.

Belongs here: the identity of a build and the hand-over of provenance from `ingest` to `catalog`.
"""

import hashlib
import subprocess
from datetime import UTC, datetime
from functools import cache

from catalog.build import BuildInfo
from catalog.durable import sha256_of
from catalog.release import Release
from catalog.sources import SourceRecord
from ingest.card import load_cards, load_licences
from ingest.intake import bronze_rows, recorded_fingerprint
from ingest.register import REGISTER, REGISTER_TABLE, Entry, read_entries, status_of
from ingest.store import Snapshot, SnapshotStore, SourceState
from orchestration.warehouse import PROJECT, fingerprint_tree, project_files
from orchestration.workspace import Settings, Workspace, WorkspaceError

ROOT = PROJECT.parent
# Said in public; the message itself may hold paths of this machine and stays in the workspace.
PROBLEMS = {
    "fetch": "the newest attempt could not fetch it",
    "contract": "the newest file is not what its source card says",
    "not in archive": "no archive copy of it is held",
    "not in demo": "the demo England has no such data",
}


def build_info(settings: Settings) -> BuildInfo:
    """The build that the workspace's serving snapshots and the present code would make."""
    return BuildInfo(
        build=_identity(settings),
        code_version=code_version(),
        demo=not settings.is_real,
        created_at=datetime.now(UTC).replace(microsecond=0),
        scale=settings.scale if not settings.is_real else 1.0,
    )


def source_records(workspace: Workspace) -> list[SourceRecord]:
    """What the catalogue is told of each source, and of the register of them all."""
    store = workspace.store
    entries = read_entries(store)
    return [*(_record(entry, store.state(entry.source_id)) for entry in entries), _register(store)]


def require_all_sources(workspace: Workspace) -> None:
    """Refuse to build when a required source has never been had.

    Raises:
        WorkspaceError: names the sources and what to do.
    """
    store = workspace.store
    missing = [
        card.id
        for card in load_cards().values()
        if card.required and store.state(card.id).serving is None
    ]
    kinds = {serving.origin for c in load_cards() if (serving := store.state(c).serving)}
    if "demo" in kinds and kinds != {"demo"}:
        raise WorkspaceError(
            f"{workspace.root} holds demo snapshots beside publishers': start in another folder"
        )
    if missing:
        raise WorkspaceError(
            f"no good snapshot of {', '.join(missing)} is held, so nothing can be built: run "
            "`lbn refresh` without --select; `lbn sources` says what went wrong"
        )


def is_up_to_date(latest: Release, build: str, workspace: Workspace) -> bool:
    """Whether a release holds that build and calls no source stale that is fresh again."""
    store = workspace.store
    healed = {card for card in load_cards() if status_of(store.state(card)) == "fresh"}
    said_ill = {source.id for source in latest.manifest.sources if source.status != "fresh"}
    return latest.manifest.build == build and not (healed & said_ill)


def require_warehouse_of(build: str, workspace: Workspace) -> None:
    """Refuse to publish a warehouse that was not built from what serves now.

    Raises:
        WorkspaceError: the warehouse holds another build, or none.
    """
    path = workspace.warehouse_build
    if not path.exists() or path.read_text(encoding="utf-8") != build:
        raise WorkspaceError(
            "the warehouse was not built from the snapshots and code of now: run the whole refresh"
        )


@cache
def code_version() -> str:
    """The git commit of the code, `-dirty` when files differ from it, `unknown` without git."""
    done = subprocess.run(
        ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"],  # noqa: S607 - git is wherever the machine has it
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else "unknown"


def _identity(settings: Settings) -> str:
    store = settings.workspace.store
    parts = [f"real={settings.is_real} scale={settings.scale if not settings.is_real else 1}"]
    for card in load_cards().values():
        if serving := store.state(card.id).serving:
            parts.append(f"{card.id} {serving.origin} {serving.sha256} {serving.retrieved_at}")
        parts += [
            f"{card.id}.{table.name} "
            f"{recorded_fingerprint(store.bronze_path(card.id, table.name)) or 'none'}"
            for table in card.tables
        ]
    parts.append(_code_fingerprint())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _code_fingerprint() -> str:
    catalog = [
        path
        for path in (ROOT / "catalog").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    others = [ROOT / "requirements" / "runtime.txt", ROOT / "orchestration" / "build.py"]
    return fingerprint_tree([*project_files(), *catalog, *others], ROOT)


def _record(entry: Entry, state: SourceState) -> SourceRecord:
    card, snapshot = load_cards()[entry.source_id], state.serving
    return SourceRecord(
        id=card.id,
        title=card.title,
        publisher=card.publisher,
        family=card.domain,
        landing_page=card.landing_page,
        licence_id=card.licence.id,
        licence_title=card.licence.title,
        licence_url=card.licence.url,
        licence_kind=card.licence.kind,
        attribution=card.attribution,
        vintage=card.vintage,
        cadence=card.cadence,
        url=snapshot.url if snapshot else None,
        origin=entry.origin,
        sha256=entry.snapshot_sha256,
        files=snapshot.files if snapshot else {},
        bytes=entry.snapshot_bytes,
        retrieved_at=entry.retrieved_at,
        rows=state.rows if snapshot else {},
        coverage_area_type=entry.coverage_area_type,
        covered_area_count=entry.covered_area_count,
        area_count=entry.area_count,
        coverage_note=entry.coverage_note,
        status=entry.status,
        stale_since=entry.stale_since,
        problem=PROBLEMS[state.failure.stage] if state.failure else None,
        notes=f"{card.notes} {_copy_note(snapshot) if snapshot else ''}".strip(),
    )


def _register(store: SnapshotStore) -> SourceRecord:
    """The register itself, on which the dataset of sources rests: the project's own work."""
    path = store.bronze_path(REGISTER, REGISTER_TABLE)
    licence = load_licences()["MIT"]
    return SourceRecord(
        id=REGISTER,
        title="Register of sources",
        publisher="This project",
        family="register",
        landing_page="sources.html",
        licence_id=licence.id,
        licence_title=licence.title,
        licence_url=licence.url,
        licence_kind=licence.kind,
        attribution="Left-behind neighbourhoods: open data.",
        vintage="this build",
        cadence="each release",
        sha256=sha256_of(path) if path.exists() else None,
        bytes=path.stat().st_size if path.exists() else None,
        rows={REGISTER_TABLE: bronze_rows(path)} if path.exists() else {},
        status="fresh",
        notes="What this project says of each source: from its source cards and the store.",
    )


def _copy_note(snapshot: Snapshot) -> str:
    if snapshot.origin != "archive":
        return ""
    said = f" The archive says of it: {snapshot.note}." if snapshot.note else ""
    if snapshot.layout == "publisher":
        return f"This release read an archive copy; its SHA-256 is that of the copy.{said}"
    return (
        "This release read an archive copy that is laid out in another way than the publisher's "
        f"file; its SHA-256 is that of the copy, not of the file at the address.{said}"
    )
