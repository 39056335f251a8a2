"""Taking one source in: fetch a snapshot, make its bronze tables, keep the last good ones serving.

Belongs here: the order of steps and what happens when one fails. Not here: how any step works.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.card import Card, fingerprint_files
from ingest.contract import Extent, check_row_counts, empty_table, type_table
from ingest.corrections import load_corrections
from ingest.errors import ContractError, FetchError, IngestError
from ingest.origin import Origin
from ingest.readers import read_frames
from ingest.store import Failure, Snapshot, SnapshotStore, SourceState

ROW_GROUP_ROWS = 122_880
FINGERPRINT = "lbn.fingerprint"
DROPPED_ROWS = "lbn.dropped_rows"
# Failures that say what an origin does not have: to meet one again is no news.
UNCHANGING = ("not in archive", "not in demo")

Result = TypeVar("Result")


class Typed(NamedTuple):
    """A typed table, and how many rows of the publisher's table it leaves out."""

    frame: pl.DataFrame
    dropped: int


def fetch_snapshot(card: Card, origin: Origin, store: SnapshotStore) -> Snapshot:
    """Fetch a source's present bytes into the store and record that they were fetched.

    Raises:
        FetchError: nothing could be had; the failure is recorded and the last good snapshot stays.
    """
    state = store.state(card.id)
    try:
        snapshot = _foreseen(card, FetchError, lambda: origin.fetch(card, state.fetched, store))
    except FetchError as error:
        _record_failure(store, card, error, None)
        raise
    failure = None if snapshot == state.serving else state.failure
    update = {"fetched": snapshot, "failure": failure}
    store.save_state(card.id, state.model_copy(update=update))
    return snapshot


def make_bronze(card: Card, store: SnapshotStore, *, whole: bool = True) -> dict[str, int]:
    """Type the tables of the newest fetched snapshot and let them serve.

    Args:
        card: the source.
        store: holds the snapshot; receives `bronze/<source>/<table>.parquet`.
        whole: whether the data is England at its true size (false for a scaled demo).

    Returns:
        Rows by table.

    Raises:
        ContractError: the snapshot is not what the card says; the last good tables keep serving.
    """
    state = store.state(card.id)
    snapshot = state.fetched
    if snapshot is None:
        raise FetchError(card.id, "no snapshot was ever fetched", "run `lbn refresh`")
    fingerprint = bronze_fingerprint(card, snapshot)
    if not _is_current(card, store, fingerprint):
        try:
            frames = _foreseen(
                card,
                ContractError,
                lambda: _typed_frames(card, snapshot, state, store, whole=whole),
            )
        except ContractError as error:
            _record_failure(store, card, error, snapshot.sha256)
            _retype_serving(card, store, state, whole=whole)
            raise
        _write_tables(card, store, frames, snapshot, fingerprint)
    rows = {
        table.name: bronze_rows(store.bronze_path(card.id, table.name)) for table in card.tables
    }
    _accept(store, card, state, snapshot, rows)
    return rows


def make_empty_bronze(card: Card, store: SnapshotStore) -> None:
    """Leave empty tables for a source that is not required and was never had."""
    fingerprint = f"not held {fingerprint_of(card)}"
    for table in card.tables:
        path = store.bronze_path(card.id, table.name)
        if recorded_fingerprint(path) != fingerprint:
            _write_bronze(path, empty_table(table), {FINGERPRINT: fingerprint})


def bronze_fingerprint(card: Card, snapshot: Snapshot) -> str:
    """What a bronze table is made of: the snapshot, the card and the code that reads it."""
    parser = fingerprint_files([card.parser_path]) if card.parser_path else ""
    errata = "\n".join(each.model_dump_json() for each in load_corrections(card.id))
    parts = [snapshot.sha256, snapshot.layout, card.model_dump_json(), parser, errata]
    parts.append(_reader_code())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def fingerprint_of(card: Card) -> str:
    """The card as one sha256."""
    return hashlib.sha256(card.model_dump_json().encode()).hexdigest()


