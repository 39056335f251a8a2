"""The server over a real port: what browsers and remote Parquet readers rely on."""

import http.client
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
import requests
import uvicorn

from catalog.release import Release
from catalog.serve import make_app
from tests import toy_release as toy

ID = "2026-11-24.1-demo"


class Site:
    """A running server over one published folder."""

    def __init__(self, published: Path) -> None:
        self.published = published
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.server = uvicorn.Server(uvicorn.Config(make_app(published), log_level="warning"))
        self.thread = threading.Thread(target=self.server.run, args=([listener],), daemon=True)

    def __enter__(self) -> "Site":
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()

    def ask(self, path: str, method: str = "GET", **headers: str) -> requests.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Accept-Encoding", "identity")
        return requests.request(
            method, self.address + path, headers=named, allow_redirects=False, timeout=10
        )

    def ask_raw(self, path: str) -> int:
        """The status for a path exactly as written, which clients would tidy up first."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def release(folder: Path) -> Release:
    return toy.published(folder)


@pytest.fixture(scope="module")
def site(folder: Path, release: Release) -> Iterator[Site]:
    (folder / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "published" / ".hidden").write_text("secret", encoding="utf-8")
    with Site(folder / "published") as running:
        yield running


PARQUET = f"/releases/{ID}/data/wards.parquet"


def test_the_root_leads_to_the_latest_release(site):
    answer = site.ask("/")
    assert (answer.status_code, answer.headers["Location"]) == (307, f"/releases/{ID}/index.html")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "DEMO: not real data" in requests.get(site.address, timeout=10).text


def test_a_folder_answers_with_its_index(site):
    assert site.ask(f"/releases/{ID}/").headers["Content-Type"] == "text/html; charset=utf-8"
    assert site.ask(f"/releases/{ID}").headers["Location"].endswith(f"/releases/{ID}/")


def test_latest_is_an_alias_whose_pages_and_links_work(site, release):
    page = site.ask("/latest/datasets/wards.html")
    assert page.content == (release.folder / "datasets/wards.html").read_bytes()
    assert site.ask("/latest/data/wards.csv").content.startswith(b"ward_2024_code,")
    assert 'href="../data/wards.csv"' in page.text


def test_polars_reads_a_table_over_http(site):
    table = pl.read_parquet(f"{site.address}/latest/data/wards.parquet")
    assert table.height == 4


def test_a_reader_of_ranges_gets_the_footer_alone(site, release):
    whole = release.parquet_path("wards").read_bytes()
    tail = site.ask(PARQUET, Range="bytes=-8")
    assert tail.status_code == 206
    assert tail.content == whole[-8:]
    assert tail.headers["Content-Range"] == f"bytes {len(whole) - 8}-{len(whole) - 1}/{len(whole)}"
    assert tail.headers["Content-Length"] == "8"


def test_a_parquet_library_can_read_by_ranges_only(site):
    remote = RangeFile(site, PARQUET)
    assert pq.ParquetFile(io.BufferedReader(remote)).read(["imd_rank"]).num_rows == 4
    assert remote.requests > 0


def test_ranges_from_the_middle_and_open_ended_ones_work(site, release):
    whole = release.parquet_path("wards").read_bytes()
    assert site.ask(PARQUET, Range="bytes=4-9").content == whole[4:10]
    assert site.ask(PARQUET, Range="bytes=100-").content == whole[100:]


def test_a_range_beyond_the_end_is_416_and_says_how_long_the_file_is(site, release):
    answer = site.ask(PARQUET, Range="bytes=99999999-")
    size = release.parquet_path("wards").stat().st_size
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{size}")


def test_the_etag_is_the_files_sha256(site, release):
    file = next(f for f in release.manifest.files if f.path == "data/wards.parquet")
    assert site.ask(PARQUET).headers["ETag"] == f'"{file.sha256}"'
    assert site.ask("/latest/data/wards.parquet").headers["ETag"] == f'"{file.sha256}"'


def test_whoever_has_the_file_already_gets_304_without_a_body(site):
    etag = site.ask(PARQUET).headers["ETag"]
    answer = site.ask(PARQUET, If_None_Match=etag)
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)
    assert site.ask(PARQUET, If_None_Match='"other"').status_code == 200


def test_a_range_of_another_version_is_answered_with_the_whole_file(site):
    assert site.ask(PARQUET, Range="bytes=0-3", If_Range='"other"').status_code == 200


def test_head_says_the_size_and_sends_nothing(site, release):
    answer = site.ask(PARQUET, method="HEAD")
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) == release.parquet_path("wards").stat().st_size
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.content == b""


def test_pages_of_other_sites_may_read_and_see_the_headers_ranges_need(site):
    answer = site.ask(PARQUET, Origin="https://elsewhere.example", Range="bytes=0-3")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    exposed = answer.headers["Access-Control-Expose-Headers"]
    for header in ("Content-Range", "ETag", "Accept-Ranges", "Content-Length"):
        assert header in exposed


def test_a_browser_asking_first_is_allowed_ranges(site):
    answer = site.ask(
        PARQUET,
        method="OPTIONS",
        Origin="https://elsewhere.example",
        Access_Control_Request_Method="GET",
        Access_Control_Request_Headers="range, if-none-match",
    )
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "range" in answer.headers["Access-Control-Allow-Headers"].lower()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("data/wards.parquet", "application/vnd.apache.parquet"),
        ("data/wards.csv", "text/csv; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("style.css", "text/css; charset=utf-8"),
        ("datapackage.json", "application/json"),
        ("CHANGES.md", "text/markdown; charset=utf-8"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ],
)
def test_files_say_what_they_are(site, path, content_type):
    answer = site.ask(f"/releases/{ID}/{path}")
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_releases_may_be_kept_for_ever_and_latest_must_be_asked_for(site):
    assert site.ask(PARQUET).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for path in ("/latest/data/wards.parquet", "/latest/", "/latest.json"):
        assert site.ask(path).headers["Cache-Control"] == "no-cache", path


def test_the_pointer_is_served(site):
    assert json.loads(site.ask("/latest.json").content)["release"] == ID


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/releases/../../secret.txt",
        "/latest/../../../secret.txt",
        "/latest/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/.hidden",
        "/releases/.hidden",
        "/x%00y",
        "/nothing",
        "/latest/nothing",
        "/" + "x" * 5000,
    ],
)
def test_nothing_outside_and_nothing_hidden_is_served(site, path):
    assert site.ask_raw(path) == 404


def test_staging_folders_are_not_served(site, folder):
    staging = folder / "published" / ".staging-2026-11-24.9-demo-1" / "data"
    staging.mkdir(parents=True)
    (staging / "wards.csv").write_text("not yet", encoding="utf-8")
    assert site.ask_raw("/.staging-2026-11-24.9-demo-1/data/wards.csv") == 404


def test_nothing_can_be_written(site):
    for method in ("PUT", "POST", "DELETE"):
        assert site.ask(PARQUET, method=method).status_code == 405


def test_a_new_release_is_the_latest_at_once_and_the_old_one_stays(tmp_path):
    toy.published(tmp_path)
    with Site(tmp_path / "published") as site:
        before = site.ask("/latest/data/people.csv").content
        toy.published(tmp_path, "DELETE FROM marts.people WHERE ward_2024_code LIKE '%4'")
        assert site.ask("/latest/data/people.csv").content != before
        assert site.ask(f"/releases/{ID}/data/people.csv").content == before


def test_before_the_first_release_the_server_says_what_to_do(tmp_path):
    with Site(tmp_path / "published") as site:
        answer = site.ask("/")
        assert (answer.status_code, answer.text) == (
            404,
            "Nothing has been published yet. Run a refresh first.",
        )


class RangeFile(io.RawIOBase):
    """A remote file that is read with Range requests only."""

    def __init__(self, site: Site, path: str) -> None:
        self.site, self.path, self.position, self.requests = site, path, 0, 0
        self.size = int(site.ask(path, method="HEAD").headers["Content-Length"])

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence]
        self.position = start + offset
        return self.position

    def tell(self) -> int:
        return self.position

    def readinto(self, buffer: Any) -> int:
        end = min(self.position + len(buffer), self.size)
        if end == self.position:
            return 0
        answer = self.site.ask(self.path, Range=f"bytes={self.position}-{end - 1}")
        assert answer.status_code == 206
        self.requests += 1
        buffer[: len(answer.content)] = answer.content
        self.position += len(answer.content)
        return len(answer.content)
