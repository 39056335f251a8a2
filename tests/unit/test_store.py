"""The snapshot store: bytes are kept once, whole, for ever, under the hash of what they are."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.store import Failure, Snapshot, SnapshotStore, SourceState, write_atomically

BODY = b"Code\nE01\n"
NOW = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path)


def snapshot_of(store: SnapshotStore, body: bytes = BODY) -> Snapshot:
    return Snapshot(
        source="a_source",
        origin="live",
        layout="publisher",
        sha256=store.keep(body),
        bytes=len(body),
        url="https://data.example/a.csv",
        retrieved_at=NOW,
    )


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_bytes_are_found_again_under_their_hash(store: SnapshotStore) -> None:
    snapshot = snapshot_of(store)
    assert snapshot.sha256 == sha256(BODY).hexdigest()
    assert store.snapshot_path(snapshot.sha256).read_bytes() == BODY
    assert store.payload(snapshot) == BODY


def test_bytes_that_are_held_are_not_written_again(store: SnapshotStore) -> None:
    path = store.snapshot_path(store.keep(BODY))
    before = path.stat()
    store.keep(BODY)
    assert path.stat().st_ino == before.st_ino
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_new_bytes_leave_the_old_ones_where_they_are(store: SnapshotStore) -> None:
    old, new = snapshot_of(store), snapshot_of(store, b"Code\nE02\n")
    assert store.payload(old) == BODY
    assert store.payload(new) == b"Code\nE02\n"


def test_stored_bytes_that_have_rotted_are_not_served(store: SnapshotStore) -> None:
    snapshot = snapshot_of(store)
    store.snapshot_path(snapshot.sha256).write_bytes(b"Code\nE99\n")
    with pytest.raises(ValueError, match=r"is damaged: delete it and refresh a_source again"):
        store.payload(snapshot)


def test_nothing_is_known_of_a_source_that_was_never_fetched(store: SnapshotStore) -> None:
    assert store.state("a_source") == SourceState()
    assert store.state("a_source").serving is None


def test_what_is_known_of_a_source_is_read_back_as_it_was_written(store: SnapshotStore) -> None:
    snapshot = snapshot_of(store)
    failure = Failure(
        stage="contract", message="a column is gone", at=NOW, since=NOW, refused_sha256="0" * 64
    )
    state = SourceState(fetched=snapshot, accepted=[snapshot], rows={"areas": 1}, failure=failure)
    store.save_state("a_source", state)
    assert store.state("a_source") == state
    assert store.state("another") == SourceState()


def test_the_last_snapshot_that_met_the_contract_serves(store: SnapshotStore) -> None:
    first, second = snapshot_of(store), snapshot_of(store, b"Code\nE02\n")
    assert SourceState(accepted=[first, second]).serving == second


def test_an_unchanged_state_is_not_written(store: SnapshotStore) -> None:
    state = SourceState(fetched=snapshot_of(store))
    store.save_state("a_source", state)
    path = store.root / "sources" / "a_source.json"
    before = path.stat()
    store.save_state("a_source", state)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_state_with_a_field_nobody_knows_is_refused(store: SnapshotStore) -> None:
    store.save_state("a_source", SourceState(rows={"areas": 1}))
    path = store.root / "sources" / "a_source.json"
    path.write_text(path.read_text().replace('"rows"', '"rwos"'))
    with pytest.raises(ValidationError, match="rwos"):
        store.state("a_source")


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.txt"
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert files(tmp_path) == ["file.txt"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_write_that_breaks_off_leaves_the_old_bytes_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(descriptor: int) -> None:
        raise OSError("the disk is gone")

    path = tmp_path / "file.txt"
    write_atomically(path, b"old")
    monkeypatch.setattr("ingest.store.os.fsync", broken)
    with pytest.raises(OSError, match="the disk is gone"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert files(tmp_path) == ["file.txt"]
