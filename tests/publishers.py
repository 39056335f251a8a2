"""A local stand-in for the publishers, which serves their addresses and misbehaves on demand.

Belongs here: how publishers' servers behave, well and badly. Not here: what is tested with them.

Every address `https://<host>/<path>` is served at `http://127.0.0.1:<port>/<host>/<path>`; give
`PublishersServer.mirrors` to the `live` origin to make it ask here.
"""

import gzip
import io
import json
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import polars as pl
import pytest
from pytest_httpserver.httpserver import HTTPServerBase
from werkzeug import Request, Response
from werkzeug.datastructures import Headers

from ingest.archive import ArchiveOrigin
from ingest.card import (
    ArcgisRoute,
    Card,
    Column,
    FilesRoute,
    GovukRoute,
    NomisRoute,
    Route,
    UrlRoute,
)
from ingest.live import GOVUK_ASSETS, GOVUK_CONTENT, NOMIS_DATASETS
from ingest.readers import GEOMETRY_HEADER, read_frames
from ingest.store import SnapshotStore

PUBLISHED = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)

Row = Mapping[str, Any]
Answering = Callable[[Request], Response]
Fault = Callable[[Request, Response], Response]


@dataclass(frozen=True)
class Asked:
    """One request that came in: the publisher's URL, the request's headers, and when (seconds)."""

    url: str
    headers: Mapping[str, str]
    at: float


