"""An archive folder: its files are what the manifest says, and only good files are taken in."""

import gzip
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from ingest.archive import MANIFEST, ArchiveOrigin, import_files, read_manifest
from ingest.card import Card
from ingest.errors import ContractError, FetchError, NotInArchiveError
from ingest.readers import read_frames
from ingest.store import SnapshotStore

BODY = b"code,people\nE01,7\n"
NEWER = b"code,people\nE01,8\n"
PATH = "geography/areas.csv.gz"


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    put(folder, PATH, gzip.compress(BODY))
    return folder


def put(folder: Path, path: str, body: bytes, digest: str | None = None) -> None:
    """Put a file into an archive and describe it in the manifest."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(body)
    manifest = folder / MANIFEST
    text = manifest.read_text() if manifest.exists() else "path\tpublisher_url\tsha256\n"
    digest = digest or sha256(body).hexdigest()
    manifest.write_text(f"{text}{path}\thttps://data.example/areas.csv\t{digest}\n")


def card_of(path: str | None = PATH, max_bytes: int = 1_000) -> Card:
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
            "max_bytes": max_bytes,
            "layouts": {
                "publisher": {"format": "csv", "period": {"header": "code"}},
                "archive": {"format": "csv", "period_note": "a copy"},
            },
            "live": [],
            "archive": {"path": path, "layout": "archive"} if path else "none",
            "demo": "none",
            "tables": [
                {
                    "name": "areas",
                    "description": "One row per area.",
                    "key": ["area_code"],
                    "rows": {"minimum": 1, "maximum": 1},
                    "columns": [
                        {"name": "area_code", "source": "code"},
                        {"name": "people", "source": "people", "type": "integer"},
                    ],
                }
            ],
        }
    )


def refusal(folder: Path, store: SnapshotStore, card: Card) -> str:
    with pytest.raises(FetchError) as refused:
        ArchiveOrigin(folder).fetch(card, None, store)
    assert not (store.root / "snapshots").exists()
    return str(refused.value)


def downloaded(tmp_path: Path, body: bytes, name: str = "areas.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(body)
    return file


def test_a_file_comes_out_unpacked_with_its_address_and_layout(
    folder: Path, store: SnapshotStore
) -> None:
    snapshot = ArchiveOrigin(folder).fetch(card_of(), None, store)
    assert store.payload(snapshot) == BODY
    assert snapshot.origin == "archive"
    assert snapshot.layout == "archive"
    assert snapshot.url == "https://data.example/areas.csv"
    assert snapshot.bytes == len(BODY)


def test_a_file_that_is_not_packed_comes_out_as_it_is(folder: Path, store: SnapshotStore) -> None:
    put(folder, "plain.csv", BODY)
    assert store.payload(ArchiveOrigin(folder).fetch(card_of("plain.csv"), None, store)) == BODY


def test_the_same_bytes_again_are_the_same_snapshot(folder: Path, store: SnapshotStore) -> None:
    last = ArchiveOrigin(folder).fetch(card_of(), None, store)
    assert ArchiveOrigin(folder).fetch(card_of(), last, store) is last


def test_bytes_that_the_store_has_lost_are_kept_again(folder: Path, store: SnapshotStore) -> None:
    last = ArchiveOrigin(folder).fetch(card_of(), None, store)
    store.snapshot_path(last.sha256).unlink()
    assert store.payload(ArchiveOrigin(folder).fetch(card_of(), last, store)) == BODY


def test_a_damaged_file_is_refused(folder: Path, store: SnapshotStore) -> None:
    (folder / PATH).write_bytes(gzip.compress(NEWER))
    words = refusal(folder, store, card_of())
    assert words.startswith(f"a_source: {PATH} in the archive does not have the sha256")
    assert "lbn archive import" in words


def test_half_a_gzip_file_is_refused_even_if_the_manifest_describes_it(
    folder: Path, store: SnapshotStore
) -> None:
    put(folder, PATH, gzip.compress(BODY)[:-12])
    assert "not a whole gzip file" in refusal(folder, store, card_of())


def test_a_file_that_unpacks_to_more_than_the_card_allows_is_refused(
    folder: Path, store: SnapshotStore
) -> None:
    put(folder, PATH, gzip.compress(b"0" * 100_000))
    words = refusal(folder, store, card_of())
    assert "unpacks to more than 1,000 bytes" in words
    assert "'max_bytes' on the card" in words


def test_a_source_without_archive_copy_says_how_to_get_one(
    folder: Path, store: SnapshotStore
) -> None:
    for card in (card_of(path=None), card_of(path="elsewhere.csv")):
        words = refusal(folder, store, card)
        assert "https://data.example/areas" in words
        assert "lbn archive import a_source FILE" in words


def test_a_file_that_the_manifest_lists_but_the_folder_lacks_is_refused_in_words(
    folder: Path, store: SnapshotStore
) -> None:
    (folder / PATH).unlink()
    assert PATH in refusal(folder, store, card_of())


def test_a_folder_without_manifest_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no MANIFEST\.tsv.*lbn archive import"):
        ArchiveOrigin(tmp_path)


@pytest.mark.parametrize("path", ["../secret.csv", "a/../../secret.csv", "/etc/passwd"])
def test_a_manifest_that_points_outside_the_archive_is_refused(folder: Path, path: str) -> None:
    with (folder / MANIFEST).open("a") as manifest:
        manifest.write(f"{path}\thttps://data.example\t{'0' * 64}\n")
    with pytest.raises(ValueError, match="points outside the archive"):
        ArchiveOrigin(folder)


def test_a_downloaded_file_starts_an_archive_and_is_served_from_it(
    tmp_path: Path, store: SnapshotStore
) -> None:
    folder = tmp_path / "new"
    (path,) = import_files(folder, card_of(path=None), [downloaded(tmp_path, BODY)])
    snapshot = ArchiveOrigin(folder).fetch(card_of(path=None), None, store)
    assert store.payload(snapshot) == BODY
    assert snapshot.layout == "publisher"
    assert snapshot.url == "https://data.example/areas"
    row = read_manifest(folder)[path]
    assert row["licence"] == "OGL-UK-3.0"
    assert row["origin"] == "downloaded by hand"


def test_a_downloaded_file_goes_before_the_copy_and_the_copy_stays(
    folder: Path, store: SnapshotStore, tmp_path: Path
) -> None:
    import_files(folder, card_of(), [downloaded(tmp_path, NEWER)], "https://data.example/newer.csv")
    snapshot = ArchiveOrigin(folder).fetch(card_of(), None, store)
    assert store.payload(snapshot) == NEWER
    assert snapshot.url == "https://data.example/newer.csv"
    assert gzip.decompress((folder / PATH).read_bytes()) == BODY
    assert PATH in read_manifest(folder)


def test_an_archive_that_does_not_say_when_its_copy_was_had_is_not_answered_for(
    folder: Path, store: SnapshotStore
) -> None:
    assert ArchiveOrigin(folder).fetch(card_of(), None, store).retrieved_at is None


def test_an_imported_file_remembers_when_it_was_taken_in_wherever_the_archive_is_copied(
    tmp_path: Path, store: SnapshotStore
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    import_files(tmp_path / "a", card_of(), [downloaded(tmp_path, BODY)])
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    one, other = (
        ArchiveOrigin(tmp_path / name).fetch(card_of(), None, store) for name in ("a", "b")
    )
    assert one.retrieved_at is not None
    assert before <= one.retrieved_at <= datetime.now(UTC)
    assert other == one


@pytest.mark.parametrize("written", ["2026-11-24T09:30:00", "2026-11-24T09:30:00+00:00"])
def test_a_time_that_a_manifest_comes_to_know_is_told_of_the_same_snapshot(
    folder: Path, store: SnapshotStore, written: str
) -> None:
    last = ArchiveOrigin(folder).fetch(card_of(), None, store)
    rows = (folder / MANIFEST).read_text().splitlines()
    (folder / MANIFEST).write_text(f"{rows[0]}\tretrieved_at\n{rows[1]}\t{written}\n")
    now = ArchiveOrigin(folder).fetch(card_of(), last, store)
    assert now.retrieved_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert now.sha256 == last.sha256
    assert ArchiveOrigin(folder).fetch(card_of(), now, store) is now


def test_a_source_without_a_copy_is_told_from_a_copy_that_is_damaged(
    folder: Path, store: SnapshotStore
) -> None:
    with pytest.raises(NotInArchiveError):
        ArchiveOrigin(folder).fetch(card_of(path=None), None, store)
    put(folder, "broken.csv", BODY, digest="0" * 64)
    with pytest.raises(FetchError) as damaged:
        ArchiveOrigin(folder).fetch(card_of("broken.csv"), None, store)
    assert damaged.value.stage == "fetch"


def test_a_bad_download_is_refused_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(ContractError, match="column 'people' missing"):
        import_files(folder, card_of(), [downloaded(tmp_path, b"code,residents\nE01,7\n")])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_file_name_cannot_lead_out_of_the_archive(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (path,) = import_files(folder, card_of(), [downloaded(tmp_path, BODY, "in/a b\t.csv")])
    assert path.startswith("imported/a_source/")
    assert path in read_manifest(folder)
    assert (folder / path).is_file()


def test_an_imported_file_survives_a_copy_of_the_archive(
    folder: Path, store: SnapshotStore, tmp_path: Path
) -> None:
    import_files(folder, card_of(), [downloaded(tmp_path, NEWER)])
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert store.payload(ArchiveOrigin(copy).fetch(card_of(), None, store)) == NEWER


def card_of_several() -> Card:
    card = card_of(path=None)
    publisher = card.layouts["publisher"].model_copy(update={"members": r"[ab]\.csv"})
    (table,) = card.tables
    rows = table.rows.model_copy(update={"minimum": 2, "maximum": 2})
    return card.model_copy(
        update={
            "layouts": card.layouts | {"publisher": publisher},
            "tables": [table.model_copy(update={"rows": rows})],
        }
    )


def test_a_source_of_several_files_is_taken_in_with_all_of_them_and_tells_the_hash_of_each(
    folder: Path, store: SnapshotStore, tmp_path: Path
) -> None:
    bodies = {"a.csv": BODY, "b.csv": b"code,people\nE02,8\n"}
    files = [downloaded(tmp_path, body, name) for name, body in bodies.items()]
    import_files(folder, card_of_several(), files)
    snapshot = ArchiveOrigin(folder).fetch(card_of_several(), None, store)
    assert snapshot.files == {name: sha256(body).hexdigest() for name, body in bodies.items()}
    frames = read_frames(card_of_several(), snapshot.layout, store.payload(snapshot))
    assert frames["areas"]["code"].to_list() == ["E01", "E02"]


def test_a_part_of_a_source_or_a_file_it_has_no_place_for_is_refused_with_what_to_give(
    folder: Path, tmp_path: Path
) -> None:
    before = read_manifest(folder)
    one = downloaded(tmp_path, BODY, "a.csv")
    with pytest.raises(ContractError, match="rows"):
        import_files(folder, card_of_several(), [one])
    odd = downloaded(tmp_path, BODY, "c.csv")
    with pytest.raises(ContractError, match=r"'c\.csv' is none of .* '\[ab\]\\\.csv' and no other"):
        import_files(folder, card_of_several(), [one, odd])
    with pytest.raises(ContractError, match="give one"):
        import_files(folder, card_of(path=None), [one, odd])
    (tmp_path / "other").mkdir()
    namesake = downloaded(tmp_path / "other", NEWER, "a.csv")
    with pytest.raises(ContractError, match="same name; give each file once"):
        import_files(folder, card_of_several(), [one, namesake])
    assert read_manifest(folder) == before


def test_what_is_missing_of_several_files_is_asked_for_all_at_once(
    folder: Path, store: SnapshotStore
) -> None:
    with pytest.raises(
        NotInArchiveError, match=r"FILE FILE … --archive FOLDER` with all its files"
    ):
        ArchiveOrigin(folder).fetch(card_of_several(), None, store)


def test_what_is_wrong_with_one_of_several_files_is_said_of_its_name_with_a_remedy(
    folder: Path, tmp_path: Path
) -> None:
    files = [downloaded(tmp_path, BODY, "a.csv"), downloaded(tmp_path, b"<html>", "b.csv")]
    with pytest.raises(ContractError, match=r"^a_source: file 'b\.csv': .*web page.*; .*try again"):
        import_files(folder, card_of_several(), files)


def test_the_manifest_of_real_files_describes_each_of_them(archive: Path) -> None:
    manifest = read_manifest(archive)
    sizes = {path: (archive / path).stat().st_size for path in manifest}
    assert sizes == {path: int(row["bytes"]) for path, row in manifest.items()}
    licences = pl.Series([row["licence"] for row in manifest.values()])
    assert licences.is_not_null().all()
