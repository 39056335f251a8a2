"""The `live` origin: the publishers themselves.

Belongs here: how each kind of route (see `card`) leads to bytes. Not here: how an address is asked
(`http`), nor what the bytes hold (`readers`, `contract`).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from pydantic import BaseModel, Field, ValidationError

from ingest.archive import taking_in
from ingest.bundle import bundle, file_hashes
from ingest.card import (
    ArcgisRoute,
    Card,
    FilesRoute,
    GovukRoute,
    NomisRoute,
    Route,
    UrlRoute,
)
from ingest.errors import FetchError, NotInArchiveError
from ingest.http import NOTHING_HELD, Answer, HttpClient, Limits, Validators
from ingest.origin import Origin
from ingest.store import OriginName, Snapshot, SnapshotStore

GOVUK_CONTENT = "https://www.gov.uk/api/content"
GOVUK_ASSETS = "https://assets.publishing.service.gov.uk"
ARCGIS_PAGE_ROWS = 2_000
ARCGIS_SMALLEST_PAGE_ROWS = 125
NOMIS_DATASETS = "https://www.nomisweb.co.uk/api/v01/dataset"
NOMIS_PAGE_ROWS = 25_000

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True)
class _Fetched:
    """An answer and the publisher's address of it (of a paged one, without the page).

    `files` are the sha256 of each, by name, where several were asked for.
    """

    url: str
    answer: Answer
    files: dict[str, str] = field(default_factory=dict)


class LiveOrigin:
    """Snapshots from the publishers, by the first of a card's `live` routes that works.

    Args:
        limits: see `ingest.http.Limits`; the size limit is the card's `max_bytes`. Each route has
            the whole time for itself.
        mirrors: see `ingest.http.HttpClient`.
        by_hand: where the sources come from whose publisher offers no stable address.
    """

    name: OriginName = "live"

    def __init__(
        self,
        limits: Limits | None = None,
        mirrors: Mapping[str, str] | None = None,
        by_hand: Origin | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.mirrors = mirrors or {}
        self.by_hand = by_hand

    def fetch(self, card: Card, last: Snapshot | None, store: SnapshotStore) -> Snapshot:
        """See `ingest.origin.Origin.fetch`; the error lists why each route failed."""
        if not card.live:
            return self._fetch_by_hand(card, last, store)
        if last is not None and not store.snapshot_path(last.sha256).exists():
            last = None  # its bytes are lost, so "not modified" would help nobody
        failures = []
        for number, route in enumerate(_routes(card, last)):
            try:
                return self._fetch_by(number, route, card, last, store)
            except FetchError as error:
                failures.append(f"({number + 1}) {route.kind}: {error.problem}; {error.remedy}")
        raise FetchError(
            card.id,
            f"none of the {len(failures)} live routes works: " + " ".join(failures),
            taking_in(card),
        )

    def _fetch_by_hand(self, card: Card, last: Snapshot | None, store: SnapshotStore) -> Snapshot:
        if self.by_hand is None:
            raise NotInArchiveError(
                card.id,
                "the publisher offers this file at no stable address",
                f"{taking_in(card)}, then refresh with `--origin live --archive FOLDER`",
            )
        return self.by_hand.fetch(card, last, store)

    def _fetch_by(
        self, number: int, route: Route, card: Card, last: Snapshot | None, store: SnapshotStore
    ) -> Snapshot:
        hosts = {*_hosts(route), *card.allowed_hosts}
        limits = replace(self.limits, max_bytes=card.max_bytes)
        with HttpClient(card.id, hosts, limits, self.mirrors) as http:
            fetched = _fetch(route, http, last)
        if last is not None and _is_unchanged(fetched.answer, route, last):
            told = last.files == fetched.files
            return last if told else last.model_copy(update={"files": fetched.files})
        return Snapshot(
            source=card.id,
            origin=self.name,
            layout=route.layout,
            sha256=store.keep(fetched.answer.body),
            bytes=len(fetched.answer.body),
            url=fetched.url,
            retrieved_at=datetime.now(UTC),
            etag=fetched.answer.validators.etag,
            last_modified=fetched.answer.validators.last_modified,
            route=number,
            files=fetched.files,
        )


def _routes(card: Card, last: Snapshot | None) -> list[Route]:
    """The routes to try: none after the one that the held snapshot came by.

    A later route may hold an older issue; while an earlier one fails, the last good snapshot
    serves.
    """
    return card.live[: last.route + 1] if last is not None and last.origin == "live" else card.live


def _is_unchanged(answer: Answer, route: Route, last: Snapshot) -> bool:
    if answer.not_modified:
        return True
    return (hashlib.sha256(answer.body).hexdigest(), route.layout) == (last.sha256, last.layout)


def _hosts(route: Route) -> set[str]:
    match route:
        case UrlRoute():
            roots = [route.address]
        case FilesRoute():
            roots = route.addresses
        case GovukRoute():
            roots = [GOVUK_CONTENT, GOVUK_ASSETS]
        case ArcgisRoute():
            roots = [route.services]
        case NomisRoute():
            roots = [NOMIS_DATASETS]
    return {urlsplit(root).netloc.lower() for root in roots}


def _fetch(route: Route, http: HttpClient, last: Snapshot | None) -> _Fetched:
    match route:
        case UrlRoute():
            return _fetch_file(http, route.address, route, last)
        case FilesRoute():
            return _fetch_files(http, route)
        case GovukRoute():
            return _fetch_file(http, _find_attachment(http, route), route, last)
        case ArcgisRoute():
            return _fetch_layer(http, route)
        case NomisRoute():
            return _fetch_dataset(http, route)


def _fetch_file(http: HttpClient, url: str, route: Route, last: Snapshot | None) -> _Fetched:
    held = NOTHING_HELD
    if last is not None and (last.url, last.layout) == (url, route.layout):
        held = Validators(last.etag, last.last_modified)
    return _Fetched(url, http.get(url, held))


def _fetch_files(http: HttpClient, route: FilesRoute) -> _Fetched:
    files = {_file_name(url, route): http.get(url).body for url in route.addresses}
    return _Fetched(route.addresses[0], Answer(bundle(files)), file_hashes(files))


def _file_name(url: str, route: FilesRoute) -> str:
    """The file's own name; with its folder's, or its query, where another file has the same."""
    path = _file_place(url)
    places = [_file_place(other) for other in route.addresses]
    if places.count(path) > 1:
        return f"{path.name}_{re.sub(r'[^A-Za-z0-9.-]+', '_', urlsplit(url).query)}"
    names = [place.name for place in places]
    return path.name if names.count(path.name) == 1 else f"{path.parent.name}-{path.name}"


def _file_place(url: str) -> Path:
    """The path of the file at an address; ONS names it in the query, as `uri`."""
    parts = urlsplit(url)
    return Path(dict(parse_qsl(parts.query)).get("uri", unquote(parts.path)))


class _Attachment(BaseModel):
    url: str
    title: str = ""
    filename: str = ""


class _Details(BaseModel):
    attachments: list[_Attachment] = []


class _Publication(BaseModel):
    """What matters here of a page in the GOV.UK content API."""

    details: _Details


def _find_attachment(http: HttpClient, route: GovukRoute) -> str:
    page = f"{GOVUK_CONTENT}/{route.page.strip('/')}"
    attachments = _ask(http, page, _Publication)[1].details.attachments
    matches = [a for a in attachments if _is_named_like(route.attachment, a)]
    if len(matches) != 1:
        titles = "; ".join(f"'{a.title}'" for a in attachments) or "none"
        raise FetchError(
            http.source,
            f"{len(matches)} attachments of {page} match '{route.attachment}'; it has {titles}",
            "correct 'attachment' on the card so that it matches exactly one",
        )
    return urljoin(page, matches[0].url)


def _is_named_like(pattern: str, attachment: _Attachment) -> bool:
    return any(re.search(pattern, name) for name in (attachment.title, attachment.filename))


class _Feature(BaseModel):
    id: int | str | None = None


class _Flag(BaseModel):
    more: bool = Field(False, alias="exceededTransferLimit")


class _LayerAnswer(_Flag):
    """What matters here of an ArcGIS answer: a count, a page of features, or an error."""

    count: int | None = None
    features: list[_Feature] | None = None
    properties: _Flag | None = None
    error: Any = None


@dataclass(frozen=True)
class _Page:
    """One page of a feature layer: its bytes, its features, and whether more follow."""

    body: bytes
    features: list[_Feature]
    more: bool


def _fetch_layer(http: HttpClient, route: ArcgisRoute) -> _Fetched:
    query = {
        "where": "1=1",
        "outFields": ",".join(route.fields),
        "returnGeometry": str(route.geometry).lower(),
        "outSR": str(route.srid),
        # All fields, since the first alone may repeat and pages would then overlap.
        "orderByFields": ",".join(route.fields),
        "f": "geojson",
    }
    url = f"{route.address}?{urlencode(query, safe=',')}"
    expected = _layer_rows(http, route.address)
    pages = list(_layer_pages(http, url))
    _refuse_partial(http, url, pages, expected)
    return _Fetched(url, Answer(b"[" + b",\n".join(page.body for page in pages) + b"]"))


def _layer_rows(http: HttpClient, layer: str) -> int:
    url = f"{layer}?{urlencode({'where': '1=1', 'returnCountOnly': 'true', 'f': 'json'})}"
    answer = _ask(http, url, _LayerAnswer)[1]
    if answer.count is None:
        raise _arcgis_error(http, url, answer)
    return answer.count


def _layer_pages(http: HttpClient, url: str) -> Iterator[_Page]:
    rows, size = 0, ARCGIS_PAGE_ROWS
    while True:
        page, size = _layer_page(http, url, rows, size)
        yield page
        rows += len(page.features)
        # An empty page would be asked for again for ever; the count says whether rows are missing.
        if not page.more or not page.features:
            return


def _layer_page(http: HttpClient, url: str, offset: int, size: int) -> tuple[_Page, int]:
    """The page at an offset, and the size (in rows) at which the server could give it."""
    asked = f"{url}&resultOffset={offset}&resultRecordCount={size}"
    body, answer = _ask(http, asked, _LayerAnswer)
    if answer.features is not None and answer.error is None:
        # Older servers set the flag beside the features, newer ones under `properties`.
        more = answer.more or (answer.properties is not None and answer.properties.more)
        return _Page(body, answer.features, more), size
    # ArcGIS answers 200 with an error when a page is too heavy for it.
    if size // 2 < ARCGIS_SMALLEST_PAGE_ROWS:
        raise _arcgis_error(http, asked, answer)
    return _layer_page(http, url, offset, size // 2)


def _refuse_partial(http: HttpClient, url: str, pages: list[_Page], expected: int) -> None:
    features = [feature for page in pages for feature in page.features]
    ids = [feature.id for feature in features if feature.id is not None]
    repeated = len(ids) - len(set(ids))
    if len(features) != expected or repeated:
        raise FetchError(
            http.source,
            f"{url} lists {len(features):,} features, {repeated:,} of them repeated, where the "
            f"layer counts {expected:,}",
            "the layer may have changed while it was read: try again",
        )


def _arcgis_error(http: HttpClient, url: str, answer: _LayerAnswer) -> FetchError:
    return FetchError(
        http.source,
        f"{url} answers with an error: {json.dumps(answer.error)[:500]}",
        "look whether the service and its fields are still as the card says",
    )


def _fetch_dataset(http: HttpClient, route: NomisRoute) -> _Fetched:
    url = f"{NOMIS_DATASETS}/{route.dataset}.data.csv?{urlencode(route.query, safe=',')}"
    header, rows = b"", list[bytes]()
    while True:
        asked = f"{url}&RecordLimit={NOMIS_PAGE_ROWS}&RecordOffset={len(rows)}"
        found, *page = http.get(asked).body.splitlines() or [b""]
        header = header or found
        if page and found != header:
            raise FetchError(http.source, *_changed_header(asked, header, found))
        rows += page
        if len(page) < NOMIS_PAGE_ROWS:
            return _Fetched(url, Answer(b"\n".join([header, *rows, b""])))


def _changed_header(url: str, first: bytes, found: bytes) -> tuple[str, str]:
    return (
        f"the header changes between pages at {url}: from {first[:200]!r} to {found[:200]!r}",
        "the publisher may be changing the dataset: try again later",
    )


def _ask(http: HttpClient, url: str, shape: type[Shape]) -> tuple[bytes, Shape]:
    """The answer of an address as bytes and as read, refused when it has not the shape expected."""
    body = http.get(url).body
    try:
        return body, shape.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise FetchError(
            http.source,
            f"{url} does not answer in the JSON expected ({place}: {first['msg']})",
            "open the address: the publisher may be out of order or have changed its API",
        ) from error
