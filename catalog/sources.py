"""What the catalogue is told of each source: who published it, under which licence, which bytes.

Belongs here: the record of one source as a release states it. Not here: how bytes were had
(`ingest`), or which dataset rests on which source (`datasets`).
"""

from typing import Literal

from pydantic import AwareDatetime, Field

from catalog.licences import Kind, Licence
from catalog.model import Strict

REGISTER = "register"


class SourceRecord(Strict):
    """One source as it served this build.

    Attributes:
        origin: where the bytes came from: `live`, `archive` or `demo`.
        sha256: hash of the snapshot, in hex.
        files: sha256 of each of the publisher's files by name, where the snapshot is a bundle of
            several: the bundle itself is ours, so its own hash is no one's but this project's.
        bytes: size of the snapshot.
        rows: rows of each bronze table read from the snapshot.
        family: what the source is about.
        retrieved_at: when the publisher's bytes were had; empty where an archive does not say.
        coverage_area_type: the kind of area of which it names `covered_area_count`, England having
            `area_count`.
        coverage_note: what is said of its coverage in words.
        status: `stale` when a newer attempt failed and the last good snapshot serves. Otherwise,
            when nothing ever was had, `not in archive`, `failed` or `not held` (never asked for, or
            no part of the demo England): the build then goes without it, and what is said of the
            bytes is empty.
        problem: why the newest attempt failed.
    """

    id: str
    title: str
    publisher: str
    family: str = ""
    landing_page: str
    licence_id: str
    licence_title: str
    licence_url: str
    licence_kind: Kind = "unclear"
    attribution: str
    vintage: str
    cadence: str
    url: str | None = None
    origin: str | None = None
    sha256: str | None = None
    files: dict[str, str] = Field(default_factory=dict)
    bytes: int | None = None
    retrieved_at: AwareDatetime | None = None
    rows: dict[str, int]
    coverage_area_type: str | None = None
    covered_area_count: int | None = None
    area_count: int | None = None
    coverage_note: str | None = None
    status: Literal["fresh", "stale", "not in archive", "failed", "not held"]
    stale_since: AwareDatetime | None = None
    problem: str | None = None
    notes: str = ""

    @property
    def is_of_a_publisher(self) -> bool:
        """Whether it is a publisher's; the register of them all is this project's own."""
        return self.family != REGISTER

    @property
    def is_held(self) -> bool:
        """Whether a snapshot of it serves."""
        return self.sha256 is not None

    @property
    def row_count(self) -> int:
        """Rows of all its tables together; 0 where nothing is held."""
        return sum(self.rows.values())

    @property
    def licence(self) -> Licence:
        """The licence of the publisher's data."""
        return Licence(
            id=self.licence_id,
            title=self.licence_title,
            url=self.licence_url,
            kind=self.licence_kind,
        )
