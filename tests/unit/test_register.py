"""The register says of each source what is held, how fresh it is, and how much it covers."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from ingest import register
from ingest.archive import ArchiveOrigin
from ingest.card import AreaKind, Card, load_cards
from ingest.errors import Stage
from ingest.intake import DROPPED_ROWS, fetch_snapshot, make_bronze
from ingest.register import (
    REFERENCES,
    Reference,
    areas_of_england,
    read_entries,
    register_frame,
    status_of,
    write_register,
)
from ingest.store import Failure, OriginName, Snapshot, SnapshotStore, SourceState

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def snapshot(retrieved_at: datetime | None = MORNING, origin: OriginName = "live") -> Snapshot:
    return Snapshot(
        source="a_source",
        origin=origin,
        layout="publisher",
        sha256="ab" * 32,
        bytes=1_234,
        url="https://data.example/a.csv",
        retrieved_at=retrieved_at,
    )


def failure(stage: Stage) -> Failure:
    return Failure(stage=stage, message="no", at=MORNING, since=MORNING - timedelta(days=3))


@pytest.fixture
def card() -> Card:
    """A source that names districts of England and Wales."""
    return load_cards()["ons_els_museums"]


@pytest.fixture
def store(tmp_path: Path, card: Card, monkeypatch: pytest.MonkeyPatch) -> SnapshotStore:
    """A store of that one card and a list of three districts of England and one of Wales."""
    monkeypatch.setattr(register, "load_cards", lambda: {card.id: card})
    store = SnapshotStore(tmp_path)
    put(store, REFERENCES["district_2024"], ["E06000001", "E06000002", "E06000003", "W06000001"])
    return store


def put(store: SnapshotStore, place: Reference, codes: list[str | None]) -> None:
    path = store.bronze_path(place.source, place.table)
    path.parent.mkdir(parents=True)
    pl.DataFrame({place.column: codes}, schema={place.column: pl.String}).write_parquet(path)


def hold(store: SnapshotStore, card: Card, codes: list[str | None], **state: object) -> None:
    coverage = card.coverage
    put(store, Reference(card.id, str(coverage.table), str(coverage.column)), codes)
    held = {"accepted": [snapshot()], "rows": {"values": len(codes)}} | state
    store.save_state(card.id, SourceState.model_validate(held))


@pytest.mark.parametrize(
    ("serving", "stage", "status"),
    [
        (True, None, "fresh"),
        (True, "fetch", "stale"),
        (True, "contract", "stale"),
        (True, "not in archive", "stale"),
        (False, "not in archive", "not in archive"),
        (False, "fetch", "failed"),
        (False, "contract", "failed"),
        (False, "not in demo", "not held"),
        (False, None, "not held"),
    ],
)
def test_a_status_says_whether_it_serves_and_what_the_newest_attempt_came_to(
    serving: bool, stage: Stage | None, status: str
) -> None:
    state = SourceState(
        accepted=[snapshot()] if serving else [], failure=failure(stage) if stage else None
    )
    assert status_of(state) == status


def test_coverage_counts_each_area_of_england_that_is_named_once(
    store: SnapshotStore, card: Card
) -> None:
    renamed = "E07000026"  # an English code that the list does not have
    hold(store, card, ["E06000001", "E06000001", "E06000003", "W06000001", renamed, None])
    (entry,) = read_entries(store)
    assert (entry.coverage_area_type, entry.covered_area_count, entry.area_count) == (
        "district_2024",
        2,
        3,
    )


def test_nothing_is_counted_of_a_source_that_is_not_held_however_much_an_old_table_names(
    store: SnapshotStore, card: Card
) -> None:
    hold(store, card, ["E06000001"], accepted=[], failure=failure("fetch"))
    (entry,) = read_entries(store)
    assert (entry.status, entry.row_count, entry.covered_area_count) == ("failed", 0, None)


def test_rows_left_out_in_reading_are_those_that_the_tables_say(
    store: SnapshotStore, card: Card
) -> None:
    hold(store, card, ["E06000001"])
    path = store.bronze_path(card.id, str(card.coverage.table))
    assert read_entries(store)[0].dropped_row_count == 0
    pl.read_parquet(path).write_parquet(path, metadata={DROPPED_ROWS: "3"})
    assert read_entries(store)[0].dropped_row_count == 3


@pytest.mark.parametrize(
    ("source", "dropped"),
    [("ons_ward24", 402), ("ace_portfolio_2023", 10), ("threesixty_ward_population", 13)],
)
def test_rows_that_a_real_file_repeats_or_leaves_blank_are_counted_as_left_out(
    archive: Path, tmp_path: Path, source: str, dropped: int
) -> None:
    card, held = load_cards()[source], SnapshotStore(tmp_path)
    fetch_snapshot(card, ArchiveOrigin(archive), held)
    (rows,) = make_bronze(card, held).values()
    (entry,) = (entry for entry in read_entries(held) if entry.source_id == source)
    assert (entry.row_count, entry.dropped_row_count) == (rows, dropped)


def test_coverage_is_unknown_where_no_list_of_the_areas_is_held(
    store: SnapshotStore, card: Card
) -> None:
    hold(store, card, ["E06000001"])
    reference = REFERENCES["district_2024"]
    store.bronze_path(reference.source, reference.table).unlink()
    (entry,) = read_entries(store)
    assert (entry.covered_area_count, entry.area_count) == (None, None)


def test_a_list_without_england_is_no_list(store: SnapshotStore) -> None:
    put(store, Reference("ons_ward17", "wards", "ward_2017_code"), [])
    assert areas_of_england(store, "ward_2017") is None


def test_every_reference_is_a_column_that_holds_codes_of_that_kind_of_area() -> None:
    for kind, reference in REFERENCES.items():
        card = load_cards()[reference.source]
        table = next(table for table in card.tables if table.name == reference.table)
        assert table.column(reference.column).name == f"{kind}_code"
    assert REFERENCES.keys() == set(get_args(AreaKind))


def test_times_are_utc_wherever_the_machine_stands(store: SnapshotStore, card: Card) -> None:
    there = datetime(2026, 11, 24, 15, 15, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    hold(store, card, ["E06000001"], accepted=[snapshot(there)], failure=failure("fetch"))
    frame = register_frame(read_entries(store))
    assert frame["retrieved_at"].item() == datetime(2026, 11, 24, 9, 30)
    assert frame["stale_since"].item() == datetime(2026, 11, 21, 9, 30)


def test_the_register_is_written_once_for_the_same_states(store: SnapshotStore, card: Card) -> None:
    hold(store, card, ["E06000001"], accepted=[snapshot(None, "archive")])
    path = write_register(store)
    before = (path.stat().st_mtime_ns, path.read_bytes())
    assert write_register(store) == path
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    row = pl.read_parquet(path).row(0, named=True)
    assert (row["origin"], row["retrieved_at"], row["status"]) == ("archive", None, "fresh")


def test_every_card_has_a_row_even_where_nothing_was_ever_fetched(tmp_path: Path) -> None:
    frame = register_frame(read_entries(SnapshotStore(tmp_path)))
    assert frame["source_id"].to_list() == list(load_cards())
    assert frame["status"].unique().to_list() == ["not held"]
    assert frame["snapshot_sha256"].null_count() == frame.height
