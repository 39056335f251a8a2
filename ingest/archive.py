"""The `archive` origin: a folder of publishers' files with a manifest, also filled by hand.

Belongs here: reading such a folder and taking files into it. Not here: what the files mean.
"""

import csv
import fnmatch
import gzip
import hashlib
import io
import re
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ingest.bundle import bundle, file_hashes
from ingest.card import Card
from ingest.contract import Extent, check_row_counts, type_table
from ingest.corrections import load_corrections
from ingest.errors import ContractError, FetchError, NotInArchiveError
from ingest.readers import read_frames
from ingest.store import OriginName, Snapshot, SnapshotStore, write_atomically

MANIFEST = "MANIFEST.tsv"
MANIFEST_FIELDS = [
    "path", "what", "vintage", "rows", "publisher", "licence", "publisher_url", "origin",
    "quirks", "bytes", "sha256", "retrieved_at",
]  # fmt: skip
IMPORTED = "imported"


class _Located(NamedTuple):
    """The paths of a source's files, their layout, and whether they make a bundle."""

    paths: list[str]
    layout: str
    is_bundle: bool


class ArchiveOrigin:
    """Snapshots from a folder with a `MANIFEST.tsv` (path, what, …, bytes, sha256).

    What was imported by hand (`imported/<source>/<time>-<file>`, or `<time>/<file>` where several
    files make a bundle) is in the publisher's own layout and comes before what the card names.
    """

    name: OriginName = "archive"

    def __init__(self, folder: Path) -> None:
        if not (folder / MANIFEST).is_file():
            raise FileNotFoundError(
                f"{folder} is no archive: it has no {MANIFEST}. Give the folder that holds it with "
                "--archive, or start one with `lbn archive import`"
            )
        self.folder = folder
        self.manifest = read_manifest(folder)

    def fetch(self, card: Card, last: Snapshot | None, store: SnapshotStore) -> Snapshot:
        """See `ingest.origin.Origin.fetch`; the file must have the manifest's sha256."""
        paths, layout, is_bundle = self._locate(card)
        files = {_name(path): self._read(card, path) for path in paths}
        payload = bundle(files) if is_bundle else files[_name(paths[0])]
        hashes = file_hashes(files) if is_bundle else {}
        sha256 = store.keep(payload)
        retrieved_at = _retrieved_at([self.manifest[path] for path in paths])
        if last is not None and (sha256, layout) == (last.sha256, last.layout):
            said = {"retrieved_at": retrieved_at, "files": hashes}
            same = (last.retrieved_at, last.files) == (retrieved_at, hashes)
            return last if same else last.model_copy(update=said)
        return Snapshot(
            source=card.id,
            origin=self.name,
            layout=layout,
            sha256=sha256,
            bytes=len(payload),
            url=_address(card, [self.manifest[path] for path in paths]),
            note=_quirks([self.manifest[path] for path in paths]),
            retrieved_at=retrieved_at,
            files=hashes,
        )

    def _read(self, card: Card, path: str) -> bytes:
        packed = self._packed(card, path)
        expected = self.manifest[path]["sha256"]
        if hashlib.sha256(packed).hexdigest() != expected:
            raise FetchError(
                card.id,
                f"{path} in the archive does not have the sha256 its manifest says ({expected})",
                f"the copy is damaged: {taking_in(card)}",
            )
        return _unpack(card, path, packed)

    def _packed(self, card: Card, path: str) -> bytes:
        try:
            return (self.folder / path).read_bytes()
        except OSError as error:
            raise FetchError(
                card.id,
                f"{path} is in the archive's manifest but cannot be read: {error}",
                taking_in(card),
            ) from error

    def _locate(self, card: Card) -> _Located:
        imported = [path for path in self.manifest if path.startswith(f"{IMPORTED}/{card.id}/")]
        if imported:
            newest = max(map(_import_of, imported))
            paths = sorted(path for path in imported if _import_of(path) == newest)
            return _Located(paths, _publisher_layout(card), is_bundle=_is_in_a_folder(newest))
        if card.archive == "none":
            raise self._missing(card, "no archive copy is known")
        if card.archive.path is not None:
            if card.archive.path not in self.manifest:
                raise self._missing(card, f"'{card.archive.path}' is not in {self._manifest_file}")
            return _Located([card.archive.path], card.archive.layout, is_bundle=False)
        paths = self._matching(card, card.archive.paths)
        return _Located(paths, card.archive.layout, is_bundle=True)

    def _matching(self, card: Card, patterns: list[str]) -> list[str]:
        """Every listed file that matches a pattern; a pattern that matches none is refused."""
        found: list[str] = []
        for pattern in patterns:
            matches = fnmatch.filter(self.manifest, pattern)
            if not matches:
                raise self._missing(card, f"no '{pattern}' is in {self._manifest_file}")
            found += matches
        return sorted(set(found))

    @property
    def _manifest_file(self) -> Path:
        return self.folder / MANIFEST

    def _missing(self, card: Card, problem: str) -> NotInArchiveError:
        return NotInArchiveError(
            card.id,
            problem,
            taking_in(card),
        )


def read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """The archive's manifest, by path. Paths that point outside the archive are refused."""
    text = (folder / MANIFEST).read_text(encoding="utf-8-sig")
    rows = {row["path"]: row for row in csv.DictReader(io.StringIO(text), delimiter="\t")}
    for path in rows:
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise ValueError(f"{folder / MANIFEST}: path '{path}' points outside the archive")
    return rows