class PublishersServer(HTTPServerBase):
    """All publishers on one local port. Start it with `with`, forget everything with `clear()`."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1", 0, threaded=True)
        self.clear()

    def clear(self) -> None:
        """Serve nothing, misbehave nowhere, remember no request."""
        super().clear()
        self.asked: list[Asked] = []
        self._answers: dict[str, Answering] = {}
        self._faults: dict[str, list[Fault]] = {}
        self._last_fault_stays: set[str] = set()

    @property
    def mirrors(self) -> dict[str, str]:
        """Publisher's root -> the local root that stands in for it, for every host served."""
        hosts = {place.split("/")[0] for place in (*self._answers, *self._faults)}
        return {f"https://{host}": self.url_for(f"/{host}") for host in sorted(hosts)}

    def asked_for(self, url: str) -> list[Asked]:
        """The requests for an address, whatever their query, in order."""
        return [asked for asked in self.asked if _place(asked.url) == _place(url)]

    def serve(self, url: str, answer: Answering) -> None:
        """Answer an address, whatever its query (but for the file that ONS names in it)."""
        self._answers[_place(url)] = answer

    def serve_file(
        self,
        url: str,
        body: bytes,
        content_type: str = "text/csv",
        etag: str | None = None,
        modified: datetime | None = PUBLISHED,
    ) -> None:
        """Serve a file with validators, answering conditional requests as a good server does.

        Args:
            url: its address.
            body: its bytes.
            content_type: its media type.
            etag: its entity tag; of its bytes when not said, none when empty.
            modified: when it was last changed.
        """
        etag = sha256(body).hexdigest()[:16] if etag is None else etag

        def answer(request: Request) -> Response:
            response = Response(body, content_type=content_type)
            response.last_modified = modified
            if etag:
                response.set_etag(etag)
            return response.make_conditional(request)

        self.serve(url, answer)

    def serve_govuk_page(self, page: str, attachments: Mapping[str, str]) -> None:
        """Describe a GOV.UK page in the content API, its attachments as title -> address."""
        listed = [
            {"title": title, "url": url, "filename": url.rsplit("/", 1)[-1]}
            for title, url in attachments.items()
        ]
        body = json.dumps({"base_path": f"/{page}", "details": {"attachments": listed}}).encode()
        self.serve_file(f"{GOVUK_CONTENT}/{page}", body, "application/json")

    def serve_layer(self, route: ArcgisRoute, layer: "FeatureLayer") -> str:
        """Serve a layer where a route asks for it; returns its address."""
        self.serve(route.address, layer.answer)
        return route.address

    def serve_dataset(self, dataset: str, table: bytes) -> str:
        """Serve a CSV table as a Nomis dataset, 25,000 rows a page at most; returns its address."""
        url = f"{NOMIS_DATASETS}/{dataset}.data.csv"
        header, *rows = table.splitlines(keepends=True)

        def answer(request: Request) -> Response:
            offset = request.args.get("RecordOffset", 0, int)
            limit = min(request.args.get("RecordLimit", 25_000, int), 25_000)
            page = [header, *rows[offset : offset + limit]]
            return Response(b"".join(page), content_type="text/csv")

        self.serve(url, answer)
        return url

    def serve_card(self, card: Card, archive: Path) -> Card:
        """Serve a source at all its live routes, in the publisher's layout, from its archive copy.

        Args:
            card: a card found in `ingest.card.SOURCES_FOLDER`, with an archive copy.
            archive: the archive's folder; it is only read.

        Returns:
            The card as it is served: a route whose layout cannot be made from the archive copy (a
            workbook that was saved as CSV, say) serves the copy, in the copy's layout; a route of
            several files that the archive keeps under other names is left out. The publisher's
            layout of such a card has a test of its own, on a hand-written file.
        """
        held = _ArchiveCopy(card, archive)
        routes = [
            held.as_route(route)
            for route in card.live
            if not isinstance(route, FilesRoute) or held.has_files(route)
        ]
        for route in routes:
            self._serve_route(route, held)
        return card.model_copy(update={"live": routes})

    def can_give(self, card: Card, archive: Path) -> bool:
        """Whether `serve_card` serves all live routes as they are, in the publisher's layout."""
        held = _ArchiveCopy(card, archive)
        return all(held.can_give(route) for route in card.live)

    def _serve_route(self, route: Route, held: "_ArchiveCopy") -> None:
        match route:
            case UrlRoute():
                self.serve_file(route.address, held.as_file(route.layout))
            case FilesRoute():
                for url, body in zip(route.addresses, held.as_files(route), strict=True):
                    self.serve_file(url, body)
            case GovukRoute():
                title = _name_like(route.attachment)
                media = sha256(route.page.encode()).hexdigest()[:24]
                url = f"{GOVUK_ASSETS}/media/{media}/{title.replace(' ', '_')}"
                self.serve_govuk_page(route.page, {title: url})
                self.serve_file(url, held.as_file(route.layout))
            case ArcgisRoute():
                self.serve_layer(route, FeatureLayer(held.as_rows(route.layout)))
            case NomisRoute():
                self.serve_dataset(route.dataset, held.as_file(route.layout))

    def misbehave(self, url: str, *faults: Fault, forever: bool = False) -> None:
        """Spoil the next answers of an address, one fault each; or the last `forever`."""
        self._faults[_place(url)] = list(faults)
        if forever:
            self._last_fault_stays.add(_place(url))

    def dispatch(self, request: Request) -> Response:
        """Answer one request (called by the server's threads)."""
        place = request.path.lstrip("/")
        query = request.query_string.decode()
        url = f"https://{place}?{query}" if query else f"https://{place}"
        self.asked.append(Asked(url, dict(request.headers), time.monotonic()))
        answer = self._answers.get(_place(url))
        response = answer(request) if answer else Response("no such file", 404)
        return self._next_fault(_place(url))(request, response)

    def _next_fault(self, place: str) -> Fault:
        faults = self._faults.get(place, [])
        if not faults:
            return sound
        stays = len(faults) == 1 and place in self._last_fault_stays
        return faults[0] if stays else faults.pop(0)


