"""Whatever a publisher gives: the last good data serves, the fault is told, healing is noticed."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED

import polars as pl
import pytest

from ingest.card import Card, load_cards
from ingest.demo.origin import DemoOrigin
from ingest.errors import FetchError, IngestError
from ingest.intake import fetch_snapshot, make_bronze
from ingest.store import OriginName, Snapshot, SnapshotStore, SourceState
from orchestration.refresh import Refreshed, run_refresh
from orchestration.workspace import Settings, Workspace
from tests.conftest import DEMO_SCALE

Spoil = Callable[[bytes], bytes]

IOD = "mhclg_iod2019"
CENSUS = "ons_census21_residents"
WARDS = "ons_ward24"
SCORE = "Index of Multiple Deprivation (IMD) Score"
MEMBER = "census2021-ts001-lsoa.csv"
UNKNOWN_LSOA = "E01999999"


@dataclass
class SpoiltDemo:
    """The demo England, except for what some publishers get wrong today."""

    good: DemoOrigin
    faults: dict[str, Spoil] = field(default_factory=dict)
    name: OriginName = "demo"

    def fetch(self, card: Card, last: Snapshot | None, store: SnapshotStore) -> Snapshot:
        snapshot = self.good.fetch(card, None, store)
        if card.id not in self.faults:
            return snapshot
        body = self.faults[card.id](store.payload(snapshot))
        changed = {"sha256": store.keep(body), "bytes": len(body)}
        return snapshot.model_copy(update=changed)


@pytest.fixture(scope="module")
def demo() -> DemoOrigin:
    """One demo England for the module, since it takes a moment to draw."""
    return DemoOrigin(DEMO_SCALE)


@pytest.fixture
def origin(demo: DemoOrigin) -> SpoiltDemo:
    return SpoiltDemo(demo)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path)


def take_in(card: Card, origin: SpoiltDemo, store: SnapshotStore) -> SourceState:
    fetch_snapshot(card, origin, store)
    make_bronze(card, store, whole=False)
    return store.state(card.id)


# How bytes go bad.


def no_answer(body: bytes) -> bytes:
    raise FetchError(WARDS, "the publisher does not answer", "try again later")


def truncated(body: bytes) -> bytes:
    """Nine tenths of the file, to the middle of a row."""
    lines = body.splitlines(keepends=True)
    kept = lines[: len(lines) * 9 // 10]
    return b"".join(kept[:-1]) + kept[-1][: len(kept[-1]) // 2]


def replaced(old: str, new: str) -> Spoil:
    def spoil(body: bytes) -> bytes:
        assert old.encode() in body
        return body.replace(old.encode(), new.encode(), 1)

    return spoil


def web_page(body: bytes) -> bytes:
    page = b"<!DOCTYPE html>\n<title>Sorry, there is a problem with the service</title>\n"
    return page + b"<p>Try again later.</p>\n" * ((len(body) - len(page)) // 24)


def repeated_row(body: bytes) -> bytes:
    """The second row stands where the third should."""
    lines = body.splitlines(keepends=True)
    return b"".join([*lines[:2], lines[1], *lines[3:]])


def out_of_range(body: bytes) -> bytes:
    frame = pl.read_csv(body, infer_schema=False)
    scores = frame[SCORE].to_list()
    return frame.with_columns(pl.Series(SCORE, ["104.5", *scores[1:]])).write_csv().encode()


def half_missing(body: bytes) -> bytes:
    lines = body.splitlines(keepends=True)
    return b"".join(lines[: len(lines) // 2])


def a_tenth_missing(body: bytes) -> bytes:
    lines = body.splitlines(keepends=True)
    return b"".join(lines[: len(lines) * 9 // 10])


def in_zip(spoil: Spoil) -> Spoil:
    """Spoil the file within a zip."""

    def spoil_member(body: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            member = archive.read(MEMBER)
        return zip_of({MEMBER: spoil(member)}, len(body))

    return spoil_member


def zip_bomb(body: bytes) -> bytes:
    """A zip of about the usual size that unpacks to more than the card allows."""
    return zip_of({MEMBER: b"0" * (load_cards()[CENSUS].max_bytes + 1)}, len(body), ZIP_BZIP2)


def outside_path(body: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        member = archive.read(MEMBER)
    return zip_of({"../../../etc/cron.d/lbn": b"x", MEMBER: member}, len(body))


def zip_of(members: dict[str, bytes], size: int, method: int = ZIP_DEFLATED) -> bytes:
    """A zip of these members, filled up to about that size with something harmless."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name), member, method)
        archive.writestr(zipfile.ZipInfo("filling"), bytes(max(0, size - buffer.tell())))
    return buffer.getvalue()


