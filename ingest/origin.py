"""The one interface behind which the three origins stand."""

from typing import Protocol

from ingest.card import Card
from ingest.store import OriginName, Snapshot, SnapshotStore


class Origin(Protocol):
    """Where snapshots come from: the publishers (`live`), an `archive`, or the `demo` England."""

    name: OriginName

    def fetch(self, card: Card, last: Snapshot | None, store: SnapshotStore) -> Snapshot:
        """Put the source's present bytes into the store and say what they are.

        Args:
            card: the source.
            last: the newest snapshot held; returned as it is when the publisher has nothing newer.
            store: where the bytes are kept.

        Raises:
            FetchError: the bytes could not be had; nothing was kept.
        """
        ...
