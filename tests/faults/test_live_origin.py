"""What the live origin makes of publishers that behave, and of those that do not."""

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.archive import ArchiveOrigin
from ingest.card import ArcgisRoute, Card, GovukRoute, NomisRoute, Route, UrlRoute, load_cards
from ingest.contract import type_table
from ingest.corrections import load_corrections
from ingest.errors import ContractError, FetchError
from ingest.http import Limits
from ingest.live import GOVUK_CONTENT, LiveOrigin
from ingest.readers import read_frames, read_layout
from ingest.store import Snapshot, SnapshotStore
from tests.publishers import (
    PUBLISHED,
    FeatureLayer,
    PublishersServer,
    another_body,
    arcgis_error,
    compressed,
    cut_short,
    redirect,
    replaced,
    sound,
    status,
    web_page,
)

FILE = "https://data.example/wards.csv"
SECOND_FILE = "https://other.example/wards.csv"
BODY = b"WD24CD,period\nE05000001,2024\nE05000002,2024\n"
BY_URL = UrlRoute(kind="url", url=FILE)

PAGE = "government/statistics/indices"
PAGE_URL = f"{GOVUK_CONTENT}/{PAGE}"
MEDIA = "https://assets.publishing.service.gov.uk/media"
BY_PAGE = GovukRoute(kind="govuk", page=PAGE, attachment=r"^File 7|File_7.*\.csv$")

WARDS = [{"WD24CD": f"E05{number:06}", "WD24NM": f"Ward {number}"} for number in range(4_500)]
BY_LAYER = ArcgisRoute(kind="arcgis", service="WD24_LU", fields=["WD24CD", "WD24NM"])

BY_DATASET = NomisRoute(
    kind="nomis", dataset="NM_1_1", query={"geography": "TYPE151", "select": "code,value"}
)


def card_of(*live: Route, max_bytes: int = 64_000_000, allowed_hosts: tuple[str, ...] = ()) -> Card:
    return Card.model_validate(
        {
            "id": "a_source",
            "title": "A source",
            "publisher": "A publisher",
            "domain": "geography",
            "vintage": "2024",
            "landing_page": "https://data.example/about",
            "licence": "OGL-UK-3.0",
            "coverage": {"note": "a test"},
            "attribution": "A publisher",
            "cadence": "yearly",
            "max_bytes": max_bytes,
            "allowed_hosts": list(allowed_hosts),
            "layouts": {
                "publisher": {"format": "csv", "period": {"column": "period", "equals": "2024"}}
            },
            "live": [route.model_dump() for route in live],
            "archive": "none",
            "demo": "none",
            "tables": [
                {
                    "name": "wards",
                    "description": "One row per ward.",
                    "key": ["ward_code"],
                    "rows": {"minimum": 1, "maximum": 9_000},
                    "columns": [{"name": "ward_code", "source": "WD24CD"}],
                }
            ],
        }
    )


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path)


def fetch(
    publishers: PublishersServer, store: SnapshotStore, card: Card, last: Snapshot | None = None
) -> Snapshot:
    limits = Limits(attempts=2, backoff_seconds=0.01, max_wait_seconds=0.05, total_seconds=30)
    return LiveOrigin(limits, publishers.mirrors).fetch(card, last, store)


def refusal(publishers: PublishersServer, store: SnapshotStore, card: Card) -> str:
    with pytest.raises(FetchError) as refused:
        fetch(publishers, store, card)
    assert not list(store.root.rglob("*")), "something was kept of a fetch that failed"
    return str(refused.value)


# --- a file at a fixed address


def test_a_snapshot_says_where_when_and_what_was_fetched(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY, etag="v1", modified=PUBLISHED)
    before = datetime.now(UTC)
    snapshot = fetch(publishers, store, card_of(BY_URL))
    assert before <= snapshot.retrieved_at <= datetime.now(UTC)
    assert store.payload(snapshot) == BODY
    assert snapshot == Snapshot(
        source="a_source",
        origin="live",
        layout="publisher",
        sha256=hashlib.sha256(BODY).hexdigest(),
        bytes=len(BODY),
        url=FILE,
        retrieved_at=snapshot.retrieved_at,
        etag='"v1"',
        last_modified="Wed, 01 May 2024 09:30:00 GMT",
    )


