"""The demo origin: snapshots of the synthetic England.

Belongs here: when the world is built and how a demo snapshot is labelled. Not here: the world, or
how its files are written.
"""

import hashlib
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import polars as pl

from ingest.card import Card, fingerprint_files
from ingest.demo.england import SEED, build_england
from ingest.demo.write import write_demo
from ingest.errors import NotInDemoError
from ingest.store import OriginName, Snapshot, SnapshotStore

# The demo is made from nothing at no particular time: a fixed date makes reruns identical.
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)


class DemoOrigin:
    """Snapshots of a synthetic England at a scale (1.0 = national size)."""

    name: OriginName = "demo"

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale

    def fetch(self, card: Card, last: Snapshot | None, store: SnapshotStore) -> Snapshot:
        """Write the card's demo file into the store. See `ingest.origin.Origin.fetch`.

        The world is not built when `last` was made by the same code and card and is still held.

        Raises:
            NotInDemoError: the card names no demo frame.
            FetchError: it names a frame or column the demo England lacks.
        """
        if isinstance(card.demo, str):
            raise NotInDemoError(card.id, "the card has no demo frame", "Give it one, or skip it")
        url = self._url(card)
        if last and last.url == url and store.snapshot_path(last.sha256).exists():
            return last
        payload = write_demo(card, card.demo, self._frames)
        sha256 = store.keep(payload)
        if last and last.sha256 == sha256:
            return last.model_copy(update={"url": url})
        return Snapshot(
            source=card.id,
            origin=self.name,
            layout=card.demo.layout,
            sha256=sha256,
            bytes=len(payload),
            url=url,
            retrieved_at=MADE_AT,
        )

    @cached_property
    def _frames(self) -> dict[str, pl.DataFrame]:
        return build_england(self.scale)

    @cached_property
    def _code(self) -> str:
        return fingerprint_files(
            [path for path in Path(__file__).parent.glob("*.*") if path.is_file()]
        )

    def _url(self, card: Card) -> str:
        """An address that changes with the scale, the seed, the demo's code and the card."""
        made_by = hashlib.sha256(f"{self._code}{card.model_dump_json()}".encode()).hexdigest()
        return f"demo://england?scale={self.scale:g}&seed={SEED}&made_by={made_by[:16]}#{card.id}"
