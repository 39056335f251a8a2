"""What the catalogue is told of each source: who published it, under which licence, which bytes.

Belongs here: the record of one source as a release states it. Not here: how bytes were had
(`ingest`), or which dataset rests on which source (`datasets`).
"""

from typing import Literal

from pydantic import AwareDatetime

from catalog.licences import Kind, Licence
from catalog.model import Strict


class SourceRecord(Strict):
    """One source as it served this build.

    Attributes:
        origin: where the bytes came from: `live`, `archive` or `demo`.
        sha256: hash of the snapshot, in hex.
        bytes: size of the snapshot.
        rows: rows of each bronze table read from the snapshot.
        status: `stale` when a newer attempt failed and the last good snapshot serves; `not held`
            when none ever was had: the build then goes without it, and what is said of the bytes
            is empty.
        problem: why the newer attempt failed.
    """

    id: str
    title: str
    publisher: str
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
    bytes: int | None = None
    retrieved_at: AwareDatetime | None = None
    rows: dict[str, int]
    status: Literal["fresh", "stale", "not held"]
    stale_since: AwareDatetime | None = None
    problem: str | None = None
    notes: str = ""

    @property
    def licence(self) -> Licence:
        """The licence of the publisher's data."""
        return Licence(
            id=self.licence_id,
            title=self.licence_title,
            url=self.licence_url,
            kind=self.licence_kind,
        )