def test_a_file_that_did_not_change_keeps_its_snapshot(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY)
    last = fetch(publishers, store, card_of(BY_URL))
    assert fetch(publishers, store, card_of(BY_URL), last) is last
    assert publishers.asked[-1].headers["If-None-Match"] == last.etag


def test_a_publisher_that_flips_its_etag_over_the_same_bytes_changes_nothing(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY, etag="v1")
    last = fetch(publishers, store, card_of(BY_URL))
    publishers.serve_file(FILE, BODY, etag="v2", modified=None)
    assert fetch(publishers, store, card_of(BY_URL), last) is last


def test_a_file_that_changed_makes_a_new_snapshot_and_leaves_the_old_bytes(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY)
    last = fetch(publishers, store, card_of(BY_URL))
    publishers.serve_file(FILE, BODY + b"E05000003,2024\n")
    new = fetch(publishers, store, card_of(BY_URL), last)
    assert new.sha256 != last.sha256
    assert store.payload(last) == BODY


def test_validators_of_one_address_are_not_sent_to_another(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY, etag="v1")
    publishers.serve_file(SECOND_FILE, b"WD24CD,period\nE05000009,2024\n", etag="v1")
    last = fetch(publishers, store, card_of(BY_URL))
    moved = card_of(UrlRoute(kind="url", url=SECOND_FILE))
    assert fetch(publishers, store, moved, last).url == SECOND_FILE
    assert "If-None-Match" not in publishers.asked[-1].headers


def test_a_snapshot_whose_bytes_were_lost_is_fetched_again(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY)
    last = fetch(publishers, store, card_of(BY_URL))
    store.snapshot_path(last.sha256).unlink()
    assert store.payload(fetch(publishers, store, card_of(BY_URL), last)) == BODY


def test_the_same_bytes_under_a_layout_the_card_has_corrected_are_a_new_snapshot(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY)
    card = card_of(BY_URL)
    last = fetch(publishers, store, card)
    corrected = card.model_copy(update={"live": [BY_URL.model_copy(update={"layout": "new"})]})
    new = fetch(publishers, store, corrected, last)
    assert (new.layout, new.sha256) == ("new", last.sha256)


def test_a_zip_is_kept_as_it_is(publishers: PublishersServer, store: SnapshotStore) -> None:
    packed = b"PK\x03\x04" + bytes(range(256))
    publishers.serve_file(FILE, packed, "application/zip")
    assert store.payload(fetch(publishers, store, card_of(BY_URL))) == packed


def test_a_file_of_another_period_is_fetched_and_then_refused_by_the_contract(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY)
    publishers.misbehave(FILE, replaced(b"2024", b"2019"))
    card = card_of(BY_URL)
    payload = store.payload(fetch(publishers, store, card))
    frame = read_layout(card.id, card.layouts["publisher"], payload)
    with pytest.raises(ContractError, match="wrong period"):
        type_table(card, "publisher", frame, card.tables[0])


def test_nothing_is_kept_of_a_file_that_never_arrives_whole(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY)
    publishers.misbehave(FILE, cut_short, forever=True)
    assert "breaks off" in refusal(publishers, store, card_of(BY_URL))


def test_nothing_is_kept_of_a_file_that_unpacks_beyond_the_cards_limit(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, b"0" * 1_000_000)
    publishers.misbehave(FILE, compressed)
    card = card_of(BY_URL, max_bytes=10_000)
    assert "10,000 bytes" in refusal(publishers, store, card)