DATA_FAULTS = [
    pytest.param(IOD, truncated, ["column '", "values empty", "row 592"], id="truncated"),
    pytest.param(IOD, half_missing, ["rows, but the last good snapshot had"], id="half missing"),
    pytest.param(IOD, a_tenth_missing, ["591 rows, but the last good"], id="a tenth missing"),
    pytest.param(
        IOD,
        replaced(SCORE, "IMD Score"),
        [f"column '{SCORE}' missing"],
        id="renamed header",
    ),
    pytest.param(
        IOD,
        replaced("Income Score (rate)", "Income Score (%)"),
        ["'Income Score (rate)' missing", "renamed it to 'Income Score (%)'"],
        id="header renamed a little",
    ),
    pytest.param(IOD, web_page, ["web page, not data"], id="HTML saved as CSV"),
    pytest.param(
        IOD,
        replaced("Total population: mid 2015", "Total population: mid 2012"),
        ["'Total population: mid 2015 (excluding prisoners)'", "proves the period"],
        id="wrong period in the header",
    ),
    pytest.param(
        CENSUS,
        in_zip(lambda body: body.replace(b",2021", b",2011").replace(b"2021,", b"2011,")),
        ["wrong period: column 'date' says ['2011'], not 2021"],
        id="wrong period in a column",
    ),
    pytest.param(IOD, repeated_row, ["key ['lsoa_2011_code'] repeats in 2 rows"], id="same key"),
    pytest.param(
        IOD,
        out_of_range,
        [f"column '{SCORE}': 1 values above 100.0 (row 2: '104.5')"],
        id="out of range",
    ),
    pytest.param(CENSUS, zip_bomb, [MEMBER, "unpacks to more than"], id="zip bomb"),
    pytest.param(
        CENSUS, outside_path, ["'../../../etc/cron.d/lbn' points outside"], id="path traversal"
    ),
]
REMEDIES = ("compare it with", "look at", "try again later", "raise 'max_bytes'", "tell the pub")


@pytest.mark.parametrize(("source", "spoil", "words"), DATA_FAULTS)
def test_bad_bytes_are_refused_in_words_while_the_last_good_table_serves_until_they_heal(
    origin: SpoiltDemo, store: SnapshotStore, source: str, spoil: Spoil, words: list[str]
) -> None:
    card = load_cards()[source]
    table = store.bronze_path(source, card.tables[0].name)
    good = take_in(card, origin, store)
    good_table = table.read_bytes()
    assert good.serving
    bad_bytes = spoil(store.payload(good.serving))

    origin.faults[source] = spoil
    with pytest.raises(IngestError) as refused:
        take_in(card, origin, store)
    message = str(refused.value)
    assert message.startswith(f"{source}: ")
    assert all(word in message for word in words), message
    assert any(remedy in message for remedy in REMEDIES), message

    state = store.state(source)
    assert table.read_bytes() == good_table
    assert state.serving == good.serving
    assert state.rows == good.rows
    assert state.failure
    assert state.failure.message == message
    assert state.failure.refused_sha256 == sha256(bad_bytes).hexdigest()
    assert store.snapshot_path(sha256(bad_bytes).hexdigest()).read_bytes() == bad_bytes

    with pytest.raises(IngestError):
        take_in(card, origin, store)
    again = store.state(source).failure
    assert again
    assert again.since == state.failure.since

    origin.faults.clear()
    healed = take_in(card, origin, store)
    assert healed.failure is None
    assert healed.serving == good.serving
    assert table.read_bytes() == good_table