@dataclass
class FeatureLayer:
    """A layer of an ArcGIS FeatureServer, as far as the live origin asks of it.

    Attributes:
        rows: field -> value; a geometry (a GeoJSON mapping) under `geometry`.
        page_rows: the most rows the server gives in a page, whatever is asked.
        heaviest_page: pages of more rows than this are answered with an error, as ArcGIS does.
        flag_in_properties: where `exceededTransferLimit` stands: newer servers put it in there.
    """

    rows: Sequence[Row]
    page_rows: int = 2_000
    heaviest_page: int = 1_000_000
    flag_in_properties: bool = True
    _ordered: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)

    def answer(self, request: Request) -> Response:
        """Answer a query: a count, a page, or an error with status 200."""
        if request.args.get("returnCountOnly") == "true":
            return _json({"count": len(self.rows)})
        fields = request.args["outFields"].split(",")
        size = request.args.get("resultRecordCount", self.page_rows, int)
        if unknown := set(fields) - set(self.rows[0]):
            return _arcgis_error(400, f"'Invalid field: {', '.join(sorted(unknown))}'")
        if size > self.heaviest_page:
            return _arcgis_error(500, "Error performing query operation")
        return self._page(request, fields, min(size, self.page_rows))

    def _page(self, request: Request, fields: list[str], size: int) -> Response:
        offset = request.args.get("resultOffset", 0, int)
        rows = self._in_order(request.args["orderByFields"])
        geometry = request.args.get("returnGeometry") == "true"
        features = [
            _feature(number, row, fields, geometry) for number, row in rows[offset : offset + size]
        ]
        page: dict[str, Any] = {"type": "FeatureCollection", "features": features}
        if offset + size < len(rows):
            flag = {"exceededTransferLimit": True}
            page |= {"properties": flag} if self.flag_in_properties else flag
        return _json(page)

    def _in_order(self, order: str) -> list[tuple[int, Row]]:
        if order not in self._ordered:
            by = order.split(",")
            self._ordered[order] = sorted(
                enumerate(self.rows, start=1), key=lambda row: [str(row[1][name]) for name in by]
            )
        return self._ordered[order]


def sound(request: Request, response: Response) -> Response:
    """No fault: the answer as it is."""
    return response


def status(code: int, retry_after: str | None = None) -> Fault:
    """An answer with that status and, maybe, the time to wait (seconds or an HTTP date)."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return lambda request, response: Response("out of order", code, headers)


def redirect(url: str, code: int = 302) -> Fault:
    """A redirect to an address."""
    return lambda request, response: _Unpolished("it moved", code, {"Location": url})


def another_body(body: bytes, content_type: str = "text/csv") -> Fault:
    """An answer with status 200 and other bytes than those served."""
    return lambda request, response: Response(body, content_type=content_type)


def web_page(title: str, content_type: str = "text/html") -> Fault:
    """A web page with status 200."""
    page = f"\r\n<!DOCTYPE html>\n<html><head><title>\n{title}</title></head><body>…</body></html>"
    return another_body(page.encode(), content_type)


def arcgis_error(code: int, message: str) -> Fault:
    """ArcGIS's way of failing: status 200 and an error in JSON."""
    return lambda request, response: _arcgis_error(code, message)


def replaced(old: bytes, new: bytes) -> Fault:
    """The answer with some bytes replaced, such as those of the period."""

    def spoil(request: Request, response: Response) -> Response:
        if old not in response.data:
            raise ValueError(f"{old!r} is not in the answer")
        response.data = response.data.replace(old, new)
        return response

    return spoil