def test_a_redirect_to_a_host_the_card_does_not_name_is_refused(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(SECOND_FILE, BODY)
    publishers.misbehave(FILE, redirect(SECOND_FILE), forever=True)
    assert "other.example" in refusal(publishers, store, card_of(BY_URL))
    allowing = card_of(BY_URL, allowed_hosts=("other.example",))
    assert fetch(publishers, store, allowing).url == FILE


# --- several routes


def test_the_next_route_serves_when_the_first_does_not(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(SECOND_FILE, BODY)
    publishers.misbehave(FILE, web_page("Moved"))
    card = card_of(BY_URL, UrlRoute(kind="url", url=SECOND_FILE))
    assert fetch(publishers, store, card).url == SECOND_FILE


def test_the_first_route_that_works_is_the_only_one_asked(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(FILE, BODY)
    publishers.serve_file(SECOND_FILE, BODY)
    fetch(publishers, store, card_of(BY_URL, UrlRoute(kind="url", url=SECOND_FILE)))
    assert [asked.url for asked in publishers.asked] == [FILE]


def test_when_every_route_fails_the_error_says_why_each_did_and_what_to_do(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.misbehave(FILE, status(404), forever=True)
    publishers.misbehave(SECOND_FILE, web_page("We are moving"), forever=True)
    message = refusal(publishers, store, card_of(BY_URL, UrlRoute(kind="url", url=SECOND_FILE)))
    assert message.startswith("a_source: none of the 2 live routes works: ")
    assert f"(1) url: {FILE} answers 404" in message
    assert f"(2) url: {SECOND_FILE} answers with a page, not data" in message
    assert "https://data.example/about" in message
    assert "lbn archive import a_source FILE" in message


def test_a_later_route_never_replaces_what_came_by_an_earlier_one(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    first, second = "https://data.example/new.csv", "https://data.example/old.csv"
    card = card_of(UrlRoute(kind="url", url=first), UrlRoute(kind="url", url=second))
    publishers.serve_file(first, BODY)
    publishers.serve_file(second, b"code,people\nE01000001,1\n")
    held = fetch(publishers, store, card)
    publishers.misbehave(first, status(404), forever=True)
    with pytest.raises(FetchError, match="none of the 1 live routes works"):
        fetch(publishers, store, card, held)


def test_a_source_without_a_live_route_says_so(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    assert "no stable address" in refusal(publishers, store, card_of())


# --- an attachment of a GOV.UK page


def test_an_attachment_is_found_by_its_title_at_whatever_address_it_has_now(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(f"{MEDIA}/0a1b/ranks.csv", BODY)
    publishers.serve_govuk_page(
        PAGE, {"File 6: population": f"{MEDIA}/9/six.csv", "File 7: all": f"{MEDIA}/0a1b/ranks.csv"}
    )
    snapshot = fetch(publishers, store, card_of(BY_PAGE))
    assert snapshot.url == f"{MEDIA}/0a1b/ranks.csv"
    assert store.payload(snapshot) == BODY


def test_an_attachment_is_found_by_its_file_name(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(f"{MEDIA}/0a1b/File_7_2025.csv", BODY)
    publishers.serve_govuk_page(PAGE, {"All ranks": f"{MEDIA}/0a1b/File_7_2025.csv"})
    assert fetch(publishers, store, card_of(BY_PAGE)).url.endswith("File_7_2025.csv")


def test_an_attachment_that_did_not_change_is_not_sent_again(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_file(f"{MEDIA}/0a1b/ranks.csv", BODY)
    publishers.serve_govuk_page(PAGE, {"File 7": f"{MEDIA}/0a1b/ranks.csv"})
    last = fetch(publishers, store, card_of(BY_PAGE))
    assert fetch(publishers, store, card_of(BY_PAGE), last) is last
    assert publishers.asked[-1].headers["If-None-Match"] == last.etag


def test_a_page_without_the_attachment_is_refused_with_the_titles_it_has(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_govuk_page(PAGE, {"File 6": f"{MEDIA}/6.csv", "Notes": f"{MEDIA}/n.pdf"})
    message = refusal(publishers, store, card_of(BY_PAGE))
    assert f"0 attachments of {PAGE_URL} match" in message
    assert "it has 'File 6'; 'Notes'" in message


def test_a_page_with_two_such_attachments_is_refused(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_govuk_page(PAGE, {"File 7": f"{MEDIA}/7.csv", "File 7 v2": f"{MEDIA}/8.csv"})
    assert "2 attachments" in refusal(publishers, store, card_of(BY_PAGE))


@pytest.mark.parametrize("body", [b'{"details": {}}', b'{"details": {"attachments": []}}'])
def test_a_page_without_any_attachment_is_refused(
    publishers: PublishersServer, store: SnapshotStore, body: bytes
) -> None:
    publishers.serve_file(PAGE_URL, body, "application/json")
    assert "it has none" in refusal(publishers, store, card_of(BY_PAGE))


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"details": null}', b"\xff"])
def test_a_content_api_that_answers_with_something_else_is_refused(
    publishers: PublishersServer, store: SnapshotStore, body: bytes
) -> None:
    publishers.serve_file(PAGE_URL, body, "application/json")
    message = refusal(publishers, store, card_of(BY_PAGE))
    assert f"{PAGE_URL} does not answer in the JSON expected" in message


def test_an_attachment_on_a_strange_host_is_refused(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_govuk_page(PAGE, {"File 7": "https://elsewhere.example/7.csv"})
    assert "elsewhere.example" in refusal(publishers, store, card_of(BY_PAGE))


# --- a layer of the Open Geography Portal


def pages_of(store: SnapshotStore, snapshot: Snapshot) -> list[int]:
    """How many features each page of a layer's snapshot holds."""
    return [len(page["features"]) for page in json.loads(store.payload(snapshot))]


@pytest.mark.parametrize("flag_in_properties", [True, False])
def test_a_layer_is_paged_to_its_end(
    publishers: PublishersServer, store: SnapshotStore, flag_in_properties: bool
) -> None:
    layer = FeatureLayer(WARDS, flag_in_properties=flag_in_properties)
    publishers.serve_layer(BY_LAYER, layer)
    card = card_of(BY_LAYER)
    snapshot = fetch(publishers, store, card)
    assert pages_of(store, snapshot) == [2_000, 2_000, 500]
    layout = card.layouts["publisher"].model_copy(update={"format": "geojson"})
    frame = read_layout(card.id, layout, store.payload(snapshot))
    assert frame.equals(pl.DataFrame(WARDS))


def test_a_layers_snapshot_names_the_query_without_its_page(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    url = fetch(publishers, store, card_of(BY_LAYER)).url
    assert url.startswith("https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services/")
    assert "outFields=WD24CD,WD24NM&returnGeometry=false&outSR=4326" in url
    assert "resultOffset" not in url


def test_a_layer_of_another_publisher_is_asked_for_at_that_publishers_services(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    services = "https://services-eu1.arcgis.com/another/arcgis/rest/services"
    route = BY_LAYER.model_copy(update={"services": services, "layer": 3})
    address = publishers.serve_layer(route, FeatureLayer(WARDS, page_rows=1_000))
    assert address == f"{services}/WD24_LU/FeatureServer/3/query"
    snapshot = fetch(publishers, store, card_of(route))
    assert snapshot.url.startswith(address)
    assert sum(pages_of(store, snapshot)) == len(WARDS)


def test_a_layer_that_did_not_change_keeps_its_snapshot(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    last = fetch(publishers, store, card_of(BY_LAYER))
    publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    assert fetch(publishers, store, card_of(BY_LAYER), last) is last


def test_a_layer_is_asked_for_in_one_order_over_all_its_fields(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS[::-1]))
    fetch(publishers, store, card_of(BY_LAYER))
    assert all(
        "orderByFields=WD24CD,WD24NM" in asked.url for asked in publishers.asked_for(address)[1:]
    )


@pytest.mark.parametrize("geometry", [True, False])
def test_a_layer_gives_its_geometry_when_the_card_asks_for_it(
    publishers: PublishersServer, store: SnapshotStore, geometry: bool
) -> None:
    point = {"type": "Point", "coordinates": [-1.5, 53.8]}
    publishers.serve_layer(BY_LAYER, FeatureLayer([WARDS[0] | {"geometry": point}]))
    snapshot = fetch(publishers, store, card_of(BY_LAYER.model_copy(update={"geometry": geometry})))
    [page] = json.loads(store.payload(snapshot))
    assert page["features"][0]["geometry"] == (point if geometry else None)


def test_a_server_that_gives_smaller_pages_than_asked_loses_no_row(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS, page_rows=1_500))
    assert pages_of(store, fetch(publishers, store, card_of(BY_LAYER))) == [1_500] * 3


def test_a_page_too_heavy_for_the_server_is_asked_for_in_halves(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS, heaviest_page=500))
    assert pages_of(store, fetch(publishers, store, card_of(BY_LAYER))) == [500] * 9


def test_a_server_that_cannot_give_even_a_small_page_is_refused_with_its_own_words(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS, heaviest_page=100))
    message = refusal(publishers, store, card_of(BY_LAYER))
    assert "Error performing query operation" in message
    sizes = re.findall(r"resultRecordCount=(\d+)", " ".join(a.url for a in publishers.asked))
    assert sizes == ["2000", "1000", "500", "250", "125"]
    assert len(publishers.asked_for(address)) == 1 + len(sizes)


def test_a_field_the_layer_no_longer_has_is_refused_with_the_servers_own_words(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_layer(BY_LAYER, FeatureLayer([{"WD25CD": "E05000001"}]))
    message = refusal(publishers, store, card_of(BY_LAYER))
    assert "Invalid field: WD24CD, WD24NM" in message
    assert "still as the card says" in message


def test_a_layer_that_is_gone_is_refused_with_the_servers_own_words(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    publishers.misbehave(address, arcgis_error(400, "Invalid URL"), forever=True)
    assert "Invalid URL" in refusal(publishers, store, card_of(BY_LAYER))


@pytest.mark.parametrize("body", [b'{"features": [5]}', b'{"features": {}}', b"null", b"x"])
def test_a_page_that_is_no_list_of_features_is_refused(
    publishers: PublishersServer, store: SnapshotStore, body: bytes
) -> None:
    address = publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    publishers.misbehave(address, sound, another_body(body, "application/json"), forever=True)
    assert "not answer in the JSON expected" in refusal(publishers, store, card_of(BY_LAYER))


def test_features_that_come_with_an_error_are_not_believed(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    partial = replaced(b'"features"', b'"error": {"message": "timed out"}, "features"')
    publishers.misbehave(address, sound, partial, forever=True)
    assert "timed out" in refusal(publishers, store, card_of(BY_LAYER))


def test_a_listing_shorter_than_the_layers_own_count_is_refused(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    publishers.misbehave(address, replaced(b'"count": 4500', b'"count": 4501'))
    message = refusal(publishers, store, card_of(BY_LAYER))
    assert "lists 4,500 features" in message
    assert "counts 4,501" in message


def test_a_server_that_stops_flagging_that_more_follow_is_refused(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    unflagged = replaced(b'"exceededTransferLimit": true', b'"exceededTransferLimit": false')
    publishers.misbehave(address, sound, sound, unflagged)
    assert "lists 4,000 features" in refusal(publishers, store, card_of(BY_LAYER))


def test_a_server_that_flags_more_for_ever_but_gives_none_is_refused(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    empty = another_body(b'{"features": [], "exceededTransferLimit": true}', "application/json")
    publishers.misbehave(address, sound, sound, empty, forever=True)
    assert "lists 2,000 features" in refusal(publishers, store, card_of(BY_LAYER))


def test_a_feature_that_comes_on_two_pages_is_refused(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    publishers.misbehave(address, sound, sound, replaced(b'"id": 2001,', b'"id": 1,'))
    assert "1 of them repeated" in refusal(publishers, store, card_of(BY_LAYER))


def test_all_pages_of_a_layer_together_obey_the_cards_size_limit(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_layer(BY_LAYER, FeatureLayer(WARDS))
    card = card_of(BY_LAYER, max_bytes=300_000)  # one page is about 230 kB
    assert "300,000 bytes" in refusal(publishers, store, card)


# --- a Nomis dataset


def dataset(rows: int) -> bytes:
    """A table of so many rows."""
    return b"".join([b"code,value\r\n", *(b"E01%06d,%d\r\n" % (n, n % 7) for n in range(rows))])


@pytest.mark.parametrize(("rows", "pages"), [(3, 1), (25_000, 2), (50_001, 3)])
def test_a_dataset_is_paged_to_its_end_and_joined_under_one_header(
    publishers: PublishersServer, store: SnapshotStore, rows: int, pages: int
) -> None:
    address = publishers.serve_dataset("NM_1_1", dataset(rows))
    snapshot = fetch(publishers, store, card_of(BY_DATASET))
    assert store.payload(snapshot) == dataset(rows).replace(b"\r\n", b"\n")
    assert len(publishers.asked_for(address)) == pages
    assert snapshot.url == f"{address}?geography=TYPE151&select=code,value"


def test_a_dataset_that_ends_with_a_blank_page_is_whole(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_dataset("NM_1_1", dataset(25_000))
    publishers.misbehave(address, sound, another_body(b""))
    payload = store.payload(fetch(publishers, store, card_of(BY_DATASET)))
    assert payload == dataset(25_000).replace(b"\r\n", b"\n")


def test_a_dataset_that_did_not_change_keeps_its_snapshot(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    publishers.serve_dataset("NM_1_1", dataset(3))
    last = fetch(publishers, store, card_of(BY_DATASET))
    assert fetch(publishers, store, card_of(BY_DATASET), last) is last


def test_a_header_that_changes_between_pages_is_refused(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_dataset("NM_1_1", dataset(25_001))
    publishers.misbehave(address, sound, replaced(b"code,value", b"value,code"))
    assert "the header changes between pages" in refusal(publishers, store, card_of(BY_DATASET))


def test_a_dataset_whose_second_page_fails_is_not_kept_in_part(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_dataset("NM_1_1", dataset(25_001))
    publishers.misbehave(address, sound, status(500), forever=True)
    assert "RecordOffset=25000 answers 500" in refusal(publishers, store, card_of(BY_DATASET))


def test_a_page_that_fails_once_is_asked_again_and_joined_once(
    publishers: PublishersServer, store: SnapshotStore
) -> None:
    address = publishers.serve_dataset("NM_1_1", dataset(25_001))
    publishers.misbehave(address, sound, cut_short)
    payload = store.payload(fetch(publishers, store, card_of(BY_DATASET)))
    assert payload.count(b"\n") == 25_002


# --- every card of the project, from the real files


# Sources whose archive copy is not as their publisher gives them: in another layout, or of files
# under other names. A test in that file reads the publisher's own layout.
HELD_OTHERWISE = {
    "calderdale_payments": "test_payments.py",
    "mhclg_iod2015": "test_publishers_layouts.py",
    "mhclg_iod2019_indicators": "test_publishers_layouts.py",
    "mhclg_iod2025_indicators": "test_indices.py",
    "mhclg_levelling_up_fund_1": "test_regeneration_sources.py",
    "mhclg_levelling_up_fund_2": "test_publishers_layouts.py",
    "ons_ashe_pay": "test_pay.py",
    "ons_census21_deprivation_oa": "test_publishers_layouts.py",
    "ons_census21_topics": "test_publishers_layouts.py",
    "ons_population20_lsoa11": "test_publishers_layouts.py",
    "ons_population_density18_lsoa11": "test_publishers_layouts.py",
    "salford_payments": "test_payments.py",
}


def _routes_of_cards() -> list[tuple[str, int]]:
    return [
        (card.id, number)
        for card in load_cards().values()
        if card.archive != "none" and card.id not in HELD_OTHERWISE
        for number in range(len(card.live))
    ]


@pytest.mark.archive
def test_the_archive_holds_every_source_as_published_but_for_those_written_down(
    publishers: PublishersServer, archive: Path
) -> None:
    held = [card for card in load_cards().values() if card.archive != "none"]
    otherwise = {card.id for card in held if not publishers.can_give(card, archive)}
    assert otherwise == HELD_OTHERWISE.keys()


@pytest.mark.parametrize(("source", "file"), HELD_OTHERWISE.items())
def test_the_layout_of_a_publisher_that_the_archive_lacks_has_a_test_of_its_own(
    source: str, file: str
) -> None:
    text = (Path(__file__).parents[1] / "unit" / file).read_text(encoding="utf-8")
    assert f'"{source}"' in text
    assert '"publisher"' in text


@pytest.mark.archive
@pytest.mark.parametrize(("source", "number"), _routes_of_cards())
def test_a_live_route_in_the_publishers_layout_leads_to_the_table_the_archive_holds(
    publishers: PublishersServer,
    store: SnapshotStore,
    archive: Path,
    source: str,
    number: int,
) -> None:
    card = load_cards()[source]
    one_route = card.model_copy(update={"live": [card.live[number]]})
    served = publishers.serve_card(one_route, archive)
    assert served == one_route
    live = fetch(publishers, store, served)
    archived = ArchiveOrigin(archive).fetch(card, None, store)
    for table in card.tables:
        from_live, from_archive = (
            type_table(
                card,
                each.layout,
                read_frames(card, each.layout, store.payload(each))[table.name],
                table,
                load_corrections(card.id),
            )
            for each in (live, archived)
        )
        lacking = [
            name for name in card.layouts[archived.layout].absent if name in from_live.columns
        ]
        assert from_live.drop(lacking).equals(from_archive.drop(lacking))