def test_after_bad_bytes_a_newer_good_file_takes_over(
    origin: SpoiltDemo, store: SnapshotStore
) -> None:
    card = load_cards()[IOD]
    good = take_in(card, origin, store)
    origin.faults[IOD] = out_of_range
    with pytest.raises(IngestError):
        take_in(card, origin, store)
    origin.faults[IOD] = replaced("E01500001", "E01499999")
    newer = take_in(card, origin, store)
    assert newer.failure is None
    assert newer.accepted == [good.serving, newer.serving]
    table = pl.read_parquet(store.bronze_path(IOD, "lsoas"))
    assert "E01499999" in table["lsoa_2011_code"]


# ------------------------------------------------- the same, from the command to the release


@dataclass
class Product:
    """A small demo England that was published once, and its publishers."""

    workspace: Workspace
    origin: SpoiltDemo
    settings: Settings

    def refresh(self, **faults: Spoil) -> Refreshed:
        self.origin.faults = faults
        return run_refresh(self.settings, None, lambda line: None)

    @property
    def latest(self) -> bytes:
        return (self.workspace.published / "latest.json").read_bytes()

    @property
    def releases(self) -> list[str]:
        return sorted(path.name for path in (self.workspace.published / "releases").iterdir())


@pytest.fixture
def product(
    demo_workspace: Workspace,
    origin: SpoiltDemo,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Product:
    out = tmp_path / "copy"
    shutil.copytree(demo_workspace.root, out)
    monkeypatch.setattr("orchestration.workspace.DemoOrigin", lambda scale: origin)
    return Product(Workspace(out), origin, Settings(origin="demo", out=out, scale=DEMO_SCALE))


def test_an_lsoa_nobody_knows_stops_the_release_and_is_shown(product: Product) -> None:
    before = product.latest
    lsoa = pl.read_parquet(product.workspace.store.bronze_path(IOD, "lsoas"))["lsoa_2011_code"][0]
    done = product.refresh(mhclg_iod2019=replaced(lsoa, UNKNOWN_LSOA))
    problems = "\n".join(done.problems)
    assert "every_lsoa_of_the_indices_is_a_known_lsoa" in problems
    assert UNKNOWN_LSOA in problems
    assert not done.is_new
    assert product.latest == before
    assert len(product.releases) == 1


def test_a_failing_source_stops_no_other_and_the_release_says_which_is_stale(
    product: Product,
) -> None:
    lsoas = pl.read_parquet(product.workspace.store.bronze_path("mhclg_iod2025", "lsoas"))
    name = lsoas["lsoa_2021_name"][0]
    renamed = replaced(f",{name},", ",A New Name 001A,")
    done = product.refresh(ons_ward24=no_answer, mhclg_iod2025=renamed)
    assert done.problems == []
    assert done.is_new
    assert done.stale.keys() == {WARDS}
    assert "does not answer" in done.stale[WARDS]

    assert done.release
    record = json.loads((done.release.folder / "release.json").read_text())
    stale = {source["id"]: source for source in record["sources"] if source["status"] == "stale"}
    assert stale.keys() == {WARDS}
    assert stale[WARDS]["problem"] == "the newest attempt could not fetch it"
    assert stale[WARDS]["stale_since"]
    names = pl.read_parquet(done.release.parquet_path("deprivation"))["lsoa_name"]
    assert "A New Name 001A" in names


def test_a_failing_source_with_nothing_else_new_publishes_nothing_but_is_told(
    product: Product,
) -> None:
    before = product.latest
    done = product.refresh(ons_ward24=no_answer)
    assert done.problems == []
    assert not done.is_new
    assert done.stale.keys() == {WARDS}
    assert product.latest == before
    assert len(product.releases) == 1

    healed = product.refresh()
    assert healed.problems == []
    assert healed.stale == {}
    assert product.latest == before