def cut_short(request: Request, response: Response) -> Response:
    """An answer that breaks off half way through the length it announced."""
    length = len(response.data)
    response.data = response.data[: length // 2]
    response.headers["Content-Length"] = str(length)
    return response


def announcing(length: int) -> Fault:
    """An answer that announces a length in bytes, true or not."""

    def spoil(request: Request, response: Response) -> Response:
        response.headers["Content-Length"] = str(length)
        return response

    return spoil


def without_length(request: Request, response: Response) -> Response:
    """An answer that does not say how long it is."""
    return Response(iter([response.data]), content_type=response.content_type)


def compressed(request: Request, response: Response) -> Response:
    """The answer, gzip-encoded: a bomb when the served file compresses well."""
    body = gzip.compress(response.data)
    return Response(body, content_type=response.content_type, headers={"Content-Encoding": "gzip"})


def trickling(pause: float) -> Fault:
    """An answer that comes byte by byte, with a pause in seconds after each."""

    def drip(body: bytes) -> Iterator[bytes]:
        for byte in body:
            yield bytes([byte])
            time.sleep(pause)

    def spoil(request: Request, response: Response) -> Response:
        response.response = drip(response.data)
        return response

    return spoil


def silent(seconds: float) -> Fault:
    """An answer that comes only after so many seconds."""

    def spoil(request: Request, response: Response) -> Response:
        time.sleep(seconds)
        return response

    return spoil


class _ArchiveCopy:
    """A source's archive copy, given out in whichever of the card's layouts a route has."""

    def __init__(self, card: Card, archive: Path) -> None:
        if card.archive == "none":
            raise ValueError(f"{card.id} has no archive copy to serve")
        self.card = card
        self.archive = archive
        self.layout = card.archive.layout

    @cached_property
    def payload(self) -> bytes:
        """The copy's bytes; a bundle where it is several files."""
        with tempfile.TemporaryDirectory() as folder:
            store = SnapshotStore(Path(folder))
            return store.payload(ArchiveOrigin(self.archive).fetch(self.card, None, store))

    def can_give(self, route: Route) -> bool:
        """Whether the copy can be given out as a route has it: its layout, its files' names."""
        if isinstance(route, FilesRoute) and not self.has_files(route):
            return False
        return self.has_layout(route.layout)

    def has_layout(self, layout_name: str) -> bool:
        """Whether the copy can be given out in that layout."""
        layout = self.card.layouts[layout_name]
        # An index without its domains has nothing that could stand in for them.
        has_domains = "income_score" not in self.card.layouts[self.layout].absent
        return layout_name == self.layout or (
            layout.format in ("csv", "geojson") and layout.members is None and has_domains
        )

    def as_route(self, route: Route) -> Route:
        """The route, or one to the copy itself where the copy cannot be given out in its layout."""
        if self.has_layout(route.layout):
            return route
        if not isinstance(route, FilesRoute):
            return route.model_copy(update={"layout": self.layout})
        with zipfile.ZipFile(io.BytesIO(self.payload)) as archive:
            names = sorted(archive.namelist())
        host = urlsplit(route.addresses[0]).netloc
        urls = [f"https://{host}/{quote(name)}" for name in names]
        return FilesRoute(kind="files", urls=urls, layout=self.layout)

    def has_files(self, route: FilesRoute) -> bool:
        """Whether the copy has every file of the route under its own name."""
        with zipfile.ZipFile(io.BytesIO(self.payload)) as archive:
            return {Path(unquote(url)).name for url in route.addresses} <= set(archive.namelist())

    def as_files(self, route: FilesRoute) -> list[bytes]:
        """The files of a bundle, for each of the route's addresses."""
        with zipfile.ZipFile(io.BytesIO(self.payload)) as archive:
            return [archive.read(Path(unquote(url)).name) for url in route.addresses]

    def as_file(self, layout_name: str) -> bytes:
        """The bytes in that layout: as they are when the archive has that layout already."""
        if layout_name == self.layout:
            return self.payload
        layout = self.card.layouts[layout_name]
        if layout.format == "csv":
            body = self._frame(layout_name).write_csv().encode()
        else:
            body = json.dumps(_collection(self.as_rows(layout_name))).encode()
        return body if layout.member is None else _zipped(_name_like(layout.member), body)

    def as_rows(self, layout_name: str) -> list[Row]:
        """The rows in that layout, typed as the card's columns are."""
        frame = self._frame(layout_name)
        rename = {new: old for old, new in self.card.layouts[layout_name].rename.items()}
        columns = {rename.get(c.source, c.source): c for c in self._columns()}
        typed = frame.select(
            _typed(header, columns[header]) if header in columns else pl.col(header)
            for header in frame.columns
        )
        return [_with_geometry(row) for row in typed.to_dicts()]

    def _columns(self) -> list[Column]:
        return [column for table in self.card.tables for column in table.columns]

    def _stand_in(self, frame: pl.DataFrame, name: str) -> pl.Series:
        """A column that the archive copy lacks; it fits the others, and tests do not compare it."""
        sources = {column.name: column.source for column in self._columns()}
        subject, kind = name.rsplit("_", 1)
        if subject.startswith("population"):
            column = frame[sources["lsoa_2021_code"]].replace_strict(self._residents())
        elif kind == "score":
            column = frame[sources["income_score"]]
        else:
            score = frame[sources[f"{subject}_score"]].cast(pl.Float64)
            rank = score.rank("ordinal", descending=True)
            column = rank if kind == "rank" else (10 * rank / len(rank)).ceil().cast(pl.Int64)
        return column.cast(pl.String).alias(sources[name])

    def _residents(self) -> dict[str, str]:
        path = self.archive / "statistics" / "census2021" / "residents_lsoa21.csv.gz"
        held = pl.read_csv(gzip.decompress(path.read_bytes()), infer_schema=False)
        return dict(held.rows())

    def _frame(self, layout_name: str) -> pl.DataFrame:
        """Strings under the headers of that layout, proof of period added if need be."""
        held, wanted = self.card.layouts[self.layout], self.card.layouts[layout_name]
        table = self.card.tables[0].name
        frame = read_frames(self.card, self.layout, self.payload)[table].drop("#row", "#member")
        if held.drop_rows_missing is not None:
            frame = frame.filter(pl.col(held.drop_rows_missing).is_not_null())
        frame = frame.rename(held.rename, strict=False)
        if held.drop_identical_rows:
            sources = {column.source for column in self._columns()}
            frame = frame.unique(sorted(sources & set(frame.columns)), maintain_order=True)
        absent = set(held.absent) - set(wanted.absent)
        for name in sorted(absent, key=lambda name: (not name.endswith("_score"), name)):
            frame = frame.with_columns(self._stand_in(frame, name))
        period = wanted.period
        if period is not None and period.column and period.column not in frame.columns:
            frame = frame.with_columns(pl.lit(period.equals).alias(period.column))
        return frame.rename({new: old for old, new in wanted.rename.items()}, strict=False)


class _Unpolished(Response):
    """A response whose headers go out as they are, even a Location that is no address."""

    def get_wsgi_headers(self, environ: Mapping[str, Any]) -> Headers:
        return Headers(self.headers)


def _place(url: str) -> str:
    parts = urlsplit(url)
    file = dict(parse_qsl(parts.query)).get("uri", "")
    return parts.netloc + unquote(parts.path) + file


def _json(content: Mapping[str, Any]) -> Response:
    return Response(json.dumps(content), content_type="application/json")


def _arcgis_error(code: int, message: str) -> Response:
    return _json({"error": {"code": code, "message": message, "details": []}})


def _feature(number: int, row: Row, fields: list[str], geometry: bool) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": number,
        "geometry": row.get(GEOMETRY_HEADER) if geometry else None,
        "properties": {name: row[name] for name in fields},
    }