def import_files(folder: Path, card: Card, files: list[Path], url: str | None = None) -> list[str]:
    """Take in what a person downloaded for a source: gzipped, with rows in the manifest.

    Args:
        folder: the archive; made when it does not exist.
        card: the source, in the publisher's own layout.
        files: the one file; of a source of several files all of them, under the publisher's names.
        url: where it was downloaded from; the card's landing page when not said.

    Returns:
        The paths within the archive.

    Raises:
        ContractError: the files are not what the source card says; nothing is taken in.
    """
    bodies = {file.name: file.read_bytes() for file in files}
    if len(bodies) < len(files):
        raise ContractError(card.id, "two of the files have the same name", "give each file once")
    is_bundle = _are_a_bundle(card, bodies)
    _check(card, bundle(bodies) if is_bundle else next(iter(bodies.values())))
    now = datetime.now(UTC).replace(microsecond=0)
    rows = read_manifest(folder) if (folder / MANIFEST).exists() else {}
    paths = []
    for name, body in bodies.items():
        packed = gzip.compress(body, mtime=0)
        path = f"{IMPORTED}/{card.id}/{now:%Y%m%dT%H%M%S}{'/' if is_bundle else '-'}{name}.gz"
        write_atomically(folder / path, packed)
        rows[path] = _manifest_row(card, packed, url, now)
        paths.append(path)
    write_atomically(folder / MANIFEST, _manifest_text(rows).encode())
    return paths


def taking_in(card: Card) -> str:
    """How a person gets a source into an archive, as a remedy."""
    files = "FILE FILE …" if _members(card) else "FILE"
    command = f"`lbn archive import {card.id} {files} --archive FOLDER`"
    once = " with all its files at once" if _members(card) else ""
    return f"download it from {card.landing_page} and run {command}{once}"


def _are_a_bundle(card: Card, bodies: dict[str, bytes]) -> bool:
    """Whether the files make a bundle; several that do not are refused.

    One file of another name may be the publisher's own zip of them all.
    """
    members = _members(card)
    strange = [name for name in bodies if members is None or not re.fullmatch(members, name)]
    if strange and len(bodies) > 1:
        raise ContractError(
            card.id,
            f"'{strange[0]}' is none of the several files it is made of",
            f"give all files whose names match '{members}' and no other" if members else "give one",
        )
    return not strange


def _members(card: Card) -> str | None:
    """What the names of the source's files match, where the publisher has several."""
    return card.layouts[_publisher_layout(card)].members


def _check(card: Card, payload: bytes) -> None:
    layout = _publisher_layout(card)
    raw = read_frames(card, layout, payload)
    corrections = load_corrections(card.id)
    for table in card.tables:
        frame = type_table(card, layout, raw[table.name], table, corrections)
        check_row_counts(card, table, frame, None, Extent(is_real=True, is_whole=True))


def _manifest_row(card: Card, packed: bytes, url: str | None, now: datetime) -> dict[str, str]:
    return {
        "what": card.title,
        "vintage": card.vintage,
        "publisher": card.publisher,
        "licence": card.licence.id,
        "publisher_url": url or card.landing_page,
        "origin": "downloaded by hand",
        "bytes": str(len(packed)),
        "sha256": hashlib.sha256(packed).hexdigest(),
        "retrieved_at": now.isoformat(),
    }


def _import_of(path: str) -> str:
    """The import that a path below `imported/<source>/` is of: its folder, or the file itself."""
    return "/".join(Path(path).parts[:3]) + ("/" if len(Path(path).parts) > 3 else "")


def _is_in_a_folder(import_: str) -> bool:
    return import_.endswith("/")


def _name(path: str) -> str:
    """A file's own name, as it is unpacked."""
    return Path(path).name.removesuffix(".gz")


def _address(card: Card, rows: list[dict[str, str]]) -> str:
    """The publisher's address if the manifest gives one and nothing but it; else the page."""
    addresses = {row["publisher_url"].strip() for row in rows}
    address = addresses.pop() if len(addresses) == 1 else ""
    return address if re.fullmatch(r"https?://\S+", address) else card.landing_page


def _retrieved_at(rows: list[dict[str, str]]) -> datetime | None:
    """When the last of the copies was had, UTC; nothing where the manifest is silent of any."""
    said = [row.get("retrieved_at") for row in rows]
    moments = [datetime.fromisoformat(text) for text in said if text]
    if len(moments) < len(rows):
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) for moment in moments)


def _quirks(rows: list[dict[str, str]]) -> str:
    """What the manifest says of the copies, without their lists of headers."""
    said = [(row.get("quirks") or "").split("| header:")[0].strip() for row in rows]
    return "; ".join(dict.fromkeys(filter(None, said)))


def _manifest_text(rows: dict[str, dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(
        text, MANIFEST_FIELDS, delimiter="\t", lineterminator="\n", extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows({"path": path} | row for path, row in rows.items())
    return text.getvalue()


def _publisher_layout(card: Card) -> str:
    return card.live[0].layout if card.live else next(iter(card.layouts))


def _unpack(card: Card, path: str, packed: bytes) -> bytes:
    if not path.endswith(".gz"):
        return packed
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
            payload = file.read(card.max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FetchError(
            card.id, f"{path} in the archive is not a whole gzip file: {error}"
        ) from error
    if len(payload) > card.max_bytes:
        raise FetchError(
            card.id,
            f"{path} unpacks to more than {card.max_bytes:,} bytes",
            "if the file has really grown, raise 'max_bytes' on the card",
        )
    return payload