def recorded_fingerprint(path: Path) -> str | None:
    """What a bronze table says it is made of; nothing when it is not there or not readable."""
    try:
        metadata = pq.read_metadata(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return None
    recorded = metadata.get(FINGERPRINT.encode())
    return recorded.decode() if recorded else None


def bronze_rows(path: Path) -> int:
    """How many rows a bronze table has."""
    return int(pq.read_metadata(path).num_rows)


def dropped_rows(path: Path) -> int:
    """How many of the publisher's rows a bronze table leaves out, as its card asks."""
    return int((pq.read_metadata(path).metadata or {}).get(DROPPED_ROWS.encode(), 0))


@cache
def _reader_code() -> str:
    folder = Path(__file__).parent
    return fingerprint_files([*folder.glob("*.py"), *folder.glob("*.txt")])


def _foreseen(card: Card, kind: type[IngestError], step: Callable[[], Result]) -> Result:
    """Do a step of one source; whatever goes wrong is that source's failure and not the run's."""
    try:
        return step()
    except IngestError:
        raise
    except (Exception, pl.exceptions.PanicException) as error:
        raise kind(
            card.id,
            f"{type(error).__name__}: {error}",
            "nobody foresaw this: look at the file, and mend its card, its parser or the reader",
        ) from error


def _retype_serving(card: Card, store: SnapshotStore, state: SourceState, *, whole: bool) -> None:
    """Let the snapshot that serves be read by the present card and code, if they can read it."""
    serving = state.serving
    if serving is None or serving == state.fetched:
        return
    fingerprint = bronze_fingerprint(card, serving)
    if _is_current(card, store, fingerprint):
        return
    try:
        frames = _foreseen(
            card, ContractError, lambda: _typed_frames(card, serving, state, store, whole=whole)
        )
    except ContractError:
        return
    _write_tables(card, store, frames, serving, fingerprint)


def _write_tables(
    card: Card,
    store: SnapshotStore,
    frames: dict[str, Typed],
    snapshot: Snapshot,
    fingerprint: str,
) -> None:
    footer = {FINGERPRINT: fingerprint, "lbn.origin": snapshot.origin}
    for table in card.tables:
        frame, dropped = frames[table.name]
        path = store.bronze_path(card.id, table.name)
        _write_bronze(path, frame, footer | {DROPPED_ROWS: str(dropped)})


def _is_current(card: Card, store: SnapshotStore, fingerprint: str) -> bool:
    return all(
        recorded_fingerprint(store.bronze_path(card.id, table.name)) == fingerprint
        for table in card.tables
    )


def _typed_frames(
    card: Card, snapshot: Snapshot, state: SourceState, store: SnapshotStore, *, whole: bool
) -> dict[str, Typed]:
    raw = read_frames(card, snapshot.layout, store.payload(snapshot))
    extent = Extent(is_real=snapshot.origin != "demo", is_whole=whole)
    corrections = load_corrections(card.id) if extent.is_real else ()
    frames = {}
    for table in card.tables:
        frame = type_table(card, snapshot.layout, raw[table.name], table, corrections)
        check_row_counts(card, table, frame, state.rows.get(table.name), extent)
        frames[table.name] = Typed(frame, raw[table.name].height - frame.height)
    _refuse_size_drift(card, snapshot, state)
    return frames


def _write_bronze(path: Path, frame: pl.DataFrame, footer: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".writing")
    frame.write_parquet(temporary, row_group_size=ROW_GROUP_ROWS, metadata=footer)
    temporary.replace(path)


def _refuse_size_drift(card: Card, snapshot: Snapshot, state: SourceState) -> None:
    serving = state.serving
    if serving is None or serving.layout != snapshot.layout:
        return
    drift = abs(snapshot.bytes - serving.bytes)
    if drift > card.plausibility.size_drift * serving.bytes:
        raise ContractError(
            card.id,
            f"the new file has {snapshot.bytes:,} bytes, the last good one had {serving.bytes:,}",
            "look at the publisher's page; if the change is real, widen 'plausibility' on the card",
        )


def _record_failure(
    store: SnapshotStore,
    card: Card,
    error: IngestError,
    refused_sha256: str | None,
) -> None:
    state = store.state(card.id)
    now = datetime.now(UTC)
    known = state.failure
    if (
        known
        and error.stage in UNCHANGING
        and (known.stage, known.message)
        == (
            error.stage,
            str(error),
        )
    ):
        return
    failure = Failure(
        stage=error.stage,
        message=str(error),
        at=now,
        since=known.since if known else now,
        refused_sha256=refused_sha256,
    )
    store.save_state(card.id, state.model_copy(update={"failure": failure}))


def _accept(
    store: SnapshotStore,
    card: Card,
    state: SourceState,
    snapshot: Snapshot,
    rows: dict[str, int],
) -> None:
    update: dict[str, object] = {"rows": rows}
    if snapshot != state.serving:
        update |= {"accepted": [*state.accepted, snapshot], "failure": None}
    store.save_state(card.id, state.model_copy(update=update))