def _collection(rows: list[Row]) -> dict[str, Any]:
    fields = [name for name in rows[0] if name != GEOMETRY_HEADER]
    features = [_feature(number, row, fields, True) for number, row in enumerate(rows, start=1)]
    return {"type": "FeatureCollection", "features": features}


def _typed(header: str, column: Column) -> pl.Expr:
    match column.type:
        case "integer":
            return pl.col(header).cast(pl.Float64).cast(pl.Int64)
        case "decimal":
            return pl.col(header).cast(pl.Float64)
        case _:
            return pl.col(header)


def _with_geometry(row: dict[str, Any]) -> Row:
    """The row with its geometry parsed; coordinates become a point, as the publisher has it."""
    if {"x", "y"} <= set(row):
        point = {"type": "Point", "coordinates": [row["x"], row["y"]]}
        rest = {name: value for name, value in row.items() if name not in ("x", "y")}
        return rest | {GEOMETRY_HEADER: point}
    geometry = row.get(GEOMETRY_HEADER)
    return row | {GEOMETRY_HEADER: json.loads(geometry)} if geometry else row


def _name_like(pattern: str) -> str:
    """A plain name that a card's regular expression matches."""
    first = pattern.split("|", maxsplit=1)[0].strip("^$")
    name = re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\.[*+]", "x", first))
    if re.search(pattern, name) is None:
        raise ValueError(f"no name can be made up for the pattern '{pattern}'")
    return name


def _zipped(member: str, body: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(member), body)
    return packed.getvalue()


@pytest.fixture(scope="module")
def running_publishers() -> Iterator[PublishersServer]:
    """One server for a module's tests, since starting and stopping it takes half a second."""
    with PublishersServer() as server:
        yield server


@pytest.fixture
def publishers(running_publishers: PublishersServer) -> PublishersServer:
    """A publishers' server that serves nothing yet."""
    running_publishers.clear()
    return running_publishers
