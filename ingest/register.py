"""The register: what is known of every source, one row each.

Belongs here: what a source's status is, how much of England it covers, and the table of both. Not
here: how the table is published (dbt and `catalog`) or printed (`orchestration`).
"""

import io
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

import polars as pl

from ingest.card import AreaKind, Card, load_cards
from ingest.intake import dropped_rows
from ingest.store import SnapshotStore, SourceState, write_atomically

Status = Literal["fresh", "stale", "not in archive", "failed", "not held"]
# What a person may want to mend; the others are as they are expected to be.
TROUBLES: tuple[Status, ...] = ("stale", "failed")
REGISTER = "register"
REGISTER_TABLE = "sources"


class Reference(NamedTuple):
    """The bronze column that names all of England's areas of a kind."""

    source: str
    table: str
    column: str


DISTRICTS = "ons_district24_region24"
REFERENCES: dict[AreaKind, Reference] = {
    "lsoa_2011": Reference("ons_lsoa11_ward17", "lsoas", "lsoa_2011_code"),
    "lsoa_2021": Reference("ons_lsoa21_ward24", "lsoas", "lsoa_2021_code"),
    "msoa_2021": Reference("ons_lsoa21_msoa21", "lsoas", "msoa_2021_code"),
    "ward_2017": Reference("ons_ward17", "wards", "ward_2017_code"),
    "ward_2024": Reference("ons_ward24", "wards", "ward_2024_code"),
    "ward_2025": Reference("ons_ward25_boundaries", "wards", "ward_2025_code"),
    "district_2024": Reference(DISTRICTS, "districts", "district_2024_code"),
    "region": Reference(DISTRICTS, "districts", "region_code"),
}


@dataclass(frozen=True)
class Entry:
    """One source. What is said of bytes is empty when none are held.

    Attributes:
        family: the card's domain.
        snapshot_bytes: size of the snapshot that serves.
        retrieved_at: when the publisher's bytes were had, UTC; empty when the archive does not say.
        row_count: rows of all its tables together.
        dropped_row_count: rows of the publisher's that its tables leave out, as the card asks.
        coverage_area_type: the kind of area that coverage is counted in.
        covered_area_count: how many of England's areas of that kind it names.
        area_count: how many there are.
        status: see `status_of`.
        stale_since: since when newer attempts have failed while an older snapshot serves.
    """

    source_id: str
    title: str
    publisher: str
    family: str
    licence_id: str
    licence_title: str
    licence_kind: str
    attribution: str
    cadence: str
    vintage: str
    landing_page: str
    origin: str | None
    snapshot_sha256: str | None
    snapshot_bytes: int | None
    retrieved_at: datetime | None
    row_count: int
    dropped_row_count: int
    coverage_area_type: str | None
    covered_area_count: int | None
    area_count: int | None
    coverage_note: str | None
    status: Status
    stale_since: datetime | None
    notes: str | None


SCHEMA = dict.fromkeys(Entry.__dataclass_fields__, pl.String()) | {
    "snapshot_bytes": pl.Int64(),
    "retrieved_at": pl.Datetime("us"),
    "row_count": pl.Int64(),
    "dropped_row_count": pl.Int64(),
    "covered_area_count": pl.Int64(),
    "area_count": pl.Int64(),
    "stale_since": pl.Datetime("us"),
}


def status_of(state: SourceState) -> Status:
    """How a source stands.

    =============== ==============================================================================
    fresh           a snapshot serves, and the newest attempt did not fail
    stale           a snapshot serves, and the newest attempt failed: could not be fetched, or
                    brought what is not as the card says
    not in archive  nothing was ever had, for there is no archive copy where it would come from one
    failed          nothing serves: every attempt failed
    not held        nothing was ever had and nothing failed: it was never asked for, or the demo
                    England has no such data
    =============== ==============================================================================
    """
    if state.serving is not None:
        return "stale" if state.failure else "fresh"
    if state.failure is None:
        return "not held"
    absent: dict[str, Status] = {"not in archive": "not in archive", "not in demo": "not held"}
    return absent.get(state.failure.stage, "failed")


def read_entries(store: SnapshotStore) -> list[Entry]:
    """Every source as it stands in a store now, in order of id."""
    return [_entry(card, store) for card in load_cards().values()]


def register_frame(entries: list[Entry]) -> pl.DataFrame:
    """The entries as a table; times are UTC, without a time zone."""
    rows = [{**asdict(entry), **_times(entry)} for entry in entries]
    return pl.DataFrame(rows, schema=SCHEMA)


def write_register(store: SnapshotStore) -> Path:
    """Write the register beside the bronze tables, for dbt to read; returns its path.

    The same states give the same bytes, and a file that already has them is left alone.
    """
    path = store.bronze_path(REGISTER, REGISTER_TABLE)
    buffer = io.BytesIO()
    register_frame(read_entries(store)).write_parquet(buffer)
    if not path.exists() or path.read_bytes() != buffer.getvalue():
        write_atomically(path, buffer.getvalue())
    return path


def areas_of_england(store: SnapshotStore, kind: AreaKind) -> pl.Series | None:
    """The codes of England's areas of a kind; nothing where no source that names them is held."""
    reference = REFERENCES[kind]
    codes = _distinct(store.bronze_path(reference.source, reference.table), reference.column)
    if codes is None or not (english := codes.filter(codes.str.starts_with("E"))).len():
        return None
    return english


def _entry(card: Card, store: SnapshotStore) -> Entry:
    state = store.state(card.id)
    serving = state.serving
    named, areas = _coverage(card, store) if serving else (None, None)
    return Entry(
        source_id=card.id,
        title=card.title,
        publisher=card.publisher,
        family=card.domain,
        licence_id=card.licence.id,
        licence_title=card.licence.title,
        licence_kind=card.licence.kind,
        attribution=card.attribution,
        cadence=card.cadence,
        vintage=card.vintage,
        landing_page=card.landing_page,
        origin=serving.origin if serving else None,
        snapshot_sha256=serving.sha256 if serving else None,
        snapshot_bytes=serving.bytes if serving else None,
        retrieved_at=serving.retrieved_at if serving else None,
        row_count=sum(state.rows.values()) if serving else 0,
        dropped_row_count=_dropped_rows(card, store) if serving else 0,
        coverage_area_type=card.coverage.areas,
        covered_area_count=named,
        area_count=areas,
        coverage_note=card.coverage.note or None,
        status=status_of(state),
        stale_since=state.failure.since if serving and state.failure else None,
        notes=card.notes or None,
    )


def _dropped_rows(card: Card, store: SnapshotStore) -> int:
    paths = [store.bronze_path(card.id, table.name) for table in card.tables]
    return sum(dropped_rows(path) for path in paths if path.exists())


def _coverage(card: Card, store: SnapshotStore) -> tuple[int | None, int | None]:
    """How many of England's areas a source names, and how many there are; None if not counted."""
    said = card.coverage
    if said.areas is None or (areas := areas_of_england(store, said.areas)) is None:
        return None, None
    named = _distinct(store.bronze_path(card.id, str(said.table)), str(said.column))
    if named is None:
        return None, None
    return int(areas.is_in(named.implode()).sum()), areas.len()


def _distinct(path: Path, column: str) -> pl.Series | None:
    if not path.exists():
        return None
    return pl.scan_parquet(path).select(pl.col(column).drop_nulls().unique()).collect()[column]


def _times(entry: Entry) -> dict[str, datetime | None]:
    return {
        name: moment.astimezone(UTC).replace(tzinfo=None) if moment else None
        for name in ("retrieved_at", "stale_since")
        for moment in [getattr(entry, name)]
    }
