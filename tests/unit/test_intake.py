"""Taking a source in: what serves, what is recorded, what is done again only when it must be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from ingest.card import Card
from ingest.errors import ContractError, FetchError
from ingest.intake import (
    bronze_fingerprint,
    bronze_rows,
    dropped_rows,
    fetch_snapshot,
    make_bronze,
    recorded_fingerprint,
)
from ingest.store import OriginName, Snapshot, SnapshotStore, SourceState

GOOD = b"code,people\nE01,7\nE02,8\n"
NEWER = b"code,people\nE01,9\nE02,8\n"
BAD = b"code,people\nE01,7\nE02,?\n"
OTHER_BAD = b"code,people\nE01,7\nE02,!\n"
LONG = GOOD * 2
BULKY = NEWER.replace(b"9", b"9" * 15)
FAULTS = ["bad bytes", "other bad bytes", "a wrong size", "no answer"]
FIRST_MORNING = datetime(2024, 5, 1, 9, tzinfo=UTC)


@dataclass
class Publisher:
    """An origin that gives what it holds, a day later each time, or does not answer."""

    body: bytes | None = GOOD
    day: int = 0
    name: OriginName = "live"
    seen: list[Snapshot | None] = field(default_factory=list)

    def fetch(self, card: Card, last: Snapshot | None, store: SnapshotStore) -> Snapshot:
        self.seen.append(last)
        self.day += 1
        if self.body is None:
            raise FetchError(card.id, "the publisher does not answer", "try again later")
        sha256 = store.keep(self.body)
        if last and last.sha256 == sha256:
            return last
        return Snapshot(
            source=card.id,
            origin=self.name,
            layout="publisher",
            sha256=sha256,
            bytes=len(self.body),
            url="https://data.example/a.csv",
            retrieved_at=FIRST_MORNING + timedelta(days=self.day),
        )


def card_of(**changes: object) -> Card:
    columns = [
        {"name": "area_code", "source": "code"},
        {"name": "people", "source": "people", "type": "integer"},
    ]
    table = {
        "name": "areas",
        "description": "One row per area.",
        "key": ["area_code"],
        "rows": {"minimum": 2, "maximum": 2},
        "columns": columns,
    }
    return Card.model_validate(
        {
            "id": "a_source",
            "title": "Areas",
            "publisher": "A publisher",
            "domain": "geography",
            "vintage": "2024",
            "landing_page": "https://data.example/areas",
            "licence": "OGL-UK-3.0",
            "coverage": {"note": "a test"},
            "attribution": "A publisher",
            "cadence": "yearly",
            "layouts": {"publisher": {"format": "csv", "period": {"header": "code"}}},
            "live": [],
            "archive": "none",
            "demo": "none",
            "tables": [table],
        }
        | changes
    )


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path)


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


Take = Callable[..., SourceState]


@pytest.fixture
def take_in(store: SnapshotStore, publisher: Publisher) -> Take:
    """Fetch and type as a refresh does: neither failing stops the other."""

    def take(card: Card | None = None) -> SourceState:
        card = card or card_of()
        for step in (
            lambda: fetch_snapshot(card, publisher, store),
            lambda: make_bronze(card, store),
        ):
            try:
                step()
            except (FetchError, ContractError):
                continue
        return store.state(card.id)

    return take


def served(store: SnapshotStore) -> list[int]:
    return pl.read_parquet(store.bronze_path("a_source", "areas"))["people"].to_list()


def stamp(path: Path) -> tuple[int, int]:
    return path.stat().st_ino, path.stat().st_mtime_ns


def test_a_good_snapshot_serves_with_its_rows_counted(store: SnapshotStore, take_in: Take) -> None:
    state = take_in()
    assert served(store) == [7, 8]
    assert state.rows == {"areas": 2}
    assert state.serving == state.fetched
    assert state.failure is None


def test_rows_that_the_card_leaves_out_are_counted_beside_those_that_serve(
    store: SnapshotStore, publisher: Publisher, take_in: Take
) -> None:
    publisher.body = GOOD + GOOD.removeprefix(b"code,people\n")
    layout = {"format": "csv", "period": {"header": "code"}, "drop_identical_rows": True}
    take_in(card_of(layouts={"publisher": layout}))
    assert served(store) == [7, 8]
    assert dropped_rows(store.bronze_path("a_source", "areas")) == 2


def test_the_origin_is_told_what_is_held(publisher: Publisher, take_in: Take) -> None:
    state = take_in()
    take_in()
    assert publisher.seen == [None, state.fetched]


def test_the_same_bytes_again_write_nothing(store: SnapshotStore, take_in: Take) -> None:
    take_in()
    files = [path for path in store.root.rglob("*") if path.is_file()]
    before = {path: stamp(path) for path in files}
    take_in()
    assert {path: stamp(path) for path in store.root.rglob("*") if path.is_file()} == before


def test_newer_bytes_take_over_and_the_older_are_kept(
    store: SnapshotStore, publisher: Publisher, take_in: Take
) -> None:
    first = take_in()
    publisher.body = NEWER
    second = take_in()
    assert served(store) == [9, 8]
    assert second.accepted == [first.serving, second.serving]
    assert [store.payload(snapshot) for snapshot in second.accepted] == [GOOD, NEWER]


def test_the_table_is_made_again_when_the_card_changes_and_the_bytes_do_not(
    store: SnapshotStore, take_in: Take
) -> None:
    take_in()
    snapshot = store.state("a_source").serving
    assert snapshot
    stricter = card_of(tables=[card_of().tables[0].model_dump() | {"description": "Other words."}])
    assert bronze_fingerprint(stricter, snapshot) != bronze_fingerprint(card_of(), snapshot)
    before = stamp(store.bronze_path("a_source", "areas"))
    take_in(stricter)
    assert stamp(store.bronze_path("a_source", "areas")) != before


def test_a_lost_table_is_made_again(store: SnapshotStore, take_in: Take) -> None:
    take_in()
    store.bronze_path("a_source", "areas").unlink()
    take_in()
    assert bronze_rows(store.bronze_path("a_source", "areas")) == 2


def test_nothing_is_typed_before_anything_was_fetched(store: SnapshotStore) -> None:
    with pytest.raises(FetchError, match=r"a_source: no snapshot was ever fetched.*lbn refresh"):
        make_bronze(card_of(), store)


def test_a_first_snapshot_that_is_bad_serves_nothing(
    store: SnapshotStore, publisher: Publisher, take_in: Take
) -> None:
    publisher.body = BAD
    state = take_in()
    assert state.serving is None
    assert state.failure and state.failure.stage == "contract"
    assert not store.bronze_path("a_source", "areas").exists()


def test_a_panic_in_a_library_is_that_sources_failure_and_not_the_runs(
    store: SnapshotStore, publisher: Publisher, take_in: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(*_: object) -> None:
        raise pl.exceptions.PanicException("capacity overflow")

    take_in()
    publisher.body = NEWER
    monkeypatch.setattr("ingest.intake.read_frames", panic)
    state = take_in()
    assert served(store) == [7, 8]
    assert state.failure and "PanicException: capacity overflow" in state.failure.message


def test_a_publisher_who_does_not_answer_leaves_the_last_good_table_and_a_failure(
    store: SnapshotStore, publisher: Publisher, take_in: Take
) -> None:
    good = take_in()
    publisher.body = None
    state = take_in()
    assert served(store) == [7, 8]
    assert state.serving == good.serving
    assert state.failure is not None, (
        "the failed fetch was forgotten as soon as bronze was looked at"
    )
    assert state.failure.stage == "fetch"
    assert "does not answer" in state.failure.message


def test_a_failure_remembers_since_when_and_is_forgotten_when_the_publisher_heals(
    publisher: Publisher, take_in: Take
) -> None:
    take_in()
    publisher.body = BAD
    first = take_in().failure
    second = take_in().failure
    assert first and second
    assert second.since == first.since
    assert second.at >= first.at
    publisher.body = GOOD
    assert take_in().failure is None


@pytest.mark.parametrize("one", [BAD, OTHER_BAD, LONG, None], ids=FAULTS)
@pytest.mark.parametrize("other", [BAD, OTHER_BAD, LONG, None], ids=FAULTS)
def test_a_source_fails_since_it_last_served_whatever_the_faults(
    publisher: Publisher, take_in: Take, one: bytes | None, other: bytes | None
) -> None:
    take_in()
    publisher.body = one
    first = take_in().failure
    publisher.body = other
    second = take_in().failure
    assert first and second
    assert second.since == first.since


def test_bytes_of_an_implausible_size_are_refused_but_kept(
    store: SnapshotStore, publisher: Publisher, take_in: Take
) -> None:
    good = take_in()
    publisher.body = BULKY
    state = take_in()
    assert state.serving == good.serving
    assert state.failure and state.failure.refused_sha256
    assert f"has {len(BULKY)} bytes, the last good one had 24" in state.failure.message
    assert "'plausibility' on the card" in state.failure.message
    assert store.snapshot_path(state.failure.refused_sha256).read_bytes() == BULKY


def test_a_size_that_was_refused_is_taken_once_the_card_allows_it(
    store: SnapshotStore, publisher: Publisher, take_in: Take
) -> None:
    take_in()
    publisher.body = BULKY
    assert take_in().failure
    assert take_in(card_of(plausibility={"size_drift": 2.0})).failure is None
    assert served(store) == [int("9" * 15), 8]


def test_while_a_newer_file_is_refused_the_serving_one_is_read_by_the_present_card(
    store: SnapshotStore, publisher: Publisher, take_in: Take
) -> None:
    serving = take_in().serving
    assert serving
    corrected = card_of(notes="the card was corrected")
    publisher.body = BAD
    assert take_in(corrected).serving == serving
    bronze = store.bronze_path(corrected.id, corrected.tables[0].name)
    assert recorded_fingerprint(bronze) == bronze_fingerprint(corrected, serving)
