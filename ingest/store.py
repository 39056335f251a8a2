"""The snapshot store: publishers' bytes, content-addressed, never changed, never deleted.

Belongs here: how bytes and what is known of them are kept. Not here: where bytes come from.

Layout below the store's root::

    snapshots/<first two hex digits>/<sha256>   the bytes as the publisher gave them
    sources/<source>.json                       what was fetched, accepted, refused, and when
    bronze/<source>/<table>.parquet             the typed table of the last accepted snapshot
"""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ingest.errors import Stage

OriginName = Literal["live", "archive", "demo"]


class Snapshot(BaseModel):
    """One state of one source's bytes, and where and when they were had.

    `url` is the address (or archive path) the bytes came from; `layout` names how they are laid
    out (a key of the card's `layouts`); `etag` and `last_modified` are the publisher's validators;
    `note` says what is special about a copy; `route` is the position of the card's live route.
    `files` are the sha256 of each file of a bundle, by name: the bundle itself is ours.
    `retrieved_at` is empty where an archive does not say when its copy was had from the publisher.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    origin: OriginName
    layout: str
    sha256: str
    bytes: int
    url: str
    retrieved_at: datetime | None
    etag: str | None = None
    last_modified: str | None = None
    note: str = ""
    route: int = 0
    files: dict[str, str] = {}


class Failure(BaseModel):
    """Why the newest attempt at a source does not serve, and since when it has been failing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: Stage
    message: str
    at: datetime
    since: datetime
    refused_sha256: str | None = None


class SourceState(BaseModel):
    """All the store knows of one source.

    `fetched` is the newest snapshot received; `accepted` are those that met the contract, oldest
    first: the last of them serves. `rows` counts the serving snapshot's rows by table.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fetched: Snapshot | None = None
    accepted: list[Snapshot] = []
    rows: dict[str, int] = {}
    failure: Failure | None = None

    @property
    def serving(self) -> Snapshot | None:
        """The last good snapshot."""
        return self.accepted[-1] if self.accepted else None


class SnapshotStore:
    """A folder of snapshots. Safe for several processes as long as each source has one writer."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def snapshot_path(self, sha256: str) -> Path:
        """Where the bytes of that hash lie."""
        return self.root / "snapshots" / sha256[:2] / sha256

    def bronze_path(self, source: str, table: str) -> Path:
        """Where the typed table of the last accepted snapshot lies."""
        return self.root / "bronze" / source / f"{table}.parquet"

    def keep(self, payload: bytes) -> str:
        """Keep bytes, all or nothing, unless they are held already; returns their sha256."""
        sha256 = hashlib.sha256(payload).hexdigest()
        path = self.snapshot_path(sha256)
        if not path.exists():
            write_atomically(path, payload)
        return sha256

    def payload(self, snapshot: Snapshot) -> bytes:
        """The snapshot's bytes, checked against their hash.

        Raises:
            ValueError: the stored bytes no longer have the hash they were stored under.
        """
        path = self.snapshot_path(snapshot.sha256)
        payload = path.read_bytes()
        if hashlib.sha256(payload).hexdigest() != snapshot.sha256:
            raise ValueError(f"{path} is damaged: delete it and refresh {snapshot.source} again")
        return payload

    def state(self, source: str) -> SourceState:
        """What is known of a source; empty when it was never fetched."""
        path = self._state_path(source)
        if not path.exists():
            return SourceState()
        return SourceState.model_validate_json(path.read_bytes())

    def save_state(self, source: str, state: SourceState) -> None:
        """Write a source's state when it changed."""
        if state != self.state(source):
            write_atomically(
                self._state_path(source), state.model_dump_json(indent=2).encode() + b"\n"
            )

    def _state_path(self, source: str) -> Path:
        return self.root / "sources" / f"{source}.json"


def write_atomically(path: Path, payload: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new bytes, never a part of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
