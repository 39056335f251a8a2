"""`lbn refresh --origin live`, against a local server with the publishers' files at their paths."""

from functools import partial
from pathlib import Path
from typing import ClassVar

import polars as pl
import pytest

from catalog.release import Release, latest_release
from ingest.card import Card, UrlRoute, load_cards
from ingest.errors import FetchError
from ingest.http import Limits
from ingest.live import LiveOrigin
from ingest.store import Snapshot, SnapshotStore
from orchestration.refresh import Refreshed, run_refresh
from orchestration.workspace import Settings, Workspace
from tests.publishers import PublishersServer, status

# What rests on populations of IoD 2025: the archive's copy has none, so they are implied by counts
# and rates, and the test serves Census residents for them.
OF_OTHER_PEOPLE = {
    "rural_pockets": (
        *("population_count", "high_need_threshold_share", "high_need_probability"),
        "is_overlooked",
    ),
    "rural_need_by_district": (
        *("population_count", "rural_population_count", "rural_population_share"),
        *("income_deprived_share", "rural_income_deprived_share"),
    ),
    "deprivation_inequality": (
        *("population_count", "theil_total", "theil_between", "theil_within", "within_share"),
    ),
}
# What the register says of where bytes came from, which is another place for each origin.
PROVENANCE = {"origin", "snapshot_sha256", "snapshot_bytes", "retrieved_at", "dropped_row_count"}
QUICK = Limits(backoff_seconds=0.01, max_wait_seconds=0.05)


class Served(LiveOrigin):
    """The live origin, asking for each source in the layout in which the test serves it."""

    cards: ClassVar[dict[str, Card]] = {}

    def fetch(self, card: Card, last: Snapshot | None, store: SnapshotStore) -> Snapshot:
        if card.live and card.id not in self.cards:
            raise FetchError(card.id, "the test has no file of it to serve")
        return super().fetch(self.cards.get(card.id, card), last, store)


@pytest.fixture(scope="module")
def served(running_publishers: PublishersServer, archive: Path) -> PublishersServer:
    """Every source that has a live route and an archive copy, served from the archive."""
    for card in load_cards().values():
        if card.live and card.archive != "none":
            Served.cards[card.id] = running_publishers.serve_card(card, archive)
    return running_publishers


@pytest.fixture(scope="module")
def live(
    served: PublishersServer, archive: Path, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Settings of a live workspace; the two sources without an address come from the archive."""
    return Settings(origin="live", archive=archive, out=tmp_path_factory.mktemp("live"))


@pytest.fixture(autouse=True)
def _publishers_are_local(monkeypatch: pytest.MonkeyPatch, served: PublishersServer) -> None:
    origin = partial(Served, QUICK, served.mirrors)
    monkeypatch.setattr("orchestration.workspace.LiveOrigin", origin)


def refresh(settings: Settings) -> Refreshed:
    """Refresh with settings that have not yet opened their origin."""
    again = Settings(origin="live", archive=settings.archive, out=settings.out)
    return run_refresh(again, None, lambda line: None)


@pytest.fixture(scope="module")
def first(live: Settings, served: PublishersServer) -> Refreshed:
    """The first refresh of the live workspace."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        origin = partial(Served, QUICK, served.mirrors)
        monkeypatch.setattr("orchestration.workspace.LiveOrigin", origin)
        return refresh(live)


def test_the_publishers_give_the_same_numbers_as_their_archived_files(
    first: Refreshed, archive_workspace: Workspace
) -> None:
    assert first.problems == []
    from_live, from_archive = first.release, latest_release(archive_workspace.published)
    assert from_live is not None
    assert from_archive is not None
    differing = [
        dataset.name
        for dataset in from_archive.manifest.datasets
        if not comparable(from_live, dataset.name).equals(comparable(from_archive, dataset.name))
    ]
    assert differing == []


def comparable(release: Release, dataset: str) -> pl.DataFrame:
    """What both releases can say: the archive's copies lack IDACI, IDAOPI and some populations."""
    table = pl.read_parquet(release.parquet_path(dataset))
    table = table.drop(OF_OTHER_PEOPLE.get(dataset, ()))
    if "domain" in table.columns:
        return table.filter(~pl.col("domain").is_in(["idaci", "idaopi"]))
    if "item" in table.columns:
        return table.filter(pl.col("item") == "all columns")
    if "snapshot_sha256" in table.columns:
        return table.filter(pl.col("status") == "fresh").drop(PROVENANCE)
    return table.drop("population_basis", "employment_deprived_count", strict=False)


def test_a_release_from_the_publishers_says_where_each_file_came_from(first: Refreshed) -> None:
    assert first.release is not None
    for source in first.release.manifest.sources:
        card = load_cards().get(source.id)
        if card is None:
            continue
        served = Served.cards.get(source.id)
        if served and served.live:
            assert (source.origin, str(source.url)[:8]) == ("live", "https://"), source.id
        elif card.archive != "none":
            assert source.origin == "archive", source.id
        else:
            assert source.origin is None, source.id


def test_files_that_did_not_change_are_not_sent_again_and_nothing_is_published(
    first: Refreshed, live: Settings, served: PublishersServer
) -> None:
    served.asked.clear()
    again = refresh(live)
    assert (again.is_new, again.problems) == (False, [])
    for card in Served.cards.values():
        if card.live and isinstance(card.live[0], UrlRoute):
            asked = served.asked_for(card.live[0].address)
            assert asked, card.id
            assert all("If-None-Match" in each.headers for each in asked), card.id


def test_a_publisher_that_is_down_stops_nobody_and_its_last_good_file_serves(
    first: Refreshed, live: Settings, served: PublishersServer
) -> None:
    card = load_cards()["ons_rural_urban_2011"]
    route = card.live[0]
    assert isinstance(route, UrlRoute)
    serving = live.workspace.store.state(card.id).serving
    served.misbehave(route.url, status(503), forever=True)
    again = refresh(live)
    assert again.problems == []
    assert "503" in again.stale[card.id]
    state = live.workspace.store.state(card.id)
    assert state.serving == serving
    served.misbehave(route.url)
    assert card.id not in refresh(live).stale
